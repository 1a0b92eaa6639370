"""The commands as people run them, with the real language and the real sandbox."""

import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
import yaml
from fakes.tiny import (
    LEAVE_S_MAX,
    MASTER,
    MISSION,
    ROOMS,
    command,
    kept_bytes,
    make,
    result_dir,
    started,
)

from bot.adapters.git import Git

SUBJECT = "src/house/rooms.py"
RUN = f"run {MISSION} --seed 3 --mission-seconds 600 --situations 24"


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repository after a campaign that two missions needed."""
    root = make(tmp_path_factory.mktemp("campaign") / "house")
    (root / "src/house/more.py").write_text(ROOMS, encoding="utf-8")
    Git(root).start("main", "a house")
    words = "campaign --forge local --jobs 2 --mission-seconds 600 --seed 3 --situations 24 --json"

    # Its missions' processes print to the process's own streams.
    with started(words, root) as running:
        out, err = running.communicate()

    assert running.returncode == 0, err
    (root.parent / "out.json").write_text(out, encoding="utf-8")
    (root.parent / "err.txt").write_text(err, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One repository after `plan`."""
    root = make(tmp_path_factory.mktemp("planned") / "house")
    ran = command("plan", root)
    assert ran.code == 0, ran.err
    return root


def copied(planned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(planned, tmp_path / "house"))


def test_a_campaign_prints_one_object_and_nothing_else_on_stdout(campaign: Path) -> None:
    told = json.loads((campaign.parent / "out.json").read_text(encoding="utf-8"))

    assert told["format"] == 1
    statuses = {one["subject"]: one["status"] for one in told["missions"]}
    assert statuses == {"src/house/more.py": "reached", SUBJECT: "reached"}
    assert all(one["exit_code"] == 0 for one in told["missions"])
    assert told["after"]["lines"]["covered"] > told["before"]["lines"]["covered"]
    assert told["failing_after"] == []


def test_a_campaign_tells_once_what_is_equal_for_all_missions(campaign: Path) -> None:
    lines = (campaign.parent / "err.txt").read_text(encoding="utf-8").splitlines()

    for start in ("sandbox tier=", "python version=", "warning: the model is left out"):
        assert sum(line.startswith(start) for line in lines) == 1
    about = [line for line in lines if line.startswith("src/house/")]
    assert {line.split(":")[0] for line in about} == {"src/house/more.py", SUBJECT}


