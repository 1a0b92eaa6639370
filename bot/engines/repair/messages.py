"""What an error's message complains of, in the words of Python 3.9 and newer.

Regular expressions are for messages only; code is always read as syntax. What a
message does not say is "" or 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MESSAGE_MAX = 2000
"""Characters of a message that are read."""

NAMES_MAX = 6
"""Names read out of one message."""


@dataclass(frozen=True)
class Missing:
    """A call lacks required arguments; `by_keyword` tells that they have no position.

    `callee` is the function's name as the message has it: "Cart.__init__", or bare
    "__init__" before Python 3.10.
    """

    callee: str
    names: tuple[str, ...]
    by_keyword: bool = False


@dataclass(frozen=True)
class Unexpected:
    """A call has a keyword that is no parameter; `meant` is Python's own guess (3.13)."""

    callee: str
    name: str
    meant: str = ""


@dataclass(frozen=True)
class Surplus:
    """A call gives more by position than fits: `given` and `most` may count the receiver.

    `most` is -1 where nothing at all may be given, keywords included.
    """

    callee: str
    most: int
    given: int


@dataclass(frozen=True)
class Twice:
    """A call gives one argument by position and by name."""

    callee: str
    name: str


@dataclass(frozen=True)
class Unnamed:
    """A call names arguments that have positions only; no `names` means all of them."""

    callee: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Abstract:
    """An abstract class was called."""

    name: str


@dataclass(frozen=True)
class NoAttribute:
    """A module, class or value has no such attribute; `owner` names module or type.

    `of_value` tells that it was asked of an instance.
    """

    owner: str
    name: str
    of_value: bool = False


@dataclass(frozen=True)
class Unfit:
    """A value of a type was used as what it is not: "iterable", "callable", "a mapping"."""

    type_name: str
    wanted: str


@dataclass(frozen=True)
class Wanted:
    """A message says in words what it expected: "str", "a list", "number"."""

    word: str


@dataclass(frozen=True)
class NoName:
    """A name is bound to nothing."""

    name: str


@dataclass(frozen=True)
class NoModule:
    """A module cannot be found."""

    module: str


@dataclass(frozen=True)
class NotInModule:
    """A module is there, and has no such name."""

    module: str
    name: str


@dataclass(frozen=True)
class NoPath:
    """A patch names no module."""

    target: str


@dataclass(frozen=True)
class NoFixture:
    """pytest knows no such fixture."""

    name: str


@dataclass(frozen=True)
class NotRaised:
    """`pytest.raises` saw no exception."""


@dataclass(frozen=True)
class Asserted:
    """An assertion of the set-up does not hold."""


@dataclass(frozen=True)
class Unparsed:
    """The text is no Python."""


@dataclass(frozen=True)
class Disagreed:
    """What was expected is not what happened."""


@dataclass(frozen=True)
class Other:
    """Nothing that a rule knows: a seed for search."""


Complaint = (
    Missing | Unexpected | Surplus | Twice | Unnamed | Abstract | NoAttribute | Unfit | Wanted
    | NoName | NoModule | NotInModule | NoPath | NoFixture | NotRaised | Asserted | Unparsed
    | Disagreed | Other
)  # fmt: skip

_QUOTED = re.compile(r"'(\w+)'")
_MENTIONED = re.compile(r"['\"]([\w .:/-]{1,40})['\"]")
_CALLEE = r"(?<![\w.<>])([\w.<>]+)\(\)"
_HOLDER = r"(?:module |type object |^)'([\w.<>]+)'( object)?"
_WORDS = "str|int|float|bytes|list|dict|tuple|bool|callable|string|integer|number|path|date|set"

Match = re.Match[str]


def _names(text: str) -> tuple[str, ...]:
    return tuple(_QUOTED.findall(text))[:NAMES_MAX]


def _missing(found: Match) -> Complaint:
    return Missing(found[1], _names(found[3]), by_keyword=found[2] == "keyword-only")


def _surplus(found: Match) -> Complaint:
    return Surplus(found[1], int(found[2]), int(found[3]))


