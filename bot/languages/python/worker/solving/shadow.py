"""Make a function of a puzzle: its unknowns are the parameters, its set-up and call the body."""

from __future__ import annotations

import ast
import importlib
import inspect
import types
import typing
from itertools import islice
from typing import TYPE_CHECKING, Any, Callable

import pytest

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from ..protocol import Plain

ITEMS_MAX = 50
"""Items taken from an iterator that a call gives back."""

STEPS_MAX = 1000
"""Steps of a coroutine that waits for nothing real."""

# Names that no subject's own hides behind.
_NOW, _SHADOW = "_missions_now", "_missions_shadow"
_PATCH = "monkeypatch"
FILE = "<puzzle>"


class Left(Exception):
    """The call would have ended the program."""


def shadow_of(puzzle: Plain) -> tuple[Callable[..., object], inspect.Signature]:
    """Return the function and a signature with evaluated annotations.

    Raises:
        Exception: whatever the puzzle's imports or annotations raise.
    """
    namespace: dict[str, Any] = {"__name__": FILE, _NOW: _run_now}
    exec("\n".join(puzzle["imports"]), namespace)
    body = [ast.parse(text) for text in (*puzzle["setup"], f"return_ = ({puzzle['call'] or None})")]
    statements = [node for one in body for node in _Now().visit(one).body]
    statements[-1] = ast.Return(statements[-1].value)
    names = [unknown["name"] for unknown in puzzle["unknowns"]]
    made = ast.parse(f"def {_SHADOW}({', '.join((_PATCH, *names))}): pass", FILE)
    made.body[0].body = statements  # type: ignore[attr-defined]  # it is the function above
    exec(compile(ast.fix_missing_locations(made), FILE, "exec"), namespace)
    # Apart, so that a subject's own `List` is not taken for `typing`'s.
    types_known: dict[str, Any] = {**vars(typing), "imported": _imported}
    parameters = [
        inspect.Parameter(
            unknown["name"],
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            annotation=eval(unknown["type"], types_known),
        )
        for unknown in puzzle["unknowns"]
    ]
    return _Whole(namespace[_SHADOW]), inspect.Signature(parameters)


def _imported(module: str, qualname: str) -> object:
    """Return a class by its place."""
    found: object = importlib.import_module(module)
    for part in qualname.split("."):
        found = getattr(found, part)
    return found


class _Whole:
    """Calls the function so that all of its body runs, and nothing ends the program."""

    def __init__(self, function: Callable[..., object]) -> None:
        self._function = function

    def __call__(self, *args: object) -> object:
        try:
            with pytest.MonkeyPatch.context() as patch:
                value = self._function(patch, *args)
                if isinstance(value, types.GeneratorType):
                    return list(islice(value, ITEMS_MAX))
        except (SystemExit, KeyboardInterrupt, GeneratorExit) as end:
            raise Left(str(end)) from end
        return value


class _Now(ast.NodeTransformer):
    """Replaces `asyncio.run(...)`, which needs sockets, by stepping through the coroutine."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if ast.unparse(node.func) == "asyncio.run":
            return ast.Call(ast.Name(_NOW, ast.Load()), node.args, [])
        return node


def _run_now(coroutine: Coroutine[object, object, object]) -> object:
    """Run a coroutine that waits for nothing real."""
    try:
        for _ in range(STEPS_MAX):
            coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise Left("the coroutine waits for too long")
