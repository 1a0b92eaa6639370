"""What a situation is made of before it is text: pieces, slots, ways in and drafts.

A *piece* is the source of one value with all it needs. A *slot* is a place that
takes a piece: a parameter of the call, of the receiver's constructor or of what
the call returns, the body of a `with`, or a patch of the surroundings. A *draft*
fills the slots of one way in, so that search can change one slot and keep the rest.
"""

from __future__ import annotations

import ast
import keyword
import math
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.facts import CallableFacts, ClassFacts, ParameterFacts
from bot.domain.trial import Expectation

PLACE = "__NAME__"
"""Stands in a piece's text for the variable that its slot is named after."""

SOURCE_MAX = 1500
"""Characters of one piece; longer ones are never made."""


@dataclass(frozen=True)
class Piece:
    """The source of one value; `setup` and `source` may hold PLACE.

    `simple` pieces may stand inside the call; others get a name in the set-up.
    """

    source: str
    imports: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()


NOTHING = Piece("")
"""Fills an optional slot that the draft leaves out."""


class Scope(StrEnum):
    """Where a slot's piece goes."""

    RECEIVER = "receiver"
    CALL = "call"
    THEN = "then"
    BODY = "body"
    PATCH = "patch"


@dataclass(frozen=True)
class Slot:
    """One place for a piece: a parameter, or a patch named after what it replaces.

    `changes` tells that the call changes the value, so that it needs a name to be looked at.
    """

    scope: Scope
    name: str
    parameter: ParameterFacts | None = None
    changes: bool = False

    @property
    def optional(self) -> bool:
        """Tell whether it may stay empty."""
        return self.parameter is None or not self.parameter.required


@dataclass(frozen=True)
class Way:
    """One way in: a callable, the class whose instance it needs, and how it is written.

    `maker` is what makes the receiver: a constructor or a classmethod; None
    where the call needs no receiver. `setter` tells that a property is set;
    `then` is the inner function that the call returns, to be called as well.
    """

    target: CallableFacts
    owner: ClassFacts | None = None
    maker: CallableFacts | None = None
    setter: bool = False
    then: CallableFacts | None = None

    @property
    def key(self) -> str:
        """Name it, for one table of pools per way."""
        maker = self.maker.qualname if self.maker else ""
        then = self.then.qualname if self.then else ""
        return f"{self.target.module}:{self.target.qualname}:{maker}:{self.setter}:{then}"

    def callable_of(self, slot: Slot) -> CallableFacts:
        """Return the callable whose parameter a slot fills."""
        by_scope = {Scope.RECEIVER: self.maker, Scope.THEN: self.then}
        return by_scope.get(slot.scope) or self.target


@dataclass(frozen=True)
class Step:
    """What is done to the receiver before the call: a method called, or an attribute set.

    `target` is None where `attribute` is set to the only argument.
    """

    target: CallableFacts | None
    arguments: tuple[tuple[Slot, Piece], ...]
    attribute: str = ""

    def alike(self, filled: tuple[tuple[Slot, Piece], ...]) -> Step:
        """Return the step with the call's own values for parameters of the same name and type.

        What was stored under a key is then looked up under the same key.
        """
        known = {
            (slot.name, slot.parameter.type): piece
            for slot, piece in filled
            if slot.scope is Scope.CALL and slot.parameter
        }
        return replace(
            self,
            arguments=tuple(
                (slot, known.get((slot.name, slot.parameter.type), piece))
                if slot.parameter
                else (slot, piece)
                for slot, piece in self.arguments
            ),
        )

    @property
    def says(self) -> str:
        """Say it in a few words, for a condition."""
        if self.target is None:
            return f"{self.attribute} is set"
        return f"after {self.target.qualname.rsplit('.', 1)[-1].replace('_', ' ')}"


@dataclass(frozen=True)
class Application:
    """One call of what the call before gave back, or of an attribute of it.

    `again` tells that what the call before called is called once more instead; `of` is the
    class of what came back, "" for a function.
    """

    arguments: tuple[Piece, ...]
    attribute: str = ""
    again: bool = False
    of: str = ""


