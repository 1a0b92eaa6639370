"""One bot, and the forge that it publishes to: its own git, or GitHub's double. git is real.

People work in a repository of their own where the forge is elsewhere, and push; where
the forge is the checkout itself they work there. So each situation is told once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from fakehub.fakehub_ground import SHOP
from fakes.repository import Repository
from fakes.shop_desk import BRANCH, DRAFT, Desk

from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.domain.outcome import CommentDraft

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub

    from bot.domain.forge import Operation
    from bot.domain.outcome import Published, PullDraft

TESTS = DRAFT.files[0][0]
ALL = "+refs/heads/*:refs/heads/*"


class Place(Protocol):
    """A checkout that a bot publishes from, and the forge that it publishes to."""

    is_local: bool
    repository: Repository
    """The checkout."""
    git: Git
    """The bot's door to it."""

    def publish(self, pull: PullDraft = DRAFT) -> Published:
        """Publish a mission."""

    def by_hand(self, work: Callable[[Repository], object]) -> None:
        """Let people work on the forge's branches, main checked out; then main is checked out."""

    def merge(self, how: str) -> None:
        """Let people merge the first pull request by "merge" or "squash", and check main out."""

    def ask(self, *args: str) -> str:
        """Ask git of the forge's repository."""


class LocalPlace:
    """The forge is the checkout."""

    is_local = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.repository = Repository(folder / "checkout")
        self.git = Git(self.repository.root)

    def publish(self, pull: PullDraft = DRAFT) -> Published:
        return LocalForge(self.git).publish(
            pull, CommentDraft("c"), result_dir=self.folder / "result"
        )

    def by_hand(self, work: Callable[[Repository], object]) -> None:
        work(self.repository)
        self.repository.git("checkout", "--quiet", "main")

    def merge(self, how: str) -> None:
        if how == "squash":
            self.repository.git("merge", "--quiet", "--squash", BRANCH)
            self.repository.git("commit", "--quiet", "-m", "squashed")
        else:
            self.repository.git("merge", "--quiet", "--no-ff", "-m", "merged", BRANCH)

    def ask(self, *args: str) -> str:
        return self.repository.git(*args)


class HubPlace:
    """The forge is a GitHub, spoken to by its API and by git over HTTP."""

    is_local = False

    def __init__(self, hub: FakeHub, folder: Path) -> None:
        self.folder = folder
        self.desk = Desk(hub, folder)
        self.repository = self.desk.repository
        self.url = hub.git_url(SHOP, self.desk.people.personal_token("ada"))

    @property
    def git(self) -> Git:
        return self.desk.git

    @git.setter
    def git(self, git: Git) -> None:
        self.desk.git = git

    def publish(self, pull: PullDraft = DRAFT) -> Published:
        return self.desk.publish(pull)

    def by_hand(self, work: Callable[[Repository], object]) -> None:
        person = Repository(self.folder / "person", first_commit=False)
        person.git("checkout", "--quiet", "--detach", self._fetched(person))
        person.git("fetch", "--quiet", "--prune", self.url, ALL)
        person.git("checkout", "--quiet", "main")
        work(person)
        person.git("push", "--quiet", "--force", "--prune", self.url, ALL)
        self.desk.checkout_main()

    def _fetched(self, person: Repository) -> str:
        person.git("fetch", "--quiet", self.url, "main")
        return person.git("rev-parse", "FETCH_HEAD")

    def merge(self, how: str) -> None:
        self.desk.people.merge(SHOP, 1, how=how)
        self.desk.checkout_main()

    def ask(self, *args: str) -> str:
        return self.desk.people.repo(SHOP).git.ask(*args).strip()


def commits(place: Place) -> list[str]:
    """Return who made the commits that the mission's branch has and main has not."""
    return place.ask("log", "--format=%ae", f"main..{BRANCH}").splitlines()


def changed(place: Place) -> list[str]:
    """Return the files in which the mission's branch differs from where it left main."""
    return place.ask("diff", "--name-only", f"main...{BRANCH}").splitlines()


def tip(place: Place) -> str:
    """Return the commit at the tip of the mission's branch, "" where there is none."""
    found = place.ask("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads")
    return dict(line.split() for line in found.splitlines()).get(f"refs/heads/{BRANCH}", "")


def operation_of(place: Place, pull: PullDraft) -> Operation:
    """Publish, and return what was done."""
    return place.publish(pull).operation


def newer(pull: PullDraft) -> PullDraft:
    """Return the same tests for another state of the source."""
    return replace(pull, source="sha256:1")
