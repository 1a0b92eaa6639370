"""Learn from what went wrong: an error's message often says what the value should have been."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind
from bot.domain.trial import ObservedEnd
from bot.engines.search.pieces import Draft, Piece, Scope, Slot, plain_value, text_of
from bot.engines.search.supply import is_variable, supplies

if TYPE_CHECKING:
    from bot.domain.trial import ErrorSeen, Observation
    from bot.engines.search.pools import Pools
    from bot.engines.search.values import Values

REPAIRS_MAX = 4
"""Drafts made of one error."""

HARM = "it changed files of the project"
"""How the worker's note starts where a call wrote into the checkout."""

_NO_ATTRIBUTE = re.compile(r"'(\w+)' object has no attribute '(\w+)'")
_QUOTED = re.compile(r"['\"]([\w .:/-]{1,40})['\"]")
_NOT_ITERABLE = re.compile(r"'(\w+)' object is not (iterable|subscriptable|callable|a mapping)")
_EXPECTED = re.compile(
    r"(?:expected|must be|should be|requires|not) (?:an? )?(?:instance of )?'?"
    r"(str|int|float|bytes|list|dict|tuple|bool|callable|string|integer|number|path|date|set)\b",
    re.IGNORECASE,
)
_BY_WORD: dict[str, str] = {
    "str": '"abc"', "string": '"abc"', "int": "1", "integer": "1", "number": "1", "float": "1.5",
    "bytes": 'b"abc"', "list": "[1, 2]", "dict": '{"a": 1}', "tuple": "(1, 2)", "bool": "True",
    "callable": "lambda *args, **kwargs: None", "iterable": "[1, 2]", "subscriptable": "[1, 2]",
    "a mapping": '{"a": 1}', "set": "{1}", "path": '"abc.txt"', "date": '"2024-01-31"',
}  # fmt: skip
_HOLDERS: tuple[tuple[type, str], ...] = (
    (str, '"abc"'),
    (dict, '{"a": 1}'),
    (list, "[1, 2]"),
    (bytes, 'b"abc"'),
    (set, "{1}"),
)


