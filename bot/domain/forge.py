"""What is seen on a forge, and what may come of publishing: a closed list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Operation(StrEnum):
    """What became of a mission's pull request. The dashboard has a section for each."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    BRANCH_ONLY = "branch-only"
    SKIPPED_CLOSED = "skipped-closed"
    SKIPPED_MERGED = "skipped-merged"
    SKIPPED_EDITED = "skipped-edited"
    SKIPPED_STOPPED = "skipped-stopped"
    SKIPPED_IGNORED = "skipped-ignored"
    SKIPPED_SMALL = "skipped-small"
    SKIPPED_CHECKED_OUT = "skipped-checked-out"
    LIMIT_REACHED = "limit-reached"
    NONE = "none"

    @property
    def is_written(self) -> bool:
        """Tell whether the branch holds the mission's tests as they are now."""
        return self in {
            Operation.CREATED,
            Operation.UPDATED,
            Operation.UNCHANGED,
            Operation.BRANCH_ONLY,
        }


class PullState(StrEnum):
    """How far a pull request is."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"


def has_label(labels: Iterable[str], name: str) -> bool:
    """Tell whether a label is among others; GitHub does not tell letter cases apart."""
    return name.casefold() in {one.casefold() for one in labels}


@dataclass(frozen=True)
class PullSeen:
    """A pull request as the forge shows it; `body` is what it is now, edits of people included."""

    number: int
    url: str
    state: PullState
    title: str
    body: str
    labels: frozenset[str]
    is_draft: bool
    head: str
    """Name of the branch."""
    head_id: str
    """Commit at its tip."""
    ended_s: float | None = None
    """When it was merged or closed, in seconds since 1970."""
    node: str = ""
    """Its id for GraphQL."""


@dataclass(frozen=True)
class CommitSeen:
    """A commit of a branch; `login` is the account behind its author, "" where none is known.

    `tree` is the id of all its files.
    """

    id: str
    author_email: str
    committer_email: str
    message: str
    login: str = ""
    tree: str = ""


@dataclass(frozen=True)
class IssueSeen:
    """An issue as the forge shows it; `author` is as in CommentSeen.

    `association` is what GitHub calls the author here, "" where it says nothing.
    """

    number: int
    url: str
    author: str
    body: str
    labels: frozenset[str]
    is_open: bool
    association: str = ""


@dataclass(frozen=True)
class CommentSeen:
    """A comment; `author` is the login, "name[bot]" for an app."""

    id: int
    author: str
    body: str


@dataclass(frozen=True)
class Identity:
    """Who the bot is: its login, "name[bot]" for an app, and the addresses that it commits with.

    Commits that GitHub makes for it carry an address of the login's own.
    """

    login: str
    emails: frozenset[str]


@dataclass(frozen=True)
class Customs:
    """What a maintainer wants of pull requests; `base` is the branch they are merged into."""

    base: str
    base_id: str
    labels: tuple[str, ...] = ("coverage-missions",)
    reviewers: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    open_max: int = 5
    retries: frozenset[str] = frozenset()
