"""More missions than one matrix holds: waves, told, and done one after the other."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.missions import digest_of
from fakes.records import RECORD
from fakes.tiny import Ran, command, make, written

from bot.codec import to_json
from bot.domain.outcome import Status
from bot.stages.overview import WAVE_MISSIONS_MAX

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 2 * WAVE_MISSIONS_MAX + 10
CODE = "def f():\n    return 1\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a repository with many files below their target, and a report that knows them."""
    root = make(tmp_path / "house")
    (root / "src/house/rooms.py").unlink()
    files: dict[str, dict[str, list[int]]] = {}
    for number in range(COUNT):
        path = f"src/house/file{number:03}.py"
        written(root, path, CODE.encode())
        files[path] = {"executed_lines": [1], "missing_lines": [2]}
    written(root, "report.json", to_json({"meta": {"format": 3}, "files": files}).encode())
    return root


def plan(root: Path, wave: int) -> tuple[Ran, dict[str, str], list[str]]:
    """Plan, and return what a runner gets: the outputs, and the subjects of the matrix."""
    outputs, summary = root.parent / "outputs", root.parent / "summary"
    for path in (outputs, summary):
        path.unlink(missing_ok=True)
    environ = {"GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(summary)}
    ran = command(
        f"plan --report report.json --subject src/house/file* --wave {wave}", root, environ
    )
    lines = outputs.read_text().splitlines() if outputs.exists() else []
    found = {
        line.partition("<<")[0]: lines[at + 1] for at, line in enumerate(lines) if "<<end_" in line
    }
    matrix = json.loads(found.get("matrix", '{"include": []}'))["include"]
    return ran, found, [one["subject"] for one in matrix]


def test_each_wave_is_handed_on_once_and_what_waits_is_told(root: Path) -> None:
    seen: list[str] = []
    for wave, (count, left) in enumerate([(256, 266), (256, 10), (10, 0)], start=1):
        ran, outputs, subjects = plan(root, wave)

        assert ran.code == 0, ran.err
        assert outputs["count"] == str(count) == str(len(subjects))
        assert (outputs["wave"], outputs["waves"], outputs["left"]) == (str(wave), "3", str(left))
        summary = (root.parent / "summary").read_text()
        assert f"**Wave {wave} of 3: missions" in summary
        assert (f"{left} wait: start the workflow again" in summary) == bool(left)
        seen += subjects

    assert len(set(seen)) == len(seen) == COUNT


def test_a_wave_that_is_not_there_any_more_is_refused(root: Path) -> None:
    ran, outputs, _ = plan(root, 4)

    assert ran.code == 2
    assert "--wave 4: the plan has 3 now" in ran.err
    assert outputs == {}


def test_the_next_campaign_goes_on_with_what_no_record_knows(root: Path) -> None:
    _, _, first = plan(root, 1)
    for number, subject in enumerate(first):
        record = replace(
            RECORD,
            mission_id=f"m-{number:08x}",
            subject=subject,
            subject_digest=digest_of(CODE),
            status=Status.EXHAUSTED,
            evidence=None,
        )
        written(root, f"missions/registry/{number}.json", to_json(record).encode())
    written(root, "missions/registry/odd.json", b"{}")

    ran, outputs, second = plan(root, 1)

    assert not set(first) & set(second)
    assert outputs["left"] == str(COUNT - WAVE_MISSIONS_MAX)
    assert "a record cannot be read" in ran.err