class Teacher:
    """Turns errors into better drafts, and into pieces that pools offer first."""

    def __init__(self, pools: Pools, values: Values) -> None:
        self.pools = pools
        self.values = values
        self._seen: dict[tuple[str, str], None] = {}

    def repair(self, draft: Draft, seen: Observation) -> list[Draft]:
        """Return drafts that answer the error; each message of a way is answered once."""
        if seen.end is ObservedEnd.BROKEN:
            return self._broken(draft, seen.note)
        if seen.end is not ObservedEnd.RAISED or seen.error is None:
            return []
        key = _key(draft, f"{seen.error.type_name}:{seen.error.message}")
        if key in self._seen:
            return []
        self._seen[key] = None
        kind = seen.error.type_name.rsplit(".", 1)[-1]
        supplied = (
            self._supplied(draft, seen.error.message, made=False) if kind == "TypeError" else []
        )
        answers = [] if supplied else self._answers(draft, seen.error)
        repaired = [draft.with_piece(slot, piece) for slot, piece in answers]
        return [*supplied, *repaired][:REPAIRS_MAX]

    def _broken(self, draft: Draft, note: str) -> list[Draft]:
        """Answer a set-up that failed, or a call that wrote where it must not."""
        if note.startswith(HARM):
            self.pools.leave(draft.way)
            return [] if draft.elsewhere else [replace(draft, elsewhere=True)]
        key = _key(draft, note)
        if key in self._seen:
            return []
        supplied = self._supplied(draft, note, made=True) if note.startswith("TypeError: ") else []
        if supplied:
            self._seen[key] = None
        else:
            self._blame(draft)
        return supplied

    def _supplied(self, draft: Draft, message: str, *, made: bool) -> list[Draft]:
        """Fill variable arguments with what the callee behind them misses.

        `made` tells that the receiver could not be made.
        """
        scopes = {Scope.RECEIVER} if made else {Scope.CALL, Scope.THEN}
        slots = tuple(one for one in self.pools.slots(draft.way) if one.scope in scopes)
        found = supplies(self.values, draft, slots, message)
        for one in reversed([one for one in found if one.is_needed]):
            maker = draft.way.callable_of(one.slot)
            self.pools.require(maker.qualname, one.slot.name, one.piece)
            if maker.kind is CallableKind.CONSTRUCTOR:
                self.values.supply(maker.qualname, one.slot.name, one.piece)
        return [draft.with_piece(one.slot, one.piece) for one in found]

    def _blame(self, draft: Draft) -> None:
        """Reject the piece that could not be made, where only one can be it."""
        made = [draft.receiver] if draft.receiver else []
        made += [piece for _, piece in draft.filled if piece.setup]
        if len(made) == 1 and not draft.before:
            self.values.reject(made[0])

    def _answers(self, draft: Draft, error: ErrorSeen) -> list[tuple[Slot, Piece]]:
        kind = error.type_name.rsplit(".", 1)[-1]
        if kind == "AttributeError":
            return self._attribute(draft, error.message)
        if kind == "KeyError":
            return self._key(draft, error.message)
        if kind == "TypeError":
            return self._type(draft, error.message)
        return self._quoted(draft, error.message)

    def _attribute(self, draft: Draft, message: str) -> list[tuple[Slot, Piece]]:
        found = _NO_ATTRIBUTE.search(message)
        if not found:
            return []
        kind, attribute = found.groups()
        holders = [Piece(source) for one, source in _HOLDERS if hasattr(one, attribute)]
        holders = holders or [
            Piece(
                f"SimpleNamespace({attribute}=lambda *args, **kwargs: None)",
                ("from types import SimpleNamespace",),
            )
        ]
        return [(slot, piece) for slot in _of_kind(draft, kind) for piece in holders[:2]]

    def _key(self, draft: Draft, message: str) -> list[tuple[Slot, Piece]]:
        found = plain_value(message)
        if not found or not isinstance(found[0], str | int):
            return []
        key = found[0]
        answers = []
        for slot, piece in draft.filled:
            value = plain_value(piece.source)
            if value and isinstance(value[0], dict):
                filled = {**value[0], key: "abc"}
                answers.append((slot, Piece(text_of(filled))))
                self.pools.learn(draft.way.target.qualname, slot.name, Piece(text_of(filled)))
        return answers

    def _type(self, draft: Draft, message: str) -> list[tuple[Slot, Piece]]:
        if found := _NOT_ITERABLE.search(message):
            source = _BY_WORD[found.group(2)]
            return [(slot, Piece(source)) for slot in _of_kind(draft, found.group(1))]
        if found := _EXPECTED.search(message):
            piece = Piece(_BY_WORD[found.group(1).lower()])
            return [(slot, piece) for slot, _ in draft.filled if slot.parameter]
        return []

    def _quoted(self, draft: Draft, message: str) -> list[tuple[Slot, Piece]]:
        """Try words that a message quotes: it may list what is valid."""
        used = {piece.source for _, piece in draft.filled}
        words = [Piece(text_of(word)) for word in dict.fromkeys(_QUOTED.findall(message))]
        texts = [slot for slot, piece in draft.filled if _kind_of(piece) == "str"]
        return [(slot, word) for word in words if word.source not in used for slot in texts]


def _key(draft: Draft, message: str) -> tuple[str, str]:
    """Tell errors apart: one may come again once another variable argument is given."""
    given = [slot.name for slot, _ in draft.filled if is_variable(slot)]
    return draft.way.key, f"{message} {sorted(given)}"


def _kind_of(piece: Piece) -> str:
    found = plain_value(piece.source)
    return type(found[0]).__name__ if found else ""


def _of_kind(draft: Draft, kind: str) -> list[Slot]:
    """Return the slots whose value is of the type that a message names."""
    exact = [slot for slot, piece in draft.filled if _kind_of(piece) == kind]
    return exact or [slot for slot, piece in draft.filled if not _kind_of(piece)]
