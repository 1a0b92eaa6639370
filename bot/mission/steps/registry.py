"""registry: write down the outcome, for the registry, the forge and the report."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.codec import to_json
from bot.domain.outcome import Evidence, Measured, MissionRecord, Status
from bot.domain.trial import OracleOrigin

if TYPE_CHECKING:
    from bot.domain.mission import Mission
    from bot.mission.context import Context
    from bot.mission.state import State

REGISTRY = "missions/registry"


def registry(state: State, context: Context) -> State:
    """Write record.json and evidence.json, and the registry's file into the patch."""
    evidence = _evidence(state, context)
    record = record_of(state, context, evidence)
    text = to_json(record, indent=2) + "\n"
    context.store.write("record.json", text)
    context.store.write("evidence.json", to_json(evidence, indent=2) + "\n")
    context.store.write(f"patch/{REGISTRY}/{context.mission.record_name}", text)
    return replace(state, record=record)


def record_of(state: State, context: Context, evidence: Evidence | None) -> MissionRecord:
    """Fold a mission's state into its record; without evidence it was blocked."""
    status = state.status or Status.BLOCKED
    record = _record(context.mission, status, state.reason, evidence)
    return replace(record, answers=context.answers)


def blocked_record(mission: Mission, reason: str) -> MissionRecord:
    """Record a mission that nothing came of, for a reason outside of its steps."""
    return _record(mission, Status.BLOCKED, reason, None)


def _record(
    mission: Mission, status: Status, reason: str, evidence: Evidence | None
) -> MissionRecord:
    return MissionRecord(
        mission_id=mission.id,
        subject=mission.subject,
        subject_digest=mission.subject_digest,
        language=mission.language,
        category=mission.category,
        priority=mission.priority,
        target_pct=mission.target_pct,
        status=status,
        reason=reason,
        evidence=evidence,
    )


def _evidence(state: State, context: Context) -> Evidence:
    assert state.before is not None
    assert state.imported is not None
    origins = [a.origin for k in state.kept for a in k.candidate.assertions]
    return Evidence(
        before=Measured.of(state.before),
        imported=Measured.of(state.imported),
        after=Measured.of(state.after) if state.after else None,
        tests=state.tests,
        tests_file=state.tests_path if state.tests_source else "",
        oracles=tuple((o, origins.count(o)) for o in OracleOrigin if o in origins),
        mutants_killed=state.mutants_killed,
        mutants_tried=state.mutants_tried,
        mutants_survived=state.survivors,
        repeats=context.limits.repeats,
        suite_passed=state.suite_passed,
        suite_failing=state.suite_failing,
        verdicts=state.verdicts,
        gaps=state.gaps,
        bugs=state.bugs,
        engines=state.shares,
        seed=context.seed,
        sandbox=context.tier,
        python=context.workshop.python,
    )
