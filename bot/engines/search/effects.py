"""What a body changes that its caller can see: attributes of arguments, of modules and classes."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.engines.search.passed import CHANGING
from bot.engines.search.pieces import Effect, Piece, import_line, plain_value, text_of
from bot.engines.search.trees import assigned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.engines.search.code import Code, FunctionNode
    from bot.engines.search.pieces import Draft

EFFECTS_MAX = 2
"""Attributes that are looked at, per function."""

NAMES_MAX = 8
"""Attribute names that a class lists, tried where it answers for attributes itself."""

INSIDE = "inside"
"""Local that holds what was read within a `with`."""

ANSWERING = frozenset({"__getattr__", "__getattribute__", "__delattr__", "__setattr__"})
"""Special methods whose first argument is an attribute's name."""


@dataclass(frozen=True)
class _Set:
    """An attribute that is assigned: of which name, which one, and to what."""

    owner: str
    attribute: str
    value: ast.expr


def read_within(node: FunctionNode | None) -> tuple[Piece, ...]:
    """Return bodies of a `with` that read what the context manager sets on its arguments.

    Such an attribute is mostly set back at the end, so that nothing shows it afterwards.
    """
    if node is None:
        return ()
    names = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
    sources = (f"{INSIDE} = {one.owner}.{one.attribute}" for one in _sets(node))
    known = dict.fromkeys(one for one in sources if _owner(one) in names)
    return tuple(map(Piece, known))[:EFFECTS_MAX]


def _owner(reading: str) -> str:
    return reading.removeprefix(f"{INSIDE} = ").partition(".")[0]


def sets_attributes(node: FunctionNode | None, parameter: str) -> bool:
    """Tell whether a body sets an attribute of one of its parameters."""
    return node is not None and any(one.owner == parameter for one in _sets(node))


def names_listed(code: Code, qualname: str) -> tuple[Piece, ...]:
    """Return the attribute names that a class lists itself: what it hands on, copies or allows.

    `qualname` is the method that answers for them; () where it is another one.
    """
    owner, _, name = qualname.rpartition(".")
    node = code.classes.get(owner)
    if name not in ANSWERING or node is None:
        return ()
    lists = [one.value for one in node.body if isinstance(one, ast.Assign | ast.AnnAssign)]
    texts = [
        one.value
        for value in lists
        if isinstance(value, ast.List | ast.Tuple | ast.Set | ast.Dict | ast.BinOp)
        for one in ast.walk(value)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    public = [one for one in texts if one.isidentifier() and not one.startswith("_")]
    return tuple(Piece(f'"{one}"') for one in dict.fromkeys(public))[:NAMES_MAX]


def looked_outside(draft: Draft, code: Code) -> list[Draft]:
    """Return the draft followed by looks at what it sets elsewhere: attributes, globals, items.

    Each is pinned before, so that it is as it was after the test; a container is empty then.
    """
    way = draft.way
    node = code.function(way.target)
    if node is None or way.then is not None or draft.effect is not None or draft.look is not None:
        return []
    module = way.target.module
    found = dict.fromkeys((*_effects(node, code, module), *_kept(node, code, module)))
    return [replace(draft, effect=one, expectation=None) for one in list(found)[:EFFECTS_MAX]]


def _effects(node: FunctionNode, code: Code, module: str) -> Iterator[Effect]:
    defined = {name for name, _ in code.functions} | set(code.classes)
    local = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
    for one in _sets(node):
        if one.owner in local:
            continue
        if one.owner in code.classes:
            line, path = import_line(module, one.owner), f"{module}.{one.owner}"
        elif one.owner == code.imported.get(one.owner):
            line, path = f"import {one.owner}", one.owner
        else:
            continue
        place = f"{one.owner}.{one.attribute}"
        lines, shown = [line], place
        if isinstance(one.value, ast.Name) and one.value.id in defined:
            shown = f"{place} is {one.value.id}"
            lines.append(import_line(module, one.value.id))
        pin = f'monkeypatch.setattr("{path}.{one.attribute}", {place})'
        yield Effect(pin, shown, tuple(lines))


def _kept(node: FunctionNode, code: Code, module: str) -> Iterator[Effect]:
    """Yield the module's names that a body binds anew, and its containers that it fills."""
    package, _, short = module.rpartition(".")
    line = f"from {package} import {short}" if package else f"import {short}"
    local = {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
    bound = [name for one in ast.walk(node) if isinstance(one, ast.Global) for name in one.names]
    stored = {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and _stores(one)}
    local |= stored - set(bound)
    module_names = dict(assigned(code.tree.body))
    for name in bound:
        shown = f"{short}.{name}"
        # What other tests made of it must not matter.
        first = _literal(module_names.get(name)) or shown
        yield Effect(f'monkeypatch.setattr("{module}.{name}", {first})', shown, (line,))
    for name in _filled(node):
        empty = _empty(module_names.get(name)) if name not in local else ""
        if empty:
            pin = f'monkeypatch.setattr("{module}.{name}", {empty})'
            yield Effect(pin, f"{short}.{name}", (line,))


def _literal(value: ast.expr | None) -> str:
    """Return the source of a literal, "" where it is none."""
    found = plain_value(ast.unparse(value)) if value is not None else None
    return text_of(found[0]) if found else ""


def _stores(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _filled(node: FunctionNode) -> Iterator[str]:
    """Yield the names of which items are set, or a method that changes a container is called."""
    for one in ast.walk(node):
        match one:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                if method in CHANGING:
                    yield name
            case _:
                continue


def _empty(value: ast.expr | None) -> str:
    """Return the source of an empty container of the same type, "" where it is none."""
    match value:
        case ast.Dict():
            return "{}"
        case ast.List():
            return "[]"
        case ast.Set():
            return "set()"
        case ast.Call(func=ast.Name(id="dict" | "list" | "set" as kind), args=[], keywords=[]):
            return f"{kind}()"
        case _:
            return ""


def _sets(node: FunctionNode) -> list[_Set]:
    return [
        _Set(target.value.id, target.attr, one.value)
        for one in ast.walk(node)
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
    ]
