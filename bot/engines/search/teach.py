"""Learn from what went wrong: an error's message often says what the value should have been."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind
from bot.domain.trial import ObservedEnd
from bot.engines.repair.failure import bare, failure_of
from bot.engines.repair.messages import (
    Complaint,
    NoAttribute,
    Unfit,
    Wanted,
    complaint,
    mentioned,
)
from bot.engines.repair.plain import BY_WORD, holders
from bot.engines.repair.repair import Repairer
from bot.engines.repair.rule import Knowledge
from bot.engines.search.dunders import IN_PLACE
from bot.engines.search.pieces import Draft, Piece, Scope, Slot, plain_value, text_of
from bot.engines.search.supply import factory, is_variable, supplies

if TYPE_CHECKING:
    from bot.domain.trial import ErrorSeen, Observation, Situation
    from bot.engines.search.pools import Pools
    from bot.engines.search.values import Values
    from bot.ports.engine import Material

REPAIRS_MAX = 4
"""Drafts made of one error."""

HARM = "it changed files of the project"
"""How the worker's note starts where a call wrote into the checkout."""

_MENDED = frozenset({"NameError", "ImportError", "ModuleNotFoundError", "TypeError"})
"""What examples of documents fail by that a repair may mend."""


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
        said = complaint(bare(seen.error.type_name), seen.error.message)
        supplied = self._supplied(draft, said, made=False)
        answers = [] if supplied else self._answers(draft, seen.error, said)
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
        if _is_statement(draft) and not draft.bare:
            # It may be the statement itself that raises: then it is what is looked at.
            self._seen[key] = None
            return [replace(draft, bare=True, look=None)]
        kind, _, message = note.partition(": ")
        supplied = self._supplied(draft, complaint(kind, message), made=True)
        if supplied:
            self._seen[key] = None
        else:
            self._blame(draft)
        return supplied

    def _supplied(self, draft: Draft, said: Complaint, *, made: bool) -> list[Draft]:
        """Fill variable arguments with what the callee behind them misses.

        `made` tells that the receiver could not be made.
        """
        scopes = {Scope.RECEIVER} if made else {Scope.CALL, Scope.THEN}
        slots = tuple(one for one in self.pools.slots(draft.way) if one.scope in scopes)
        found = supplies(self.values, draft, slots, said)
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

    def _answers(self, draft: Draft, error: ErrorSeen, said: Complaint) -> list[tuple[Slot, Piece]]:
        match bare(error.type_name):
            case "AttributeError":
                return self._attribute(draft, said)
            case "KeyError":
                return self._key(draft, error.message)
            case "TypeError":
                return self._type(draft, said)
            case _:
                return self._quoted(draft, error.message)

    def _attribute(self, draft: Draft, said: Complaint) -> list[tuple[Slot, Piece]]:
        if not isinstance(said, NoAttribute) or not said.of_value:
            return []
        pieces = [Piece(source, imports) for source, imports in holders(said.name)]
        return [(slot, piece) for slot in _of_kind(draft, said.owner) for piece in pieces]

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

    def _type(self, draft: Draft, said: Complaint) -> list[tuple[Slot, Piece]]:
        match said:
            case Unfit(type_name=kind, wanted=word):
                return [(slot, Piece(BY_WORD[word])) for slot in _of_kind(draft, kind)]
            case Wanted(word=word):
                return [(slot, Piece(BY_WORD[word])) for slot, _ in draft.filled if slot.parameter]
            case _:
                return []

    def _quoted(self, draft: Draft, message: str) -> list[tuple[Slot, Piece]]:
        """Try words that a message quotes: it may list what is valid."""
        used = {piece.source for _, piece in draft.filled}
        words = [Piece(text_of(word)) for word in mentioned(message)]
        texts = [slot for slot, piece in draft.filled if _kind_of(piece) == "str"]
        return [(slot, word) for word in words if word.source not in used for slot in texts]


class Mender:
    """Repairs examples of documents that lack a name, an import or an argument."""

    def __init__(self, material: Material, values: Values) -> None:
        self._repairer = Repairer(Knowledge(material, factory(values)))

    def mended(self, situation: Situation, seen: Observation) -> list[Situation]:
        """Return repaired examples to be tried; each failure is answered once."""
        failure = failure_of(situation, seen)
        if failure is None or failure.kind not in _MENDED:
            return []
        return [one.situation for one in self._repairer.repair(situation, seen)]


def _is_statement(draft: Draft) -> bool:
    return draft.way.setter or draft.way.target.qualname.rsplit(".", 1)[-1] in IN_PLACE


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
