"""Refuse generated code that has no business in a test, by its syntax tree.

Defence in depth: the sandbox is the wall, this is the sign on it. Set-up mined from
people's tests passes here too, so ordinary work with files under tmp_path is allowed.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bot.languages.python.craft.definitions import Function
from bot.languages.python.craft.screen_files import file_reason
from bot.languages.python.craft.screen_rules import ATTRIBUTES, CALL_PREFIXES, CALLS, MODULES, NAMES
from bot.languages.python.craft.screen_scope import scope_of
from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.languages.python.craft.screen_scope import Scope

SLEEP_S_MAX = 0.05
CODE_CHARS_MAX = 200_000
TEST_LINES_MAX = 25
COLUMNS_MAX = 88
WRAPPED_CHARS = 50
"""About what a formatter puts on each line of a call that does not fit on one."""

_PRAGMA = re.compile(r"#.*\bpragma\b.*\bno\s*(cover|branch)", re.IGNORECASE)
_IMPORTERS = frozenset({"importlib.import_module", "runpy.run_module"})


def screened(source: str, *, subject: str, module: str) -> str:
    """Return why code must not run, "" when it may; "unreadable: ..." where it does not parse.

    `subject` is the path that it must not open, `module` what runpy may run.
    """
    if len(source) > CODE_CHARS_MAX:
        return "unreadable: it is too long"
    try:
        tree = parsed(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"unreadable: {error}"
    if _PRAGMA.search(source):
        return "it hides lines from coverage"
    longest = max((one for node in tree.body for one in _lengths(node, source)), default=0)
    if longest > TEST_LINES_MAX:
        return f"it is too long to review ({longest} lines, at most {TEST_LINES_MAX})"
    scope = scope_of(tree)
    for node in ast.walk(tree):
        reason = _reason(node, scope, module) or file_reason(node, scope, subject)
        if reason:
            return f"{reason} (line {getattr(node, 'lineno', 1)})"
    return ""


def _lengths(node: ast.stmt, source: str) -> list[int]:
    """Count about the lines that a formatter gives a test function, blank ones left out.

    A class that it defines is read by itself, and counted so: where tests share it, it moves out.
    """
    if not isinstance(node, Function) or not node.name.startswith("test"):
        return [0]
    own = source.split("\n")
    classes = [one for one in node.body if isinstance(one, ast.ClassDef)]
    inside = [_length(own[one.lineno - 1 : one.end_lineno]) for one in classes]
    return [_length(own[node.lineno - 1 : node.end_lineno]) - sum(inside), *inside]


def _length(own: Sequence[str]) -> int:
    wrapped = [len(line) // WRAPPED_CHARS for line in own if len(line) > COLUMNS_MAX]
    return sum(bool(line.strip()) for line in own) + sum(wrapped)


def _reason(node: ast.AST, scope: Scope, module: str) -> str:  # noqa: PLR0911 - one answer a kind of node
    match node:
        case ast.Import(names=names):
            return _first(_module_reason(item.name) for item in names)
        case ast.ImportFrom(module=origin, names=names):
            return _import_from(origin or "", [item.name for item in names])
        case ast.Call():
            return _call_reason(node, scope, module)
        case ast.Attribute() | ast.Name():
            return _name_reason(node, scope)
        case ast.Assert():
            return _assert_reason(node.test)
        case ast.Lambda() | ast.While():
            return _flow_reason(node)
        case ast.Subscript() if scope.dotted(node.value) == "sys.modules":
            is_read = isinstance(node.ctx, ast.Load)
            return "it reaches below Python" if is_read else "it replaces loaded modules"
        case _:
            return ""


def _flow_reason(node: ast.Lambda | ast.While) -> str:
    """Refuse loops without an end, and fakes that a reader cannot follow."""
    if isinstance(node, ast.While):
        is_endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
        return "it may never end" if is_endless else ""
    is_nested = any(isinstance(one, ast.Lambda) for one in ast.walk(node.body))
    return "its fakes answer with fakes" if is_nested else ""


def _first(reasons: Iterable[str]) -> str:
    return next((reason for reason in reasons if reason), "")


def _module_reason(name: str) -> str:
    """Judge a dotted module: refused by itself or by a package that it lies in."""
    return _first(
        reason
        for reason, refused in MODULES.items()
        if any(name == one or name.startswith(f"{one}.") for one in refused)
    )


def _import_from(origin: str, names: list[str]) -> str:
    if "*" in names:
        return "it imports everything"
    whole = [f"{origin}.{name}" for name in names]
    return _first(map(_module_reason, [origin, *whole])) or _first(
        _listed(name, table) for name in whole for table in (CALLS, NAMES)
    )


def _listed(name: str, table: Mapping[str, tuple[str, ...]]) -> str:
    return next((reason for reason, names in table.items() if name in names), "")


def _call_reason(node: ast.Call, scope: Scope, module: str) -> str:
    name = scope.dotted(node.func).removeprefix("builtins.")
    listed = _listed(name, CALLS) or _first(
        reason for reason, prefixes in CALL_PREFIXES.items() if name.startswith(prefixes)
    )
    if listed:
        return listed
    if name in _IMPORTERS:
        return _importer_reason(name, node, module)
    if name in {"time.sleep", "asyncio.sleep"}:
        return _sleep_reason(node)
    if name in {"getattr", "setattr", "delattr"}:
        return _getattr_reason(node, scope)
    is_inside = name == "vars" and any(map(scope.is_module, node.args))
    return "it reaches below Python" if is_inside else ""


def _importer_reason(name: str, node: ast.Call, module: str) -> str:
    """Allow importing by a literal name, and running the subject's own package."""
    argument = node.args[0] if node.args else None
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        return "it imports what cannot be read beforehand"
    if name == "runpy.run_module":
        is_own = argument.value.partition(".")[0] == module.partition(".")[0]
        return "" if is_own else "it runs another module"
    return _module_reason(argument.value)


