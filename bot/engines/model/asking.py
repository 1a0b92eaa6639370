"""What a model is told: the facts that prompts are written from, and the answer's schema."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

SITUATIONS_MAX = 4
"""Situations of one answer."""

STATEMENTS_MAX = 6
"""Statements of one situation's set-up."""

STATEMENT_CHARS_MAX = 200
"""Characters of a statement or call that a server lets a model write."""

NEEDS_CHARS_MAX = 120
"""Characters of the words in which a model says first what its input must be like."""

LINES_MAX = 20
"""Lines of a whole test."""

RISKS_MAX = 3
"""Risky functions of a reading."""

ERRORS_MAX = 6
"""Error cases of a reading."""

WORDS_CHARS_MAX = 70
"""Characters of what a reading says of one thing."""


@dataclass(frozen=True)
class Goal:
    """A place to reach: its number in the marks, and in words what it needs."""

    number: int
    says: str


@dataclass(frozen=True)
class GapFacts:
    """One function with goals marked in it.

    `names` say what the function's names stand for: signatures, constants; `given` are statements
    that run before the call; `calls` say how it is called ("cart.add(sku: str)"), `example` such
    a call, `result` what came of it.
    """

    module: str
    names: tuple[str, ...]
    function: str
    given: tuple[str, ...]
    calls: tuple[str, ...]
    example: str
    result: str
    goals: tuple[Goal, ...]
    most: int


@dataclass(frozen=True)
class FollowUpFacts:
    """The same function, and in words what kept calls of it from the goals (`tried`).

    No call stands there: small models repeat those that they are shown.
    """

    module: str
    names: tuple[str, ...]
    function: str
    given: tuple[str, ...]
    calls: tuple[str, ...]
    tried: tuple[str, ...]
    goals: tuple[Goal, ...]
    most: int


@dataclass(frozen=True)
class WholeTestFacts:
    """The same function, where one call and its set-up do not say it."""

    module: str
    names: tuple[str, ...]
    function: str
    given: tuple[str, ...]
    calls: tuple[str, ...]
    example: str
    result: str
    goals: tuple[Goal, ...]
    lines_max: int


@dataclass(frozen=True)
class AnalysisFacts:
    """A subject in outline: one line for each of its functions, or of the weightiest.

    `has_errors` and `has_rules` tell that some function raises, or has rules to choose from.
    """

    module: str
    functions: tuple[str, ...]
    risks_max: int
    errors_max: int
    has_errors: bool
    has_rules: bool


def _text(most: int) -> dict[str, object]:
    return {"type": "string", "maxLength": most}


def _list(items: dict[str, object], most: int, least: int = 0) -> dict[str, object]:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _object(properties: Mapping[str, object], required: list[str]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


_CALLED_CHARS_MAX = 160
_INSIDE = f'([^"\\\\]|\\\\["\\\\n]){{0,{_CALLED_CHARS_MAX}}}'


@dataclass(frozen=True)
class Shape:
    """How an answer about `goals` goals is built: of `most` situations at most.

    Where it `thinks`, each says first what its inputs must be like: without a number of its own
    and these words, the goal's number is all that a small model says of what it needs.
    """

    goals: int
    most: int
    thinks: bool = True


@dataclass(frozen=True)
class Receiver:
    """The variable that a method is called on, which stands there already.

    Where `is_made`, its class takes arguments, so that making another one may matter.
    """

    name: str
    is_made: bool


def pattern_of(call: str) -> str:
    """Return what a call is held to, told as "cart.add(sku: str)", "cart.clear()", "cart.size".

    Some servers match the text and some the JSON around it, so no quote stands alone, which
    would end the JSON, and a backslash only before what both take; what one of them makes of
    that, `replies` mends.
    """
    name, opening, told = call.partition("(")
    name = name.replace(".", "\\.")
    if not opening:
        return name
    if told == ")":
        return f"{name}\\(\\)"
    return f"{name}\\({_INSIDE}\\)"


def situations_schema(
    patterns: Sequence[str], shape: Shape, receiver: Receiver | None = None
) -> str:
    """Return what an answer looks like, as JSON Schema.

    `patterns` are what its calls are held to, () for nothing. Said in words, a small model
    calls whatever function it reads; held by the schema, it cannot. Where no call takes
    arguments, only the set-up makes a difference: it may not be empty, and where there is a
    `receiver`, each statement does something to it.
    """
    call = _text(STATEMENT_CHARS_MAX)
    if patterns:
        call = {"type": "string", "pattern": f"^({'|'.join(patterns)})$"}
    is_fixed = bool(patterns) and not any("{" in one for one in patterns)
    # What an answer may say beside that, an error that is expected, is read and not asked for: a
    # small model fills in every field that there is.
    fields: dict[str, object] = {"goal": {"enum": list(range(1, shape.goals + 1))}}
    if shape.thinks:
        fields["needs"] = _text(NEEDS_CHARS_MAX)
    is_set_up = is_fixed and shape.thinks
    statement = _text(STATEMENT_CHARS_MAX)
    if is_set_up and receiver is not None:
        begin = (
            rf"({receiver.name}\.|{receiver.name} = )"
            if receiver.is_made
            else rf"{receiver.name}\."
        )
        statement = {"type": "string", "pattern": f"^{begin}{_INSIDE}$"}
    fields["setup"] = _list(statement, STATEMENTS_MAX, int(is_set_up))
    fields["call"] = call
    situation = _object(fields, list(fields))
    few = min(shape.goals, shape.most)
    return json.dumps(_object({"situations": _list(situation, shape.most, few)}, ["situations"]))


TEST_SCHEMA = json.dumps(
    _object({"lines": _list(_text(STATEMENT_CHARS_MAX), LINES_MAX, 1)}, ["lines"])
)
"""The lines of a test function's body, as JSON Schema."""


def reading_schema(
    functions: Sequence[str],
    errors: Mapping[str, Sequence[str]],
    rules: Mapping[str, Collection[str]],
) -> str:
    """Return what a reading of a whole subject looks like, as JSON Schema.

    `errors` are those that functions raise and `rules` what may be said of functions, by
    function; what none has is not asked for. Names are chosen and not written, for a small
    model names what is not there.
    """
    risk = {"function": {"enum": list(functions)}, "risk": _text(WORDS_CHARS_MAX)}
    fields = {
        "purpose": _text(WORDS_CHARS_MAX),
        "risks": _list(_object(risk, list(risk)), RISKS_MAX),
    }
    if errors:
        names = sorted({name for raised in errors.values() for name in raised})
        error = {
            "function": {"enum": list(errors)},
            "error": {"enum": names},
            "when": _text(WORDS_CHARS_MAX),
        }
        fields["errors"] = _list(_object(error, list(error)), ERRORS_MAX)
    if rules:
        told = {name: {"enum": list(said)} for name, said in rules.items()}
        fields["rules"] = _object(told, list(told))
    return json.dumps(_object(fields, list(fields)))