_TYPE: tuple[tuple[str, Callable[[Match], Complaint]], ...] = (
    (rf"{_CALLEE} missing \d+ required (positional|keyword-only) arguments?: (.*)", _missing),
    (rf"{_CALLEE} missing required argument '(\w+)'", lambda m: Missing(m[1], (m[2],))),
    (
        rf"{_CALLEE} got an unexpected keyword argument '(\w+)'(?:\. Did you mean '(\w+)')?",
        lambda m: Unexpected(m[1], m[2], m[3] or ""),
    ),
    (
        rf"'(\w+)' is an invalid keyword argument for {_CALLEE}",
        lambda m: Unexpected(m[2], m[1]),
    ),
    (rf"{_CALLEE} takes (?:from \d+ to )?(\d+) positional arguments? but (\d+) ", _surplus),
    (
        rf"{_CALLEE} takes (?:exactly|at most) (?=one|\d)(\w+) arguments? \((\d+) given\)",
        lambda m: Surplus(m[1], 1 if m[2] == "one" else int(m[2]), int(m[3])),
    ),
    (rf"{_CALLEE} takes no arguments \((\d+) given\)", lambda m: Surplus(m[1], 0, int(m[2]))),
    (r"^([\w.]+) expected (?:at most )?(\d+) arguments?, got (\d+)", _surplus),
    (rf"{_CALLEE} takes no arguments", lambda m: Surplus(m[1], -1, 0)),
    (rf"{_CALLEE} got multiple values for argument '(\w+)'", lambda m: Twice(m[1], m[2])),
    (
        rf"{_CALLEE} got some positional-only arguments passed as keyword arguments: (.*)",
        lambda m: Unnamed(m[1], tuple(re.findall(r"\w+", m[2]))[:NAMES_MAX]),
    ),
    (rf"{_CALLEE} takes no keyword arguments", lambda m: Unnamed(m[1], ())),
    (r"Can't instantiate abstract class (\w+)", lambda m: Abstract(m[1])),
    (r"must be absolute import path string, not '(.*)'", lambda m: NoPath(m[1])),
    (
        r"'(\w+)' object is not (iterable|subscriptable|callable|a mapping)",
        lambda m: Unfit(m[1], m[2]),
    ),
    (r"cannot unpack non-iterable (\w+) object", lambda m: Unfit(m[1], "iterable")),
    (r"object of type '(\w+)' has no len\(\)", lambda m: Unfit(m[1], "iterable")),
)
_ATTRIBUTE: tuple[tuple[str, Callable[[Match], Complaint]], ...] = (
    (
        rf"{_HOLDER}(?: at ([\w.]+))? has no attribute '(\w+)'",
        lambda m: NoAttribute(m[3] or m[1], m[4], of_value=bool(m[2]) and not m[3]),
    ),
    (
        r"<(?:module|class) '([\w.<>]+)'.*?> (?:has no|does not have the) attribute '(\w+)'",
        lambda m: NoAttribute(m[1], m[2]),
    ),
    (r"^(\w+)$", lambda m: NoAttribute("", m[1])),
)
_NAME: tuple[tuple[str, Callable[[Match], Complaint]], ...] = (
    (r"^name '(\w+)' is not defined", lambda m: NoName(m[1])),
)
_IMPORT: tuple[tuple[str, Callable[[Match], Complaint]], ...] = (
    (r"No module named '([\w.]+)'", lambda m: NoModule(m[1])),
    (r"cannot import name '(\w+)' from (?:[a-z ]*)'([\w.]+)'", lambda m: NotInModule(m[2], m[1])),
)
_PYTEST: tuple[tuple[str, Callable[[Match], Complaint]], ...] = (
    (r"DID NOT RAISE", lambda _: NotRaised()),
    (r"fixture '(\w+)' not found", lambda m: NoFixture(m[1])),
)
_TABLES = {
    "TypeError": _TYPE,
    "AttributeError": _ATTRIBUTE,
    "NameError": _NAME,
    "ImportError": _IMPORT,
    "ModuleNotFoundError": _IMPORT,
    "Failed": _PYTEST,
    "FixtureLookupError": _PYTEST,
}
_PLAINLY: dict[str, Complaint] = {
    "AssertionError": Asserted(),
    "SyntaxError": Unparsed(),
    "IndentationError": Unparsed(),
    "TabError": Unparsed(),
}
_WANTED = re.compile(
    r"(?:expected|must be|should be|requires|not) (?:an? )?(?:instance of )?'?"
    rf"({_WORDS})\b|a (bytes)-like object is required",
    re.IGNORECASE,
)


def complaint(kind: str, message: str) -> Complaint:
    """Read what an exception of a kind ("TypeError") complains of."""
    text = message[:MESSAGE_MAX]
    for pattern, made in _TABLES.get(kind, ()):
        found = re.search(pattern, text)
        if found:
            return made(found)
    if kind == "TypeError" and (found := _WANTED.search(text)):
        return Wanted((found[1] or found[2]).lower())
    return _PLAINLY.get(kind, Other())


def mentioned(message: str) -> tuple[str, ...]:
    """Return the short texts that a message quotes: it may list what is valid."""
    return tuple(dict.fromkeys(_MENTIONED.findall(message[:MESSAGE_MAX])))
