"""plan: measure, and write one mission file for each source file below target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.file_commands import set_outputs
from bot.adapters.result_dir import ResultDir
from bot.commands.given_report import given_suite
from bot.commands.planning import baseline_of, make_plan
from bot.commands.scratch import own_scratch
from bot.stages.overview import left_after, matrix_json, open_entries, plan_table
from bot.wiring import open_doors, open_site

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import World


def plan(settings: Settings, world: World) -> int:
    """Plan a campaign; print its table and hand the job matrix on."""
    doors = open_doors(settings, world)
    with open_site(settings, doors) as site, own_scratch(site):
        suite = given_suite(site) if settings.report else baseline_of(site).suite
        output = make_plan(site, suite)
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
