"""generate: engines propose situations, the gates dispose of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.outcome import EngineShare
from bot.domain.trial import Look, Verdict
from bot.mission.asking import proposed
from bot.mission.context import GENERATING, VERIFYING
from bot.mission.factories import check_factories
from bot.mission.ledger import COMPLETIONS, TRAJECTORY, Ledger
from bot.mission.polish import Polisher
from bot.mission.properties import prove_properties
from bot.mission.prove import Prover
from bot.mission.prove_value import prove_value
from bot.mission.screened import ScreenedWorker
from bot.mission.sharpen import Sharpener
from bot.mission.successes import show_successes
from bot.mission.wording import put_into_words
from bot.ports.engine import Engine, Material, Reader, Watcher
from bot.stages import learning
from bot.stages.integrate import settled, survivors
from bot.stages.minimise import fewest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.coverage import FileCoverage
    from bot.domain.trial import Kept, Situation
    from bot.mission.context import Context
    from bot.mission.state import State

BATCH = 24
PATIENCE = 6
"""Batches without gain after which the next engine has a turn."""

FULL = "the mission holds the most tests that it may"

EXPLORE_SHARE = 0.7
"""Part of a mission's time after which mutants have their turn, whatever is still to search.

Here time steers: a run that gets so far may differ from one that is quicker.
"""

POLISH_SHARE = 0.2
"""Part of a mission's time that may be spent on making its tests less to read, at most."""

HOLD_SHARE = 0.05
"""Part of a mission's time that may be spent on rules that a reading named, at most."""


def generate(state: State, context: Context) -> State:
    """Let each engine propose until it is out of ideas, or the mission's limits are reached."""
    assert state.imported is not None
    workshop, subject = context.workshop, context.mission.subject
    segments = workshop.segments(subject)
    source = workshop.read(subject)
    for name in (TRAJECTORY, COMPLETIONS):
        context.store.delete(name)
    prover = prover_of(context, state.imported)
    here, ledger = prover.here, prover.ledger
    material = Material(
        facts=here.facts(),
        segments=segments,
        source=source,
        texts=workshop.texts(),
        seed=context.seed,
        limits=context.limits,
        can_be_tried=lambda rule: prover.craft.property_test(rule) is not None,
    )
    engines = context.engines(material)
    check_factories(engines, here, context.factories)
    _explore(engines, prover, context, until_s=_share_of_time(context))
    ledger.kept = list(_fewest(ledger))
    sharpener = Sharpener(prover, context)
    _sharpen(sharpener, engines, range(1, 2))
    # What sharpening left over goes to what the share cut short, then to more mutants.
    _explore(engines, prover, context, until_s=context.deadline_s)
    is_full = len(ledger.kept) >= context.limits.tests_max
    _sharpen(sharpener, engines, range(2, SAMPLES_MAX + 1))
    context.console.info("survivors", mission=subject, **sharpener.told)
    _polish(prover, context)
    put_into_words(prover)
    ledger.kept = list(_fewest(ledger) or _values_read(engines, prover, state))
    _hold(prover, context)
    kept = settled(ledger.kept)
    prompts = {one.candidate.situation.prompt for one in kept}
    return replace(
        counted(state, kept),
        learned=learning.after(context.learned, ledger.asked, prompts),
        shares=_shares(ledger, kept, engines, is_full=is_full),
        verdicts=tuple(sorted(ledger.verdicts.items())),
        bugs=tuple(ledger.bugs),
        gaps=ledger.remaining(segments, late=context.is_late),
    )


def prover_of(context: Context, imported: FileCoverage) -> Prover:
    """Return what judges a mission's situations; nothing is kept yet beyond what importing runs."""
    workshop, subject = context.workshop, context.mission.subject
    here = ScreenedWorker(context.recorded(GENERATING), context.craft)
    return Prover(
        here=here,
        there=ScreenedWorker(context.recorded(VERIFYING), context.craft),
        craft=context.craft.knowing(here.facts()),
        ledger=Ledger(imported, context.store),
        source=workshop.read(subject),
        file_name=workshop.tests_path(subject).rsplit("/", 1)[-1],
        limits=context.limits,
        seed=context.seed,
    )


def _shares(
    ledger: Ledger, kept: tuple[Kept, ...], engines: Sequence[Engine], *, is_full: bool
) -> tuple[EngineShare, ...]:
    """Tell each engine's share, and why one proposed nothing."""
    why = {one.name: FULL for one in engines} if is_full else {}
    why |= {one.name: one.note for one in engines if isinstance(one, Watcher) and one.note}
    found = [
        replace(share, note=why.get(share.engine, "")) if not share.proposed else share
        for share in ledger.shares(kept)
    ]
    heard = {share.engine for share in found}
    return (
        *found,
        *(EngineShare(name, 0, 0, 0, 0, note) for name, note in why.items() if name not in heard),
    )


def _share_of_time(context: Context) -> float:
    """Return the clock's time at which sharpening begins at the latest."""
    now = context.clock.monotonic_s()
    return now + EXPLORE_SHARE * max(0.0, context.deadline_s - now)


