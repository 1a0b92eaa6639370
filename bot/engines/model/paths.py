"""What leads to a line: the conditions on the way, as the code says them and in words."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.coverage import Arc
    from bot.engines.search.code import FunctionNode

CONDITION_CHARS_MAX = 120
"""Characters of one condition in a prompt."""

_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Condition:
    """One condition on the way to a line.

    `line` is where it is decided; it is met where one of `into` runs right after it. `text` is
    its source ("" where it is no expression), `wanted` what it must be, `says` all in words.
    """

    line: int
    into: frozenset[int]
    says: str
    text: str = ""
    wanted: bool = True

    def is_met(self, arcs: frozenset[Arc]) -> bool:
        """Tell whether a run that decided it went the wanted way."""
        return any((self.line, line) in arcs for line in self.into)


def conditions_to(node: FunctionNode, line: int) -> tuple[Condition, ...]:
    """Return the conditions that must hold for a line of a function to run, outermost first."""
    return tuple(_within(node.body, line))


def _within(body: Sequence[ast.stmt], line: int) -> Iterator[Condition]:
    for at, one in enumerate(body):
        if line in _range(one):
            yield from _into(one, line)
            return
        if isinstance(one, ast.If) and not one.orelse and _leaves(one.body):
            yield _decided(one.test, one.lineno, body[at + 1 : at + 2], wanted=False)
        elif isinstance(one, ast.For) and any(isinstance(n, ast.Return) for n in ast.walk(one)):
            says = f"the loop over `{_short(one.iter)}` ends without a return"
            yield Condition(one.lineno, _starts(body[at + 1 : at + 2]), says)


def _into(one: ast.stmt, line: int) -> Iterator[Condition]:
    match one:
        case ast.If(test=test) | ast.While(test=test):
            yield from _branch(one, test, line)
        case ast.For() | ast.AsyncFor():
            yield from _looped(one, line)
        case ast.Try() | ast.TryStar():
            yield from _tried(one, line)
        case ast.With() | ast.AsyncWith():
            yield from _within(one.body, line)
        case ast.Match():
            yield from _matched(one, line)
        case ast.FunctionDef() | ast.AsyncFunctionDef() if _holds(one.body, line):
            says = f"the inner function `{one.name}` is called"
            yield Condition(one.lineno, frozenset(), says)
            yield from _within(one.body, line)
        case _:
            return


def _looped(one: ast.For | ast.AsyncFor, line: int) -> Iterator[Condition]:
    if _holds(one.body, line):
        says = f"`{_short(one.iter)}` has at least one item"
        yield Condition(one.lineno, _starts(one.body), says)
    yield from _within(one.body if _holds(one.body, line) else one.orelse, line)


def _branch(one: ast.If | ast.While, test: ast.expr, line: int) -> Iterator[Condition]:
    for body, wanted in ((one.body, True), (one.orelse, False)):
        if _holds(body, line):
            yield _decided(test, one.lineno, body, wanted=wanted)
            yield from _within(body, line)


def _tried(one: ast.Try | ast.TryStar, line: int) -> Iterator[Condition]:
    for body in (one.body, one.orelse, one.finalbody):
        if _holds(body, line):
            yield from _within(body, line)
    for handler in one.handlers:
        if line in range(handler.lineno, (handler.end_lineno or handler.lineno) + 1):
            error = _short(handler.type) if handler.type else "an exception"
            first = _short(one.body[0])
            yield Condition(
                handler.lineno,
                _starts(handler.body),
                f"`{first}` raises {error}",
            )
            yield from _within(handler.body, line)


def _matched(one: ast.Match, line: int) -> Iterator[Condition]:
    for case in one.cases:
        if _holds(case.body, line):
            text = f"`{_short(one.subject)}` matches `{_short(case.pattern)}`"
            if case.guard is not None:
                text += f" and `{_short(case.guard)}` is true"
            yield Condition(case.pattern.lineno, _starts(case.body), text)
            yield from _within(case.body, line)


def _decided(test: ast.expr, line: int, into: Sequence[ast.stmt], *, wanted: bool) -> Condition:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _decided(test.operand, line, into, wanted=not wanted)
    text = _short(test)
    return Condition(line, _starts(into), f"`{text}` is {str(wanted).lower()}", text, wanted)


def _leaves(body: Sequence[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[-1], _LEAVES)


def _holds(body: Sequence[ast.stmt], line: int) -> bool:
    return any(line in _range(one) for one in body)


def _starts(body: Sequence[ast.stmt]) -> frozenset[int]:
    return frozenset({body[0].lineno}) if body else frozenset()


def _range(one: ast.stmt) -> range:
    decorators = getattr(one, "decorator_list", [])
    first = min([one.lineno, *(decorator.lineno for decorator in decorators)])
    return range(first, (one.end_lineno or one.lineno) + 1)


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= CONDITION_CHARS_MAX else f"{text[:CONDITION_CHARS_MAX]}..."
