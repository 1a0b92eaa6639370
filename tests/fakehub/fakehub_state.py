"""What the double remembers beside git: people, tokens, repositories, issues, pull requests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from fakehub.fakehub_git import BareGit, Person
from fakehub.fakehub_http import Json
from fakehub.fakehub_rules import Clock, Rules

MAIN = "main"
LABELS = {"bug": "d73a4a", "documentation": "0075ca", "enhancement": "a2eeef"}
LABEL_COLOR = "ededed"


class TokenKind(StrEnum):
    """Whose name a token speaks in."""

    ACTIONS = "GITHUB_TOKEN"
    APP = "installation"
    PERSON = "personal"


@dataclass(frozen=True)
class Account:
    """A user, a bot or an organization."""

    login: str
    id: int
    kind: str = "User"

    def as_person(self, at: int) -> Person:
        """Return the name that commits made by GitHub carry."""
        return Person(self.login, f"{self.id}+{self.login}@users.noreply.github.com", at)


@dataclass(frozen=True)
class Token:
    """A token; `repository` is the only one it is for, by id, or None.

    Permissions are GitHub's names with "read" or "write"; a person's token has none
    and may do what the person may.
    """

    kind: TokenKind
    account: Account
    permissions: dict[str, str] = field(default_factory=dict)
    repository: int | None = None


@dataclass
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str = LABEL_COLOR
    description: str | None = None


@dataclass
class Comment:
    """A comment on an issue or pull request; `unseen` lists still leave it out."""

    id: int
    author: Account
    body: str
    created_at: int
    updated_at: int
    unseen: int = 0


@dataclass
class Review:
    """A review: APPROVED, CHANGES_REQUESTED or COMMENTED."""

    id: int
    author: Account
    body: str
    state: str
    commit: str
    at: int


@dataclass
class ReviewComment:
    """A comment on a line of a pull request."""

    id: int
    author: Account
    body: str
    path: str
    line: int
    commit: str
    at: int
    is_resolved: bool = False


@dataclass
class Pull:
    """What a pull request has more than an issue; branches are of the same repository."""

    head: str
    base: str
    head_sha: str
    base_sha: str
    draft: bool
    maintainer_can_modify: bool = True
    merged_at: int | None = None
    merged_by: Account | None = None
    merge_sha: str | None = None
    reviewers: list[Account] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    review_comments: list[ReviewComment] = field(default_factory=list)
    # Requests about it that GitHub still refuses, as if it were not there yet.
    unresolved: int = 0


@dataclass
class Issue:
    """An issue, or a pull request where `pull` is set."""

    id: int
    number: int
    title: str
    body: str | None
    author: Account
    created_at: int
    updated_at: int
    state: str = "open"
    state_reason: str | None = None
    closed_at: int | None = None
    closed_by: Account | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    pull: Pull | None = None
    unseen: int = 0

    def close(self, at: int, by: Account | None, reason: str = "completed") -> None:
        """Close it; None closes what GitHub closes by itself."""
        self.state, self.closed_at, self.updated_at = "closed", at, at
        self.closed_by = by
        self.state_reason = None if self.pull else reason

    def reopen(self, at: int) -> None:
        """Open it again."""
        self.state, self.closed_at, self.updated_at = "open", None, at
        self.closed_by = None
        self.state_reason = None if self.pull else "reopened"


@dataclass
class Repo:
    """A repository.

    `collaborators` are logins with "read", "triage" or "write", `teams` those who have it by
    a team of the organisation; `members` show that they belong to the organisation; `roles` are
    names that an organisation has for it: "maintain" of "write", or names of its own.
    """

    id: int
    owner: Account
    name: str
    git: BareGit
    created_at: int
    private: bool = False
    plan: str = "free"
    default_branch: str = MAIN
    description: str | None = None
    actions_may_create_pulls: bool = True
    has_issues: bool = True
    collaborators: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    roles: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    dispatches: list[Json] = field(default_factory=list)
    verified: set[str] = field(default_factory=set)
    stale: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """Return owner/name."""
        return f"{self.owner.login}/{self.name}"

    def level_of(self, login: str) -> str:
        """Return "write", "triage", "read" or "none"; of a public one strangers have none here."""
        if login == self.owner.login:
            return "write"
        return self.collaborators.get(login) or self.teams.get(login, "none")


@dataclass
class World:
    """Everything there is."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    rules: Rules = field(default_factory=Rules)
    accounts: dict[str, Account] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict, repr=False)
    repos: dict[int, Repo] = field(default_factory=dict)
    renamed: dict[str, int] = field(default_factory=dict)
    last_id: int = 1000

    def new_id(self) -> int:
        """Return a number that nothing has yet."""
        self.last_id += 1
        return self.last_id

    def repo(self, full_name: str) -> Repo | None:
        """Return a repository by its present name; letter case does not count."""
        wanted = full_name.lower()
        return next((r for r in self.repos.values() if r.full_name.lower() == wanted), None)

    def account_of(self, email: str) -> Account | None:
        """Return whose e-mail address this is, or None."""
        return next((a for a in self.accounts.values() if a.as_person(0).email == email), None)


def moment(at: int) -> str:
    """Return a time as GitHub writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
