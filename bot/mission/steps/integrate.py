"""integrate: write the kept tests as one file, and see that it passes as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.tested import TestEnd
from bot.mission.context import GENERATING, VERIFYING
from bot.mission.steps.generate import counted
from bot.ports.craft import Provenance
from bot.stages.integrate import facts_of

if TYPE_CHECKING:
    from bot.domain.tested import TestRun
    from bot.domain.trial import Kept
    from bot.mission.context import Context
    from bot.mission.state import State
    from bot.ports.worker import Conditions

ROUNDS_MAX = 8

DIGEST_DIGITS = 12
"""Digits of the weights' digest in a test file's header; the record has all."""

HASH_SEEDS = (1, 2, 3)
"""A set of two shows itself in the same order under every second seed: two are too few."""


def integrate(state: State, context: Context) -> State:
    """Render, format and try the file; tests that fail in company are dropped, at last all."""
    path = context.workshop.tests_path(context.mission.subject)
    kept = state.kept
    state = replace(state, earlier_tests=context.existing_tests(path))
    for _ in range(ROUNDS_MAX):
        if not kept:
            break
        state = with_file(state, kept, path, context)
        failing = _failing(state.tests_source, path, context)
        if not failing:
            return state
        kept = without(state, failing, context)
    return replace(counted(state, ()), tests=(), tests_path=path, tests_source="")


def with_file(state: State, kept: tuple[Kept, ...], path: str, context: Context) -> State:
    """Write the file's text for these tests into the state."""
    state = counted(state, kept)
    provenance = Provenance(
        mission_id=context.mission.id,
        subject=context.mission.subject,
        engines=tuple(sorted({k.candidate.situation.engine for k in kept})),
        seed=context.seed,
        lines_gained=len(frozenset[int]().union(*(k.lines for k in kept))),
        arcs_gained=len(frozenset[object]().union(*(k.arcs for k in kept))),
        mutants_killed=state.mutants_killed,
        mutants_tried=state.mutants_tried,
        model=_model(state, kept),
    )
    candidates = [k.candidate for k in kept]
    source = context.craft.test_file(candidates, provenance, state.earlier_tests)
    return replace(
        state,
        tests_path=path,
        tests_source=context.workshop.format(source, path),
        tests=facts_of(
            kept, context.craft.placed(candidates, state.earlier_tests), context.craft.example
        ),
    )


def _model(state: State, kept: tuple[Kept, ...]) -> str:
    """Name the model that inputs of these tests came from, "" for none."""
    asked = [share.model for share in state.shares if share.model is not None]
    if not asked or not any(one.candidate.situation.prompt for one in kept):
        return ""
    digest = asked[0].digest.removeprefix("sha256:")[:DIGEST_DIGITS]
    return f"{asked[0].name} {digest}".strip()


def without(state: State, failing: frozenset[str], context: Context) -> tuple[Kept, ...]:
    """Drop the tests in the functions named in `failing`; the later half where none is ours."""
    kept = state.kept
    placed = context.craft.placed([k.candidate for k in kept], state.earlier_tests)
    bad = frozenset(name for function in failing for name in placed.get(function, ()))
    left = tuple(k for k in kept if k.candidate.name not in bad)
    return left if len(left) < len(kept) else kept[: len(kept) // 2]


def _failing(source: str, path: str, context: Context) -> frozenset[str]:
    """Name the tests of the file that do not pass in each worker; {""} if the file is broken."""
    name = path.rsplit("/", 1)[-1]
    # What others wrote may pin what is the same for one build only.
    is_shared = bool(context.existing_tests(path))
    elsewhere = replace(VERIFYING, other_build=not is_shared)
    runs = [context.recorded(c).try_tests(source, name) for c in (GENERATING, elsewhere)]
    if all(run.passed for run in runs) and _makes_sets(context):
        runs = [
            _under(replace(elsewhere, hash_seed=seed), source, name, context) for seed in HASH_SEEDS
        ]
    if all(run.passed for run in runs):
        return frozenset()
    return frozenset({""}).union(*(_not_passed(run) for run in runs))


def _makes_sets(context: Context) -> bool:
    """Tell whether any file of the repository may: the subject may show what another one made."""
    return any(map(context.craft.makes_sets, context.workshop.texts().values()))


def _under(conditions: Conditions, source: str, name: str, context: Context) -> TestRun:
    """Run the file in an interpreter of its own under these conditions."""
    worker = context.workshop.worker(context.mission.subject, conditions)
    try:
        return worker.try_tests(source, name)
    finally:
        worker.close()


def _not_passed(run: TestRun) -> frozenset[str]:
    return frozenset(
        test.split("[")[0].split("::")[-1] for test, end in run.ends if end is not TestEnd.PASSED
    )
