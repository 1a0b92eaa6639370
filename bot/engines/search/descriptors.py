"""Use descriptors as people do: as attributes of a class, read, set and deleted.

A descriptor's methods get their arguments from Python, so a call with values for
`obj` and `owner` would be no example of it. What makes one is a class with
`__get__` or `__set__`, or a function that returns an inner one under such a class.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.engines.search.builtin_values import CALLABLES
from bot.engines.search.code import FunctionNode, dotted
from bot.engines.search.guess import anything, by_name
from bot.engines.search.pieces import import_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.engines.search.code import Code

SITUATIONS_MAX = 60
"""Per module."""

_GET, _SET, _DELETE = "__get__", "__set__", "__delete__"
_BUILTIN = {"property": frozenset({_GET}), "classmethod": frozenset({_GET})}
_GIVEN = ("3", "-1", '"abc"', '""', "2.5", "None")


@dataclass(frozen=True)
class _Maker:
    """What makes a descriptor: its name, its methods, and the segments that it leads into."""

    name: str
    methods: frozenset[str]
    arguments: tuple[str, ...]
    segments: tuple[str, ...]

    @property
    def decorates(self) -> bool:
        """Tell whether it takes one function and nothing else."""
        return len(self.arguments) == 1 and by_name(self.arguments[0]) == CALLABLES


def descriptors(code: Code, module: str) -> dict[str, list[Situation]]:
    """Return situations by the name of the segment that they lead into, likely first."""
    found: dict[str, list[Situation]] = {}
    count = 0
    for maker in (*_classes(code), *_functions(code)):
        for setup, call, says in _uses(maker):
            if count >= SITUATIONS_MAX:
                return found
            count += 1
            for segment in maker.segments:
                imports = (import_line(module, maker.name),)
                found.setdefault(segment, []).append(
                    Situation(segment, imports, setup, call, EngineName.SEARCH, condition=says)
                )
    return found


def _classes(code: Code) -> Iterator[_Maker]:
    for name, methods in _kinds(code).items():
        if not _is_public(name):
            continue
        constructor = code.first_named([f"{name}.__init__"])
        arguments = _required(constructor[1])[1:] if constructor else ()
        segments = tuple(f"{name}.{method}" for method in _methods(code.classes[name]))
        yield _Maker(name, methods, arguments, segments)


def _functions(code: Code) -> Iterator[_Maker]:
    """Yield functions that return an inner one which a descriptor's class decorates."""
    kinds = _kinds(code) | _BUILTIN
    for name, node in code.functions:
        if not _is_public(name) or isinstance(node, ast.AsyncFunctionDef):
            continue
        for inner in node.body:
            made = _decorated_by(inner, code, kinds)
            if made and isinstance(inner, FunctionNode) and _returns(node, inner.name):
                yield _Maker(name, kinds[made], _required(node), (name,))


def _decorated_by(node: ast.stmt, code: Code, kinds: dict[str, frozenset[str]]) -> str:
    """Return the descriptor's class that decorates a definition, by its own name."""
    for decorator in node.decorator_list if isinstance(node, FunctionNode) else ():
        name = dotted(decorator)
        alias = code.globals.get(name)
        for one in (name, dotted(alias) if alias is not None else ""):
            if one in kinds:
                return one
    return ""


def _returns(node: FunctionNode, name: str) -> bool:
    values = [one.value for one in node.body if isinstance(one, ast.Return)]
    return any(dotted(value) == name for value in values if value is not None)


def _kinds(code: Code) -> dict[str, frozenset[str]]:
    """Map the module's descriptor classes to their special methods, inherited ones included."""
    found: dict[str, frozenset[str]] = {}
    for name, node in code.classes.items():
        inherited = [found.get(dotted(base), frozenset()) for base in node.bases]
        methods = frozenset(_methods(node)).union(*inherited)
        if methods & {_GET, _SET}:
            found[name] = methods
    return found


def _methods(node: ast.ClassDef) -> list[str]:
    return [one.name for one in node.body if isinstance(one, FunctionNode)]


def _required(node: FunctionNode) -> tuple[str, ...]:
    plain = [*node.args.posonlyargs, *node.args.args]
    return tuple(one.arg for one in plain[: len(plain) - len(node.args.defaults)])


def _is_public(name: str) -> bool:
    return not name.startswith("_") and "." not in name


def _uses(maker: _Maker) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Yield set-up, call and what is special about each use."""
    holder, name = _holder(maker), maker.name
    if _GET in maker.methods:
        yield (holder,), "Sample.value", f"{name} is read from the class"
        yield (holder,), "Sample().value", f"{name} is read from an instance"
        yield (holder, "Sample.value"), "Sample.value", f"{name} is read twice from the class"
        yield (holder, "sample = Sample()", "sample.value"), "sample.value", f"{name} is read twice"
    if _SET in maker.methods:
        made = (holder, "sample = Sample()")
        kept = "sample.kept" if maker.decorates else "sample.value"
        for given in _GIVEN[:1] if maker.decorates else _GIVEN:
            yield (*made, f"sample.value = {given}"), kept, f"{name} is set to {given}"
            yield made, f'setattr(sample, "value", {given})', f"{name} is set to {given}"
        if _DELETE in maker.methods:
            yield (*made, "sample.value = 3"), 'delattr(sample, "value")', f"{name} is deleted"


def _holder(maker: _Maker) -> str:
    """Write a class that has the descriptor as its attribute `value`."""
    if not maker.decorates:
        given = ", ".join(anything(name)[0].source for name in maker.arguments)
        return f"class Sample:\n    value = {maker.name}({given})"
    sets = _SET in maker.methods and _GET not in maker.methods
    head, body = ("self, given", "self.kept = given") if sets else ("self", "return 3")
    return f"class Sample:\n    @{maker.name}\n    def value({head}):\n        {body}"
