"""The corridor of a campaign: all missions of a plan, in priority order, and resumable."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.adapters.processes import Died, side_by_side
from bot.domain.mission import Mission
from bot.domain.outcome import MissionRecord, Status, Timing
from bot.failure import EXIT_LOST, Failure
from bot.mission.saved import saved
from bot.mission.state import TIMING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from bot.ports.world import Console, Store

T = TypeVar("T")

RECORD = "record.json"


@dataclass(frozen=True)
class Errand:
    """One mission of a campaign, and its file below the repository."""

    file: str
    mission: Mission


@dataclass(frozen=True)
class Finished:
    """One mission's outcome, what its run took, and what went wrong on the way, if anything did."""

    record: MissionRecord
    timing: Timing
    failure: Failure | None = None


def run_all(
    errands: Sequence[Errand],
    run_one: Callable[[Errand], Finished],
    give_up: Callable[[Errand, Failure], Finished],
    *,
    jobs: int,
    console: Console,
) -> tuple[Finished, ...]:
    """Run each errand by `run_one`, `jobs` at a time, and return the outcomes in their order.

    With more than one job each mission has a process of its own, so `run_one`
    must be picklable; `give_up` makes the outcome of a process that died.
    """
    found: dict[int, Finished] = {}
    with closing(_outcomes(errands, run_one, give_up, jobs)) as outcomes:
        for number, (index, finished) in enumerate(outcomes, start=1):
            found[index] = finished
            _tell(finished, number, len(errands), console)
    return tuple(found[index] for index in range(len(errands)))


def _outcomes(
    errands: Sequence[Errand],
    run_one: Callable[[Errand], Finished],
    give_up: Callable[[Errand, Failure], Finished],
    jobs: int,
) -> Generator[tuple[int, Finished]]:
    if jobs == 1 or len(errands) < 2:  # noqa: PLR2004 - one mission needs no second process
        yield from enumerate(map(run_one, errands))
        return
    with closing(side_by_side(errands, run_one, jobs=jobs)) as answers:
        for index, answer in answers:
            if isinstance(answer, Died):
                yield index, give_up(errands[index], _lost(answer))
            else:
                yield index, answer


def _lost(died: Died) -> Failure:
    code = died.exit_code or 0
    how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
    message = f"the mission's process {how}; out of memory? try fewer --jobs"
    return Failure(EXIT_LOST, message)


def _tell(finished: Finished, number: int, total: int, console: Console) -> None:
    """Print a mission's one summary line, and what went wrong."""
    record = finished.record
    evidence = record.evidence
    after = evidence.after if evidence else None
    console.info(
        f"mission {number}/{total}",
        subject=record.subject,
        status=record.status.value,
        before=evidence.before.lines.pct_text if evidence else "n/a",
        after=after.lines.pct_text if after else "unchanged",
        tests=len(evidence.tests) if evidence else 0,
        cases=evidence.cases if evidence else 0,
        seconds=finished.timing.seconds,
        reason=record.reason,
    )
    failure = finished.failure
    if failure is not None:
        console.warning(
            "this mission failed, the others go on",
            subject=record.subject,
            exit_code=failure.exit_code,
            why=failure.message,
        )
        if failure.is_bug:
            console.quoted("for a bug report", failure.trace)


def finished_in(store: Store) -> Finished | None:
    """Read a finished mission back from its result directory, None where it is not finished.

    Raises:
        ValueError: what is there cannot be read; the message opens with the file's name.
    """
    record, timing = _read(MissionRecord, store, RECORD), _read(Timing, store, TIMING)
    return Finished(record, timing) if record and timing else None


def _read(cls: type[T], store: Store, name: str) -> T | None:
    try:
        return saved(cls, store, name)
    except ValueError as error:
        raise ValueError(f"{name} {error}") from error


def below_target(finished: Sequence[Finished]) -> tuple[str, ...]:
    """Name the subjects that did not reach their target."""
    return tuple(f.record.subject for f in finished if f.record.status is not Status.REACHED)
