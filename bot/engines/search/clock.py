"""Hold the clock still: where a body asks it for now, and where an example that is mined does."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.engines.search.code import dotted, type_names
from bot.engines.search.pieces import Piece

if TYPE_CHECKING:
    from bot.engines.search.code import Code

_MONKEY = ("monkeypatch",)
_NOW = {
    "datetime.datetime.now": ("cls, tz=None", "2024, 1, 31, 12, 30, tzinfo=tz"),
    "datetime.datetime.utcnow": ("cls", "2024, 1, 31, 12, 30"),
    "datetime.datetime.today": ("cls", "2024, 1, 31, 12, 30"),
    "datetime.date.today": ("cls", "2024, 1, 31"),
}
_SECONDS = {
    "time.time": "1700000000.0",
    "time.monotonic": "100.0",
    "time.perf_counter": "100.0",
    "time.time_ns": "1700000000000000000",
}
_DAY, _MOMENT = (2024, 1, 31), (2024, 1, 31, 12, 30)
_TODAY: dict[str, dict[str, tuple[int, ...]]] = {
    "today": {"date": _DAY, "datetime": _MOMENT},
    "now": {"datetime": _MOMENT},
    "utcnow": {"datetime": _MOMENT},
}


def stopped_clock(code: Code, module: str, call: ast.Call) -> Piece | None:
    """Return a statement that makes this call answer the same each time, None for no clock.

    A class that the module asks `isinstance` about is left alone: the stand-in
    would answer otherwise.
    """
    name = dotted(call.func)
    root, _, rest = name.partition(".")
    full = ".".join(filter(None, (code.imported.get(root, ""), rest)))
    if full in _SECONDS:
        held = full if rest else f"{module}.{name}"
        change = f'monkeypatch.setattr("{held}", lambda: {_SECONDS[full]})'
        return Piece(change, fixtures=_MONKEY)
    owner = name.rpartition(".")[0]
    if full not in _NOW or owner in _asked_about(code.tree):
        return None
    kind, method = full.split(".")[1:]
    parameters, values = _NOW[full]
    # What comes by its own name is replaced where the subject keeps it.
    held = f"datetime.{kind}" if "." in owner else f"{module}.{owner}"
    fixed = f"Fixed{kind.capitalize()}"
    stand_in = (
        f"class {fixed}({kind}):\n    @classmethod\n    def {method}({parameters}):\n"
        f"        return {kind}({values})"
    )
    return Piece(
        f'monkeypatch.setattr("{held}", {fixed})',
        (f"from datetime import {kind}",),
        (stand_in,),
        _MONKEY,
    )


def without_clock(code: str) -> str:
    """Return code that asks for no date or time of today: fixed ones stand where it did.

    A test that asks twice fails where midnight lies between.
    """
    if not any(f".{name}(" in code for name in _TODAY):
        return code
    try:
        return ast.unparse(_Dater().visit(ast.parse(code)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code


class _Dater(ast.NodeTransformer):
    """Puts fixed values for `date.today()` and its kin, by the names that the classes have."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        owner, _, method = dotted(node.func).rpartition(".")
        kind = owner.removeprefix("datetime.")
        fixed = _TODAY.get(method, {}).get(kind)
        given = [*node.args, *(one.value for one in node.keywords if one.arg == "tz")]
        others = [one for one in node.keywords if one.arg != "tz"]
        is_starred = any(isinstance(one, ast.Starred) for one in given)
        if fixed is None or others or is_starred or len(given) > (method == "now"):
            return node
        zone = [ast.keyword("tzinfo", one) for one in given]
        numbers: list[ast.expr] = [ast.Constant(one) for one in fixed]
        return ast.Call(ast.parse(owner, mode="eval").body, numbers, zone)


def _asked_about(tree: ast.AST) -> frozenset[str]:
    return frozenset(
        name
        for one in ast.walk(tree)
        if isinstance(one, ast.Call) and dotted(one.func) == "isinstance" and len(one.args) > 1
        for name in type_names(one.args[1])
    )
