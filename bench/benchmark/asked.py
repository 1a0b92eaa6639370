"""The model that arms ask, and what a mission tells of its answers."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmark.results import Answers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MODEL = "model"


@dataclass(frozen=True)
class Place:
    """Where a model answers: an Ollama's address, the model's name there, and who that is."""

    url: str
    model: str
    told: str

    @property
    def flags(self) -> tuple[str, ...]:
        """Return what a campaign is told of it."""
        return ("--model", self.model, "--ollama-url", self.url)


def answers(shares: Sequence[dict[str, Any]], folder: Path, engines: str) -> Answers | None:
    """Read what became of a mission's answers; None where no model was asked.

    `shares` are what a campaign prints of each engine, `folder` holds the mission's results,
    `engines` are those that were wanted: others' shares are first calls by the factories.
    """
    share = next((one for one in shares if one["engine"] == MODEL and one["model"]), None)
    if share is None:
        return None
    told = share["model"]
    others = [one for one in shares if one["engine"] not in engines.split(",")]
    tried = Counter(one["verdict"] for one in _lines(folder / "trajectory.jsonl") if one["prompt"])
    return Answers(
        asked=sum(one["asked"] for one in told["prompts"]),
        usable=sum(one["usable"] for one in told["prompts"]),
        kept=sum(one["kept"] for one in told["prompts"]),
        tokens_in=told["tokens_in"],
        tokens_out=told["tokens_out"],
        seconds=sum(one["seconds"] for one in _lines(folder / "completions.jsonl")),
        gained=share["lines_gained"],
        verdicts=tuple(tried.most_common()),
        prompts=tuple((one["version"], one["asked"], one["kept"]) for one in told["prompts"]),
        begun=sum(one["lines_gained"] for one in others),
    )


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)
