"""Ask an object what its class offers to be asked: public properties, and what it holds.

That runs code of the subject after the act, so it comes last, is bounded in time, and
ends for good with the first answer that changed the object or printed something.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping, Sequence, Sized
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Callable, TypeVar

from .bases import base_of
from .fingerprint import fingerprint
from .records import ITERATED, OBJECT, OPAQUE, ValueSeen
from .values import Describer, is_iterator

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOKS_MAX = 8
LOOK_S_MAX = 0.2
LENGTH, ITEMS, ENTRIES = "len()", "list()", "dict()"
ITEMS_MAX = 20
"""What holds more is asked for its length alone."""

BRACES_MAX = 50
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_INNERMOST = re.compile(r"\{([^{}]*)\}")

Look = tuple[str, Callable[[object], object]]


Few = TypeVar("Few", bound=Sized)


class TooMany(Exception):
    """A container holds more than a test would show."""


class Unnamed(Exception):
    """No item of a container has a name."""


class TooSlow(BaseException):
    """An answer took too long; no `except Exception` of the subject may keep it."""


@dataclass
class Looker:
    """Looks at objects of one package's classes; `printed` tells what was printed so far."""

    package: str
    describer: Describer
    printed: Callable[[], str]
    _stopped: bool = False

    def complete(self, seen: ValueSeen, value: object) -> ValueSeen:
        """Add what an object answers to what it stores; other values stay as they are."""
        looks = [*offered(value, self.package), *held(value, self.package)]
        if seen.kind not in (OBJECT, OPAQUE):
            # A name says which object it is; what it holds by now, its answers say.
            is_more = bool(looks) and seen.kind != ITERATED and self.describer.is_partial(value)
            found = tuple(self._answers(value, looks)) if is_more else ()
            return self.describer.shown(value, found) if found else seen
        found = tuple(self._answers(value, looks))
        if not found and not seen.fields:
            found = tuple(self._answers(value, texts(value, self.package)))
        return replace(seen, kind=OBJECT, fields=seen.fields + found) if found else seen

    def _answers(self, value: object, looks: list[Look]) -> Iterator[tuple[str, ValueSeen]]:
        is_held = False
        for name, look in looks:
            if self._stopped:
                return
            # What it holds is asked once: a length says nothing more than the items.
            answer = None if is_held and name == LENGTH else self._answer(look, value)
            if answer is not None:
                is_held = is_held or name in {ENTRIES, ITEMS}
                yield name, answer

    def _answer(self, look: Callable[[object], object], value: object) -> ValueSeen | None:
        before = (fingerprint(value), self.printed())
        seen = None
        # Whatever it raises, a test has nothing to compare.
        with suppress(BaseException), _time_limit(LOOK_S_MAX):
            seen = self.describer.describe(look(value), 1)
        if (fingerprint(value), self.printed()) != before:
            self._stopped = True
            return None
        return seen if seen is not None and seen.kind != OPAQUE else None


def offered(value: object, package: str) -> list[Look]:
    """Return the public properties that can be asked, by name, as the package defined them."""
    found: dict[str, Callable[[object], object]] = {}
    for cls in type(value).__mro__:
        if cls.__module__.partition(".")[0] != package:
            continue
        for name, member in vars(cls).items():
            if isinstance(member, property) and not name.startswith("_") and member.fget:
                found.setdefault(name, member.fget)
    return list(found.items())[:LOOKS_MAX]


def held(value: object, package: str) -> list[Look]:
    """Return ways to see what a container of the package's holds, the most telling first.

    "dict()" of a mapping, "list()" of what else has items, "len()": one answer is enough. What
    is a sequence with names for some of its items is asked for both.
    """
    cls = type(value)
    owned = {
        name
        for base in cls.__mro__
        if base.__module__.partition(".")[0] == package
        for name, member in vars(base).items()
        if callable(member)
    }
    found: list[Look] = []
    if base_of(value) is None and not is_iterator(value):
        is_mapping = issubclass(cls, Mapping) and bool(owned & {"__iter__", "__getitem__"})
        is_both = is_mapping and issubclass(cls, Sequence)
        if is_both or (not is_mapping and "__iter__" in owned):
            found.append((ITEMS, _items))
        if is_mapping:
            found.append((ENTRIES, _named if is_both else _entries))
    if "__len__" in owned:
        found.append((LENGTH, len))  # type: ignore[arg-type]  # it has __len__
    return found


def _entries(value: object) -> object:
    """Return a mapping's entries.

    Raises:
        TooMany: it has more than 20.
    """
    entries = islice(value.items(), ITEMS_MAX + 1)  # type: ignore[attr-defined]  # a mapping has
    return _few(dict(entries))


def _named(value: object) -> object:
    """Return the entries of what is a sequence, too.

    Raises:
        TooMany: it has more than 20.
        Unnamed: it has none, which says nothing of its items.
    """
    entries = _entries(value)
    if not entries:
        raise Unnamed
    return entries


def _items(value: object) -> object:
    """Return the items that a container yields.

    Raises:
        TooMany: there are more than 20, or no end.
    """
    return _few(list(islice(value, ITEMS_MAX + 1)))  # type: ignore[call-overload]  # has __iter__


def _few(items: Few) -> Few:
    if len(items) > ITEMS_MAX:
        raise TooMany
    return items


def texts(value: object, package: str) -> list[Look]:
    """Return "str()" and "repr()" as the package defined them: for what shows nothing else."""
    found: dict[str, Callable[[object], object]] = {}
    for name, look in (("__str__", str), ("__repr__", repr)):
        owner = next((cls for cls in type(value).__mro__ if name in vars(cls)), object)
        if owner.__module__.partition(".")[0] == package:
            found[f"{look.__name__}()"] = look
    return [(name, _in_order(look)) for name, look in found.items()][:1]


def _in_order(look: Callable[[object], object]) -> Callable[[object], object]:
    """Look, but refuse a text that shows a set: its order is another one in the next process."""

    def told(value: object) -> object:
        text = look(value)
        if shows_a_set(str(text)):
            raise ValueError("it shows a set")
        return text

    return told


def shows_a_set(text: str) -> bool:
    """Tell whether a text shows a set of several items, as Python writes it."""
    text = _QUOTED.sub("0", text)
    for _ in range(BRACES_MAX):
        found = _INNERMOST.search(text)
        if found is None:
            return False
        first, comma, _rest = found[1].partition(",")
        if comma and ":" not in first:
            return True
        text = text[: found.start()] + "0" + text[found.end() :]
    return True


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow in this thread when the time is over; other timers go on afterwards."""

    def stop(*_: object) -> None:
        raise TooSlow

    handler = signal.signal(signal.SIGALRM, stop)
    timer = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)
