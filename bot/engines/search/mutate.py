"""Change a plain value a little: towards the dictionary's words, its neighbours, its edges."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.engines.search.patterns import example

if TYPE_CHECKING:
    import random

    from bot.engines.search.words import Words

TEXT_MAX = 600
"""Characters of a made text."""

ITEMS_MAX = 12
"""Items of a made container."""

_CHARACTERS = " \n\t:,.;-_/\\=@#*()[]{}<>|&%$!?+~'\"`^0159aAzZé\u4e2d"
_EDGES = ("", " ", "0", "-1", "1.5", "1e3", "a" * 30, "True", "None", "é", "A", "1,2", "[]", "{}")
_LINES = (
    "\n", "\n\n", "\n    ", "    ", "\nabc: def", "\n    abc: def", "\n    abc (int): def",
    "\n- abc", "\n---", "\n# abc", "\nkey = value", "\n[abc]", ' "abc"', "\r\n", "\n>>> abc\n1",
)  # fmt: skip


_HEADS = (":", ":", ":", ": abc", "\n---", "\n------", " = 1", "")
_BODIES = (
    "\n    abc: def", "\n    abc", "\n    abc: def\n    ghi: jkl", "\n    abc (int): def",
    "\nabc: def", "\n- abc", "", "\nabc\n    def", "\nabc : int\n    def",
)  # fmt: skip
_EDITS = (
    "word", "word", "word inside", "word inside", "word first", "word last", "cut", "character",
    "line", "line and word", "section", "section", "whole", "other", "token", "token",
)  # fmt: skip
_SEPARATORS = re.compile(r"([\s=:,;|/&?#@.()\[\]{}<>\"'-]+)")


class Mutator:
    """Changes values by chance and words; never makes one larger than its limits."""

    def __init__(self, chance: random.Random, words: Words, others: tuple[str, ...] = ()) -> None:
        self.chance = chance
        self.words = words
        self.others = others

    def value(self, value: object, depth: int = 0) -> object:  # noqa: PLR0911 - one answer per type
        """Return a changed value, mostly of the same type."""
        match value:
            case bool():
                return not value
            case int() | float():
                return self._number(value)
            case str():
                return self.text(value)[:TEXT_MAX]
            case bytes():
                return self.text(value.decode("latin-1"))[:TEXT_MAX].encode("utf-8", "replace")
            case list():
                return self._items(value, depth)
            case tuple():
                return tuple(self._items(list(value), depth))
            case dict():
                return self._mapping(value, depth)
            case _:
                return self.fresh()

    def fresh(self) -> object:
        """Return some plain value."""
        pick = self.chance.randrange(6)
        if pick == 0:
            return None
        if pick == 1:
            return self._integer(1)
        if pick == 2:  # noqa: PLR2004 - one of six
            return []
        return self._word()

    def _word(self) -> str:
        if self.words.patterns and self.chance.random() < 0.4:  # noqa: PLR2004 - a taste
            made = example(self.chance.choice(self.words.patterns), self.chance)
            if made is not None:
                return made
        if self.words.texts and self.chance.random() < 0.85:  # noqa: PLR2004 - a taste
            return self.chance.choice(self.words.texts)
        return self.chance.choice(self.others or _EDGES)

    def _number(self, value: float) -> float:
        return self._integer(value) if isinstance(value, int) else self._float(value)

    def _integer(self, value: int) -> int:
        known: list[int] = [one for one in self.words.numbers if isinstance(one, int)]
        near = [one + step for one in known for step in (0, -1, 1)]
        edges = [0, 1, -1, value + 1, value - 1, value * 2, -value, self.chance.randint(-20, 130)]
        if near and self.chance.random() < 0.6:  # noqa: PLR2004 - a taste
            return self.chance.choice(near)
        return self.chance.choice([*edges, self.chance.randint(1, 10**9)])

    def _float(self, value: float) -> float:
        known = [float(one) for one in self.words.numbers]
        near = [one + step for one in known for step in (0.0, -0.5, 0.5)]
        return self.chance.choice([*near, 0.0, -1.0, value / 2, value * 2, -value, value + 1, 1e9])

    def text(self, value: str) -> str:  # noqa: PLR0911 - one answer per edit
        """Return a changed text."""
        at = self.chance.randrange(len(value) + 1)
        edit = self.chance.choice(_EDITS)
        if edit == "word":
            return self._word()
        if edit == "token":
            return self._other_token(value)
        if edit == "other":
            return self.chance.choice([*_EDGES, *self.others])
        if edit == "whole":
            return self.chance.choice(
                [value.swapcase(), value.strip(), value * 2, value[::-1], value.upper()]
            )
        if edit == "cut":
            return value[:at] + value[at + self.chance.randrange(1, 6) :]
        if edit == "section":
            body = self.chance.choice(_BODIES)
            return value + "\n\n" + self._word() + self.chance.choice(_HEADS) + body
        if edit == "line and word":
            return value + self.chance.choice(_LINES) + self._word()
        made = {"line": _LINES, "character": _CHARACTERS}
        inserted = self.chance.choice(made[edit]) if edit in made else self._word()
        place = {"word first": 0, "word last": len(value)}.get(edit, at)
        return value[:place] + inserted + value[place:]

    def _other_token(self, value: str) -> str:
        """Put a word where something stands between two separators."""
        parts = _SEPARATORS.split(value)
        at = 2 * self.chance.randrange((len(parts) + 1) // 2)
        return "".join([*parts[:at], self._word(), *parts[at + 1 :]])

    def _items(self, items: list[object], depth: int) -> list[object]:
        pick = self.chance.randrange(6)
        at = self.chance.randrange(len(items)) if items else 0
        if not items or pick == 0:
            return [*items, self.value(items[-1], depth + 1) if items else self.fresh()][:ITEMS_MAX]
        if pick == 1:
            return [*items[:at], *items[at + 1 :]]
        if pick == 2:  # noqa: PLR2004 - one of six
            return [*items[:at], items[at], *items[at:]][:ITEMS_MAX]
        if pick == 3:  # noqa: PLR2004 - one of six
            return items[::-1]
        return [*items[:at], self.value(items[at], depth + 1), *items[at + 1 :]]

    def _mapping(self, items: dict[object, object], depth: int) -> dict[object, object]:
        pick = self.chance.randrange(4)
        keys = list(items)
        if not keys or pick == 0:
            return dict([*items.items(), (self._word(), self.fresh())][:ITEMS_MAX])
        key = self.chance.choice(keys)
        if pick == 1:
            return {one: value for one, value in items.items() if one != key}
        return {**items, key: self.value(items[key], depth + 1)}
