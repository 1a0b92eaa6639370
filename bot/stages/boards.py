"""Which issue is a branch's dashboard: each base has one, and each bot its own. Pure.

An issue of a person is none, whatever it says: see `boards_of`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.domain.forge import IssueSeen
from bot.stages.markdown import Safe
from bot.stages.wording import clip

if TYPE_CHECKING:
    from collections.abc import Iterable

DASHBOARD_LABEL = "coverage-missions: dashboard"
BASE_SHOWN_CHARS_MAX = 100
_BOT = "[bot]"
_MARKER = re.compile(r"^<!-- coverage-missions:dashboard:v1 base=(\S+) -->\s*$", re.MULTILINE)


def title_of(base: str) -> str:
    """Name the dashboard of the branch `base`; GitHub takes titles of 256 characters."""
    return f"Coverage missions ({clip(base, BASE_SHOWN_CHARS_MAX)})"


def marker_of(base: str) -> Safe:
    """Return the last line of a dashboard, by which it is found again; people do not see it.

    Two bases never have the same. An HTML comment may hold what is left of a name here.
    """
    return Safe(f"<!-- coverage-missions:dashboard:v1 base={_key(base)} -->")


@dataclass(frozen=True)
class Boards:
    """The dashboards of one base: the bot's own, oldest first, and those of other bots."""

    own: tuple[IssueSeen, ...] = ()
    others: tuple[IssueSeen, ...] = ()

    @property
    def other(self) -> IssueSeen | None:
        """Return the one of another bot that counts; None where there is none."""
        return heard_of(self.others)


def boards_of(issues: Iterable[IssueSeen], *, base: str, login: str) -> Boards:
    """Find the dashboards of a base among issues; `login` is the bot's own.

    Other bots' count with the label alone, which only people with rights in the repository
    can set. Only a marker at a line's start counts: a file's name may hold one.
    """
    key = _key(base)
    found = sorted((one for one in issues if _key_in(one.body) == key), key=_number)
    return Boards(
        own=tuple(one for one in found if one.author == login),
        others=tuple(one for one in found if one.author != login and _is_bots(one)),
    )


def heard_of(boards: Iterable[IssueSeen]) -> IssueSeen | None:
    """Return the one that is listened to: each bot's oldest, and the youngest of these.

    A bot opens one only where it has none, so the youngest is that of the bot that came last.
    """
    oldest: dict[str, IssueSeen] = {}
    for one in sorted(boards, key=_number):
        oldest.setdefault(one.author, one)
    return max(oldest.values(), key=_number, default=None)


def _number(one: IssueSeen) -> int:
    return one.number


def _is_bots(one: IssueSeen) -> bool:
    return one.author.endswith(_BOT) and DASHBOARD_LABEL in one.labels


def _key(base: str) -> str:
    return quote(base, safe="").replace("--", "-%2D")


def _key_in(body: str) -> str:
    """Return the key of the base that a text says it is for, "" for none."""
    found = _MARKER.findall(body)
    return found[-1] if found else ""
