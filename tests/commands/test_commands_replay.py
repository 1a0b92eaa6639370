"""`replay` over a mission as `run` leaves it: alike, or what differs; and nobody is asked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fakes.loopback import serving
from fakes.ollama_double import OllamaDouble
from fakes.tiny import command, make, result_dir

from bot.domain.trial import Verdict

if TYPE_CHECKING:
    from pathlib import Path

ROOMS = "src/house/rooms.py"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run one mission; its result stays as it is."""
    root = make(tmp_path_factory.mktemp("replay") / "house")
    ran = command("campaign --engines search --situations 40", root)
    assert ran.code == 0
    return root


def kept_bytes(root: Path) -> dict[str, bytes]:
    folder = root / ".coverage-missions/missions"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_mission_is_judged_again_as_it_was(finished: Path) -> None:
    before = kept_bytes(finished)
    double = OllamaDouble()

    with serving(double) as url:
        ran = command(f"replay {ROOMS} --json", finished, {"OLLAMA_HOST": url})

    (mission,) = json.loads(ran.out)["missions"]
    attempts = (result_dir(finished) / "trajectory.jsonl").read_text("utf-8").splitlines()
    assert (ran.code, mission["differing"]) == (0, [])
    assert mission["judged"] == len(attempts) > 0
    assert double.paths == []
    assert kept_bytes(finished) == before


def test_a_verdict_that_differs_is_told(finished: Path) -> None:
    path = result_dir(finished) / "trajectory.jsonl"
    text = path.read_text("utf-8")
    first = json.loads(text.splitlines()[0])
    path.write_text(
        json.dumps({**first, "verdict": Verdict.FLAKY.value}) + "\n" + text.partition("\n")[2],
        encoding="utf-8",
    )
    try:
        ran = command(f"replay {ROOMS}", finished)
    finally:
        path.write_text(text, encoding="utf-8")

    assert ran.code == 1
    assert "1 with another verdict" in ran.out
    assert f"flaky then, {first['verdict']} now" in ran.out


def test_a_subject_that_changed_is_refused(finished: Path) -> None:
    path = finished / ROOMS
    text = path.read_text("utf-8")
    path.write_text(f"{text}\n\nx = 1\n", encoding="utf-8")
    try:
        ran = command(f"replay {ROOMS}", finished)
    finally:
        path.write_text(text, encoding="utf-8")

    assert ran.code == 3
    assert ROOMS in ran.err


def test_a_replay_without_a_name_or_a_result_is_refused(tmp_path: Path) -> None:
    root = make(tmp_path / "house")

    assert "name a mission file or a source file" in command("replay", root).err
    assert "has no result below" in command(f"replay {ROOMS}", root).err


def test_a_job_that_holds_a_token_is_refused(tmp_path: Path) -> None:
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "ghs_1"}

    ran = command(f"replay {ROOMS}", make(tmp_path / "house"), environ)

    assert ran.code == 2
    assert "must hold no token" in ran.err
