"""Why a situation failed, as far as its observation tells."""

from __future__ import annotations

import ast
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd, OracleOrigin
from bot.engines.repair.messages import Complaint, Disagreed, complaint

if TYPE_CHECKING:
    from bot.domain.trial import ErrorSeen, Expectation, Observation, Situation

_NOTE = re.compile(r"^(\w+): (.*)$", re.DOTALL)


@dataclass(frozen=True)
class Failure:
    """What went wrong: the exception's bare name ("" where none), and its complaint.

    `line` is the subject's line that the exception passed last; 0 where it passed none
    or nothing is known of it.
    """

    kind: str
    complaint: Complaint
    line: int = 0


def failure_of(situation: Situation, seen: Observation) -> Failure | None:
    """Return what a repair may answer; None where nothing is wrong, or nothing can be said.

    An exception that was expected is no failure. One that a `raise` of the subject made is its
    answer, so that only the expectation can be wrong.
    """
    if seen.end is ObservedEnd.BROKEN:
        found = _NOTE.match(seen.note)
        return Failure(found[1], complaint(found[1], found[2])) if found else None
    wrong = Failure("", Disagreed()) if is_wrong(situation.expectation, seen) else None
    if seen.end is not ObservedEnd.RAISED or seen.error is None:
        return wrong
    expected = situation.expectation
    if seen.error.explicit or (expected is not None and _names(expected, seen.error)):
        return wrong
    kind = bare(seen.error.type_name)
    return Failure(kind, complaint(kind, seen.error.message), seen.error.line)


def is_wrong(expected: Expectation | None, seen: Observation) -> bool:
    """Tell whether a guess is plainly not what happened. What a document says is never a guess."""
    if expected is None or expected.origin is OracleOrigin.DOCUMENTED:
        return False
    if seen.end is ObservedEnd.RAISED and seen.error is not None:
        return not _names(expected, seen.error)
    if seen.end is not ObservedEnd.RETURNED:
        return False
    if expected.value is None:
        return True
    source = seen.value.source if seen.value else ""
    return bool(source) and _differ(expected.value, source)


def bare(type_name: str) -> str:
    """Return a type's name without its module."""
    return type_name.rpartition(".")[2]


def _names(expected: Expectation, error: ErrorSeen) -> bool:
    wanted = bare(expected.raises or "")
    return wanted in {bare(name) for name in (error.type_name, *error.mro)}


def _differ(one: str, other: str) -> bool:
    """Tell whether two sources are plainly different values; in doubt they are not."""
    try:
        first, second = ast.literal_eval(one), ast.literal_eval(other)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    if isinstance(first, float) and isinstance(second, float):
        return not math.isclose(first, second, rel_tol=1e-6, abs_tol=1e-9)
    return bool(first != second)
