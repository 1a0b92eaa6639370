"""Check nodes against the shape a format asks for, and collect every mistake with its place."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from bot.mission.file.nodes import Listing, Node, Scalar, ScalarKind, Table
from bot.mission.file.problem import Problem

if TYPE_CHECKING:
    import re
    from collections.abc import Collection, Mapping

Choice = TypeVar("Choice", bound=StrEnum)

TEXT_CHARACTERS_MAX = 1000
ITEMS_MAX = 100
SHOWN_CHARACTERS_MAX = 60


@dataclass(frozen=True)
class Keys:
    """The keys of a table: those that must and those that may be there."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


class Reader:
    """Reads values out of nodes. A wrong node costs one problem and gives a stand-in.

    Methods take None for an absent node, which `table` has already reported
    where it is required, and return the stand-in for it.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.step = ""
        self.problems: list[Problem] = []

    def wrong(self, node: Node, message: str) -> None:
        """Take down a mistake at a node."""
        self.problems.append(Problem(message, self.path, node.line, node.column, self.step))

    def table(self, node: Node | None, what: str, keys: Keys) -> Mapping[str, Node]:
        """Return the nodes of a table by key; unknown and missing keys are mistakes."""
        if node is None:
            return {}
        if not isinstance(node, Table):
            self.wrong(node, f"{what} must be a table of keys and values, {_is(node)}")
            return {}
        known = (*keys.required, *keys.optional)
        for name, _ in node.entries:
            if name.value not in known:
                self.wrong(name, f"unknown key {shown(name.value)} in {what}{meant(name, known)}")
        found = {name.value: value for name, value in node.entries if name.value in known}
        for name_ in keys.required:
            if name_ not in found:
                self.wrong(node, f"{what} lacks the key '{name_}'; add it")
        return found

    def listing(self, node: Node | None, what: str, *, most: int = ITEMS_MAX) -> tuple[Node, ...]:
        """Return the items of a list."""
        if node is None:
            return ()
        if not isinstance(node, Listing):
            self.wrong(node, f"{what} must be a list, {_is(node)}")
            return ()
        if len(node.items) > most:
            self.wrong(node, f"{what} has {len(node.items)} items, at most {most} are read")
        return node.items[:most]

    def text(
        self, node: Node | None, what: str, *, most: int = TEXT_CHARACTERS_MAX, empty: bool = False
    ) -> str:
        """Return a text of 1 to `most` characters; `empty` allows none."""
        if node is None:
            return ""
        if not isinstance(node, Scalar) or node.kind is not ScalarKind.TEXT:
            self.wrong(node, f"{what} must be text, {_is(node)}{_quote_hint(node)}")
            return ""
        if len(node.value) > most:
            self.wrong(node, f"{what} has {len(node.value)} characters, at most {most} fit")
        elif not (node.value or empty):
            self.wrong(node, f"{what} is empty; write what it is")
        return node.value

    def matching(self, node: Node | None, what: str, pattern: re.Pattern[str], example: str) -> str:
        """Return a text of a given form; `example` shows it to the reader of the message."""
        before = len(self.problems)
        text = self.text(node, what)
        if node is not None and len(self.problems) == before and not pattern.match(text):
            self.wrong(node, f"{what} {shown(text)} must look like {example}")
        return text

    def whole(self, node: Node | None, what: str, *, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`; `low` stands in."""
        if node is None:
            return low
        if not isinstance(node, Scalar) or node.kind is not ScalarKind.WHOLE:
            self.wrong(node, f"{what} must be a whole number, {_is(node)}")
            return low
        number = int(node.value)
        if not low <= number <= high:
            self.wrong(node, f"{what} must be {low} to {high}, is {number}")
            return low
        return number

    def flag(self, node: Node | None, what: str, *, default: bool) -> bool:
        """Return true or false."""
        if node is None:
            return default
        if not isinstance(node, Scalar) or node.kind is not ScalarKind.FLAG:
            self.wrong(node, f"{what} must be true or false, {_is(node)}")
            return default
        return node.value == "true"

    def choice(self, node: Node | None, what: str, choices: type[Choice]) -> Choice:
        """Return one of an enum's values; the first stands in."""
        values = [choice.value for choice in choices]
        stand_in = choices(values[0])
        before = len(self.problems)
        text = self.text(node, what)
        if node is None or len(self.problems) > before:
            return stand_in
        if text not in values:
            hint = f"{meant(text, values)}; known: {', '.join(values)}"
            self.wrong(node, f"{what} {shown(text)} is not known{hint}")
            return stand_in
        return choices(text)

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self.text(item, f"each of {what}") for item in self.listing(node, what))


def shown(text: str) -> str:
    """Quote a foreign text for a message, cut to a readable length."""
    cut = text if len(text) <= SHOWN_CHARACTERS_MAX else text[:SHOWN_CHARACTERS_MAX] + "…"
    return repr(cut)


def meant(name: Scalar | str, known: Collection[str]) -> str:
    """Return "; did you mean 'x'?" for the nearest known name, "" where none is near."""
    text = name if isinstance(name, str) else name.value
    near = difflib.get_close_matches(text[:SHOWN_CHARACTERS_MAX], known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _is(node: Node) -> str:
    if isinstance(node, Table):
        return "is a table"
    if isinstance(node, Listing):
        return "is a list"
    if node.kind is ScalarKind.NOTHING:
        return "is empty"
    return f"is {shown(node.value)}"


def _quote_hint(node: Node) -> str:
    if isinstance(node, Scalar) and node.kind is not ScalarKind.NOTHING:
        return "; put it in quotes"
    return ""
