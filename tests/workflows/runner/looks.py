"""What is there after a dispatch: pull requests, the dashboard, what was planned and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakehub.fakehub_api import Seen
from fakehub.fakehub_ground import SHOP
from workflows.runner.stage import Ran, Stage

from bot.mission.file.format import parse_campaign
from bot.stages.boards import DASHBOARD_LABEL
from bot.stages.dashboard import BoardRead, read_board

if TYPE_CHECKING:
    from bot.domain.mission import Campaign


@dataclass(frozen=True)
class Pull:
    """A pull request as it is at some moment, with its branch and comments."""

    number: int
    state: str
    is_draft: bool
    title: str
    branch: str
    head: str
    labels: tuple[str, ...]
    comments: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Look:
    """The repository at some moment; `branches` have the commits at their tips."""

    pulls: tuple[Pull, ...]
    dashboards: tuple[str, ...]
    branches: Mapping[str, str]

    @property
    def board(self) -> str:
        """Return the text of the one dashboard."""
        (text,) = self.dashboards
        return text

    @property
    def rows(self) -> BoardRead:
        """Read the dashboard as the next campaign does."""
        return read_board(self.board)

    def mission(self, subject: str) -> str:
        """Return the mission of a file that the dashboard shows."""
        (found,) = [one for one, named in self.rows.subjects.items() if named == subject]
        return found


@dataclass(frozen=True)
class Dispatch:
    """One dispatch: how it ran, what it asked of the API, and what was there afterwards."""

    ran: Ran
    asked: tuple[Seen, ...]
    left: Look

    @property
    def writes(self) -> list[str]:
        """Return what was asked for that changes anything; a question to GraphQL does not."""
        return [f"{one.method} {one.path}" for one in self.asked if is_write(one)]

    @property
    def plan(self) -> Campaign:
        """Read the plan's master file from its artifact; the report has a copy of all of them."""
        found = self.ran.artifacts / "missions" / "000_master_campaign.yaml"
        return parse_campaign(found.read_text(encoding="utf-8"), path=found.name)

    def runs(self, missions: Mapping[str, str]) -> set[str]:
        """Return which of some missions, by their names, a job was started for."""
        jobs = [one for one in self.ran.jobs() if "/Run " in one]
        known = {name for name, mission in missions.items() if any(mission in job for job in jobs)}
        assert len(known) == len(jobs), jobs
        return known


def is_write(seen: Seen) -> bool:
    """Tell whether a request changes anything."""
    if seen.path.endswith("/graphql"):
        return b"mutation" in seen.body
    return seen.method != "GET"


def dispatched(stage: Stage, **inputs: str) -> Dispatch:
    """Dispatch the workflow, and look."""
    sent = len(stage.hub.requests)
    ran = stage.dispatch(**inputs)
    return Dispatch(ran, tuple(stage.hub.requests[sent:]), look(stage))


def look(stage: Stage) -> Look:
    """Look at the repository as it is now."""
    issues = stage.hub.people.repo(SHOP).issues.values()
    boards = [one for one in issues if not one.pull and DASHBOARD_LABEL in one.labels]
    return Look(
        pulls(stage),
        tuple(one.body or "" for one in boards),
        stage.hub.people.repo(SHOP).git.branches(),
    )


def pulls(stage: Stage) -> tuple[Pull, ...]:
    """Return all pull requests, oldest first."""
    return tuple(
        Pull(
            one.number,
            one.state,
            one.pull.draft,
            one.title,
            one.pull.head,
            one.pull.head_sha,
            tuple(one.labels),
            tuple(comment.body for comment in one.comments),
            one.body or "",
        )
        for one in stage.hub.people.pulls(SHOP, state="all")
        if one.pull
    )


def git(stage: Stage, *words: str) -> str:
    """Ask the git of the double's repository."""
    return stage.hub.people.repo(SHOP).git.ask_bytes(*words).decode()
