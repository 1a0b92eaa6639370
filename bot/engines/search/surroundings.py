"""Patches of what a body takes from its surroundings: environment, time, chance, input, argv."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.engines.search.clock import stopped_clock
from bot.engines.search.code import dotted
from bot.engines.search.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.engines.search.code import Code, FunctionNode

PATCHES_MAX = 6
"""Things patched per function."""

_MONKEY = ("monkeypatch",)
_READS_ENV = frozenset({"os.getenv", "os.environ.get", "getenv", "environ.get", "os.environ.pop"})

# Called name -> statements that make it answer the same each time.
_STEADY: dict[str, tuple[str, ...]] = {
    "time.sleep": ('monkeypatch.setattr("time.sleep", lambda seconds: None)',),
    "input": (
        'monkeypatch.setattr("builtins.input", lambda prompt="": "yes")',
        'monkeypatch.setattr("builtins.input", lambda prompt="": "")',
        'monkeypatch.setattr("builtins.input", lambda prompt="": "1")',
    ),
    "sys.stdin": ('monkeypatch.setattr("sys.stdin", io.StringIO("abc\\n1\\n"))',),
    "sys.argv": (
        'monkeypatch.setattr("sys.argv", ["program"])',
        'monkeypatch.setattr("sys.argv", ["program", "abc"])',
        'monkeypatch.setattr("sys.argv", ["program", "--help"])',
    ),
    "sys.platform": (
        'monkeypatch.setattr("sys.platform", "win32")',
        'monkeypatch.setattr("sys.platform", "darwin")',
        'monkeypatch.setattr("sys.platform", "linux")',
    ),
}
_IMPORTS = {"sys.stdin": ("import io",)}
_CHANCE = frozenset({"random", "randint", "choice", "shuffle", "sample", "uniform", "randrange",
                     "choices", "gauss", "getrandbits"})  # fmt: skip


def as_program(line: Piece) -> Piece:
    """Return the statement that runs the code with a list of arguments on its command line."""
    words = '["program", ' + line.source.removeprefix("[") if line.source != "[]" else '["program"]'
    return Piece(f'monkeypatch.setattr("sys.argv", {words})', fixtures=(*line.fixtures, *_MONKEY))


def patches_of(code: Code, node: FunctionNode | None, module: str) -> dict[str, tuple[Piece, ...]]:
    """Map the name of each thing a function depends on to statements that fix it.

    Functions that it calls in the subject count too.
    """
    found: dict[str, tuple[Piece, ...]] = {}
    for part in code.within(node) if node is not None else ():
        for name, pieces in _in_body(code, part, module):
            if name not in found and len(found) < PATCHES_MAX:
                found[name] = pieces
    return found


def _in_body(code: Code, node: ast.AST, module: str) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            yield from _called(one)
            clock = stopped_clock(code, module, one)
            if clock is not None:
                yield dotted(one.func), (clock,)
        elif isinstance(one, ast.Subscript) and dotted(one.value).endswith("environ"):
            yield from _variable(one.slice)
        elif isinstance(one, ast.Attribute) and dotted(one) in _STEADY:
            yield from _steady(dotted(one))


def _called(node: ast.Call) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    name = dotted(node.func)
    if _reads_command_line(node):
        yield from _steady("sys.argv")
    elif name in _READS_ENV and node.args:
        yield from _variable(node.args[0])
    elif name in _STEADY:
        yield from _steady(name)
    elif name.rsplit(".", 1)[-1] in _CHANCE and ("." not in name or name.startswith("random.")):
        yield "chance", (Piece("random.seed(1)", ("import random",)),)


def _reads_command_line(node: ast.Call) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="parse_args" | "parse_known_args"), args=[]):
            return True
        case _:
            return False


def _variable(key: ast.expr) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        sets = [f'monkeypatch.setenv("{key.value}", "{value}")' for value in ("abc", "1", "")]
        unset = f'monkeypatch.delenv("{key.value}", raising=False)'
        yield (
            f"env {key.value}",
            tuple(Piece(text, fixtures=_MONKEY) for text in (*sets[:2], unset, sets[2])),
        )


def _steady(name: str) -> Iterator[tuple[str, tuple[Piece, ...]]]:
    pieces = tuple(Piece(text, _IMPORTS.get(name, ()), (), _MONKEY) for text in _STEADY[name])
    yield name, pieces
