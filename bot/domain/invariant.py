"""A rule that is said to hold for every input of a function, in one of a few checkable forms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """What holds for all inputs of `f`; the first and the last one need another name beside it.

    ROUND_TRIP: the other function undoes it. IDEMPOTENT: once more changes nothing.
    COMMUTATIVE: its two arguments may change places. SORTED: its items are in order.
    SAME_LENGTH: it returns as many items as it is given. NOT_NEGATIVE: it is never below 0.
    RAISES_ONLY: it raises no error beside the other name.
    """

    ROUND_TRIP = "round_trip"
    IDEMPOTENT = "idempotent"
    COMMUTATIVE = "commutative"
    SORTED = "sorted"
    SAME_LENGTH = "same_length"
    NOT_NEGATIVE = "not_negative"
    RAISES_ONLY = "raises_only"


NEEDS_OTHER = frozenset({Relation.ROUND_TRIP, Relation.RAISES_ONLY})


@dataclass(frozen=True)
class Invariant:
    """A rule about a module's function; `other` is the function or the error that it names."""

    relation: Relation
    function: str
    other: str = ""

    def __post_init__(self) -> None:
        """Check that there is another name exactly where one is needed."""
        assert bool(self.other) is (self.relation in NEEDS_OTHER)
