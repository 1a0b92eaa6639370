"""The ways into a segment: itself called directly, and the public functions that lead to it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from bot.domain.facts import (
    CallableFacts,
    CallableKind,
    ClassFacts,
    Flavour,
    ModuleFacts,
    ParameterFacts,
    ParameterKind,
    TypeFacts,
)
from bot.engines.search.code import Code, first_line, last_line
from bot.engines.search.pieces import Way
from bot.engines.search.values import Values

if TYPE_CHECKING:
    from bot.domain.coverage import Segment
    from bot.engines.search.code import FunctionNode

CALLERS_MAX = 4
"""Functions tried as an entrance for another one."""

MAKERS_MAX = 2
"""Ways of making the receiver, each a way of its own."""

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_MADE = frozenset({"__init__", "__new__", "__post_init__"})


@dataclass(frozen=True)
class Map:
    """What is needed to find ways: the facts, the code and the classes."""

    facts: ModuleFacts
    code: Code
    values: Values

    def ways(self, segment: Segment) -> tuple[Way, ...]:
        """Return ways into a segment, best first; () for module and class level."""
        node = self.code.at(segment)
        direct = self._direct(segment.name, node)
        callers = [
            way
            for name in self.code.callers(segment.name)
            if not is_private(name)
            for way in self._through_base(segment.name, name) or self._direct(name, None)[:1]
        ][:CALLERS_MAX]
        returned = self._returned(node) if node else []
        inner = [replace(way, then=one) for way in direct[:1] for one in returned]
        direct = [*inner, *direct]
        ordered = [*callers, *direct] if is_private(segment.name) else [*direct, *callers]
        return tuple(dict.fromkeys(ordered))

    def _through_base(self, wanted: str, caller: str) -> list[Way]:
        """Return the way through a method that the wanted method's class inherits."""
        owner, base = self._owner(wanted), self._owner(caller)
        if owner is None or base is None or base.name not in owner.bases:
            return []
        target = next((one for one in base.methods if one.qualname == caller), None)
        return self._through(owner, target, setter=False)[:1] if target else []

    def _direct(self, name: str, node: FunctionNode | None) -> list[Way]:
        owner = self._owner(name)
        if owner is None:
            return self._functions(name, node)
        short = name.rsplit(".", 1)[-1]
        if short in _MADE and owner.constructor is not None and not owner.abstract:
            return [Way(owner.constructor)]
        target = next((one for one in owner.methods if one.qualname == name), None)
        if target is None and node is not None:
            target = declared(self.facts.module, name, node, method=True)
        if target is None:
            return []
        return self._through(owner, target, setter=_is_setter(node))

    def _through(self, owner: ClassFacts, target: CallableFacts, *, setter: bool) -> list[Way]:
        if target.kind in {CallableKind.CLASSMETHOD, CallableKind.STATICMETHOD}:
            return [Way(target)]
        if setter:
            value = ParameterFacts("value", ParameterKind.POSITIONAL_ONLY, target.returns)
            target = CallableFacts(
                target.module, target.qualname, target.kind, target.flavour, (value,),
                TypeFacts(), target.docstring, target.first_line, target.last_line,
            )  # fmt: skip
        makers: list[CallableFacts] = []
        instances = not (owner.abstract or owner.members or owner.is_protocol)
        if owner.constructor is not None and instances:
            makers = [owner.constructor, *self.values.makers(owner)][:MAKERS_MAX]
        ways = [
            Way(target, owner, maker, setter)
            for maker in makers
            if maker.flavour in {Flavour.PLAIN, Flavour.COROUTINE}
        ]
        return ways or [Way(target, owner, None, setter)]

    def _returned(self, node: FunctionNode) -> list[CallableFacts]:
        """Return the inner functions that a function gives back: wrappers, closures."""
        inner = {one.name: one for one in node.body if isinstance(one, FUNCTIONS)}
        named = {
            one.id
            for statement in ast.walk(node)
            if isinstance(statement, ast.Return) and statement.value
            for one in ast.walk(statement.value)
            if isinstance(one, ast.Name)
        }
        return [
            declared(self.facts.module, f"{node.name}.{name}", one, method=False)
            for name, one in inner.items()
            if name in named
        ]

    def _functions(self, name: str, node: FunctionNode | None) -> list[Way]:
        known = self._known.get(name)
        if known is not None:
            return [Way(known)]
        if node is not None and "." not in name and name in self._global_names:
            return [Way(declared(self.facts.module, name, node, method=False))]
        return []

    def _owner(self, name: str) -> ClassFacts | None:
        return self._owners.get(name.rpartition(".")[0])

    @cached_property
    def _owners(self) -> dict[str, ClassFacts]:
        """Map qualified names to classes; of two of one name the first counts."""
        return {one.qualname: one for one in reversed(self.facts.classes)}

    @cached_property
    def _known(self) -> dict[str, CallableFacts]:
        """Map qualified names to functions; of two of one name the first counts."""
        return {one.qualname: one for one in reversed(self.facts.functions)}

    @cached_property
    def _global_names(self) -> frozenset[str]:
        return frozenset(self.facts.global_names)


def is_private(name: str) -> bool:
    """Tell whether a name, or a class around it, is not for others to use."""
    return any(part.startswith("_") and not part.endswith("__") for part in name.split("."))


def _is_setter(node: FunctionNode | None) -> bool:
    return node is not None and any(
        getattr(decorator, "attr", "") == "setter" for decorator in node.decorator_list
    )


def declared(module: str, name: str, node: FunctionNode, *, method: bool) -> CallableFacts:
    """Read a callable's facts from its definition, for what inspection does not show."""
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    needed = len(plain) - len(arguments.defaults)
    parameters = [
        ParameterFacts(one.arg, ParameterKind.POSITIONAL_OR_KEYWORD, required=at < needed)
        for at, one in enumerate(plain)
    ]
    parameters += [
        ParameterFacts(one.arg, ParameterKind.KEYWORD_ONLY, required=default is None)
        for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    if arguments.vararg:
        name_ = arguments.vararg.arg
        parameters.append(ParameterFacts(name_, ParameterKind.VAR_POSITIONAL, required=False))
    if arguments.kwarg:
        name_ = arguments.kwarg.arg
        parameters.append(ParameterFacts(name_, ParameterKind.VAR_KEYWORD, required=False))
    return CallableFacts(
        module,
        name,
        CallableKind.METHOD if method else CallableKind.FUNCTION,
        Flavour.COROUTINE if type(node).__name__ == "AsyncFunctionDef" else Flavour.PLAIN,
        tuple(parameters[1:] if method else parameters),
        TypeFacts(),
        "",
        first_line(node),
        last_line(node),
    )
