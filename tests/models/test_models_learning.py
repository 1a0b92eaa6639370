"""The whole program with a model whose answers bring nothing: run again, it is asked otherwise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fakes.chat_double import words
from fakes.loopback import serving
from fakes.ollama_double import OllamaDouble
from fakes.tiny import command, make, result_dir

if TYPE_CHECKING:
    from pathlib import Path

HARD = """
def opens(word: str) -> bool:
    if sum(map(ord, word)) == 4711:
        return True
    return False
"""
WORDS = "campaign --engines model --situations 20 --mission-seconds 60"


def questions(double: OllamaDouble) -> set[str]:
    return {json.dumps([one["messages"], one["options"]], sort_keys=True) for one in double.asked}


def test_what_failed_is_asked_otherwise_by_the_next_campaign(tmp_path: Path) -> None:
    root = make(tmp_path / "house")
    (root / "src/house/rooms.py").write_text(HARD, encoding="utf-8")
    asked = []
    for _ in range(2):
        double = OllamaDouble(answer=lambda _: words("I would rather not."))
        with serving(double) as url:
            ran = command(f"{WORDS} --ollama-url {url}", root)
        assert ran.code == 0
        asked.append(questions(double))

    learned = json.loads((result_dir(root) / "learned.json").read_text("utf-8"))
    report = (root / ".coverage-missions/report/report.md").read_text("utf-8")
    assert all(asked)
    assert not asked[0] & asked[1]
    assert learned["rounds"] == 2
    assert sum(one["asked"] for one in learned["counts"]) == len(asked[0]) + len(asked[1])
    told = (result_dir(root) / "completions.jsonl").read_text("utf-8").splitlines()
    for way in {str(json.loads(line)["prompt"]).partition(":")[0] for line in told}:
        assert f"`{way}` 0 of" in report