def test_a_campaign_leaves_a_branch_a_mission_and_a_report(campaign: Path) -> None:
    branches = subprocess.run(
        ["git", "-C", str(campaign), "branch", "--list", "coverage-missions/*"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    report = campaign / ".coverage-missions/report"
    assert len(branches) == 2
    assert {path.name for path in report.iterdir()} == {"index.html", "report.json", "report.md"}


def test_a_result_is_explained_by_its_subject(campaign: Path) -> None:
    ran = command(f"show {SUBJECT}", campaign)

    assert ran.code == 0
    assert ran.out.startswith(f"{SUBJECT}: reached, target met")
    for part in ("before", "import alone", "after", "kept in tests/", "Verdicts:"):
        assert part in ran.out


def test_a_result_is_explained_by_its_mission_file(campaign: Path) -> None:
    master = yaml.safe_load((campaign / MASTER).read_text(encoding="utf-8"))
    file = master["waves"][0]["missions"][0]["file"]

    assert command(f"show {file}", campaign).out.startswith("src/house/")


def test_reports_are_folded_again_from_the_results(campaign: Path) -> None:
    summary = campaign.parent / "summary"

    ran = command("report", campaign, {"GITHUB_STEP_SUMMARY": str(summary)})

    assert ran.code == 0
    assert "2 reached" in ran.out
    assert summary.read_text(encoding="utf-8").strip() in ran.out


def test_a_campaign_planned_again_stays_valid_and_equal(planned: Path, tmp_path: Path) -> None:
    root = copied(planned, tmp_path)
    before = kept_bytes(root / "missions")

    again = command("plan", root)

    assert again.code == 0
    assert "measuring" not in again.err
    assert kept_bytes(root / "missions") == before
    assert command("validate", root).code == 0


def test_a_plan_hands_its_matrix_on(planned: Path, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"

    ran = command(
        "plan --matrix-out m.json", copied(planned, tmp_path), {"GITHUB_OUTPUT": str(outputs)}
    )

    matrix = json.loads((tmp_path / "house/m.json").read_text(encoding="utf-8"))
    assert ran.code == 0
    assert [one["subject"] for one in matrix["include"]] == [SUBJECT]
    text = outputs.read_text(encoding="utf-8")
    assert json.dumps(matrix) in text
    assert "count<<" in text


def test_equal_runs_write_equal_bytes_even_after_a_kill(planned: Path, tmp_path: Path) -> None:
    whole, killed = copied(planned, tmp_path / "a"), copied(planned, tmp_path / "b")

    assert command(RUN, whole).code == 0
    assert interrupted(killed, signal.SIGTERM) == 130
    assert command(RUN, killed).code == 0

    expected = kept_bytes(result_dir(whole))
    assert {"record.json", "evidence.json", "trajectory.jsonl", "audit.jsonl"} < set(expected)
    assert any(name.startswith("patch/tests/") for name in expected)
    assert kept_bytes(result_dir(killed)) == expected


def interrupted(root: Path, number: int) -> int:
    """Start the mission in a process of its own, and signal it once it tries situations."""
    with started(RUN, root) as running:
        assert running.stderr is not None
        next(line for line in running.stderr if "Propose and prove" in line)
        memory = root / ".coverage-missions" / "missions"
        while running.poll() is None and not any(memory.rglob("trials-*")):
            pass
        running.send_signal(number)
        running.communicate(timeout=LEAVE_S_MAX)
        return running.returncode


def test_a_finished_mission_is_not_run_again(campaign: Path) -> None:
    ran = command(
        f"campaign --subject {SUBJECT} --mission-seconds 600 --seed 3 --situations 24", campaign
    )

    assert ran.code == 0
    assert "already reached, nothing to do" in ran.err


def test_a_run_tells_the_workflow_its_outcome(planned: Path, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    root = copied(planned, tmp_path)

    ran = command(
        f"run {MISSION} --situations 1 --fail-below-target",
        root,
        {"GITHUB_OUTPUT": str(outputs), "GITHUB_ACTIONS": "true"},
    )

    text = outputs.read_text(encoding="utf-8")
    assert ran.code == 1, ran.err
    assert "\n.coverage-missions/missions/m-" in text
    assert "outcome<<" in text


def test_a_mission_that_cannot_run_leaves_the_others_alone(planned: Path, tmp_path: Path) -> None:
    root = copied(planned, tmp_path)
    (root / "src/house/more.py").write_text(ROOMS, encoding="utf-8")
    assert command("plan", root).code == 0
    text = (root / MISSION).read_text(encoding="utf-8")
    (root / MISSION).write_text(text.replace("depends_on: [analyze]", "depends_on: [nothing]"))

    ran = command("campaign --situations 1 --json", root)

    told = json.loads(ran.out)
    codes = {one["subject"]: (one["status"], one["exit_code"]) for one in told["missions"]}
    assert ran.code == 2
    assert codes[SUBJECT] == ("blocked", 2)
    assert codes["src/house/more.py"][1] == 0
    assert "the others go on" in ran.err


def test_a_campaign_whose_branches_fail_still_reports(planned: Path, tmp_path: Path) -> None:
    root = copied(planned, tmp_path)

    ran = command("campaign --forge local", root)

    assert ran.code == 4
    assert "git init" in ran.err


def test_a_stale_mission_is_blocked_and_told(planned: Path, tmp_path: Path) -> None:
    root = copied(planned, tmp_path)
    with (root / SUBJECT).open("a", encoding="utf-8") as stream:
        stream.write("\n\nROOMS = 3\n")

    ran = command(f"run {MISSION}", root)

    assert ran.code == 0
    assert "status=blocked" in ran.err
    assert "has changed since the plan" in ran.err


def test_a_given_report_counts_what_it_leaves_out_as_nothing(tmp_path: Path) -> None:
    root = make(tmp_path / "house")
    doors = {"executed_lines": [4, 6], "missing_lines": []}
    report = {"meta": {"format": 3}, "files": {"src/house/doors.py": doors}}
    (root / "report.json").write_text(json.dumps(report), encoding="utf-8")

    ran = command("plan --report report.json", root)

    assert ran.code == 0
    assert "counted as 0 %" in ran.err
    mission = yaml.safe_load((root / MISSION).read_text(encoding="utf-8"))
    assert mission["coverage"]["baseline"] == {"covered": 0, "total": 10}


def test_a_report_of_another_state_is_told(tmp_path: Path) -> None:
    root = make(tmp_path / "house")
    doors = {"executed_lines": [4, 6, 99], "missing_lines": []}
    report = {"meta": {"format": 3}, "files": {"src/house/doors.py": doors}}
    (root / "report.json").write_text(json.dumps(report), encoding="utf-8")

    ran = command("plan --report report.json", root)

    assert "another state of these files" in ran.err


def test_doctor_tells_that_all_is_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.commands.model_server.probes", lambda *_: iter(()))

    ran = command("doctor", make(tmp_path / "house", with_git=True))

    assert ran.code == 0, ran.out
    for name in ("git", "disk", "token", "interpreter", "subjects", "suite"):
        assert f"ok    {name}: " in ran.out


def test_the_demo_ends_with_a_table_and_where_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = make(tmp_path / "example")
    failing = "def test_a_door_is_red() -> None:\n    assert False\n"
    (example / "tests/test_red.py").write_text(failing, encoding="utf-8")
    monkeypatch.setattr("bot.commands.demo.EXAMPLE", example)
    again = tmp_path / ".coverage-missions/demo/shop"
    again.mkdir(parents=True)

    ran = command("demo --jobs 1", tmp_path)

    assert ran.code == 0, ran.err
    assert "tests that fail already are recorded and set aside" in ran.err
    table = ran.out.split("file                ")[-1]
    assert table.splitlines()[1].split() == [
        *("src/house/rooms.py", "0.0", "%", "100.0", "%"),
        *("3", "reached"),
    ]
    assert f"{again}/.coverage-missions/report/index.html" in table
    assert len(list((again / ".coverage-missions/missions").iterdir())) == 1
