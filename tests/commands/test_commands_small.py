"""The commands where no code of a repository runs: errors, inputs, files, explanations."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.console import FakeConsole
from fakes.missions import TEXT
from fakes.records import RECORD, TIMING
from fakes.tiny import command, make

from bot import cli
from bot.adapters.result_dir import ResultDir
from bot.codec import to_json
from bot.domain.mission import EngineName
from bot.domain.trial import Attempt, Verdict
from bot.errors import (
    BotError,
    ConfigError,
    EnvironmentBroken,
    GitError,
    InputError,
    MissionFileError,
    NothingRuns,
    OutsideError,
    ReportError,
    SandboxError,
    StaleMission,
    SubjectError,
    TemplateError,
)
from bot.failure import Failure, attempt, exit_code_of
from bot.settings import Command, Settings
from bot.wiring import World, check_engines, open_doors

CART = "missions/coverage/007_src_shop_cart.yaml"


def raising(error: BaseException) -> Callable[[Settings, World], int]:
    def act(_settings: Settings, _world: World) -> int:
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("x"), 2),
        (InputError("x"), 2),
        (MissionFileError("x", path="m.yaml"), 2),
        (TemplateError("x"), 2),
        (SubjectError("x"), 3),
        (NothingRuns("x"), 3),
        (StaleMission("x"), 3),
        (ReportError("x"), 3),
        (EnvironmentBroken("x"), 3),
        (OutsideError("x"), 4),
        (GitError("x"), 4),
        (SandboxError("x"), 4),
    ],
)
def test_each_error_exits_with_the_code_of_who_can_act(
    error: BotError, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cli.COMMANDS, Command.DOCTOR, raising(error))

    ran = command("doctor", tmp_path)

    assert (ran.code, ran.out) == (code, "")
    assert ran.err == f"error: {error}\n"


def test_a_bug_becomes_a_report_without_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cli.COMMANDS, Command.DOCTOR, raising(ZeroDivisionError("odd")))

    ran = command("doctor", tmp_path, {"SECRET": "hunter2"})

    assert ran.code == 70
    for part in ("coverage-missions doctor", "Traceback", "ZeroDivisionError: odd", "Python 3."):
        assert part in ran.err
    assert "hunter2" not in ran.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_with_130(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGTERM)

    def wait(_settings: Settings, _world: World) -> int:
        os.kill(os.getpid(), number)
        raise AssertionError("the signal came too late")

    monkeypatch.setitem(cli.COMMANDS, Command.DOCTOR, wait)

    ran = command("doctor", tmp_path)

    assert ran.code == 130
    assert "interrupted" in ran.err
    assert signal.getsignal(signal.SIGTERM) == before


def test_an_action_says_its_words_by_inputs(tmp_path: Path) -> None:
    ran = command("", tmp_path, {"INPUT_COMMAND": "validate", "GITHUB_ACTIONS": "true"})

    assert ran.code == 2
    assert "plan` writes missions" in ran.err


@pytest.mark.parametrize("words", [f"run {CART}", "campaign"])
def test_untrusted_code_is_not_run_where_a_token_is_held(words: str, tmp_path: Path) -> None:
    held = {"GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "ghs_secret"}

    ran = command(words, tmp_path, held)

    assert ran.code == 2
    assert "GITHUB_TOKEN" in ran.err
    assert "ghs_secret" not in ran.err


def test_a_mission_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    ran = command("run missions/coverage/001.yaml", tmp_path)

    assert ran.code == 2
    assert "no such mission file" in ran.err


def test_a_mission_file_outside_of_the_repository_is_refused(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "mission.yaml").write_text(TEXT, encoding="utf-8")

    ran = command("run ../mission.yaml", tmp_path / "house")

    assert ran.code == 2
    assert "is not in the repository" in ran.err


def written(root: Path, name: str, content: bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_good_mission_file_is_valid(tmp_path: Path) -> None:
    written(tmp_path, CART, TEXT.encode())

    ran = command(f"validate {CART}", tmp_path)

    assert (ran.code, ran.out) == (0, "")
    assert "validated files=1 problems=0" in ran.err


def test_bytes_that_are_no_text_are_a_problem_of_their_file(tmp_path: Path) -> None:
    written(tmp_path, CART, TEXT.encode() + b"\xff")

    ran = command("validate", tmp_path)

    assert ran.code == 2
    assert ran.out.startswith(f"{CART}:{TEXT.count(chr(10)) + 1}:1: is not UTF-8 text")


def test_every_file_is_checked_when_one_cannot_be_read(tmp_path: Path) -> None:
    written(tmp_path, CART, TEXT.replace("85", "850").encode())
    (tmp_path / "missions/coverage/008_x.yaml").mkdir()

    ran = command("validate", tmp_path)

    assert ran.code == 2
    assert "008_x.yaml:1:1: cannot be read" in ran.out
    assert f"{CART}:" in ran.out


def test_a_master_alone_is_checked_as_one(tmp_path: Path) -> None:
    master = "missions/coverage/000_master_campaign.yaml"
    written(tmp_path, master, b"version: '2'\n")

    ran = command(f"validate {master}", tmp_path)

    assert ran.code == 2
    assert ran.out.startswith(f"{master}:")


def test_missions_that_were_merged_are_still_known(tmp_path: Path) -> None:
    root = make(tmp_path / "house")
    ran = command("plan --report report.json", with_report(root))
    assert ran.code == 0, ran.err
    (mission,) = (root / "missions/coverage").glob("001_*.yaml")
    (root / "missions/done").mkdir()

    mission.rename(root / "missions/done" / mission.name)

    assert command("validate", root).code == 0


def with_report(root: Path) -> Path:
    """Give a repository a report that knows its one file below target, and the others."""
    files = {
        "src/house/__init__.py": {"executed_lines": [], "missing_lines": []},
        "src/house/rooms.py": {"executed_lines": [1], "missing_lines": [4, 10]},
        "src/house/doors.py": {"executed_lines": [1, 4, 6], "missing_lines": []},
    }
    text = to_json({"meta": {"format": 3}, "files": files})
    written(root, "report.json", text.encode())
    return root


def test_a_plan_that_measures_nothing_needs_no_copy_and_no_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a given report needs no site")

    monkeypatch.setattr("bot.commands.plan.open_site", refuse)

    ran = command("plan --report report.json", with_report(make(tmp_path / "house")))

    assert ran.code == 0, ran.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "report.json: cannot be read (No such file or directory)"),
        (b"{\n  oops", "report.json:2:3: the report is not JSON"),
        (b'"\n\xff', "report.json:2: is not UTF-8 text"),
        (b"{}", 'report.json: the report has no "files" table'),
        (
            (
                b'{"meta": {"format": 3}, "files": {"a.py": {"executed_lines": [1],'
                b' "missing_lines": []}}}'
            ),
            "none of its 1 files is a source here (it has a.py; here are src/house/",
        ),
    ],
)
def test_a_report_that_is_none_is_told_with_its_place(
    content: bytes | None, told: str, tmp_path: Path
) -> None:
    root = make(tmp_path / "house")
    if content is not None:
        written(root, "report.json", content)

    ran = command("plan --report report.json", root)

    assert ran.code == 3
    assert told in ran.err
    assert "coverage json" in ran.err


def result(root: Path, attempts: list[Attempt]) -> Path:
    """Leave a finished mission, as `run` does."""
    store = ResultDir(root / ".coverage-missions/missions" / RECORD.mission_id)
    store.write("record.json", to_json(RECORD))
    store.write("timing.json", to_json(TIMING))
    for one in attempts:
        store.append("trajectory.jsonl", to_json(one))
    return root


@pytest.mark.parametrize("name", [CART, RECORD.subject])
def test_a_result_is_shown_by_mission_or_subject(name: str, tmp_path: Path) -> None:
    written(tmp_path, CART, TEXT.encode())
    source = "from shop.cart import Cart\nCart(None)"
    refused = [
        Attempt(n, EngineName.SEARCH, "Cart", Verdict.FLAKY, source, 1, 0, "note") for n in range(9)
    ]
    kept = Attempt(9, EngineName.SEARCH, "Cart", Verdict.ACCEPTED, "Cart()", 1, 0)

    ran = command(f"show {name}", result(tmp_path, [*refused, kept]))

    assert ran.code == 0
    assert "9 attempts refused as flaky:\n  Cart: Cart(None)\n    note\n" in ran.out
    assert "and 4 more" in ran.out
    assert "accepted:" not in ran.out


def test_a_mission_without_a_result_is_told(tmp_path: Path) -> None:
    written(tmp_path, CART, TEXT.encode())

    ran = command(f"show {CART}", tmp_path)

    assert ran.code == 2
    assert "`coverage-missions run` makes it" in ran.err


@pytest.mark.parametrize("words", ["show", "show missions/none.yaml"])
def test_nothing_to_show_is_told(words: str, tmp_path: Path) -> None:
    ran = command(words, tmp_path)

    assert ran.code == 2
    assert "name a mission file or a source file" in ran.err


def test_a_report_without_results_is_refused(tmp_path: Path) -> None:
    ran = command("report", tmp_path)

    assert ran.code == 2
    assert "holds no finished mission" in ran.err


def test_a_report_needs_no_plan(tmp_path: Path) -> None:
    ran = command("report", result(tmp_path, []))

    assert ran.code == 0
    assert RECORD.subject in ran.out


def test_engines_that_are_not_there_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"names model, .*it has search, solver"):
        check_engines((EngineName.MODEL,), FakeConsole())


def test_engines_that_are_partly_there_are_told() -> None:
    console = FakeConsole()

    check_engines((EngineName.SEARCH, EngineName.MODEL), console)

    assert console.told == [("info", "engines not in this version are left out engines=model")]


def test_an_unknown_engine_stops_before_anything_is_written(tmp_path: Path) -> None:
    ran = command("campaign --engines model", make(tmp_path / "house"))

    assert ran.code == 2
    assert not (tmp_path / "house/.coverage-missions").exists()


def test_doctor_names_what_would_stop_a_campaign(tmp_path: Path) -> None:
    empty = {"PATH": str(tmp_path), "GITHUB_ACTIONS": "true", "GH_TOKEN": "x"}

    ran = command("doctor", tmp_path, empty)

    assert ran.code == 3
    assert "STOP  git: not found" in ran.out
    assert "STOP  token: GH_TOKEN is set" in ran.out
    assert "STOP  NothingRuns: no Python source" in ran.out or "STOP  subjects" in ran.out


def test_doctor_only_notes_what_a_campaign_can_do_without(tmp_path: Path) -> None:
    ran = command("doctor", make(tmp_path / "house"), {"GH_TOKEN": "x"})

    assert ran.code == 0
    assert "note  git: " in ran.out
    assert "note  token: GH_TOKEN is set" in ran.out


def test_a_demo_without_its_example_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.demo.EXAMPLE", tmp_path / "nowhere")

    ran = command("demo", tmp_path)

    assert ran.code == 2
    assert "run the demo from a checkout" in ran.err


def test_a_bug_counts_before_all_and_then_who_can_act_first() -> None:
    failures = [Failure(code, "x") for code in (4, 3, 2)]

    assert exit_code_of([]) == 0
    assert exit_code_of(failures[:2]) == 3
    assert exit_code_of(failures) == 2
    assert exit_code_of([*failures, Failure(70, "x")]) == 70


def test_an_interrupt_goes_through_the_boundary() -> None:
    def act() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempt(act)


def test_an_interrupt_goes_through_where_cleaning_up_after_it_fails() -> None:
    def act() -> int:
        try:
            raise KeyboardInterrupt
        finally:
            raise SandboxError("the launcher was killed")

    with pytest.raises(KeyboardInterrupt):
        attempt(act)


def test_lines_that_replace_themselves_are_for_one_process(tmp_path: Path) -> None:
    world = World(environ={}, here=tmp_path)

    doors = open_doors(Settings(Command.RUN, tmp_path, tmp_path), world, is_terminal=True)

    assert doors.introductions is doors.console


def test_a_file_larger_than_any_campaign_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.mission_files.BYTES_MAX", 10)
    written(tmp_path, CART, TEXT.encode())

    ran = command("validate", tmp_path)

    assert ran.code == 2
    assert f"{CART}:1:1: is larger than 10 bytes" in ran.out


def test_a_report_larger_than_can_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.given_report.REPORT_BYTES_MAX", 10)

    ran = command("plan --report report.json", with_report(make(tmp_path / "house")))

    assert ran.code == 3
    assert "larger than 10 bytes" in ran.err
