"""What people may do in the repository, as GitHub itself answers; each is asked about once.

How it names an author (`authorAssociation`) does not say it: a member of the organisation may
have no right here, a collaborator may only read, and one whose membership is private is a
stranger to a job's token (actions/github-script#643).
"""

from __future__ import annotations

from enum import IntEnum
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.errors import ForgeError

if TYPE_CHECKING:
    from bot.adapters.github.session import Session

INSIDERS_ASKED_MAX = 100
STRANGERS_ASKED_MAX = 20
"""Of those whom GitHub does not name insiders, fewer are asked about: anybody may be one."""

OWNER = "OWNER"
_INSIDERS = frozenset({"MEMBER", "COLLABORATOR"})
_WRITES = frozenset({"admin", "write"})
_CUT = "the rights of all who wrote"


class Level(IntEnum):
    """What a person may do: nothing but read, label and close, or push as well."""

    NONE = 0
    TRIAGE = 1
    WRITE = 2


class Rights:
    """What people may do in one repository; `refused` says why the token may not ask, else "".

    Source: GitHub's "Get repository permissions for a user". Metadata is all that a job's or
    an app's token needs for it (secure-repo#595, aeman#161), a person's token must be able to
    push (rultor#1407).
    """

    def __init__(self, session: Session) -> None:
        self.refused = ""
        self._session = session
        self._levels: dict[str, Level] = {}
        self._insiders = self._strangers = 0

    def of(self, login: str, association: str) -> Level:
        """Return what a person may do, `NONE` where that cannot be asked; "" is nobody.

        Raises:
            ForgeError: GitHub does not answer.
        """
        if association == OWNER:
            return Level.WRITE
        key = login.lower()
        if key and key not in self._levels:
            self._levels[key] = self._asked(key, is_insider=association in _INSIDERS)
        return self._levels.get(key, Level.NONE)

    def _asked(self, login: str, *, is_insider: bool) -> Level:
        if self.refused:
            return Level.NONE
        asked = self._insiders if is_insider else self._strangers
        if asked >= (INSIDERS_ASKED_MAX if is_insider else STRANGERS_ASKED_MAX):
            self._session.cut_short.add(_CUT)
            return Level.NONE
        self._insiders += is_insider
        self._strangers += not is_insider
        path = f"/collaborators/{quote(login, safe='')}/permission"
        try:
            return _level(self._session.fetch("ask what a person may do", path))
        except ForgeError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return Level.NONE
            if error.status != HTTPStatus.FORBIDDEN or self._session.is_over:
                raise
            self.refused = str(error)
            return Level.NONE


def _level(answer: object) -> Level:
    """Read an answer: {"permission": "admin", "user": {"permissions": {"triage": true}} or null}.

    `permission` is of four old roles: who may triage reads there.
    """
    said = answer if isinstance(answer, dict) else {}
    if said.get("permission") in _WRITES:
        return Level.WRITE
    user = said.get("user")
    may = user.get("permissions") if isinstance(user, dict) else None
    is_triage = isinstance(may, dict) and may.get("triage") is True
    return Level.TRIAGE if is_triage else Level.NONE
