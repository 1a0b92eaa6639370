"""A mission of a model's answers is judged again where no model is any more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fakes.chat_double import words
from fakes.loopback import serving
from fakes.ollama_double import OllamaDouble
from fakes.tiny import command, make, result_dir

if TYPE_CHECKING:
    from pathlib import Path

    from fakes.chat_double import Said

ANSWERS = {
    "def area(": ("area(2, 3)", "area(-1, 2)"),
    "def size_name(": ("size_name(5)", "size_name(5)", "__import__('os').getcwd()"),
}


def answer(prompt: str) -> Said:
    calls = next((calls for name, calls in ANSWERS.items() if name in prompt), ())
    found = [{"needs": "", "setup": [], "call": call} for call in calls]
    return words(json.dumps({"situations": found}) if found else "no idea")


def test_recorded_answers_come_to_the_same_without_their_model(tmp_path: Path) -> None:
    root = make(tmp_path / "house")
    with serving(OllamaDouble(answer=answer)) as url:
        words_ = f"campaign --engines model --situations 20 --ollama-url {url}"
        assert command(words_, root).code == 0
    lines = (result_dir(root) / "trajectory.jsonl").read_text("utf-8").splitlines()
    verdicts = {json.loads(line)["verdict"] for line in lines}

    ran = command("replay src/house/rooms.py --json", root)

    (mission,) = json.loads(ran.out)["missions"]
    assert verdicts >= {"accepted", "forbidden"}
    assert (ran.code, mission["differing"], mission["misread"]) == (0, [], [])
    assert mission["judged"] == len(lines)
    assert mission["answers"] > 0
    assert "model server" not in ran.err
