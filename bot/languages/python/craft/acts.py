"""Find what a situation does last, and which method an operator calls. Text only.

The act is the call, or the last set-up statement where the call is empty or only
names what the set-up made.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.languages.python.craft.syntax import expression, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Situation

# Calls that only unwrap what the call inside them gives.
_WRAPPERS = frozenset({"list", "tuple", "next", "set", "dict", "sorted", "asyncio.run", "anext"})
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Eq: "__eq__", ast.NotEq: "__ne__", ast.Lt: "__lt__", ast.LtE: "__le__",
    ast.Gt: "__gt__", ast.GtE: "__ge__", ast.In: "__contains__", ast.NotIn: "__contains__",
    ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.Div: "__truediv__",
    ast.FloorDiv: "__floordiv__", ast.Mod: "__mod__", ast.Pow: "__pow__",
    ast.MatMult: "__matmul__", ast.BitAnd: "__and__", ast.BitOr: "__or__",
    ast.BitXor: "__xor__", ast.LShift: "__lshift__", ast.RShift: "__rshift__",
    ast.USub: "__neg__", ast.UAdd: "__pos__", ast.Invert: "__invert__", ast.Not: "__bool__",
    ast.Load: "__getitem__", ast.Store: "__setitem__", ast.Del: "__delitem__",
}  # fmt: skip

_OF_ITSELF: dict[type[ast.cmpop], str] = {
    ast.Eq: "True", ast.Is: "True", ast.LtE: "True", ast.GtE: "True",
    ast.NotEq: "False", ast.IsNot: "False", ast.Lt: "False", ast.Gt: "False",
}  # fmt: skip


def act(source: str) -> ast.expr | None:
    """Return the expression that a situation's call is about, without list(), asyncio.run()."""
    node = expression(source)
    while node is not None:
        inner = _unwrapped(node)
        if inner is None:
            return node
        node = inner
    return None


def _unwrapped(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.Await):
        return node.value
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _WRAPPERS and len(node.args) == 1:
        inner = node.args[0]
        return inner if isinstance(inner, ast.Call | ast.Await | ast.Attribute) else None
    return None


def done(situation: Situation) -> ast.expr | None:
    """Return the expression that is looked at, or that its last statement is about.

    Of an assignment that is the attribute or item assigned to, of a plain name what it is
    made of; None where the act is no such thing.
    """
    node = act(situation.call)
    if node is not None and not isinstance(node, ast.Name):
        return node
    body = statements(situation.setup[-1]) if situation.setup else []
    return _about(body[-1]) if body else None


def makes_its_value(situation: Situation) -> bool:
    """Tell whether what is looked at came of the act: not an object that was there before it."""
    node = act(situation.call)
    if not isinstance(node, ast.Name):
        return bool(situation.call)
    last = ast.Module(statements(situation.setup[-1]) if situation.setup else [], [])
    return node.id in {
        one.id
        for one in ast.walk(last)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    }


def statements(text: str) -> list[ast.stmt]:
    """Parse statements, [] where they are none."""
    try:
        return parsed(text).body
    except SyntaxError:
        return []


def receivers(situation: Situation) -> dict[str, ast.expr]:
    """Map the set-up's names to the expressions that they were made by, the last one winning."""
    made: dict[str, ast.expr] = {}
    for statement in situation.setup:
        try:
            body = parsed(statement).body
        except SyntaxError:
            continue
        for node in body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                made[node.targets[0].id] = node.value
    return made


def _about(statement: ast.stmt) -> ast.expr | None:
    match statement:
        case ast.Expr(value=value):
            return act(ast.unparse(value))
        case ast.Assign(targets=[ast.Name(), *_], value=value):
            return act(ast.unparse(value))
        case ast.Assign(targets=[target, *_]) | ast.Delete(targets=[target, *_]):
            return target
        case ast.AugAssign(target=target, op=op, value=value):
            return ast.BinOp(target, op, value)
        case ast.With(items=[item, *_]) | ast.AsyncWith(items=[item, *_]):
            return item.context_expr
        case _:
            return None


def operation(node: ast.expr | None) -> tuple[str, ast.expr] | None:
    """Return the special method that an operator calls, and of what; None for no operator."""
    match node:
        case ast.Subscript(value=owner, ctx=context):
            return _OPERATORS[type(context)], owner
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            owner = right if isinstance(operator, ast.In | ast.NotIn) else left
            method = _OPERATORS.get(type(operator))
            return (method, owner) if method else None
        case ast.BinOp(left=owner, op=kind):
            return _OPERATORS[type(kind)], owner
        case ast.UnaryOp(operand=owner, op=sign):
            return _OPERATORS[type(sign)], owner
        case _:
            return None


def calls_within(node: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls inside an expression, the outermost first."""
    return (one for one in ast.walk(node) if isinstance(one, ast.Call))


def is_tautology(source: str, answer: str) -> bool:
    """Tell whether a comparison's answer is no news, since both its sides are the same expression.

    Two objects that are made alike are not the same one: `Money(1) == Money(1)` says something.
    """
    node = expression(source)
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return False
    is_same = ast.dump(node.left) == ast.dump(node.comparators[0])
    makes = any(_callee(one)[:1].isupper() for one in calls_within(node))
    return is_same and not makes and answer == _OF_ITSELF.get(type(node.ops[0]))


def _callee(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]
