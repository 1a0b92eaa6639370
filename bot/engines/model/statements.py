"""Read one statement or call of a model's answer: what it looks at, sets up, and expects.

Nothing here runs or imports anything. What is too long, too deep or not to be seen is left out.
"""

from __future__ import annotations

import ast
import re

from bot.engines.repair.cut import parsable_prefix
from bot.engines.repair.script import parse

TEXT_CHARS_MAX = 600
"""Characters of one statement or call that are read; a longer one is left out."""

NODES_MAX = 250
"""Nodes of one statement; a larger one is left out."""

DEPTH_MAX = 40
"""Nodes inside one another in one statement; a deeper one is left out: trees are walked by
recursion, and what people write is nested a dozen deep."""

_ERROR = re.compile(r"[A-Za-z_][\w.]{0,60}\Z")
_NOTHING = frozenset({"", "none", "null", "no", "false"})

Called = tuple[str, tuple[str, ...], str]
"""A call, the set-up that stood before it, and the name of the error it expects."""


def statements_of(text: str) -> tuple[str, ...]:
    """Return what parses of a text, up to the first that does not."""
    if not is_readable(text):
        return ()
    found = parsable_prefix(text.strip("\n "))
    return tuple(one for one in found if is_small(one))


def is_readable(text: str) -> bool:
    """Tell whether a text is short and holds no characters that nobody sees."""
    return len(text) <= TEXT_CHARS_MAX and all(
        char.isprintable() or char in "\n\t" for char in text
    )


def is_small(text: str) -> bool:
    """Tell whether a statement parses, and has few nodes, not too far inside one another."""
    tree = parse(text)
    level: list[ast.AST] = [tree] if tree is not None else []
    count = depth = 0
    while level and count <= NODES_MAX and depth <= DEPTH_MAX:
        count, depth = count + len(level), depth + 1
        level = [inner for one in level for inner in ast.iter_child_nodes(one)]
    return 0 < count <= NODES_MAX and depth <= DEPTH_MAX


def called(text: str) -> Called | None:
    """Return what a call's text looks at, set-up that it brings, and the error it expects.

    A model writes `x = f(1)`, `assert f(1) == 2`, `print(f(1))` and `with pytest.raises(E):`
    for `f(1)`. What sets an attribute or an item is set-up of a call that is not written: "".
    None where it is no expression in any way.
    """
    statements = statements_of(text)
    if not statements:
        return None
    *before, last = (parse(one) for one in statements)
    setup = tuple(statements[:-1])
    assert last is not None
    assert None not in before
    raises = ""
    match last.body[-1]:
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            return "", (*setup, ast.unparse(last.body[-1])), ""
        case (
            ast.Expr(value=value) | ast.Assign(value=value) | ast.Return(value=ast.expr() as value)
        ):
            found = value
        case ast.Assert(test=ast.Compare(left=ast.Call() as value)) | ast.Assert(test=value):
            found = value
        case ast.With(items=[ast.withitem(context_expr=ast.Call() as manager)], body=body):
            raises = _raised(manager)
            inner = called("\n".join(map(ast.unparse, body))) if raises else None
            # What only sets something has no call that could be looked at after it.
            return (inner[0], (*setup, *inner[1]), raises) if inner and inner[0] else None
        case _:
            return None
    return ast.unparse(_looked_at(found)), setup, raises


def _looked_at(value: ast.expr) -> ast.expr:
    """Look into `print(f(x))`, `await f(x)` and `f(x) + " and so on"`.

    What awaits is called by the proposal.
    """
    match value:
        case ast.Call(func=ast.Name(id="print"), args=[inner], keywords=[]):
            return inner
        case ast.Await(value=inner):
            return inner
        case ast.BinOp(op=ast.Add()):
            first, *others = _added(value)
            is_glued = any(isinstance(one, ast.Constant | ast.JoinedStr) for one in others)
            return first if is_glued and isinstance(first, ast.Call) else value
        case _:
            return value


def _added(value: ast.expr) -> list[ast.expr]:
    """Return what is added to each other, from the left."""
    others: list[ast.expr] = []
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        others.append(value.right)
        value = value.left
    return [value, *reversed(others)]


def _raised(manager: ast.Call) -> str:
    if ast.unparse(manager.func).rpartition(".")[2] != "raises" or not manager.args:
        return ""
    return error_name(ast.unparse(manager.args[0]))


def error_name(given: object) -> str:
    """Return the name of an exception; "" where it is none."""
    name = given.strip() if isinstance(given, str) else ""
    return name if _ERROR.match(name) and name.lower() not in _NOTHING else ""
