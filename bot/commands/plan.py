"""plan: measure, and write one mission file for each source file below target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.file_commands import set_outputs
from bot.adapters.result_dir import ResultDir
from bot.commands.given_report import given_suite
from bot.commands.planning import baseline_of, make_plan
from bot.commands.scratch import own_scratch
from bot.doors import open_doors
from bot.stages.overview import left_after, matrix_json, open_entries, plan_table
from bot.wiring import open_site, open_sources

if TYPE_CHECKING:
    from bot.domain.coverage import Report
    from bot.doors import Doors, World
    from bot.settings import Settings


def plan(settings: Settings, world: World) -> int:
    """Plan a campaign; print its table and hand the job matrix on."""
    doors = open_doors(settings, world)
    if settings.report is None:
        with open_site(settings, doors) as site, own_scratch(site):
            output = make_plan(settings, doors.console, site.workshop, baseline_of(site).suite)
    else:
        sources = open_sources(settings, doors)
        suite = given_suite(
            settings.report, sources, lambda paths: _counted(settings, doors, paths), doors.console
        )
        output = make_plan(settings, doors.console, sources, suite)
    doors.console.show(plan_table(output.campaign))
    matrix = matrix_json(output.campaign)
    left = left_after(output.campaign)
    if left:
        doors.console.warning("more missions than one matrix holds: plan again after it", left=left)
    if settings.matrix_out is not None:
        ResultDir(settings.matrix_out.parent).write(settings.matrix_out.name, matrix + "\n")
    set_outputs(
        world.environ,
        {
            "matrix": matrix,
            "count": str(len(open_entries(output.campaign)) - left),
            "missions-dir": "missions/coverage",
        },
    )
    return 0


def _counted(settings: Settings, doors: Doors, paths: tuple[str, ...]) -> Report:
    """Count what could be covered in sources that a given report leaves out."""
    with open_site(settings, doors) as site, own_scratch(site):
        return site.workshop.unmeasured(paths)
