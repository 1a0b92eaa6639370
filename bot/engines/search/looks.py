"""Look at a receiver after a call that tells nothing: what its public readers say then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind, Flavour
from bot.domain.trial import ObservedEnd, ValueKind

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts
    from bot.domain.trial import Observation
    from bot.engines.search.code import Code
    from bot.engines.search.pieces import Draft

LOOKS_MAX = 3
"""Readers tried after one call."""

_TELLING = frozenset({"__len__", "__getstate__"})
"""Special methods that say what an object holds; the second one for `pickle` and `copy`."""

_OBJECTS = frozenset({ValueKind.OBJECT, ValueKind.OPAQUE})


def tells_nothing(seen: Observation) -> bool:
    """Tell whether a call returned, but nothing that a test could assert."""
    if seen.end is not ObservedEnd.RETURNED or seen.written or seen.stdout:
        return False
    # What an object stores may be private, or as it was told to its constructor.
    if any(value.kind not in _OBJECTS for _, value in seen.changed):
        return False
    value = seen.value
    return value is None or value.kind is ValueKind.OPAQUE or value.source == "None"


def looked_at(draft: Draft, code: Code) -> list[Draft]:
    """Return the draft followed by a look through each public reader of its receiver."""
    way = draft.way
    if way.owner is None or way.setter or way.then is not None or draft.look is not None:
        return []
    readers = [one for one in way.owner.methods if one != way.target and _reads(one, code)]
    # Properties and sizes say most in the fewest words.
    readers.sort(key=lambda one: one.kind is not CallableKind.PROPERTY)
    return [replace(draft, look=one, expectation=None) for one in readers[:LOOKS_MAX]]


def _reads(facts: CallableFacts, code: Code) -> bool:
    name = facts.qualname.rsplit(".", 1)[-1]
    if facts.flavour is not Flavour.PLAIN or (name.startswith("_") and name not in _TELLING):
        return False
    if facts.kind is CallableKind.PROPERTY:
        return True
    node = code.function(facts)
    takes = any(one.required for one in facts.parameters)
    changes = node is None or code.mutates_self(node)
    return facts.kind is CallableKind.METHOD and not takes and not changes
