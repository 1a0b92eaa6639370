"""Read a test as a line of a table: what it shares with its sisters, and what fills the holes.

A shape is what stays when literals are taken out of the call, of the constructors in its
set-up, and of what is expected. Text in, text out.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from itertools import chain, count
from typing import TYPE_CHECKING

from bot.domain.trial import Candidate
from bot.languages.python.craft import body
from bot.languages.python.craft.acts import act
from bot.languages.python.craft.contract import bound
from bot.languages.python.craft.imports import read_imports
from bot.languages.python.craft.lines import Lines
from bot.languages.python.craft.oracle import result_name
from bot.languages.python.craft.syntax import expression, parsed
from bot.languages.python.craft.words import is_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.domain.trial import Assertion
    from bot.languages.python.craft.definitions import Definitions

ROW_CHARS_MAX = 88
PLAIN_MODULES = frozenset({"datetime", "decimal", "fractions", "uuid"})
"""Modules whose values are as plain as literals."""

GIVEN_CHARS_MAX = 24
"""An argument in the set-up that is longer is part of the shape."""


@dataclass(frozen=True)
class Text:
    """A line of code around its holes."""

    pieces: tuple[str, ...]

    @property
    def holes(self) -> int:
        """Count the holes."""
        return len(self.pieces) - 1

    def filled(self, fillings: Sequence[str]) -> str:
        """Put sources or names into the holes."""
        rest = (filling + piece for filling, piece in zip(fillings, self.pieces[1:], strict=True))
        return self.pieces[0] + "".join(rest)


@dataclass(frozen=True)
class Shape:
    """What tests in one table share.

    `called` is the definition that the call enters; `names` are the parameters that fill
    the holes, those of the set-up first; `form` is "==", "is", "approx", or the class that
    is raised; `left` is what is compared, speaking of the call's value by its local name.
    """

    called: str
    setup: tuple[Text, ...]
    call: Text
    names: tuple[str, ...]
    form: str
    left: str

    @property
    def given(self) -> int:
        """Count the holes of the set-up."""
        return sum(one.holes for one in self.setup)

    def filled(self, fillings: Sequence[str]) -> tuple[list[str], str]:
        """Return set-up and call with sources or names in the holes."""
        setup, at = [], 0
        for text in self.setup:
            setup.append(text.filled(fillings[at : at + text.holes]))
            at += text.holes
        return setup, self.call.filled(fillings[at:])


@dataclass(frozen=True)
class Row:
    """One test as a line of a table: the sources that fill the holes, and the expected one."""

    candidate: Candidate
    shape: Shape
    arguments: tuple[str, ...]
    expected: str


@dataclass(frozen=True)
class _Read:
    """A line of code: its text around the holes, their names and sources."""

    text: Text
    names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def row_of(candidate: Candidate, definitions: Definitions) -> Row | None:
    """Return a test as a row; None where it is no plain call with one plain expectation.

    A property test is none, whatever it calls.
    """
    situation = candidate.situation
    call = situation.call.strip()
    node = act(call)
    if candidate.drawn is not None:
        return None
    if len(candidate.assertions) != 1 or not isinstance(node, ast.Call) or "\n" in call:
        return None
    makers = _makers(candidate)
    told = _expectation(candidate.assertions[0], result_name(situation), makers)
    if told is None:
        return None
    form, left, expected = told
    taken = body.names_used(situation.source) | {"expected", "message", *body.FIXTURES, *makers}
    taken |= body.names_used(left)
    setup = [_given(text, candidate, definitions, taken) for text in situation.setup]
    acted = _read(call, node, candidate, definitions, taken, makers)
    sources = tuple(source for one in (*setup, acted) for source in one.sources)
    told_chars = len(", ".join((*acted.sources, expected)))
    if not sources or told_chars > ROW_CHARS_MAX:
        return None
    definition = definitions.called(situation)
    names = tuple(name for one in (*setup, acted) for name in one.names)
    called = definition.qualname if definition else situation.segment
    shape = Shape(called, tuple(one.text for one in setup), acted.text, names, form, left)
    return Row(candidate, shape, sources, expected)


def _makers(candidate: Candidate) -> frozenset[str]:
    """Name the types that a row may make: they exist while tests are collected."""
    lines = [*candidate.situation.imports, *(i for a in candidate.assertions for i in a.imports)]
    return frozenset(one.bound for one in read_imports(lines) if one.module in PLAIN_MODULES)


def _given(text: str, candidate: Candidate, definitions: Definitions, taken: set[str]) -> _Read:
    """Read a statement of the set-up: the literals that a constructor is handed are holes."""
    whole = _Read(Text((text,)))
    try:
        found = parsed(text).body
    except SyntaxError:
        return whole
    match found:
        case [ast.Assign(targets=[ast.Name()], value=ast.Call() as node)] if "\n" not in text:
            return _read(text, node, candidate, definitions, taken, (), most=GIVEN_CHARS_MAX)
        case _:
            return whole


def _read(  # noqa: PLR0913 - a line, what it calls, and all that names its holes
    text: str,
    node: ast.Call,
    candidate: Candidate,
    definitions: Definitions,
    taken: set[str],
    makers: Collection[str],
    *,
    most: int = ROW_CHARS_MAX,
) -> _Read:
    """Take the plain arguments of a call out of a line; their names are taken from then on."""
    situation = replace(candidate.situation, call=ast.unparse(node))
    definition = definitions.called(situation)
    pairs = (bound(definition, node) if definition else None) or []
    named = {id(argument): parameter.arg for parameter, argument in pairs}
    named |= {id(keyword.value): keyword.arg for keyword in node.keywords if keyword.arg}
    lines = Lines(text)
    pieces, names, sources, at = [], [], [], 0
    for hole in _holes(node, makers):
        start = lines.column(1, hole.col_offset)
        end = lines.column(1, hole.end_col_offset or 0)
        if end - start > most:
            continue
        pieces.append(text[at:start])
        sources.append(text[start:end])
        names.append(_free(named.get(id(hole), "value"), taken))
        at = end
    return _Read(Text((*pieces, text[at:])), tuple(names), tuple(sources))


def _holes(node: ast.Call, makers: Collection[str]) -> Iterator[ast.expr]:
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    return (argument for argument in arguments if is_plain(argument, makers))


def is_plain(node: ast.expr, makers: Collection[str] = ()) -> bool:
    """Tell whether an expression is a literal, or made of literals by one of the makers."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        root = ast.unparse(node.func).partition(".")[0]
        return root in makers and all(is_plain(part, makers) for part in parts)
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _free(name: str, taken: set[str]) -> str:
    """Name a hole as the callable names its parameter, clear of the test's other names."""
    name = name if is_name(name) else "value"
    later = (f"{name}_{number}" for number in count(2))
    free = next(one for one in chain((name, f"{name}_given"), later) if one not in taken)
    taken.add(free)
    return free


def _expectation(
    assertion: Assertion, local: str, makers: Collection[str]
) -> tuple[str, str, str] | None:
    """Split an assertion into its form, what is compared, and the expected literal."""
    if assertion.raises:
        kind = "match" if assertion.match else "plain"
        expected = body.pattern_literal(assertion.match) if assertion.match else ""
        return f"{kind} {assertion.raises}", "", expected
    if len(assertion.statements) != 1:
        return None
    text = assertion.statements[0]
    test = expression(text.removeprefix("assert "))
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or "\n" in text:
        return None
    body_text = text.removeprefix("assert ")
    left = ast.get_source_segment(body_text, test.left) or ""
    operator = {ast.Eq: "==", ast.Is: "is"}.get(type(test.ops[0]))
    if operator is None or local not in body.names_used(left):
        return None
    return _compared(test.comparators[0], operator, left, body_text, makers)


def _compared(
    node: ast.expr, operator: str, left: str, text: str, makers: Collection[str]
) -> tuple[str, str, str] | None:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.approx" and node.args:
        operator, node = "approx", node.args[0]
    if not is_plain(node, makers if operator == "==" else ()):
        return None
    return operator, left, ast.get_source_segment(text, node) or ""
