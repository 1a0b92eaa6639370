"""The corridor of a campaign: all missions of a plan, in priority order, and resumable."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING

from bot.codec import from_json
from bot.domain.outcome import MissionRecord, Status, Timing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.ports import Console, Store

RECORD, TIMING = "record.json", "timing.json"


@dataclass(frozen=True)
class Finished:
    """One mission's outcome and what its run took."""

    record: MissionRecord
    timing: Timing


def run_all(
    files: Sequence[str], run_one: Callable[[str], Finished], *, jobs: int, console: Console
) -> tuple[Finished, ...]:
    """Run each mission file by `run_one`, `jobs` at a time, and return the outcomes in file order.

    With more than one job each mission has a process of its own, so `run_one`
    must be picklable.
    """
    if jobs == 1 or len(files) < 2:  # noqa: PLR2004 - one mission needs no second process
        return tuple(
            _told(run_one(file), number, len(files), console)
            for number, file in enumerate(files, start=1)
        )
    found: dict[str, Finished] = {}
    with ProcessPoolExecutor(max_workers=jobs, mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(run_one, file): file for file in files}
        for number, future in enumerate(as_completed(futures), start=1):
            found[futures[future]] = _told(future.result(), number, len(files), console)
    return tuple(found[file] for file in files)


def _told(finished: Finished, number: int, total: int, console: Console) -> Finished:
    """Print a mission's one summary line."""
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
        seconds=finished.timing.seconds,
        reason=record.reason,
    )
    return finished


def finished_in(store: Store) -> Finished | None:
    """Read a finished mission back from its result directory, None where it is not finished."""
    record, timing = store.read(RECORD), store.read(TIMING)
    if record is None or timing is None:
        return None
    return Finished(from_json(MissionRecord, record), from_json(Timing, timing))


def below_target(finished: Sequence[Finished]) -> tuple[str, ...]:
    """Name the subjects that did not reach their target."""
    return tuple(f.record.subject for f in finished if f.record.status is not Status.REACHED)