def _sleep_reason(node: ast.Call) -> str:
    argument = node.args[0] if node.args else None
    is_short = (
        isinstance(argument, ast.Constant)
        and isinstance(argument.value, int | float)
        and argument.value <= SLEEP_S_MAX
    )
    return "" if is_short else "it waits"


def _getattr_reason(node: ast.Call, scope: Scope) -> str:
    names = [str(a.value) for a in node.args[1:2] if isinstance(a, ast.Constant)]
    if not names and any(map(scope.is_module, node.args[:1])):
        return "it looks up what cannot be read beforehand"
    owner = scope.dotted(node.args[0]) if node.args else ""
    return _first(_listed(name, ATTRIBUTES) or _mentioned(f"{owner}.{name}") for name in names)


def _name_reason(node: ast.Attribute | ast.Name, scope: Scope) -> str:
    if isinstance(node, ast.Attribute) and _listed(node.attr, ATTRIBUTES):
        return _listed(node.attr, ATTRIBUTES)
    # monkeypatch undoes what it does, so it may name the environment.
    if id(node) in scope.patched:
        return ""
    name = scope.dotted(node)
    if isinstance(node, ast.Attribute) and node.attr == "__dict__" and scope.is_module(node.value):
        return "it reaches below Python"
    return _listed(name, NAMES) or (_module_reason(name) or _mentioned(name) if "." in name else "")


def _mentioned(name: str) -> str:
    """Refuse a function also where it is not called: kept, passed on, found in a module.

    A module that imports `os` has it as an attribute: "cart.os.system".
    """
    parts = name.split(".")
    ends = [".".join(parts[at:]) for at in range(len(parts) - 1)]
    return _first(_listed(end, table) for end in ends for table in (CALLS, NAMES))


def _assert_reason(test: ast.expr) -> str:
    if isinstance(test, ast.Constant | ast.Tuple | ast.JoinedStr | ast.Lambda):
        return "it asserts nothing"
    if isinstance(test, ast.Compare):
        sides = [test.left, *test.comparators]
        if all(isinstance(side, ast.Constant) for side in sides):
            return "it asserts nothing"
        if len({ast.dump(side) for side in sides}) == 1 and isinstance(sides[0], ast.Name):
            return "it asserts nothing"
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        return _first(_assert_reason(value) for value in test.values)
    return ""
