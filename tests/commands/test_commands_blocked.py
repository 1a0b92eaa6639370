"""Files that no test can be written for: they are told as blocked, with what to do."""

import json
from pathlib import Path

from fakes.tiny import ROOMS, command, make


def test_a_file_that_no_import_can_name_ends_blocked_with_what_to_do(tmp_path: Path) -> None:
    root = make(tmp_path / "house")
    (root / "src/house/my-tool.py").write_text(ROOMS, encoding="utf-8")

    ran = command("campaign --subject src/house/my-tool.py --situations 1 --json", root)

    (told,) = json.loads(ran.out)["missions"]
    assert (ran.code, told["status"], told["exit_code"]) == (0, "blocked", 0)
    assert "files are blocked, the report says why" in ran.err
    assert "blocked=1 of=1" in ran.err
    assert "'my-tool' is no Python name; rename it, or leave it out" in told["reason"]
    report = (root / ".coverage-missions/report/report.md").read_text(encoding="utf-8")
    assert "`src/house/my-tool.py` (blocked): src/house/my-tool.py: tests cannot" in report


def test_a_file_that_does_not_parse_is_told_by_plan_campaign_and_report(tmp_path: Path) -> None:
    root = make(tmp_path / "house")
    (root / "src/house/rooms.py").write_text("x = 1\nprint 'a'\n", encoding="utf-8")
    why = "src/house/rooms.py:2 does not parse as Python: Missing parentheses"

    plan, campaign = command("plan", root), command("campaign --json", root)
    again = command("report", root)

    told = json.loads(campaign.out)
    assert (plan.code, campaign.code, told["missions"]) == (0, 0, [])
    assert why in plan.err
    assert f"| src/house/rooms.py | {why}" in plan.out
    assert told["blocked"][0]["subject"] == "src/house/rooms.py"
    assert told["blocked"][0]["reason"].startswith(why)
    report = (root / ".coverage-missions/report/report.md").read_text(encoding="utf-8")
    for text in (report, again.out):
        assert f"`src/house/rooms.py` (blocked): {why}" in text
    assert command("validate", root).code == 0
    assert command("campaign --fail-below-target", root).code == 1


def test_a_file_that_cannot_be_imported_fails_a_job_only_if_asked(tmp_path: Path) -> None:
    root = make(tmp_path / "house")
    (root / "src/house/odd.py").write_text("import nosuchmod\n\nX = 1\n", encoding="utf-8")
    words = "campaign --subject src/house/odd.py --situations 1"

    usual, strict = command(words, root), command(f"{words} --fail-below-target", root)
    (mission,) = (root / "missions/coverage").glob("*odd.yaml")
    alone = f"run missions/coverage/{mission.name}"
    one, one_strict = command(alone, root), command(f"{alone} --fail-below-target", root)

    assert (usual.code, strict.code, one.code, one_strict.code) == (0, 1, 0, 1)
    for ran in (usual, strict):
        assert "blocked=1 of=1" in ran.err
    assert "status=blocked" in one.err
    assert "No module named 'nosuchmod'" in one.err
