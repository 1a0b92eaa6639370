"""report: fold the results of a campaign into Markdown, JSON and one HTML page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.mission_files import read_mission_text
from bot.commands.reporting import results, write_report
from bot.doors import open_doors
from bot.errors import InputError
from bot.mission.file.format import parse_campaign

if TYPE_CHECKING:
    from bot.domain.mission import Campaign
    from bot.doors import World
    from bot.settings import Settings

MASTER = "missions/coverage/000_master_campaign.yaml"


def report(settings: Settings, world: World) -> int:
    """Read every result directory below the result folder, and sum them up.

    Raises:
        InputError: there is none, nor a plan that could open no mission for a file.
    """
    doors = open_doors(settings, world)
    finished = [one for _, one in results(settings, doors.console)]
    campaign = _campaign(settings)
    if not finished and not (campaign and campaign.blocked):
        top = settings.out / "missions"
        raise InputError(f"{top} holds no finished mission; `coverage-missions run` makes them")
    folder = write_report(settings, doors, finished, campaign, before=None, after=None)
    doors.console.info("report", folder=folder)
    return 0


def _campaign(settings: Settings) -> Campaign | None:
    path = settings.root / MASTER
    if not path.is_file():
        return None
    return parse_campaign(read_mission_text(path, MASTER), path=MASTER)
