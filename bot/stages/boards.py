"""Which issue is a branch's dashboard: each base has one, and each bot its own. Pure.

It has the label, which only people with rights can set, a bot as its author, and the marker
where we write it. An issue of a person is none, and none is what another workflow of the same
bot wrote, whatever they say: see `boards_of`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.domain.forge import IssueSeen, has_label
from bot.stages.fences import unfenced
from bot.stages.markdown import Safe, plain
from bot.stages.wording import clip

if TYPE_CHECKING:
    from collections.abc import Iterable

DASHBOARD_LABEL = "coverage-missions: dashboard"
BASE_SHOWN_CHARS_MAX = 100
_BOT = "[bot]"
_MARKER = re.compile(r"<!-- coverage-missions:dashboard:v1 base=(\S+) -->\s*")


def title_of(base: str) -> str:
    """Name the dashboard of the branch `base`; GitHub takes titles of 256 characters.

    A branch's name mentions nobody there, and hides nothing.
    """
    return f"Coverage missions ({plain(clip(base, BASE_SHOWN_CHARS_MAX))})"


def marker_of(base: str) -> Safe:
    """Return the last line of a dashboard, by which it is found again; people do not see it.

    Two bases never have the same. An HTML comment may hold what is left of a name here.
    """
    return Safe(f"<!-- coverage-missions:dashboard:v1 base={_key(base)} -->")


@dataclass(frozen=True)
class Boards:
    """The dashboards of one base: the bot's own, oldest first, and those of other bots.

    `people` are those of people: one whose token publishes writes as that person.
    `unlabelled` are open issues of the bot's own that would be one with the label.
    """

    own: tuple[IssueSeen, ...] = ()
    others: tuple[IssueSeen, ...] = ()
    people: tuple[IssueSeen, ...] = ()
    unlabelled: tuple[IssueSeen, ...] = ()

    @property
    def other(self) -> IssueSeen | None:
        """Return the one of another bot that counts; None where there is none."""
        return heard_of(self.others)


def boards_of(issues: Iterable[IssueSeen], *, base: str, login: str) -> Boards:
    """Find the dashboards of a base among issues; `login` is the bot's own.

    Without the label none counts: a bot's name is shared by all workflows of a repository, and
    one of them may quote what a stranger wrote.
    """
    key = _key(base)
    found = sorted((one for one in issues if _key_in(one.body) == key), key=_number)
    boards = [one for one in found if has_label(one.labels, DASHBOARD_LABEL)]
    return Boards(
        own=tuple(one for one in boards if one.author == login),
        others=tuple(one for one in boards if one.author != login and one.author.endswith(_BOT)),
        people=tuple(
            one for one in boards if one.author not in {"", login} and one.author[-5:] != _BOT
        ),
        unlabelled=tuple(
            one for one in found if one.author == login and one.is_open and one not in boards
        ),
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


def _key(base: str) -> str:
    return quote(base, safe="").replace("--", "-%2D")


def _key_in(body: str) -> str:
    """Return the key of the base that a text says it is for, "" for none.

    The marker is a line of its own, where a text quotes none: a file's name may hold one. People
    may write below it.
    """
    key = ""
    for line in unfenced(body):
        found = _MARKER.fullmatch(line)
        key = found[1] if found else key
    return key