SAMPLES_MAX = 4
"""Samples of mutants, each as large as the limits say, while there is time for them."""


@dataclass
class _Seat:
    """An engine at work, and how many of its batches in a row gained nothing."""

    engine: Engine
    idle: int = 0


def _explore(
    engines: Sequence[Engine], prover: Prover, context: Context, *, until_s: float
) -> None:
    """Let the engines cover what is missing, cheapest first.

    A dearer one has a turn whenever those before it gained nothing for PATIENCE batches,
    and keeps it as long as it gains.
    """
    ledger = prover.ledger
    total = ledger.file.lines.missing + ledger.file.arcs.missing
    seats = [_Seat(engine) for engine in engines]
    while (
        seats
        and context.clock.monotonic_s() < until_s
        and len(ledger.kept) < context.limits.tests_max
    ):
        seat = next((one for one in seats if one.idle < PATIENCE), seats[-1])
        batch = proposed(seat.engine, ledger, ledger.file, BATCH)
        if not batch:
            seats.remove(seat)
            continue
        gained = _prove_all(seat.engine, batch, prover, engines)
        seat.idle = 0 if gained else seat.idle + 1
        for cheaper in () if gained else seats[: seats.index(seat)]:
            cheaper.idle = 0
        left = ledger.file.lines.missing + ledger.file.arcs.missing
        context.console.progress(
            f"{context.mission.subject}: {seat.engine.name}, {len(ledger.kept)} tests kept",
            done=total - left,
            total=total,
        )


def _prove_all(
    engine: Engine, batch: Sequence[Situation], prover: Prover, engines: Sequence[Engine]
) -> bool:
    """Prove a batch and let all engines take notice; tell whether anything was gained."""
    watchers = [one for one in engines if one is not engine and isinstance(one, Watcher)]
    any_gained = False
    for situation, seen in zip(batch, prover.here.observe(batch, look=Look.GLANCE), strict=True):
        gained = prover.prove(situation, seen) is Verdict.ACCEPTED
        any_gained = any_gained or gained
        engine.learn(situation, seen, gained=gained)
        for watcher in watchers:
            watcher.watch(situation, seen)
    return any_gained


def _sharpen(sharpener: Sharpener, engines: Sequence[Engine], rounds: Iterable[int]) -> None:
    """Look for tests that notice the mutants which those kept so far do not."""
    for number in rounds:
        if not sharpener.sample(number * sharpener.context.limits.mutants_max):
            return
        sharpener.from_pool()
        sharpener.from_near()
        for engine in engines:
            # The dearer ones know inputs of covered lines, and do not look for others.
            if engine.name is EngineName.SEARCH:
                sharpener.from_engine(engine)


def _polish(prover: Prover, context: Context) -> None:
    """Make the tests less to read; that takes a share of the mission's time beyond its end."""
    ledger, clock = prover.ledger, context.clock
    ledger.kept = list(_fewest(ledger))
    until_s = clock.monotonic_s() + POLISH_SHARE * context.limits.mission_seconds
    must = ledger.reached(ledger.file.executed, ledger.file.executed_arcs)

    def is_over() -> bool:
        return clock.monotonic_s() >= until_s

    show_successes(prover, is_over)
    Polisher(prover, *must, is_over=is_over).polish()


def _hold(prover: Prover, context: Context) -> None:
    """Try the rules that a reading named; that takes a share of the mission's time beyond its end.

    What their tests add they notice alone, so they make no other test redundant.
    """
    clock, limits = context.clock, context.limits
    until_s = clock.monotonic_s() + HOLD_SHARE * limits.mission_seconds
    prove_properties(prover, tests_max=limits.tests_max, clock=clock.monotonic_s, until_s=until_s)


def _values_read(engines: Sequence[Engine], prover: Prover, state: State) -> tuple[Kept, ...]:
    """Read values of a file that no test imports and that runs nothing but its import."""
    before, imported = state.before, state.imported
    assert before is not None
    assert imported is not None
    gain = (before.missing - imported.missing, before.missing_arcs - imported.missing_arcs)
    readers = [one for one in engines if isinstance(one, Reader)]
    for situation in [one for reader in readers for one in reader.values()] if gain[0] else ():
        if prove_value(prover, situation, gain) is Verdict.ACCEPTED:
            return tuple(prover.ledger.kept)
    return ()


def _fewest(ledger: Ledger) -> tuple[Kept, ...]:
    return fewest(ledger.kept, *ledger.reached(ledger.file.executed, ledger.file.executed_arcs))


def counted(state: State, kept: tuple[Kept, ...]) -> State:
    """Keep these tests, and count the mutants tried and killed by them, each once."""
    tried = frozenset[object]().union(*(k.tried for k in kept))
    killed = frozenset[object]().union(*(k.kills for k in kept))
    return replace(
        state,
        kept=kept,
        mutants_tried=len(tried),
        mutants_killed=len(killed),
        survivors=tuple(f"line {m.line}: {m.before} → {m.after}" for m in survivors(kept)),
    )
