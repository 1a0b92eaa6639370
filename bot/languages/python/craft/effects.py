"""Say what a call did beside what it gave back: "changes_cart", "empties_items". Text only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.trial import ValueKind
from bot.languages.python.craft.identify import PLAIN
from bot.languages.python.craft.words import snake

if TYPE_CHECKING:
    from bot.domain.trial import Observation, Situation
    from bot.languages.python.craft.definitions import Definitions

NOTHING = frozenset({"0", "''", "[]", "()", "{}", "set()"})
"""What a call gives back that tells less than what it did."""

_EMPTY = frozenset({"[]", "{}", "set()"})


def effect_words(situation: Situation, first: Observation, definitions: Definitions) -> str:
    """Say what it changed, wrote or printed, the most telling alone; "" for nothing."""
    if first.changed:
        name, value = first.changed[0]
        # A plain container that is empty after a change was not empty before.
        if value.kind is ValueKind.LITERAL and value.source in _EMPTY:
            return f"empties_{snake(name)}"
        return f"changes_{snake(_changed_word(situation, first, definitions))}"
    if first.written:
        return f"writes_{snake(first.written[0][0])}"
    return "prints" if first.stdout else ""


def _changed_word(situation: Situation, first: Observation, definitions: Definitions) -> str:
    """Name the only public field that the call can have changed, else the object.

    One that is 0 or empty often was so before: the object is named.
    """
    name, value = first.changed[0]
    attributes = definitions.changed_by(situation) or set()
    fields = [(field, inner) for field, inner in value.fields if field in attributes]
    is_telling = len(fields) == 1 and fields[0][1].source not in PLAIN
    return fields[0][0] if is_telling else name
