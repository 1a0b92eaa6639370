"""The step engine: executes a mission's steps in order, and can be killed and resumed anywhere.

A further step type is one entry in `_run_step`; a further coverage tool is one
module in mission/steps/ and one line in TOOLS.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.codec import to_json
from bot.domain.mission import Step, StepType, Tool
from bot.domain.outcome import MissionRecord, Status, Timing
from bot.errors import SubjectError
from bot.mission import audit
from bot.mission.asking import model_seconds
from bot.mission.file.validate import steps_in_order
from bot.mission.notes import without_scratch
from bot.mission.saved import saved
from bot.mission.state import TIMING, State
from bot.mission.steps.analyze import analyze
from bot.mission.steps.archive import archive
from bot.mission.steps.generate import generate
from bot.mission.steps.integrate import integrate
from bot.mission.steps.registry import record_of, registry
from bot.mission.steps.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.mission.context import Context
    from bot.ports.world import Store

STATE = "state.json"
AUDIT = "audit.jsonl"

TOOLS: dict[Tool, Callable[[State, Context], State]] = {
    Tool.ANALYZE: analyze,
    Tool.GENERATE: generate,
    Tool.INTEGRATE: integrate,
    Tool.VERIFY: verify,
    Tool.ARCHIVE: archive,
    Tool.REGISTRY: registry,
}


def run_mission(context: Context) -> MissionRecord:
    """Execute the steps not yet done; a subject that stands in the way ends as blocked.

    Returns the record, also written to record.json. What differs between two
    equal runs is written to timing.json and the memory of trials, nowhere else.
    """
    started = context.clock.monotonic_s()
    state = load_state(context, inputs_digest(context))
    if state.record is not None:
        context.console.info("already reached, nothing to do", mission=context.mission.subject)
        # A later run that could not even start may have written another record.
        context.store.write("record.json", to_json(state.record, indent=2) + "\n")
        if not _is_timed(context.store):
            _write_timing(context, started)
        return state.record
    try:
        for step in steps_in_order(context.mission):
            if step.id not in state.done:
                context.console.info("step", mission=context.mission.subject, step=step.name)
                state = _run_step(step, state, context)
                state = replace(state, done=(*state.done, step.id))
                _audit(context.store, step.id, state)
                if state.record is not None:
                    # First: nothing is done again once the state says that all is.
                    _write_timing(context, started)
                context.store.write(STATE, to_json(state))
    except SubjectError as error:
        state = _blocked(state, context, without_scratch(str(error)))
        _write_timing(context, started)
    assert state.record is not None
    return state.record


def inputs_digest(context: Context) -> str:
    """Digest all that must be equal for a half-done mission to go on where it was."""
    mission = context.mission
    text = "\n".join(
        (context.mission_text, mission.subject_digest, context.tree, str(context.seed))
    )
    counts = replace(context.limits, mission_seconds=1)
    return hashlib.sha256(f"{text}\n{to_json(counts)}".encode()).hexdigest()


def load_state(context: Context, inputs: str) -> State:
    """Return the state to go on from: the saved one of equal inputs, else a fresh one.

    A finished mission that reached its target is done; another one starts over,
    so that it can go further, with its trials remembered.
    """
    state = _saved_state(context)
    if state is not None and state.inputs == inputs and _goes_on(state, context):
        return state
    context.store.delete(AUDIT)
    return State(inputs=inputs)


def _goes_on(state: State, context: Context) -> bool:
    if state.record is not None:
        return state.record.status is Status.REACHED
    return _cut_trail(context, len(state.done))


def _cut_trail(context: Context, entries: int) -> bool:
    """Cut the trail to the steps that the state has done; tell whether it tells all of these.

    A kill between trail and state leaves one entry more, for a step that runs again.
    """
    try:
        text = context.store.read(AUDIT) or ""
    except UnicodeDecodeError:
        text = ""
    kept = "".join(f"{line}\n" for line in text.split("\n")[:entries])
    if audit.verify(kept).problem or kept.count("\n") < entries:
        context.console.warning(
            "the audit trail is damaged, the mission starts over",
            file=f"missions/{context.mission.id}/{AUDIT}",
        )
        return False
    context.store.write(AUDIT, kept)
    return True


def _saved_state(context: Context) -> State | None:
    """Read the saved state; one that cannot be read is as good as none, and told."""
    try:
        return saved(State, context.store, STATE)
    except ValueError as error:
        context.console.warning(
            "a saved state cannot be read, the mission starts over",
            file=f"missions/{context.mission.id}/{STATE}",
            why=str(error),
        )
        return None


def _is_timed(store: Store) -> bool:
    try:
        return saved(Timing, store, TIMING) is not None
    except ValueError:
        return False


def _run_step(step: Step, state: State, context: Context) -> State:
    match step.step_type:
        case StepType.TOOL:
            return TOOLS[Tool(str(step.parameters["tool"]))](state, context)
        case _:
            assert_never(step.step_type)


def _audit(store: Store, step: str, state: State) -> None:
    """Chain one entry to the mission's trail: which step ended, and how things stood then."""
    head = audit.verify(store.read(AUDIT) or "").head
    details = {
        "kept": ", ".join(kept.candidate.name for kept in state.kept),
        "verdicts": ", ".join(f"{verdict} {count}" for verdict, count in state.verdicts),
        "status": state.status or "",
        "reason": state.reason,
    }
    entry = audit.entry_after(head, "step done", step=step, details=details)
    store.append(AUDIT, audit.line_of(entry))


def _blocked(state: State, context: Context, reason: str) -> State:
    state = replace(state, status=Status.BLOCKED, reason=reason)
    record = record_of(state, context, None)
    context.store.write("record.json", to_json(record, indent=2) + "\n")
    context.console.warning("mission blocked", mission=context.mission.subject, reason=reason)
    return replace(state, record=record)


def _write_timing(context: Context, started: float) -> None:
    seconds = sorted(context.trial_seconds())
    timing = Timing(
        finished_at=context.clock.now_iso(),
        seconds=round(context.clock.monotonic_s() - started, 1),
        trials=len(seconds),
        median_trial_ms=round(1000 * seconds[len(seconds) // 2], 1) if seconds else None,
        model_seconds=model_seconds(context.store),
    )
    context.store.write(TIMING, to_json(timing, indent=2) + "\n")
