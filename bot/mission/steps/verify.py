"""verify: the whole suite once, fresh, with the new tests; every number shown comes from here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.outcome import Status
from bot.domain.trial import Verdict
from bot.mission.steps.generate import counted
from bot.mission.steps.integrate import with_file, without
from bot.stages.verify import SuiteCheck, check_suite, status_of

if TYPE_CHECKING:
    from bot.mission.context import Context
    from bot.mission.state import State
    from bot.ports.workshop import Suite

ROUNDS_MAX = 4


def verify(state: State, context: Context) -> State:
    """Measure; drop what makes anything worse and measure again, a bounded number of times."""
    for _ in range(ROUNDS_MAX):
        if not state.kept:
            break
        context.workshop.write(state.tests_path, state.tests_source)
        suite = context.workshop.measure()
        check = check_suite(context.baseline, suite)
        if check.is_clean:
            return _settled(state, context, suite, check)
        context.console.warning("the suite got worse with the new tests", reason=_worse(check))
        state = _smaller(state, context, check)
    return _nothing(state, context)


def _settled(state: State, context: Context, suite: Suite, check: SuiteCheck) -> State:
    assert state.before is not None
    after = suite.report.file(context.mission.subject)
    status = status_of(state.before, after, target_pct=context.mission.target_pct)
    return replace(
        state,
        after=after,
        suite_passed=check.passed,
        suite_failing=len(suite.failing),
        status=status,
        reason=_reason(status, context, state),
    )


def _smaller(state: State, context: Context, check: SuiteCheck) -> State:
    """Drop the tests of ours that fail, or half of ours where others do."""
    ours = state.tests_path + "::"
    failing = frozenset(
        test.removeprefix(ours).split("[")[0].split("::")[-1]
        for test in check.new_failures
        if test.startswith(ours)
    )
    kept = without(state, failing, context)
    dropped = len(state.kept) - len(kept)
    verdicts = dict(state.verdicts)
    verdicts[Verdict.CLASHING] = verdicts.get(Verdict.CLASHING, 0) + dropped
    verdicts[Verdict.ACCEPTED] = max(0, verdicts.get(Verdict.ACCEPTED, 0) - dropped)
    state = replace(state, verdicts=tuple(sorted(verdicts.items())))
    return with_file(state, kept, state.tests_path, context) if kept else counted(state, ())


def _nothing(state: State, context: Context) -> State:
    reason = _why_nothing(state, context.mission.target_pct)
    return replace(
        counted(state, ()),
        tests=(),
        tests_source="",
        after=None,
        status=Status.EXHAUSTED,
        reason=reason,
    )


def _why_nothing(state: State, target_pct: int) -> str:
    assert state.imported is not None
    if dict(state.verdicts).get(Verdict.CLASHING, 0):
        return "every test clashed with the suite"
    if state.imported.lines.meets(target_pct):
        return "any test that imports this file reaches the target; there is nothing to assert here"
    return "no test was kept"


def _reason(status: Status, context: Context, state: State) -> str:
    if status is Status.REACHED:
        return "target met, suite no worse"
    late = "; the mission's time was over" if context.is_late else ""
    return f"{len(state.gaps)} gaps left{late}"


def _worse(check: SuiteCheck) -> str:
    return "; ".join(
        part
        for part in (
            f"{len(check.new_failures)} new failures" if check.new_failures else "",
            f"coverage fell in {', '.join(check.fallen[:3])}" if check.fallen else "",
        )
        if part
    )
