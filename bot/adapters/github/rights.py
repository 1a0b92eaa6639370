"""What people may do in the repository, as GitHub itself answers; each is asked about once.

How it names an author (`authorAssociation`) does not say it: a member of the organisation may
have no right here, a collaborator may only read, and one whose membership is private is a
stranger to a job's token (actions/github-script#643). So it only says whose question comes
out of which count.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.errors import ForgeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.adapters.github.session import Session

INSIDERS_ASKED_MAX = 100
CONTRIBUTORS_ASKED_MAX = 20
STRANGERS_ASKED_MAX = 20
"""Of those whom GitHub does not name insiders, fewer are asked about: anybody may be one."""

OWNER = "OWNER"
_INSIDERS = frozenset({OWNER, "MEMBER", "COLLABORATOR"})
_CONTRIBUTOR = "CONTRIBUTOR"
_WRITES = frozenset({"admin", "write"})
_TRIAGE = "triage"


class Level(IntEnum):
    """What a person may do: nothing but read, label and close, or push as well.

    `UNKNOWN` is where GitHub gave no answer: who may nothing, as far as anything is allowed.
    """

    UNKNOWN = -1
    NONE = 0
    TRIAGE = 1
    WRITE = 2


class Matter(StrEnum):
    """What somebody wrote. Each has its own counts, so that none uses up another's questions."""

    PULLS = "pull requests"
    TALKS = "remarks"
    BOARDS = "dashboards"


class _Kind(StrEnum):
    """Whom GitHub says somebody is; each has its own counts, so that strangers crowd out none."""

    INSIDER = "insider"
    CONTRIBUTOR = "contributor"
    STRANGER = "stranger"

    @property
    def asked_max(self) -> int:
        match self:
            case _Kind.INSIDER:
                return INSIDERS_ASKED_MAX
            case _Kind.CONTRIBUTOR:
                return CONTRIBUTORS_ASKED_MAX
            case _Kind.STRANGER:
                return STRANGERS_ASKED_MAX


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
        self._asked: dict[tuple[Matter, _Kind], int] = {}
        self._left_out: dict[Matter, set[str]] = {}

    @property
    def left_out(self) -> Mapping[Matter, int]:
        """Count the people who were not asked about, because the questions were used up."""
        left = {matter: names - self._levels.keys() for matter, names in self._left_out.items()}
        return {matter: len(names) for matter, names in left.items() if names}

    def of(self, login: str, association: str, matter: Matter) -> Level:
        """Return what a person may do, `UNKNOWN` where that cannot be asked; "" is nobody.

        Raises:
            ForgeError: GitHub does not answer.
        """
        if association == OWNER:
            return Level.WRITE
        key = login.lower()
        if not key:
            return Level.NONE
        if key in self._levels:
            return self._levels[key]
        if self.refused:
            return Level.UNKNOWN
        kind = _kind(association)
        asked = self._asked.get((matter, kind), 0)
        if asked >= kind.asked_max:
            self._left_out.setdefault(matter, set()).add(key)
            return Level.UNKNOWN
        self._asked[matter, kind] = asked + 1
        self._levels[key] = self._answer(key)
        return self._levels[key]

    def restrains(self, login: str, association: str, matter: Matter) -> bool:
        """Tell whether what a person forbids counts, though not what they allow.

        That is so where GitHub does not say what they may do, and names them an insider.
        """
        is_unknown = self.of(login, association, matter) is Level.UNKNOWN
        return is_unknown and association in _INSIDERS

    def _answer(self, login: str) -> Level:
        path = f"/collaborators/{quote(login, safe='')}/permission"
        try:
            return _level(self._session.fetch("ask what a person may do", path))
        except ForgeError as error:
            # There is no such account, or it is a secret of the repository's to this token.
            if error.status == HTTPStatus.NOT_FOUND:
                return Level.UNKNOWN
            if error.status != HTTPStatus.FORBIDDEN or self._session.is_over:
                raise
            self.refused = str(error)
            return Level.UNKNOWN


def _kind(association: str) -> _Kind:
    if association in _INSIDERS:
        return _Kind.INSIDER
    return _Kind.CONTRIBUTOR if association == _CONTRIBUTOR else _Kind.STRANGER


def _level(answer: object) -> Level:
    """Read an answer: {"permission": "admin", "user": {"permissions": {"triage": true}} or null}.

    `permission` is of four old roles: who maintains writes there, who may triage reads, and a
    role of the organisation's own is what it was made from. So `role_name` is asked for no right
    but to triage, where nothing is said of the user.
    """
    said = answer if isinstance(answer, dict) else {}
    if said.get("permission") in _WRITES:
        return Level.WRITE
    user = said.get("user")
    may = user.get("permissions") if isinstance(user, dict) else None
    if isinstance(may, dict):
        is_triage = may.get(_TRIAGE) is True
    else:
        is_triage = said.get("role_name") == _TRIAGE
    return Level.TRIAGE if is_triage else Level.NONE
