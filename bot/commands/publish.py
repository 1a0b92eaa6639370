"""publish: one pull request and one comment for each finished mission. Executes nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.file_commands import add_summary, set_outputs
from bot.commands.boarding import Ending, Heard, finish, hear, untick
from bot.commands.mission_files import master_campaign
from bot.commands.publishing import Destination, publish_result, tell_cut
from bot.commands.reporting import results
from bot.domain.mission import MISSION_ID, CampaignEntry
from bot.doors import Doors, open_doors
from bot.errors import InputError, PatchRefused
from bot.failure import Failure, attempt, exit_code_of
from bot.forges import (
    base_of,
    blob_of,
    open_board,
    open_github,
    open_pulls,
    open_session,
    start_of,
)
from bot.ports.world import Forge
from bot.settings import Settings
from bot.stages.overview import open_entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.adapters.result_dir import ResultDir
    from bot.campaign import Finished
    from bot.domain.outcome import MissionRecord, Published
    from bot.doors import World

UNKNOWN_FILE = "missions/coverage"
UNTRIED_SHOWN_MAX = 10


def publish(settings: Settings, world: World) -> int:
    """Publish every result below the result folder; what fails does not stop the others.

    Raises:
        InputError: no token, no repository, or no result.
    """
    doors = open_doors(settings, world)
    found = [
        (store, finished)
        for store, finished in results(settings, doors.console)
        if not settings.mission or store.folder.name in settings.mission
    ]
    campaign = None if settings.mission else master_campaign(settings)
    if not found and (campaign is None or open_entries(campaign)):
        top, which = settings.out / "missions", " ".join(settings.mission)
        raise InputError(
            f"{top} holds no finished mission {which}; `coverage-missions run` makes them"
        )
    start = start_of(settings, doors)
    session = open_session(world, doors)
    identity = open_pulls(session).identity()
    heard = hear(open_board(session, identity, start.base), doors)
    forge = open_github(settings, doors, session, start, identity=identity, retries=heard.retries)
    press = Press(settings, doors, forge, heard, _planned(settings), blob=blob_of(settings, world))
    ends: dict[str, Published | Failure] = {}
    for store, finished in found:
        if not session.is_over:
            ends[store.folder.name] = press.publish(store, finished)
    ended: Failure | None = None
    told = [
        Ending(one.record, ends[store.folder.name])
        for store, one in found
        if store.folder.name in ends and not press.why_other(store, one.record)
    ]
    if settings.mission and not session.is_over:
        ended = attempt(lambda: untick(doors, heard, told))
    elif not session.is_over:
        ended = attempt(lambda: finish(settings, doors, session, heard, campaign, told))
    tell_cut(doors, session)
    session.close()
    wanted = {} if settings.mission else press.planned or {}
    _tell_left(doors, wanted, [store.folder.name for store, _ in found], ends)
    published = {name: one for name, one in ends.items() if not isinstance(one, Failure)}
    counts = Counter(one.operation.value for one in published.values())
    doors.console.info(
        "published", **counts, requests=session.requests, requests_left=session.remaining
    )
    _set_outputs(world, published)
    failures = [one for one in ends.values() if isinstance(one, Failure)]
    return exit_code_of(failures if ended is None else [*failures, _ended(doors, ended)])


def _ended(doors: Doors, failure: Failure) -> Failure:
    """Tell what went wrong after the missions: what was published is published."""
    doors.console.warning("the dashboard is not written", why=failure.message)
    if failure.is_bug:
        doors.console.quoted("for a bug report", failure.trace)
    return failure


def _tell_left(
    doors: Doors,
    planned: Mapping[str, CampaignEntry],
    found: Sequence[str],
    ends: Mapping[str, Published | Failure],
) -> None:
    """Say which results were not tried, and how many missions left none: the next run has them."""
    untried = [name for name in found if name not in ends]
    if untried:
        shown = " ".join(untried[:UNTRIED_SHOWN_MAX])
        doors.console.warning(
            "GitHub answers no more; these were not tried, publish again",
            count=len(untried),
            missions=shown,
        )
    without = planned.keys() - set(found)
    if without:
        doors.console.info("missions without a result here", count=len(without), of=len(planned))


@dataclass(frozen=True)
class Press:
    """Publishes missions one by one, but those that people said no to on the dashboard.

    `planned` are the plan's entries by id, None where there is no plan here; `blob` is
    where the files are.
    """

    settings: Settings
    doors: Doors
    forge: Forge
    heard: Heard
    planned: Mapping[str, CampaignEntry] | None
    blob: str = ""

    def publish(self, store: ResultDir, finished: Finished) -> Published | Failure:
        """Publish one, and tell what came of it."""
        outcome: Published | Failure | None = self.heard.refusal(store.folder.name)
        if outcome is None:
            outcome = attempt(lambda: self._publish(store, finished))
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

    def _publish(self, store: ResultDir, finished: Finished) -> Published:
        record = finished.record
        why = self.why_other(store, record)
        if why:
            raise PatchRefused(why)
        entry = (self.planned or {}).get(record.mission_id)
        return publish_result(
            self.doors.templates,
            Destination(
                base_of(self.settings, self.doors.world),
                self.forge,
                has_boxes=True,
                gain_min=self.settings.min_gain,
                blob=self.blob,
            ),
            mission_file=entry.file if entry else UNKNOWN_FILE,
            finished=finished,
            store=store,
        )

    def why_other(self, store: ResultDir, record: MissionRecord) -> str:
        """Say why a result is another mission's, "" where it is not.

        Its job may write what it likes.
        """
        name, said = store.folder.name, record.mission_id
        if store.folder.is_symlink() or name != said or not MISSION_ID.fullmatch(said):
            return f"the result in {name!r} says to be of mission {said[:20]!r}"
        if self.planned is None:
            return ""
        entry = self.planned.get(said)
        if entry is None or entry.subject != record.subject:
            return f"the result of {said} is about {record.subject!r}, which the plan does not say"
        return ""


def _planned(settings: Settings) -> dict[str, CampaignEntry] | None:
    campaign = master_campaign(settings)
    return {entry.id: entry for entry in campaign.entries} if campaign else None


def _set_outputs(world: World, published: Mapping[str, Published]) -> None:
    """Write what became of each mission, and of the last one by itself."""
    if not published:
        return
    last = [*published.values()][-1]
    operations = {name: one.operation.value for name, one in published.items()}
    set_outputs(
        world.environ,
        {
            "operations": json.dumps(operations),
            "pull-request-operation": last.operation.value,
            "pull-request-number": str(last.number) if last.number else "",
            "pull-request-url": last.url,
        },
    )
    lines = [f"* Pull request: {one.operation.value}. {one.place}" for one in published.values()]
    add_summary(world.environ, "\n".join(lines))
