"""Results of which a file cannot be read: told, and no other is lost."""

from pathlib import Path

import pytest
from fakes.records import RECORD, TIMING
from fakes.tiny import command

from bot.adapters.result_dir import ResultDir
from bot.codec import to_json


def result(root: Path, name: str) -> Path:
    """Leave a finished mission, and return its folder."""
    folder = root / ".coverage-missions/missions" / name
    ResultDir(folder).write("record.json", to_json(RECORD))
    ResultDir(folder).write("timing.json", to_json(TIMING))
    return folder


def spoiled(root: Path, name: str, content: bytes) -> Path:
    """Leave a second result, of which one file cannot be read."""
    result(root, RECORD.mission_id)
    (result(root, "m-00000bad") / name).write_bytes(content)
    return root


@pytest.mark.parametrize("content", [b"\xff", b"{", b'{"format": 9}'])
@pytest.mark.parametrize("name", ["record.json", "timing.json"])
@pytest.mark.parametrize("words", ["report", f"show {RECORD.subject}"])
def test_a_result_that_cannot_be_read_is_told_and_costs_no_other(
    words: str, name: str, content: bytes, tmp_path: Path
) -> None:
    ran = command(words, spoiled(tmp_path, name, content))

    assert ran.code == 0, ran.err
    assert RECORD.subject in ran.out
    assert "a result cannot be read, left out; run its mission again" in ran.err
    assert "missions/m-00000bad" in ran.err
    assert name in ran.err


@pytest.mark.parametrize("content", [b"\xff\n", b'{"format": 9}\n'])
def test_a_trajectory_that_cannot_be_read_is_told(content: bytes, tmp_path: Path) -> None:
    (result(tmp_path, RECORD.mission_id) / "trajectory.jsonl").write_bytes(content)

    ran = command(f"show {RECORD.subject}", tmp_path)

    assert ran.code == 0, ran.err
    assert RECORD.subject in ran.out
    assert "attempts cannot be read, left out; run the mission again" in ran.err
    assert "trajectory.jsonl" in ran.err
