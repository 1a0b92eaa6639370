"""Make texts that a regular expression matches, by walking its parsed form."""

from __future__ import annotations

import re
import warnings
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

# The only parser of Python's own syntax; no type checker knows of it.
names, parser = import_module("re._constants"), import_module("re._parser")

REPEATS_MAX = 3
"""Times an open-ended repetition is followed."""

TEXT_MAX = 400
"""Characters of an example; patterns that need more have none."""

STEPS_MAX = 4000
"""Parts of a pattern that are followed for one example; repetitions of nothing have no length."""

_CATEGORIES = {
    names.CATEGORY_DIGIT: "0123456789",
    names.CATEGORY_NOT_DIGIT: "abc -",
    names.CATEGORY_SPACE: " ",
    names.CATEGORY_NOT_SPACE: "abcXYZ019",
    names.CATEGORY_WORD: "abcXYZ019_",
    names.CATEGORY_NOT_WORD: " -.",
}
_ANY = "abcdeXYZ123 "


def example(pattern: str, chance: random.Random) -> str | None:
    """Return a text that the pattern likely matches, None where it is no pattern or too large.

    Look-arounds are not obeyed, so that some examples do not match.
    """
    writer = _Writer(chance)
    try:
        # What the parser warns of is the subject's own business.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(pattern)
        text = writer.sequence(tree)
    except (re.error, OverflowError, RecursionError, ValueError):
        return None
    return text if len(text) <= TEXT_MAX and writer.steps < STEPS_MAX else None


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.groups: dict[int, str] = {}
        self.steps = 0

    def sequence(self, items: Iterable[tuple[object, object]]) -> str:
        return self._joined(self._item(name, value) for name, value in items)

    def _joined(self, parts: Iterable[str]) -> str:
        """Join parts until there are too many."""
        taken: list[str] = []
        length = 0
        for part in parts:
            taken.append(part)
            length += len(part)
            self.steps += 1
            if length > TEXT_MAX or self.steps >= STEPS_MAX:
                break
        return "".join(taken)

    def _item(self, name: object, value: object) -> str:
        writers: dict[object, Callable[..., str]] = {
            names.LITERAL: self._literal,
            names.NOT_LITERAL: self._not_literal,
            names.ANY: lambda _: self.chance.choice(_ANY),
            names.IN: self._one_of,
            names.BRANCH: lambda value: self.sequence(self.chance.choice(value[1])),
            names.SUBPATTERN: self._group,
            names.MAX_REPEAT: self._repeat,
            names.MIN_REPEAT: self._repeat,
            names.POSSESSIVE_REPEAT: self._repeat,
            names.ATOMIC_GROUP: self.sequence,
            names.GROUPREF: lambda number: self.groups.get(number, ""),
        }
        writer = writers.get(name)
        return writer(value) if writer else ""

    def _literal(self, code: int) -> str:
        return chr(code)

    def _not_literal(self, code: int) -> str:
        return next(one for one in "ab" if ord(one) != code)

    def _group(self, value: tuple[int | None, int, int, Iterable[tuple[object, object]]]) -> str:
        text = self.sequence(value[3])
        if value[0] is not None:
            self.groups[value[0]] = text
        return text

    def _repeat(self, value: tuple[int, int, Iterable[tuple[object, object]]]) -> str:
        least, most, items = value
        times = self.chance.randint(least, max(least, min(most, least + REPEATS_MAX)))
        return self._joined(self.sequence(items) for _ in range(times))

    def _one_of(self, items: list[tuple[object, object]]) -> str:
        if items and items[0][0] is names.NEGATE:
            refused = "".join(map(self._set, items[1:]))
            return next((one for one in _ANY + "-_./:" if one not in refused), "~")
        return self.chance.choice(self._set(self.chance.choice(items)) or "a")

    def _set(self, item: tuple[object, object]) -> str:
        match item:
            case (names.LITERAL, int(code)):
                return chr(code)
            case (names.RANGE, (int(low), int(high))):
                return "".join(map(chr, range(low, min(high, low + 127) + 1)))
            case _:
                return _CATEGORIES.get(item[1], "a")
