"""Recipes for code outside functions: import fallbacks, `__main__`, platform and version branches.

Each runs the module anew by `runpy` under changed surroundings and looks at a name it defines.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.engines.search.calls import moved
from bot.engines.search.code import FunctionNode, dotted
from bot.engines.search.guess import anything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.engines.search.code import Code

RECIPES_MAX = 40
"""Recipes per module."""

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception"})
_SYSTEMS = ("win32", "darwin", "linux")
_ARGUMENTS = (
    '["program"]', '["program", "abc"]', '["program", "--help"]', '["program", "1", "2"]',
)  # fmt: skip
_VERSIONS = ("(2, 7, 18)", "(3, 5, 0)", "(3, 99, 0)")


def recipes(code: Code, module: str) -> list[Situation]:
    """Return situations for the module level, in source order."""
    found: list[Situation] = []
    for node in _outside(code.tree):
        if isinstance(node, ast.Try):
            found.extend(_fallbacks(node, module))
        elif isinstance(node, ast.If):
            found.extend(_branches(node, module))
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr):
            found.extend(_environment(node, node, module))
    return found[:RECIPES_MAX]


def _outside(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk what runs when the module is imported."""
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, FunctionNode | ast.Lambda):
            continue
        yield child
        yield from _outside(child)


def _situation(
    module: str, call: str, changes: tuple[str, ...], imports: tuple[str, ...], says: str
) -> Situation:
    fresh = f'monkeypatch.delitem(sys.modules, "{module}", raising=False)'
    return Situation(
        segment="",
        imports=("import runpy", "import sys", *imports),
        setup=(*changes, fresh),
        call=call,
        engine=EngineName.SEARCH,
        fixtures=("monkeypatch",),
        condition=says,
    )


def _run(module: str, name: str) -> str:
    # Without a name to look at, the module's own name shows that it ran to its end.
    return f'runpy.run_module("{module}")["{name or "__name__"}"]'


def _fallbacks(node: ast.Try, module: str) -> Iterator[Situation]:
    caught = {name for one in node.handlers for name in _caught(one)}
    if not caught & _CAUGHT:
        return
    handlers = [one for one in node.handlers if set(_caught(one)) & _CAUGHT]
    for absent, names in _imported(node.body, module):
        lacking = f'monkeypatch.setitem(sys.modules, "{absent}", None)'
        name = _defined(handlers[0].body) or _defined(node.body)
        says = f"{absent} is not installed"
        yield _situation(module, _run(module, name), (lacking,), (), says)
        for one in [one for handler in handlers for one in handler.body]:
            if isinstance(one, ast.FunctionDef):
                call = f"{_run(module, one.name)}({_some_arguments(one)})"
                yield _situation(module, call, (lacking,), (), says)
        fields = ", ".join(f"{one}=lambda *args, **kwargs: None" for one in names)
        present = f'monkeypatch.setitem(sys.modules, "{absent}", SimpleNamespace({fields}))'
        yield _situation(
            module, _run(module, _defined(node.body, skip=frozenset(names))), (present,),
            ("from types import SimpleNamespace",), f"{absent} is installed",
        )  # fmt: skip


def _some_arguments(node: ast.FunctionDef) -> str:
    needed = len(node.args.args) - len(node.args.defaults)
    return ", ".join(anything(one.arg)[0].source for one in node.args.args[:needed])


def _caught(handler: ast.ExceptHandler) -> list[str]:
    match handler.type:
        case None:
            return ["Exception"]
        case ast.Tuple(elts=items):
            return [dotted(one) for one in items]
        case one:
            return [dotted(one)]


def _imported(body: list[ast.stmt], module: str) -> Iterator[tuple[str, list[str]]]:
    for one in body:
        if isinstance(one, ast.Import):
            for alias in one.names:
                yield alias.name, []
        elif isinstance(one, ast.ImportFrom):
            base = one.module or ""
            if one.level:
                above = module.split(".")[: -one.level]
                base = ".".join([*above, base] if base else above)
            if base:
                yield base, [alias.name for alias in one.names]


def _defined(body: list[ast.stmt], skip: frozenset[str] = frozenset()) -> str:
    """Return a name that the statements give a plain value, else one they define, "" for none."""
    plain: list[str] = []
    other: list[str] = []
    for one in body:
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            kept = plain if isinstance(one.value, ast.Constant) else other
            kept.append(one.targets[0].id)
        elif isinstance(one, ast.FunctionDef | ast.ClassDef):
            other.append(one.name)
    return next((name for name in (*plain, *other) if name not in skip), "")


def _branches(node: ast.If, module: str) -> Iterator[Situation]:
    test = ast.unparse(node.test)
    if "__name__" in test and "__main__" in test:
        yield from _mains(module)
        return
    name = _defined(node.body) or _defined(node.orelse)
    call = _run(module, name)
    for what, values in (("sys.platform", _SYSTEMS), ("platform.system", ())):
        if what in test:
            words = [one.value for one in ast.walk(node.test) if isinstance(one, ast.Constant)]
            for value in dict.fromkeys([*(one for one in words if isinstance(one, str)), *values]):
                change = _platform(what, value)
                yield _situation(module, call, (change,), (), f"the platform is {value}")
    if "sys.version_info" in test or "PY2" in test or "PY3" in test:
        for version in _VERSIONS:
            change = f'monkeypatch.setattr("sys.version_info", {version})'
            yield _situation(module, call, (change,), (), f"the version is {version}")
    yield from _environment(node.test, node, module)


def _platform(what: str, value: str) -> str:
    if what == "sys.platform":
        return f'monkeypatch.setattr("sys.platform", "{value}")'
    return f'monkeypatch.setattr("platform.system", lambda: "{value}")'


def _mains(module: str) -> Iterator[Situation]:
    call = f'runpy.run_module("{module}", run_name="__main__")["__name__"]'
    for arguments in _ARGUMENTS:
        change = f'monkeypatch.setattr("sys.argv", {arguments})'
        # A program finds its files in the current directory, and leaves them there.
        yield moved(_situation(module, call, (change,), (), "run as a program"))


def _environment(node: ast.AST, holder: ast.AST, module: str) -> Iterator[Situation]:
    """Set the environment variables that module-level code reads."""
    names = [
        one.value
        for read in ast.walk(node)
        if (isinstance(read, ast.Call | ast.Subscript) and "environ" in ast.unparse(read))
        or (isinstance(read, ast.Call) and dotted(read.func).endswith("getenv"))
        for one in ast.walk(read)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and one.value.isupper()
    ]
    name = _defined([holder] if isinstance(holder, ast.stmt) else [])
    for variable in dict.fromkeys(names):
        for value in ("1", "abc", ""):
            change = f'monkeypatch.setenv("{variable}", "{value}")'
            yield _situation(module, _run(module, name), (change,), (), f"{variable} is {value}")
