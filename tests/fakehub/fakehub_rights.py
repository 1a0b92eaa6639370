"""What a token may do with a repository, endpoint by endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_http import Refusal, not_found
from fakehub.fakehub_rules import WRITES
from fakehub.fakehub_state import Repo, Token, TokenKind

if TYPE_CHECKING:
    from fakehub.fakehub_call import Call
    from fakehub.fakehub_routes import Route

NOT_ACCESSIBLE = "Resource not accessible by integration"


def check_rights(route: Route, call: Call) -> None:
    """Refuse what the token is not allowed.

    Raises:
        Refusal: 401, 403, or 404 where even being there is a secret.
    """
    writes = call.asked.method in WRITES
    if call.token is None:
        if call.repo.private:
            raise not_found()
        if writes or "administration" in route.needs:
            raise Refusal(401, "Requires authentication")
    elif call.token.kind is TokenKind.PERSON:
        _person(route, call, call.token, writes=writes)
    else:
        _integration(route, call, call.token, writes=writes)


def may_write_git(repo: Repo, token: Token | None) -> bool:
    """Tell whether a token may push."""
    return token is not None and _level(repo, token, "contents") == "write"


def may_read_git(repo: Repo, token: Token | None) -> bool:
    """Tell whether a token may fetch; a public repository is everybody's."""
    return not repo.private or (token is not None and _level(repo, token, "contents") != "none")


def may_read(repo: Repo, token: Token, right: str) -> bool:
    """Tell whether a token may read what a right is for; a public repository is everybody's."""
    return not repo.private or _level(repo, token, right) != "none"


def _level(repo: Repo, token: Token, right: str) -> str:
    """Return "write", "read" or "none"."""
    if token.kind is TokenKind.PERSON:
        return repo.level_of(token.account.login)
    if token.repository != repo.id:
        return "none"
    return "read" if right == "metadata" else token.permissions.get(right, "none")


def _person(route: Route, call: Call, token: Token, *, writes: bool) -> None:
    level = _level(call.repo, token, "")
    if level == "none" and call.repo.private:
        raise not_found()
    # Anybody may open an issue or comment in public.
    speaks = route.creates and "issues" in route.needs and not call.repo.private
    if ((writes and not speaks) or "administration" in route.needs) and level != "write":
        raise Refusal(403, "Must have write access to Repository.")


def _integration(route: Route, call: Call, token: Token, *, writes: bool) -> None:
    if token.repository != call.repo.id and call.repo.private:
        raise not_found()
    if not writes and not call.repo.private and "administration" not in route.needs:
        return
    enough = ("write",) if writes else ("read", "write")
    if not any(_level(call.repo, token, need) in enough for need in _needs(route, call)):
        raise Refusal(403, NOT_ACCESSIBLE)


def _needs(route: Route, call: Call) -> tuple[str, ...]:
    """Return the rights of which one suffices; a plain issue is no pull request's matter."""
    number = call.variables.get("issue_number", "")
    issue = call.repo.issues.get(int(number)) if number.isdecimal() else None
    return ("issues",) if issue and issue.pull is None else route.needs
