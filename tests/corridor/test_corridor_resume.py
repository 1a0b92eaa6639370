"""What a kill or a damaged file leaves of a mission, and how the next run goes on."""

from dataclasses import replace

import pytest
from fakes.corridor import TOOLS, Bench
from fakes.store import MemoryStore
from fakes.workshop import suite

from bot.campaign import finished_in


@pytest.mark.parametrize("killed_at", range(len(TOOLS)))
def test_a_mission_killed_between_steps_goes_on_with_equal_results(killed_at: int) -> None:
    whole = Bench()
    expected = whole.run()
    store = MemoryStore()
    first = Bench(store=store)
    killed = replace(first.context.mission, steps=first.context.mission.steps[:killed_at])
    first.context = replace(first.context, mission=killed)
    with pytest.raises(AssertionError):
        first.run()

    second = Bench(store=store, suites=(suite({1, 2, 3, 4}),))
    record = second.run()

    assert record == expected
    assert {n: t for n, t in store.files.items() if n.startswith("patch/")} == {
        n: t for n, t in whole.store.files.items() if n.startswith("patch/")
    }


def test_a_resumed_mission_runs_no_trial_again() -> None:
    store = MemoryStore()
    Bench(store=store).run()
    second = Bench(store=store)

    second.run()

    assert second.workshop.workers == []


def test_another_tree_starts_over() -> None:
    store = MemoryStore()
    Bench(store=store).run()
    second = Bench(store=store, tree="other")

    second.run()

    assert second.workshop.workers != []


class KilledBeforeState(MemoryStore):
    """Dies when the state after the nth step would be written."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.steps = steps

    def write(self, name: str, text: str) -> None:
        if name == "state.json":
            self.steps -= 1
            if self.steps == 0:
                raise KeyboardInterrupt
        super().write(name, text)


@pytest.mark.parametrize("steps", range(1, len(TOOLS) + 1))
@pytest.mark.parametrize("torn", ["", '{"at":""'])
def test_a_kill_between_trail_and_state_leaves_no_step_twice(steps: int, torn: str) -> None:
    whole = Bench()
    whole.run()
    store = KilledBeforeState(steps)
    with pytest.raises(KeyboardInterrupt):
        Bench(store=store).run()
    store.files["audit.jsonl"] += torn

    Bench(store=store).run()

    assert store.files["audit.jsonl"] == whole.store.files["audit.jsonl"]


@pytest.mark.parametrize("trail", ["", "{}\n", "\udcff"])
def test_a_mission_whose_trail_is_damaged_starts_over_and_says_so(trail: str) -> None:
    whole = Bench()
    expected = whole.run()
    store = KilledBeforeState(4)
    with pytest.raises(KeyboardInterrupt):
        Bench(store=store).run()
    store.write("audit.jsonl", trail)
    again = Bench(store=store)

    assert again.run() == expected
    assert store.files["audit.jsonl"] == whole.store.files["audit.jsonl"]
    assert any("audit trail is damaged" in told for _, told in again.console.told)


@pytest.mark.parametrize("timing", [None, "{", "\udcff"])
def test_a_reached_mission_that_was_killed_before_its_timing_gets_one(timing: str | None) -> None:
    bench = Bench()
    record = bench.run()
    bench.store.delete("timing.json")
    if timing is not None:
        bench.store.write("timing.json", timing)

    Bench(store=bench.store).run()

    found = finished_in(bench.store)
    assert found is not None
    assert found.record == record


def test_the_timing_of_a_reached_mission_stays() -> None:
    bench = Bench()
    bench.run()
    before = bench.store.files["timing.json"]
    again = Bench(store=bench.store)
    again.clock.advance(10)

    again.run()

    assert bench.store.files["timing.json"] == before


class KilledAtTheEnd(MemoryStore):
    """Dies when the state that says that all is done would be written."""

    def write(self, name: str, text: str) -> None:
        if name == "state.json" and '"record": {' in text:
            raise KeyboardInterrupt
        super().write(name, text)


def test_timing_is_written_before_the_state_that_says_all_is_done() -> None:
    store = KilledAtTheEnd()

    with pytest.raises(KeyboardInterrupt):
        Bench(store=store).run()

    assert finished_in(store) is not None


@pytest.mark.parametrize("text", ["{", '{"format": 9}', "\udcff", "[" * 100_000])
def test_a_state_that_cannot_be_read_is_as_good_as_none_and_told(text: str) -> None:
    bench = Bench()
    expected = bench.run()
    bench.store.write("state.json", text)
    again = Bench(store=bench.store)

    assert again.run() == expected
    assert any(
        kind == "warning" and "the mission starts over file=missions/m-00000001/state.json" in told
        for kind, told in again.console.told
    )
