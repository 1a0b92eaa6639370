"""Parameters that are handed on as they are: what one function takes, the other takes too."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.engines.search.code import dotted

if TYPE_CHECKING:
    from bot.engines.search.code import Code, FunctionNode

Parameter = tuple[str, str]
"""A callable's qualified name (a class for its constructor), and a parameter of it."""


def flows(code: Code) -> dict[Parameter, list[Parameter]]:
    """Map parameters to those of the subject's functions that they are handed on to."""
    found: dict[Parameter, list[Parameter]] = {}
    for name, node in code.functions:
        own = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
        for call in ast.walk(node):
            if not isinstance(call, ast.Call):
                continue
            callee = _callee(code, name, dotted(call.func))
            for taken, given in _handed(callee, call) if callee else ():
                if given in own and callee is not None:
                    start = (_public(name), given)
                    found.setdefault(start, []).append((_public(callee[0]), taken))
    return found


def _callee(code: Code, caller: str, called: str) -> tuple[str, FunctionNode] | None:
    """Find the function that a dotted name in a function's body stands for."""
    around = caller.rpartition(".")[0]
    own, _, method = called.partition(".")
    inside = f"{around}.{method}" if own in {"self", "cls"} else called
    names = {called, f"{called}.__init__", inside}
    return code.first_named(names)


def _handed(callee: tuple[str, FunctionNode], call: ast.Call) -> list[tuple[str, str]]:
    """Pair the callee's parameters with the names that the call gives them."""
    name, node = callee
    plain = [one.arg for one in (*node.args.posonlyargs, *node.args.args)]
    if "." in name and plain[:1] in (["self"], ["cls"]):
        plain = plain[1:]
    pairs = [*zip(plain, call.args, strict=False), *((one.arg, one.value) for one in call.keywords)]
    return [(taken, value.id) for taken, value in pairs if taken and isinstance(value, ast.Name)]


def _public(name: str) -> str:
    return name.removesuffix(".__init__")
