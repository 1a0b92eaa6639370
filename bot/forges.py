"""Build the forges: the checkout's own git, and GitHub by what a runner says of itself."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.git import BOT_EMAIL, Git
from bot.adapters.github.board import Board
from bot.adapters.github.forge import GitHubForge
from bot.adapters.github.pulls import Pulls
from bot.adapters.github.session import WRITES_APART_S, Access, Session
from bot.adapters.github.tidy import Tidy
from bot.adapters.local_forge import LocalForge
from bot.domain.forge import Customs
from bot.errors import GitError, InputError
from bot.stages.links import blob_url, source_url

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.forge import Identity
    from bot.doors import Doors, World
    from bot.settings import Settings

TOKENS = ("INPUT_GITHUB-TOKEN", "GITHUB_TOKEN", "GH_TOKEN")
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


def open_git(root: Path, world: World) -> Git:
    """Build the door to a repository's git, the one that people have on their PATH."""
    return Git(root, world.environ.get("PATH") or os.defpath)


def base_of(settings: Settings, world: World) -> str:
    """Name the branch that a pull request would be merged into; "head" where there is none."""
    return _branch(settings, world) or "head"


def blob_of(settings: Settings, world: World) -> str:
    """Return where the checkout's files are on GitHub; "" where that is not known.

    By what a runner says of itself, and the commit that is checked out.
    """
    environ, git = world.environ, open_git(settings.root, world)
    repository = environ.get("GITHUB_REPOSITORY", "")
    commit = git.head() if _REPOSITORY.fullmatch(repository) and git.is_repo() else None
    if commit is None:
        return ""
    server = (environ.get("GITHUB_SERVER_URL") or Access.server_url).rstrip("/")
    return source_url(blob_url(server, repository, commit), git.prefix())


def _branch(settings: Settings, world: World) -> str | None:
    """Name the branch that is checked out; None for a tag, a detached HEAD, and outside of git.

    What is not UTF-8 of it shows as an escape, with a backslash, which no branch's name has.
    """
    environ = world.environ
    # Of a pull request's merge the runner says that it is a branch, named "7/merge".
    is_pull = environ.get("GITHUB_REF", "").startswith("refs/pull/")
    if environ.get("GITHUB_REF_TYPE") == "branch" and not is_pull:
        name = environ.get("GITHUB_REF_NAME", "").encode(errors="surrogateescape")
        return name.decode(errors="backslashreplace") or None
    git = open_git(settings.root, world)
    return git.current_branch() if git.is_repo() else None


def open_local_forge(settings: Settings, world: World) -> LocalForge:
    """Build the forge that writes branches into the subject's own git."""
    return LocalForge(open_git(settings.root, world))


def access_of(world: World) -> Access:
    """Read what opens GitHub from the environment.

    Raises:
        InputError: it holds no token, or names no repository.
    """
    environ = world.environ
    token = next((environ[name] for name in TOKENS if environ.get(name)), "")
    if not token:
        raise InputError(
            "publishing needs a token: give the step `github-token: ${{ github.token }}`, or set "
            "GITHUB_TOKEN"
        )
    repository = environ.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(repository):
        raise InputError(
            f"GITHUB_REPOSITORY must name the repository as owner/name; got {repository!r}"
        )
    return Access(
        token,
        repository,
        (environ.get("GITHUB_API_URL") or Access.api_url).rstrip("/"),
        (environ.get("GITHUB_SERVER_URL") or Access.server_url).rstrip("/"),
    )


def open_session(world: World, doors: Doors) -> Session:
    """Connect to the repository on GitHub.

    Raises:
        InputError: the environment holds no token, or names no repository.
    """
    return Session(access_of(world), doors.clock, wait=WRITES_APART_S)


def open_board(session: Session, identity: Identity, base: str) -> Board:
    """Build the door to the dashboard of a base; `identity` is who the token is."""
    return Board(session, identity.login, base)


def open_pulls(session: Session) -> Pulls:
    """Build the door to pull requests, for those who only read or tidy up."""
    return Pulls(session, BOT_EMAIL)


def open_tidy(settings: Settings, doors: Doors, session: Session) -> Tidy:
    """Build the door that takes away old branches and pull requests."""
    return Tidy(session, open_git(settings.root, doors.world))


@dataclass(frozen=True)
class Start:
    """The branch that pull requests are merged into, and the commit they start from."""

    base: str
    base_id: str


def start_of(settings: Settings, doors: Doors) -> Start:
    """Look at what is checked out.

    Raises:
        GitError: the root is no checkout with a commit, which branches would start from.
        InputError: no branch is checked out, which they would be merged into.
    """
    git = open_git(settings.root, doors.world)
    base_id = git.head() if git.is_repo() else None
    if base_id is None:
        raise GitError(
            f"{settings.root} is no checkout with a commit: add actions/checkout before this step"
        )
    base = _branch(settings, doors.world)
    if base is None:
        where = doors.world.environ.get("GITHUB_REF") or "a detached HEAD"
        raise InputError(
            f"publishing needs a branch that pull requests are merged into, and this is {where}; "
            "start the workflow on a branch"
        )
    if "\\" in base:
        raise InputError(
            f"the name of the branch {base} is not UTF-8, and GitHub's API cannot say it; start "
            "the workflow on another branch"
        )
    return Start(base, base_id)


def open_github(
    settings: Settings,
    doors: Doors,
    session: Session,
    start: Start,
    *,
    identity: Identity,
    retries: frozenset[str] = frozenset(),
) -> GitHubForge:
    """Build the forge that opens pull requests as `identity`.

    `retries` are missions ticked on the dashboard.
    """
    git = open_git(settings.root, doors.world)
    customs = Customs(
        base=start.base,
        base_id=start.base_id,
        labels=settings.label,
        reviewers=settings.reviewer,
        teams=settings.team_reviewer,
        open_max=settings.max_open_pulls,
        retries=retries,
    )
    return GitHubForge(session, git, customs, identity)
