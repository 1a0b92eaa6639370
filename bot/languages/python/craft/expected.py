"""Compare what was said beforehand with what was seen. Text only; in doubt, neither holds."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from bot.domain.outcome import SuspectedBug
from bot.domain.trial import OracleOrigin, ValueKind
from bot.languages.python.craft.syntax import expression

if TYPE_CHECKING:
    from bot.domain.trial import ErrorSeen, Expectation, Observation, Situation, Value
    from bot.languages.python.craft.definitions import Definitions

_WRITTEN = frozenset(
    {ValueKind.LITERAL, ValueKind.CONSTRUCTED, ValueKind.APPROX, ValueKind.ITERATED}
)
SHOWN_CHARS_MAX = 300


def agrees(expectation: Expectation, value: Value) -> bool:
    """Tell whether the value is plainly the one expected."""
    if expectation.value is None or value.kind not in _WRITTEN:
        return False
    return _verdict(expectation.value, value.source) is True


def contradiction(
    situation: Situation, seen: Observation, definitions: Definitions
) -> SuspectedBug | None:
    """Return the finding where a *document* says other than a returned value shows.

    A model's single wrong guess is no finding, and neither is a value that
    text cannot compare.
    """
    expectation, value = situation.expectation, seen.value
    if expectation is None or expectation.origin is not OracleOrigin.DOCUMENTED or value is None:
        return None
    shown = f"returns {shortened(value.source or value.type_name)}"
    if expectation.raises is not None:
        return finding(situation, definitions, f"raises {expectation.raises}", shown)
    wrong = value.kind in _WRITTEN and _verdict(expectation.value or "", value.source) is False
    if wrong:
        return finding(situation, definitions, f"returns {expectation.value}", shown)
    return None


def finding(
    situation: Situation, definitions: Definitions, expected: str, actual: str, line: int = 0
) -> SuspectedBug:
    """Put a disagreement into words; `line` 0 stands for where the segment starts."""
    definition = definitions.called(situation)
    at = line or (definition.node.lineno if definition else definitions.line(situation.segment))
    said = situation.expectation.source if situation.expectation else "type annotations"
    return SuspectedBug(situation.segment, at, situation.source, expected, actual, said)


def names_error(expectation: Expectation, error: ErrorSeen) -> bool:
    """Tell whether the error seen is the expected one, or a kind of it."""
    wanted = (expectation.raises or "").rpartition(".")[2]
    names = {name.rpartition(".")[2] for name in (error.type_name, *error.mro)}
    return wanted in names


def shortened(text: str) -> str:
    """Cut a text for people."""
    return text if len(text) <= SHOWN_CHARS_MAX else text[:SHOWN_CHARS_MAX] + "..."


def _verdict(expected: str, actual: str) -> bool | None:
    """Compare two sources: True or False where text can tell, else None."""
    one, other = expression(expected), expression(actual)
    if one is None or other is None:
        return None
    if ast.dump(one) == ast.dump(other):
        return True
    try:
        return _equal(ast.literal_eval(one), ast.literal_eval(other))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _equal(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-9)
    return one == other