@dataclass(frozen=True)
class Effect:
    """An attribute outside of the call that it sets: how it is pinned before, and read after."""

    pin: str
    shown: str
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A way in with its slots filled; slots left out are absent.

    `receiver` replaces the maker's call where set. `condition` says in words
    what makes it differ. `elsewhere` runs it in a temporary folder, for calls
    that depend on the current directory. `look` is the reader of the receiver through which
    what the call did is seen, `effect` an attribute elsewhere that it sets. `applied` goes
    on with what came back. `bare` ends with a statement that raises, where its effect would
    be read otherwise. `listed` makes a list of the iterator that came back.
    """

    way: Way
    filled: tuple[tuple[Slot, Piece], ...]
    receiver: Piece | None = None
    before: tuple[Step, ...] = ()
    expectation: Expectation | None = None
    condition: str = ""
    elsewhere: bool = False
    look: CallableFacts | None = None
    bare: bool = False
    applied: tuple[Application, ...] = ()
    effect: Effect | None = None
    listed: bool = False

    def piece(self, slot: Slot) -> Piece | None:
        """Return what fills the slot, None where it is left out."""
        return next((piece for have, piece in self.filled if have == slot), None)

    def with_piece(self, slot: Slot, piece: Piece) -> Draft:
        """Return the draft with one slot filled anew; NOTHING empties it."""
        kept = tuple(pair for pair in self.filled if pair[0] != slot)
        filled = kept if piece == NOTHING else (*kept, (slot, piece))
        return replace(self, filled=filled, condition=condition_of(slot, piece), expectation=None)


def text_of(value: object) -> str:  # noqa: PLR0911 - one answer per type
    """Write a plain value as a person would: double quotes, sets in order."""
    match value:
        case str():
            return _quoted(value)
        case float() if not math.isfinite(value):
            return f'float("{value}")'
        case list():
            return f"[{_joined(value)}]"
        case tuple():
            return f"({_joined(value)}{',' if len(value) == 1 else ''})"
        case set():
            return f"{{{', '.join(sorted(map(text_of, value)))}}}" if value else "set()"
        case dict():
            return f"{{{', '.join(f'{text_of(k)}: {text_of(v)}' for k, v in value.items())}}}"
        case _:
            return repr(value)


def _joined(values: list[object] | tuple[object, ...]) -> str:
    return ", ".join(map(text_of, values))


def _quoted(value: str) -> str:
    plain = repr(value)
    if plain[0] == "'" and '"' not in value:
        return '"' + plain[1:-1].replace("\\'", "'") + '"'
    return plain


def literal(value: object) -> Piece:
    """Make a piece of a plain value."""
    return Piece(text_of(value))


def plain_value(source: str) -> tuple[object] | None:
    """Return the literal that a source is, in a tuple of one; None where it is none."""
    try:
        return (ast.literal_eval(source),)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def condition_of(slot: Slot, piece: Piece) -> str:
    """Say in a few words what a piece makes of its slot, "" where there is nothing short."""
    if slot.scope is Scope.BODY:
        return "the body raises" if piece.source.startswith("raise ") else ""
    if slot.scope is Scope.PATCH:
        return ""
    if piece == NOTHING:
        return f"{slot.name} is left out"
    found = plain_value(piece.source)
    says = _says(found[0]) if found else ""
    return f"{slot.name} {says}" if says else ""


def _says(value: object) -> str:  # noqa: PLR0911 - one answer per kind of value
    match value:
        case None | bool():
            return f"is {value}".lower() if value is not None else "is None"
        case int() | float():
            return _says_number(value)
        case str() | bytes() | list() | tuple() | dict() | set() if not value:
            return "is empty"
        case str() if re.fullmatch(r"[A-Za-z0-9_]{1,16}", value):
            return f"is {value}"
        case str() if not value.strip():
            return "is blank"
        case list() | tuple() | dict() | set() if len(value) == 1:
            return "has one item"
        case _:
            return ""


def _says_number(value: float) -> str:
    if value in {0, 1}:
        return f"is {int(value)}"
    if value < 0:
        return "is negative"
    return f"is {value}" if isinstance(value, int) else ""


def variable_name(class_name: str, taken: frozenset[str] = frozenset()) -> str:
    """Name a variable after a class: "price_list" for PriceList; never a keyword or taken."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", class_name)
    name = snake.strip("_").lower() or "value"
    while keyword.iskeyword(name) or name in taken or not name.isidentifier():
        name = f"{name}_" if name.isidentifier() else "value"
    return name


def import_line(module: str, qualname: str) -> str:
    """Write the import that gives the first name of a qualified name; "" for builtins."""
    return "" if module == "builtins" else f"from {module} import {qualname.partition('.')[0]}"
