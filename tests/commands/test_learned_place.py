"""Where what was learned is found, and that a spoiled file hurts nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.console import FakeConsole
from fakes.missions import mission
from fakes.store import MemoryStore
from fakes.tiny import written

from bot.codec import to_json
from bot.domain.learned import Count, Learned, Lesson
from bot.engines.model.variants import GapKind
from bot.learned_place import LearnedPlace, find_learned
from bot.mission.recorded import Trials
from bot.ports.model import ModelCard
from bot.settings import Command, Settings

if TYPE_CHECKING:
    from pathlib import Path

CARD = ModelCard("phi3:mini", "sha256:4f", 4096, "a table")
ID = mission().id
WAYS = ("gap@1/0.2", "brief@2/0.2")


def learned(mission_id: str, rounds: int, asked: int, kept: int, way: str = WAYS[1]) -> Learned:
    counts = (Count(CARD.name, CARD.digest, "function", way, asked, kept),)
    return Learned(mission_id, rounds, counts, (Lesson(f"{way}:a", "f", kept=False),))


def settings(root: Path) -> Settings:
    return Settings(Command.RUN, root, root / ".coverage-missions")


def chosen(place: LearnedPlace, memory: Trials) -> list[int]:
    known = place.experience(ID, CARD, memory, seed=0)
    return [known.best(GapKind.FUNCTION, f"g{number}", WAYS) for number in range(50)]


def test_files_of_the_repository_and_of_results_are_read(tmp_path: Path) -> None:
    here, there = learned(ID, 1, 3, 1), learned("m-00000002", 1, 4, 2)
    written(tmp_path, "missions/learned/a.json", to_json(here).encode())
    written(
        tmp_path, ".coverage-missions/missions/m-00000002/learned.json", to_json(there).encode()
    )

    place = find_learned(settings(tmp_path), FakeConsole())

    assert place.found == (there, here) if there.mission < here.mission else (here, there)
    assert place.of(ID) == here
    assert place.of("m-00000009") == Learned("m-00000009")


def test_a_file_that_cannot_be_read_is_told_and_left_out(tmp_path: Path) -> None:
    written(tmp_path, "missions/learned/a.json", b"{")
    written(tmp_path, "missions/learned/b.json", to_json(learned(ID, 1, 3, 1)).encode())
    console = FakeConsole()

    place = find_learned(settings(tmp_path), console)

    assert [one.mission for one in place.found] == [ID]
    ((kind, told),) = console.told
    assert kind == "warning"
    assert "missions/learned/a.json" in told


def test_what_other_missions_learned_of_this_model_steers_the_choice() -> None:
    store = MemoryStore()
    ours = LearnedPlace(
        (learned("m-00000002", 1, 90, 80), learned("m-00000003", 1, 90, 0, WAYS[0]))
    )
    foreign = LearnedPlace(
        tuple(
            Learned(
                "m-2",
                1,
                tuple(Count("other", "", c.kind, c.variant, c.asked, c.kept) for c in one.counts),
            )
            for one in ours.found
        )
    )

    assert set(chosen(ours, Trials(store, "a"))) == {1}
    assert 0 in chosen(foreign, Trials(store, "b"))


def test_a_resumed_run_goes_on_with_the_counts_that_it_began_with() -> None:
    store = MemoryStore()
    place = LearnedPlace((learned("m-00000002", 1, 9, 3),))
    began = chosen(place, Trials(store, "t.jsonl"))
    grown = LearnedPlace((learned("m-00000002", 2, 300, 299),))

    assert chosen(grown, Trials(store, "t.jsonl")) == began
    # Nothing was known is something to go on with, too.
    fresh = chosen(LearnedPlace(), Trials(store, "fresh.jsonl"))
    assert chosen(grown, Trials(store, "fresh.jsonl")) == fresh
    # Its next run is another one.
    assert (
        chosen(LearnedPlace((*grown.found, learned(ID, 1, 1, 0))), Trials(store, "t.jsonl"))
        != began
    )
