"""Say what the last branch asked that a situation took: "when_value_is_negative". Text only.

How an input is spelled tells less than what the code asks of it; only questions about a
parameter or a public attribute are told, and only where the answer was yes, or where a no
led to the error that is raised further down.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bot.languages.python.craft.words import UNSAID, article, snake, value_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.languages.python.craft.definitions import Definition

_BLOCKS = ast.With | ast.AsyncWith | ast.Try
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_RELATIONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "is", ast.Is: "is", ast.NotEq: "is_not", ast.IsNot: "is_not", ast.In: "is_in",
    ast.NotIn: "is_not_in", ast.Lt: "is_below", ast.LtE: "is_at_most", ast.Gt: "is_above",
    ast.GtE: "is_at_least",
}  # fmt: skip
_ABOUT_ZERO: dict[type[ast.cmpop], str] = {
    ast.Lt: "is_negative", ast.LtE: "is_not_positive", ast.Gt: "is_positive",
    ast.GtE: "is_not_negative",
}  # fmt: skip
_IS = re.compile(r"_*is_?(?=[a-z])")


def asked(
    definition: Definition, given: Collection[str], ran: frozenset[int], raised_at: int = 0
) -> str:
    """Return the last question answered with yes among the lines that ran; "" for none.

    Questions about a parameter are told only if the call gives it: `given`.
    `raised_at` is the line of the `raise` that ended it, 0 for none: the last question before
    that one is told however it was answered.
    """
    body = definition.node.body
    is_own = body[0].lineno <= raised_at <= (body[-1].end_lineno or 0)
    path = [test for test, holds in _answered(body, ran) if holds or is_own]
    told = [said for test in path if (said := _said(test, given))]
    if is_own and path:
        # What was asked before the last question did not decide it.
        return _said(path[-1], given)
    return told[-1] if told else ""


Answer = tuple[ast.expr, bool]
"""What holds after an answer, and whether that answer was yes."""


def _answered(body: Sequence[ast.stmt], ran: frozenset[int]) -> Iterator[Answer]:
    """Yield what was asked and answered, in order; of loops nothing: both arms may be entered."""
    for node in body:
        if node.lineno not in ran and not isinstance(node, ast.Try):
            continue
        if isinstance(node, ast.If):
            yield from _of_if(node, ran)
        elif isinstance(node, _BLOCKS):
            yield from _answered(node.body, ran)


def _of_if(node: ast.If, ran: frozenset[int]) -> Iterator[Answer]:
    first = node.body[0].lineno
    if first == node.lineno:
        # Of a branch in one line its lines do not tell whether it was entered.
        return
    if first in ran:
        yield node.test, True
        yield from _answered(node.body, ran)
    else:
        yield _opposite(node.test), False
        yield from _answered(node.orelse, ran)


def _opposite(test: ast.expr) -> ast.expr:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            return inner
        case _:
            return ast.UnaryOp(ast.Not(), test)


def _said(test: ast.expr, names: Collection[str]) -> str:
    """Say that a test holds; "" where it is more than one question, or of something else."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Compare(left, [op], [right])):
            flipped = _FLIPPED[type(op)]()
            return _said(ast.Compare(left, [flipped], [right]), names)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(_subject(left, names), op, right)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call() as call):
            return _called(call, names, "is_not")
        case ast.Call():
            return _called(test, names, "is")
        case ast.UnaryOp(op=ast.Not(), operand=inner) if _subject(inner, names):
            return f"without_{_subject(inner, names)}"
        case _:
            return f"with_{_subject(test, names)}" if _subject(test, names) else ""


def _subject(node: ast.expr, names: Collection[str]) -> str:
    """Name the parameter or public attribute that is asked about, "" for anything else."""
    match node:
        case ast.Name(id=name) if name in names:
            return snake(name)
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if not name.startswith("_"):
            return snake(name)
        case _:
            return ""


def _compared(subject: str, op: ast.cmpop, right: ast.expr) -> str:
    if not subject:
        return ""
    if type(op) in _ABOUT_ZERO and isinstance(right, ast.Constant) and right.value == 0:
        return f"when_{subject}_{_ABOUT_ZERO[type(op)]}"
    value = _value(right)
    if value == "none" and isinstance(op, ast.IsNot | ast.NotEq):
        return f"with_{subject}"
    if value == "empty_text":
        value = "empty"
    return f"when_{subject}_{_RELATIONS[type(op)]}_{value}" if value else ""


def _value(node: ast.expr) -> str:
    """Say a constant, or what it is called; "" for what is worked out."""
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()) | ast.Constant():
            said = value_words(ast.literal_eval(node))
            return "" if said in UNSAID else said
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return snake(name)
        case _:
            return ""


def _called(call: ast.Call, names: Collection[str], verb: str) -> str:
    """Say what a question by name asks: isinstance, `is_full(x)`, `x.isdigit()`."""
    match call:
        case ast.Call(func=ast.Name("isinstance"), args=[node, ast.Name(id=kind)], keywords=[]):
            subject = _subject(node, names)
            return f"when_{subject}_{verb}_{article(snake(kind))}" if subject else ""
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[node], keywords=[]):
            subject, said = _subject(node, names), _IS.sub("", name)
        case ast.Call(func=ast.Attribute(value=node, attr=name), args=[], keywords=[]):
            subject, said = _subject(node, names), _IS.sub("", name)
        case _:
            return ""
    return f"when_{subject}_{verb}_{snake(said)}" if subject and said != name else ""
