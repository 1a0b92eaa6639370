"""Files that people give a command, missions and reports: checked, and told by their place."""

from pathlib import Path

import pytest
from fakes.missions import PATH as CART
from fakes.missions import TEXT
from fakes.tiny import command, make, with_report, written


def test_an_action_says_its_words_by_inputs(tmp_path: Path) -> None:
    ran = command("", tmp_path, {"INPUT_COMMAND": "validate", "GITHUB_ACTIONS": "true"})

    assert ran.code == 2
    assert "plan` writes missions" in ran.err


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
