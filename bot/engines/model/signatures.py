"""Calls and signatures as prompts write them: what is called, and what it takes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.domain.facts import Flavour, ParameterKind
from bot.engines.repair.script import parsed

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts, TypeFacts
    from bot.domain.trial import Situation
    from bot.engines.search.pieces import Way

ENTERED = frozenset({Flavour.CONTEXT_MANAGER, Flavour.ASYNC_CONTEXT_MANAGER})
"""What a `with` goes around: the block inside decides what runs, so that no call says it."""

_STARS = {ParameterKind.VAR_POSITIONAL: "*", ParameterKind.VAR_KEYWORD: "**"}


def called(situation: Situation, ways: tuple[Way, ...]) -> str:
    """Write a call with the parameters that its callee declares; as it is where none is known.

    What is entered is written as people enter it: "with pool.lent(size: int):".
    """
    if ways and ways[0].target.flavour in ENTERED:
        return _entered(situation, ways[0])
    tree = parsed(situation.call)
    node = tree.body[0] if tree is not None and tree.body else None
    called = node.value if isinstance(node, ast.Expr) else None
    if isinstance(called, ast.Call):
        name = ast.unparse(called.func)
        short = name.rpartition(".")[2]
        for way in ways:
            if way.target.qualname.rpartition(".")[2] == short and way.then is None:
                return f"{name}({parameters(way.target)})"
    return situation.call


def _entered(situation: Situation, way: Way) -> str:
    """Write the `with` of a set-up with the parameters that its callee declares.

    What is entered in a coroutine is told as the call that runs it.
    """
    for text in situation.setup:
        tree = parsed(text)
        for node in ast.walk(tree or ast.Module([], [])):
            match node:
                case ast.With(items=[ast.withitem(context_expr=ast.Call(func=func))]):
                    return f"with {ast.unparse(func)}({parameters(way.target)}):"
                case _:
                    pass
    return situation.call


def parameters(target: CallableFacts) -> str:
    """Write what a callable takes, as its definition does."""
    return ", ".join(
        f"{_STARS.get(one.kind, '')}{one.name}{_type(one.type)}"
        + (f" = {one.default}" if one.default is not None else "")
        for one in target.parameters
    )


def _type(declared: TypeFacts) -> str:
    text = _type_text(declared)
    return f": {text}" if text else ""


def _type_text(declared: TypeFacts) -> str:
    """Write a type as annotations do, "" where a part of it is not known."""
    if declared.literals:
        return " | ".join(declared.literals)
    short = declared.name.rpartition(".")[2]
    if not short.isidentifier():
        return ""
    args = [_type_text(one) for one in declared.args]
    if not args or not all(args):
        return short
    return " | ".join(args) if short == "Union" else f"{short}[{', '.join(args)}]"
