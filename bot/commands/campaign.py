"""campaign: plan and run all missions of a repository, in priority order; resumable."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.result_dir import ResultDir
from bot.campaign import Errand, Finished, below_target, run_all
from bot.codec import to_plain
from bot.commands.planning import baseline_of, make_plan
from bot.commands.publishing import PATCH
from bot.commands.reporting import write_report
from bot.commands.run import refuse_token
from bot.commands.running import RunOne
from bot.commands.scratch import own_scratch
from bot.domain.outcome import Status
from bot.doors import open_doors
from bot.failure import Failure, attempt, exit_code_of
from bot.forges import open_local_forge
from bot.settings import ForgeKind
from bot.stages.overview import plan_table
from bot.wiring import open_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.mission import BlockedFile
    from bot.doors import World
    from bot.mission.file.folder import PlanOutput
    from bot.ports.workshop import Suite
    from bot.ports.world import Console
    from bot.settings import Settings
    from bot.wiring import Site

JSON_FORMAT = 1


def campaign(settings: Settings, world: World) -> int:
    """Run a whole campaign and print where everything lies."""
    return run_campaign(settings, world).exit_code


@dataclass(frozen=True)
class Ended:
    """A campaign's outcomes, in running order, and the code to exit with."""

    finished: tuple[Finished, ...]
    exit_code: int


def run_campaign(settings: Settings, world: World) -> Ended:
    """Run a whole campaign, to its end even where missions fail.

    Raises:
        InputError: the environment holds a token.
        GitError: branches are wanted where there is no git, or no commit.
    """
    refuse_token(world)
    if settings.forge is ForgeKind.LOCAL:
        open_local_forge(settings, world).check()
    doors = open_doors(settings, world)
    with open_site(settings, doors) as site, own_scratch(site):
        before = baseline_of(site).suite
        output = make_plan(settings, doors.console, site.workshop, before)
        doors.console.show(plan_table(output.campaign))
        # Side by side, which mission is done first would steer what the next one asks.
        learned = site.learned if settings.jobs > 1 else None
        run_one = RunOne(settings, world, site.solver, site.model, learned)
        finished = run_all(
            _errands(output),
            run_one,
            run_one.give_up,
            jobs=settings.jobs,
            console=doors.console,
        )
        merged = attempt(lambda: _merged(site, finished, before))
    after = None if isinstance(merged, Failure) else merged
    if isinstance(merged, Failure):
        doors.console.warning("all tests together cannot be measured", why=merged.message)
    folder = write_report(settings, doors, finished, output.campaign, before=before, after=after)
    doors.console.info("report", folder=folder)
    if settings.json:
        blocked = output.campaign.blocked
        sys.stdout.write(json.dumps(_summary(finished, blocked, before, after)) + "\n")
        sys.stdout.flush()
    failures = [one.failure for one in finished if one.failure is not None]
    failures += [merged] if isinstance(merged, Failure) else []
    _tell_blocked(finished, output.campaign.blocked, doors.console)
    missed = bool(below_target(finished) or output.campaign.blocked) and settings.fail_below_target
    return Ended(finished, exit_code_of(failures) or int(missed))


def _tell_blocked(
    finished: Sequence[Finished], blocked: Sequence[BlockedFile], console: Console
) -> None:
    """Say how many files nothing could be done for: the exit code does not."""
    ended = [one for one in finished if one.record.status is Status.BLOCKED and not one.failure]
    count = len(ended) + len(blocked)
    if count:
        console.warning(
            "files are blocked, the report says why; --fail-below-target exits 1 for them",
            blocked=count,
            of=len(finished) + len(blocked),
        )


def _errands(output: PlanOutput) -> list[Errand]:
    """Pair the missions to run with their files, which people may have renamed."""
    files = {entry.id: entry.file for entry in output.campaign.entries}
    return [Errand(files[mission.id], mission) for mission in output.missions]


def _merged(site: Site, finished: Sequence[Finished], before: Suite) -> Suite:
    """Measure the suite with the tests of all missions together, as if all were merged."""
    written = 0
    for one in finished:
        evidence = one.record.evidence
        if evidence is not None and evidence.tests_file:
            store = ResultDir(site.settings.out / "missions" / one.record.mission_id / PATCH)
            site.workshop.write(evidence.tests_file, store.read(evidence.tests_file) or "")
            written += 1
    return site.workshop.measure() if written else before


def _summary(
    finished: Sequence[Finished],
    blocked: Sequence[BlockedFile],
    before: Suite,
    after: Suite | None,
) -> dict[str, object]:
    """Build the object that `--json` prints; tallies are {"covered": n, "total": n}."""
    return {
        "format": JSON_FORMAT,
        "before": _totals(before),
        "after": _totals(after) if after else None,
        "failing_before": sorted(before.failing),
        "failing_after": sorted(after.failing) if after else None,
        "missions": [_mission(one) for one in finished],
        "blocked": [{"subject": one.subject, "reason": one.reason} for one in blocked],
    }


def _totals(suite: Suite) -> dict[str, object]:
    return {"lines": to_plain(suite.report.lines), "arcs": to_plain(suite.report.arcs)}


def _mission(finished: Finished) -> dict[str, object]:
    record, evidence = finished.record, finished.record.evidence
    return {
        "mission": record.mission_id,
        "subject": record.subject,
        "status": record.status.value,
        "reason": record.reason,
        "exit_code": finished.failure.exit_code if finished.failure else 0,
        "before": to_plain(evidence.before) if evidence else None,
        "imported": to_plain(evidence.imported) if evidence else None,
        "after": to_plain(evidence.after) if evidence else None,
        "tests_file": evidence.tests_file if evidence else "",
        "tests": len(evidence.tests) if evidence else 0,
        "cases": evidence.cases if evidence else 0,
        "oracles": dict(evidence.oracles) if evidence else {},
        "mutants": {
            "killed": evidence.mutants_killed if evidence else 0,
            "tried": evidence.mutants_tried if evidence else 0,
        },
        "engines": to_plain(evidence.engines) if evidence else [],
        "suspected_bugs": to_plain(evidence.bugs) if evidence else [],
        "sandbox": evidence.sandbox.value if evidence else "",
        "seconds": finished.timing.seconds,
        "median_trial_ms": finished.timing.median_trial_ms,
    }
