"""Propose the single-line edits of a function's syntax tree that make mutants. Text only."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.tested import Mutant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.languages.python.craft.lines import Lines


class Kind(StrEnum):
    """What a mutant does to the code."""

    COMPARISON = "comparison"
    BOOLEAN = "boolean"
    ARITHMETIC = "arithmetic"
    CONSTANT = "constant"
    RETURN = "return"
    LOOP = "loop"
    ARGUMENTS = "arguments"
    STATEMENT = "statement"


Edit = tuple[Kind, Mutant]

_COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: (r"<", ("<=", "==", "!=")),
    ast.LtE: (r"<=", ("<", ">", "==")),
    ast.Gt: (r">", (">=", "==", "!=")),
    ast.GtE: (r">=", (">", "<", "==")),
    ast.Eq: (r"==", ("!=", "<=", ">=")),
    ast.NotEq: (r"!=", ("==", "<", ">")),
    ast.Is: (r"\bis\b", ("is not",)),
    ast.IsNot: (r"\bis\s+not\b", ("is",)),
    ast.In: (r"\bin\b", ("not in",)),
    ast.NotIn: (r"\bnot\s+in\b", ("in",)),
}
_SETTLED: dict[type[ast.cmpop], str] = {
    ast.LtE: "True", ast.GtE: "True", ast.Lt: "False", ast.Gt: "False",
}  # fmt: skip
# Two others for each: of few inputs one alone often gives what the operator itself gives.
_OPERATORS: dict[type[ast.operator], tuple[str, tuple[str, str]]] = {
    ast.Add: ("+", ("-", "*")),
    ast.Sub: ("-", ("+", "*")),
    ast.Mult: ("*", ("/", "+")),
    ast.Div: ("/", ("*", "//")),
    ast.FloorDiv: ("//", ("*", "/")),
    ast.Mod: ("%", ("*", "//")),
    ast.Pow: ("**", ("*", "-")),
    ast.BitAnd: ("&", ("|", "^")),
    ast.BitOr: ("|", ("&", "^")),
    ast.BitXor: ("^", ("&", "|")),
    ast.LShift: ("<<", (">>", "*")),
    ast.RShift: (">>", ("<<", "//")),
}
_LOG_METHODS = frozenset(
    {"critical", "debug", "error", "exception", "info", "log", "warn", "warning"}
)
_LOGGER = re.compile(r"(?i)(^|[._])(log|logger|logging|warnings)$")
_NEGATED = ast.Name | ast.Attribute | ast.Call | ast.Subscript
_NAMED = ast.Name | ast.Attribute
# Either order of what they take is the same, or the other one is no call at all.
_SYMMETRIC = frozenset(
    {
        "max", "min", "math.gcd", "math.hypot", "math.isclose", "isinstance", "issubclass",
        "super", "getattr", "setattr", "hasattr", "delattr",
    }
)  # fmt: skip
_VOIDED = (
    ast.Call | ast.Attribute | ast.Subscript | ast.List | ast.Dict | ast.Set | ast.ListComp
    | ast.DictComp | ast.SetComp | ast.JoinedStr | ast.Name
)  # fmt: skip


def edits(node: ast.AST, lines: Lines) -> Iterator[Edit]:
    """Yield the edits of one node itself, not of those inside it."""
    for kind, mutant in _edits(node, lines):
        if mutant is not None and mutant.before != mutant.after:
            yield kind, mutant


def _edits(node: ast.AST, lines: Lines) -> Iterator[tuple[Kind, Mutant | None]]:
    match node:
        case ast.Compare():
            yield from _compare(node, lines)
        case ast.BinOp():
            yield from ((Kind.ARITHMETIC, mutant) for mutant in _arithmetic(node, lines))
        case ast.UnaryOp(op=ast.USub() | ast.Invert()):
            yield Kind.ARITHMETIC, _without_sign(node, lines)
        case ast.Constant():
            yield from ((Kind.CONSTANT, mutant) for mutant in _constant(node, lines))
        case ast.Call(args=[first, second, *_]):
            yield Kind.ARGUMENTS, _swapped(node, first, second, lines)
        case ast.ExceptHandler(type=ast.expr() as caught):
            yield Kind.STATEMENT, lines.replaced(caught, "()")
        case ast.stmt():
            yield from _statement(node, lines)
        case _:
            pass
    yield from ((Kind.COMPARISON, mutant) for mutant in _beyond(node, lines))
    yield from _boolean(node, lines)


def _boolean(node: ast.AST, lines: Lines) -> Iterator[tuple[Kind, Mutant | None]]:
    match node:
        case ast.BoolOp():
            word, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            for left, right in zip(node.values, node.values[1:], strict=False):
                yield Kind.BOOLEAN, lines.between(left, right, rf"\b{word}\b", other)
            for at in node.values:
                if isinstance(at, _NEGATED):
                    yield Kind.BOOLEAN, _negated(at, lines)
        case ast.UnaryOp(op=ast.Not()):
            yield Kind.BOOLEAN, _without_not(node, lines)
        case ast.If() | ast.While() | ast.IfExp() if isinstance(node.test, _NEGATED):
            yield Kind.BOOLEAN, _negated(node.test, lines)
        case _:
            pass


def _compare(node: ast.Compare, lines: Lines) -> Iterator[tuple[Kind, Mutant | None]]:
    operands = [node.left, *node.comparators]
    for at, operator in enumerate(node.ops):
        token, others = _COMPARISONS[type(operator)]
        for other in others:
            mutant = lines.between(operands[at], operands[at + 1], token, other)
            yield Kind.COMPARISON, mutant


def _beyond(node: ast.AST, lines: Lines) -> Iterator[Mutant | None]:
    """Leave out a limit, so that only what lies beyond it tells.

    Of a chain the first or the last goes; a filter's and an expression's one always gives
    the same answer: there no coverage asks for both.
    """
    match node:
        case ast.Compare(ops=[_, _, *_]) if node.end_lineno == node.lineno:
            chain = [node.left, *node.comparators]
            yield lines.edit(node.lineno, node.col_offset, chain[1].col_offset, "")
            last = chain[-2].end_col_offset or 0
            yield lines.edit(node.lineno, last, node.end_col_offset or 0, "")
        case ast.IfExp(test=test):
            yield _settled(test, lines)
        case ast.comprehension(ifs=tests):
            yield from (_settled(test, lines) for test in tests)
        case _:
            return


def _settled(test: ast.expr, lines: Lines) -> Mutant | None:
    match test:
        case ast.Compare(ops=[operator]) if type(operator) in _SETTLED:
            return lines.replaced(test, _SETTLED[type(operator)])
        case _:
            return None


def _negated(node: ast.expr, lines: Lines) -> Mutant:
    return lines.edit(node.lineno, node.col_offset, node.col_offset, "not ")


def _without_not(node: ast.UnaryOp, lines: Lines) -> Mutant | None:
    if node.operand.lineno != node.lineno:
        return None
    mutant = lines.edit(node.lineno, node.col_offset, node.operand.col_offset, "")
    # "not (a)": the parenthesis belongs to neither node and stays.
    word = mutant.before.partition("(")[0]
    return Mutant(mutant.line, mutant.column, mutant.column + len(word), word, "")


def _without_sign(node: ast.UnaryOp, lines: Lines) -> Mutant:
    return lines.edit(node.lineno, node.col_offset, node.col_offset + 1, "")


def _arithmetic(node: ast.BinOp, lines: Lines) -> Iterator[Mutant | None]:
    found = _OPERATORS.get(type(node.op))
    if found is None or _is_text(node.left) or _is_text(node.right):
        return
    for other in found[1]:
        yield lines.between(node.left, node.right, re.escape(found[0]), other)


def _augmented(node: ast.AugAssign, lines: Lines) -> Iterator[Mutant | None]:
    found = _OPERATORS.get(type(node.op))
    if found is None or _is_text(node.value):
        return
    for other in found[1]:
        yield lines.between(node.target, node.value, re.escape(found[0]) + "=", other + "=")


def _swapped(node: ast.Call, first: ast.expr, second: ast.expr, lines: Lines) -> Mutant | None:
    """Exchange the first two arguments, where both are names that a person could mix up."""
    texts = ast.unparse(first), ast.unparse(second)
    is_named = isinstance(first, _NAMED) and isinstance(second, _NAMED) and texts[0] != texts[1]
    one_line = first.lineno == second.end_lineno and second.end_col_offset is not None
    known = ast.unparse(node.func) in _SYMMETRIC or is_log(node)
    if not is_named or not one_line or known:
        return None
    after = f"{texts[1]}, {texts[0]}"
    mutant = lines.edit(first.lineno, first.col_offset, second.end_col_offset or 0, after)
    # A parenthesis between them belongs to neither.
    return None if "(" in mutant.before or ")" in mutant.before else mutant


def _is_text(node: ast.expr) -> bool:
    """Tell whether arithmetic on it is putting texts or rows together: no other operator fits."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    return isinstance(node, ast.JoinedStr | ast.List | ast.ListComp | ast.Tuple)


