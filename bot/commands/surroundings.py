"""What a job on GitHub has around it, and which of the usual mistakes were made there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.giving_back import left_by_root
from bot.doors import TOKEN_NAMES
from bot.errors import BotError, ForgeError
from bot.forges import open_session
from bot.stages.markdown import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.github.session import Session
    from bot.doors import Doors, World

EVENT_BYTES_MAX = 2_000_000
LEFT_SHOWN_MAX = 3
FORBIDDEN, NOT_FOUND = 403, 404
# GitHub's prefixes of tokens, longest first where one is another's beginning.
KINDS = {
    "github_pat_": "a person's fine-grained token",
    "ghp_": "a person's classic token",
    "gho_": "a token of an OAuth app",
    "ghu_": "a person's token by a GitHub App",
    "ghs_": "the job's own token, or a GitHub App's",
}
SWITCH = "Settings, Actions, General, Allow GitHub Actions to create and approve pull requests"


@dataclass(frozen=True)
class Check:
    """One thing looked at: fine or not, and what to do if not."""

    name: str
    is_fine: bool
    told: str
    is_fatal: bool = True


def check_token(world: World) -> Check:
    """Say whether a token is held, of which kind, and what that means. Never shows it."""
    held = {name: world.environ[name] for name in TOKEN_NAMES if world.environ.get(name)}
    if not held:
        return Check("token", is_fine=True, told="none in the environment, as it should be")
    told = [f"{name} is set ({kind_of(token)})" for name, token in held.items()]
    advice = "in a workflow, `run` refuses to start with it; only `publish` needs one"
    return Check(
        "token", is_fine=False, told=f"{', '.join(told)}; {advice}", is_fatal=world.is_action
    )


def kind_of(token: str) -> str:
    """Say whose a token is, by GitHub's prefixes."""
    return next(
        (kind for prefix, kind in KINDS.items() if token.startswith(prefix)), "of no known kind"
    )


def check_runner(world: World) -> Iterator[Check]:
    """Say whether strangers could use this runner: it is one's own, and the code is public."""
    if world.environ.get("RUNNER_ENVIRONMENT") != "self-hosted":
        return
    is_private = _is_private(world)
    if is_private is None:
        told = "self-hosted; whether the repository is public is not known here"
        yield Check("runner", is_fine=True, told=told)
    elif is_private:
        yield Check("runner", is_fine=True, told="self-hosted, and the repository is private")
    else:
        told = (
            "self-hosted, and the repository is public: whoever opens a pull request may get to "
            "run code on it; use GitHub's own runners, or one that is made anew for each job"
        )
        yield Check("runner", is_fine=False, told=told, is_fatal=False)


def check_owners(root: Path) -> Check:
    """Say whether an earlier container left files that the repository's user cannot remove."""
    left = left_by_root(root, most=LEFT_SHOWN_MAX)
    if left:
        names = ", ".join(one_line(name) for name in left)
        told = f"root has files here ({names}); the next checkout may fail: sudo chown -R, once"
        return Check("owners", is_fine=False, told=told, is_fatal=False)
    return Check("owners", is_fine=True, told="no file is left as root's")


def check_switch(world: World, doors: Doors) -> Iterator[Check]:
    """Say whether the repository lets workflows open pull requests, where a token can ask that."""
    if not world.environ.get("GITHUB_REPOSITORY") or check_token(world).is_fine:
        return
    name = "pull requests"
    session = None
    try:
        session = open_session(world, doors)
        allowed = _switch(session)
    except ForgeError as error:
        if error.status not in {FORBIDDEN, NOT_FOUND}:
            yield Check(name, is_fine=False, told=str(error))
            return
        told = f"this token may not read whether workflows may open them; look at {SWITCH}"
        yield Check(name, is_fine=False, told=told, is_fatal=False)
        return
    except BotError as error:
        yield Check(name, is_fine=False, told=str(error))
        return
    finally:
        if session is not None:
            session.close()
    if allowed:
        yield Check(name, is_fine=True, told="workflows may open them")
    else:
        told = f"no workflow may open them; a branch and a link are all that comes: {SWITCH}"
        yield Check(name, is_fine=False, told=told, is_fatal=False)


def _switch(session: Session) -> bool:
    repository = session.repository
    url = f"{repository.url}/actions/permissions/workflow"
    _, found = session.ask(
        "read what workflows may do", lambda: repository.requester.requestJsonAndCheck("GET", url)
    )
    return found.get("can_approve_pull_request_reviews") is True


def _is_private(world: World) -> bool | None:
    """Return what the event says of the repository; None where it says nothing."""
    path = Path(world.environ.get("GITHUB_EVENT_PATH") or "/nowhere")
    try:
        with path.open("rb") as event:
            found = json.loads(event.read(EVENT_BYTES_MAX))["repository"]["private"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, bool) else None
