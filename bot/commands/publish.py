"""publish: one pull request and one comment for each finished mission. Executes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.file_commands import add_summary, set_outputs
from bot.adapters.result_dir import ResultDir
from bot.commands.mission_files import master_campaign
from bot.commands.publishing import Destination, publish_result
from bot.commands.reporting import results
from bot.doors import Doors, open_doors
from bot.errors import InputError
from bot.failure import Failure, attempt, exit_code_of
from bot.forges import base_of, open_github, open_session
from bot.ports.world import Forge
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.campaign import Finished
    from bot.domain.outcome import Published
    from bot.doors import World

UNKNOWN_FILE = "missions/coverage"


def publish(settings: Settings, world: World) -> int:
    """Publish every result below the result folder; what fails does not stop the others.

    Raises:
        InputError: no token, no repository, or no result.
    """
    doors = open_doors(settings, world)
    found = [finished for _, finished in results(settings, doors.console)]
    if not found:
        top = settings.out / "missions"
        raise InputError(f"{top} holds no finished mission; `coverage-missions run` makes them")
    session = open_session(world, doors)
    press = Press(settings, doors, open_github(settings, doors, session), _mission_files(settings))
    ends = [press.publish(finished) for finished in found]
    session.close()
    published = [one for one in ends if not isinstance(one, Failure)]
    counts = Counter(one.operation.value for one in published)
    doors.console.info(
        "published", **counts, requests=session.requests, requests_left=session.remaining
    )
    _set_outputs(world, published)
    return exit_code_of([one for one in ends if isinstance(one, Failure)])


@dataclass(frozen=True)
class Press:
    """Publishes missions one by one; `files` are their mission files by id."""

    settings: Settings
    doors: Doors
    forge: Forge
    files: Mapping[str, str]

    def publish(self, finished: Finished) -> Published | Failure:
        """Publish one, and tell what came of it."""
        outcome = attempt(lambda: self._publish(finished))
        subject, console = finished.record.subject, self.doors.console
        if not isinstance(outcome, Failure):
            console.info(
                "pull request",
                subject=subject,
                operation=outcome.operation.value,
                place=outcome.place,
            )
            return outcome
        console.warning(
            "this mission is not published, the others go on",
            subject=subject,
            exit_code=outcome.exit_code,
            why=outcome.message,
        )
        if outcome.is_bug:
            console.quoted("for a bug report", outcome.trace)
        return outcome

    def _publish(self, finished: Finished) -> Published:
        mission = finished.record.mission_id
        return publish_result(
            self.doors.templates,
            Destination(base_of(self.settings, self.doors.world), self.forge, has_boxes=True),
            mission_file=self.files.get(mission, UNKNOWN_FILE),
            finished=finished,
            store=ResultDir(self.settings.out / "missions" / mission),
        )


def _mission_files(settings: Settings) -> dict[str, str]:
    campaign = master_campaign(settings)
    return {entry.id: entry.file for entry in campaign.entries} if campaign else {}


def _set_outputs(world: World, published: Sequence[Published]) -> None:
    """Write the last one's outputs: a job of a matrix has but one."""
    if not published:
        return
    last = published[-1]
    set_outputs(
        world.environ,
        {
            "pull-request-operation": last.operation.value,
            "pull-request-number": str(last.number) if last.number else "",
            "pull-request-url": last.url,
        },
    )
    lines = [f"* Pull request: {one.operation.value}. {one.place}" for one in published]
    add_summary(world.environ, "\n".join(lines))
