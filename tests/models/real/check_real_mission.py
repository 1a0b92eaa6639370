"""`make e2e-model`: one whole mission by the model engine alone, answered by a real Ollama."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes.tiny import ROOMS, command, make
from servers.building import build_ollama
from servers.fetching import default_cache, fetch_weights
from servers.pins import LARGE
from servers.serving import create, free_port, ollama, running

CACHE = default_cache()
SUBJECT = "src/house/rooms.py"
# A busy machine may need minutes for an answer; none of these rules is about time.
WORDS = (
    f"campaign --engines model --model {LARGE.model} --subject {SUBJECT} --target-pct 100 "
    "--forge none --json --seed 0 --mission-seconds 3000 --model-seconds 1200"
)


@dataclass(frozen=True)
class Ended:
    """One mission that ended: its repository, where its results lie, and what it told."""

    root: Path
    results: Path
    status: str
    kept: int
    """Of the model; what first calls brought is search's."""
    lines_gained: int

    def text(self, name: str) -> str:
        """Read a file of the mission's results."""
        return (self.results / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    root = make(tmp_path_factory.mktemp("real") / "house", with_git=True)
    launch = ollama(build_ollama(CACHE, print), CACHE, free_port())
    with running(launch, root.parent / "server.log") as url:
        create(launch, LARGE, fetch_weights(LARGE, CACHE, print), CACHE)
        ran = command(f"{WORDS} --ollama-url {url}", root)
    assert ran.code == 0, ran.err
    (mission,) = json.loads(ran.out.strip().rpartition("\n")[2])["missions"]
    (share,) = [one for one in mission["engines"] if one["engine"] == "model"]
    return Ended(
        root,
        root / ".coverage-missions" / "missions" / mission["mission"],
        mission["status"],
        share["kept"],
        share["lines_gained"],
    )


def test_a_mission_ends_with_tests_that_a_real_model_asked_for(ended: Ended) -> None:
    source = ended.text("patch/tests/test_rooms_missions.py")

    assert ended.kept > 0
    assert ended.lines_gained > 0
    assert "assert size_name(" in source
    assert ended.status in {"reached", "improved"}


def test_the_pull_request_says_who_answered_and_what_it_took(ended: Ended) -> None:
    text = ended.text("pull.md")
    asked = [json.loads(line) for line in ended.text("completions.jsonl").splitlines()]

    assert "Engine model" in text
    assert LARGE.model in text
    assert asked[0]["model_digest"][:19] in text
    assert f"{sum(one['tokens_out'] for one in asked):,} tokens" in text
    assert all(one["tokens_in"] > 0 for one in asked)


def test_the_subject_is_left_as_it_was(ended: Ended) -> None:
    assert (ended.root / SUBJECT).read_text(encoding="utf-8") == ROOMS