def _constant(node: ast.Constant, lines: Lines) -> Iterator[Mutant | None]:
    match node.value:
        case bool() as value:
            yield lines.replaced(node, str(not value))
        case int() | float() as value if value - 1 < value < value + 1:
            yield lines.replaced(node, repr(value + 1))
            yield lines.replaced(node, repr(value - 1))
        case str() as value:
            yield lines.replaced(node, '""' if value else '"XX"')
        case _:
            return


def _statement(node: ast.stmt, lines: Lines) -> Iterator[tuple[Kind, Mutant | None]]:
    match node:
        case ast.Return(value=ast.expr() as value):
            yield Kind.RETURN, _void(value, lines)
        case ast.AugAssign():
            yield from ((Kind.ARITHMETIC, mutant) for mutant in _augmented(node, lines))
            yield Kind.STATEMENT, lines.replaced(node, "pass")
        case ast.For() | ast.Break() | ast.Continue():
            yield Kind.LOOP, _loop(node, lines)
        case ast.Expr(value=ast.Call() as call) if not is_log(call):
            yield Kind.STATEMENT, lines.replaced(node, "pass")
        case ast.Raise():
            yield Kind.STATEMENT, lines.replaced(node, "pass")
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield Kind.STATEMENT, lines.replaced(node, "pass")
        case _:
            pass


def _loop(node: ast.For | ast.Break | ast.Continue, lines: Lines) -> Mutant | None:
    """Loop over nothing, go on where it ended, or end where it went on."""
    if isinstance(node, ast.For):
        return lines.replaced(node.iter, "()")
    return lines.replaced(node, "continue" if isinstance(node, ast.Break) else "break")


def _void(value: ast.expr, lines: Lines) -> Mutant | None:
    """Return None instead; a value of many lines gets "None and " before it."""
    if isinstance(value, ast.Constant):
        is_telling = value.value is not None and not isinstance(value.value, bool)
        return lines.replaced(value, "None") if is_telling else None
    if value.end_lineno == value.lineno:
        return lines.replaced(value, "None")
    if isinstance(value, _VOIDED):
        return lines.edit(value.lineno, value.col_offset, value.col_offset, "None and ")
    return None


def is_log(call: ast.Call) -> bool:
    """Tell whether a call only logs or warns."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in _LOG_METHODS:
        return False
    return bool(_LOGGER.search(ast.unparse(function.value)))
