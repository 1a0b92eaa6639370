"""report: fold the results of a campaign into Markdown, JSON and one HTML page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.mission_files import master_campaign
from bot.commands.reporting import results, write_report
from bot.doors import open_doors
from bot.errors import InputError

if TYPE_CHECKING:
    from bot.doors import World
    from bot.settings import Settings


def report(settings: Settings, world: World) -> int:
    """Read every result directory below the result folder, and sum them up.

    Raises:
        InputError: there is none, nor a plan that could open no mission for a file.
    """
    doors = open_doors(settings, world)
    finished = [one for _, one in results(settings, doors.console)]
    campaign = master_campaign(settings)
    if not finished and not (campaign and campaign.blocked):
        top = settings.out / "missions"
        raise InputError(f"{top} holds no finished mission; `coverage-missions run` makes them")
    folder = write_report(settings, doors, finished, campaign, before=None, after=None)
    doors.console.info("report", folder=folder)
    return 0
