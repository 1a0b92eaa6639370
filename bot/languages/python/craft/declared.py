"""Tell whether a situation hands the subject what its declared types rule out.

By the types of the running module, so that aliases and NewTypes are seen through; a
class that is not known, a protocol or an abstract class rules nothing out. Pure.
"""

from __future__ import annotations

import ast
import builtins
import collections.abc
import numbers
import sys
from typing import TYPE_CHECKING

from bot.domain.facts import UNKNOWN_TYPE, CallableKind, ParameterKind
from bot.languages.python.craft.acts import calls_within, receivers, statements
from bot.languages.python.craft.checks import NoSample, asks_for, sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.facts import CallableFacts, ClassFacts, ModuleFacts, ParameterFacts, TypeFacts
    from bot.domain.trial import Situation
    from bot.languages.python.craft.definitions import Definition, Definitions

DEPTH_MAX = 8
"""Names and containers followed inside each other."""

_PLACES = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)
_WITHOUT_SELF = (CallableKind.CLASSMETHOD, CallableKind.STATICMETHOD)
_ROWS = ast.List | ast.Tuple | ast.Set
_NARROWER: dict[str, tuple[type, ...]] = {
    "builtins.float": (int,),
    "builtins.complex": (int, float),
}
_OPEN = frozenset({"typing", "typing_extensions", "_typeshed", "types"})
_LIBRARY = {"collections.abc": collections.abc, "numbers": numbers}


class Declared:
    """What the callables of one subject take; without facts nothing is ruled out.

    What the code itself compares with, or asks the type of, is meant whatever is declared.
    """

    def __init__(self, facts: ModuleFacts | None, definitions: Definitions) -> None:
        self._definitions = definitions
        self._package = facts.module.partition(".")[0] if facts else ""
        known = (*facts.classes, *facts.known_classes) if facts else ()
        self._classes: dict[str, ClassFacts] = {}
        for one in known:
            self._classes.setdefault(one.qualname, one)
        self._by_name = {one.name: one for one in known}
        self._functions = {one.qualname: one for one in facts.functions} if facts else {}

    def rules_out(self, situation: Situation) -> bool:
        """Tell whether any call, in the act or its set-up, is handed what cannot be meant."""
        made = {**self._foreign(situation), **receivers(situation)}
        parts = [node for text in (*situation.setup, situation.call) for node in statements(text)]
        calls = [call for part in parts for call in calls_within(part)]
        return any(
            self._contradicts(parameter, argument, made, self._checking(name))
            for call in calls
            for name, parameter, argument in self._bound(call, made)
        )

    def _checking(self, qualname: str) -> Definition | None:
        """Return what looks at the arguments: the function, or what runs once an object is made."""
        owner = qualname.removesuffix(".__init__")
        names = (qualname, f"{owner}.__post_init__", f"{owner}.__attrs_post_init__")
        return next((one for one in map(self._definitions.named, names) if one), None)

    def _foreign(self, situation: Situation) -> dict[str, ast.expr]:
        """Map the names that come of other packages to themselves: they are none of ours."""
        lines = [line.removeprefix("from ").partition(" import ") for line in situation.imports]
        names = [name for origin, _, name in lines if origin.partition(".")[0] != self._package]
        return {name: ast.Name(name, ast.Load()) for name in names}

    def _bound(
        self, call: ast.Call, made: dict[str, ast.expr]
    ) -> Iterator[tuple[str, ParameterFacts, ast.expr]]:
        called = self._called(call.func, made)
        if called is None or any(isinstance(one, ast.Starred) for one in call.args):
            return
        places = [one for one in called.parameters if one.kind in _PLACES]
        name = called.qualname
        yield from ((name, *pair) for pair in zip(places, call.args, strict=False))
        named = {one.name: one for one in called.parameters}
        yield from ((name, named[k.arg], k.value) for k in call.keywords if k.arg in named)

    def _called(self, func: ast.expr, made: dict[str, ast.expr]) -> CallableFacts | None:
        if isinstance(func, ast.Name):
            if func.id in made:
                return None
            found = self._classes.get(func.id)
            return found.constructor if found else self._functions.get(func.id)
        if not isinstance(func, ast.Attribute):
            return None
        named = self._classes.get(ast.unparse(func.value))
        owner = named or self._owner(func.value, made)
        method = self._method(owner, func.attr) if owner else None
        # By the class itself, a method takes its receiver as an argument.
        is_plain = method is None or named is None or method.kind in _WITHOUT_SELF
        return method if is_plain else None

    def _owner(
        self, node: ast.expr, made: dict[str, ast.expr], depth: int = 0
    ) -> ClassFacts | None:
        """Return the class of an object, by the call that made it; None where it is not plain."""
        if depth == DEPTH_MAX:
            return None
        if isinstance(node, ast.Name) and node.id in made:
            return self._owner(made[node.id], made, depth + 1)
        return self._classes.get(ast.unparse(node.func)) if isinstance(node, ast.Call) else None

    def _method(self, owner: ClassFacts, name: str, depth: int = 0) -> CallableFacts | None:
        for one in owner.methods:
            if one.qualname.rpartition(".")[2] == name:
                return one
        bases = [self._by_name[base] for base in owner.bases if base in self._by_name]
        found = (self._method(base, name, depth + 1) for base in bases if depth < DEPTH_MAX)
        return next((one for one in found if one is not None), None)

    def _contradicts(
        self,
        parameter: ParameterFacts,
        argument: ast.expr,
        made: dict[str, ast.expr],
        definition: Definition | None,
    ) -> bool:
        if isinstance(argument, ast.Name) and argument.id in made:
            argument = made[argument.id]
        is_default = parameter.default is not None and parameter.default == ast.unparse(argument)
        return (
            not is_default
            and self._is_ruled_out(parameter.type, argument)
            and not asks_for(definition, parameter.name, argument)
        )

    def _is_ruled_out(self, declared: TypeFacts, node: ast.expr, depth: int = 0) -> bool:
        """Tell whether what a piece of source makes is plainly not of a type."""
        if declared.name == UNKNOWN_TYPE or depth == DEPTH_MAX:
            return False
        if declared.name == "typing.Union":
            each = [self._is_ruled_out(one, node, depth + 1) for one in declared.args]
            return bool(each) and all(each)
        value = sample(node)
        if declared.name == "typing.Literal":
            is_plain = isinstance(node, ast.Constant)
            return (
                is_plain
                and not isinstance(value, NoSample)
                and repr(value) not in (declared.literals)
            )
        if isinstance(value, NoSample):
            return False
        return self._excludes(declared.name, value) or self._holds_other(declared, node, depth)

    def _excludes(self, name: str, value: object) -> bool:
        """Tell whether a value of a builtin type is no instance of a class."""
        module, _, last = name.rpartition(".")
        if name == "builtins.NoneType":
            return value is not None
        if isinstance(value, _NARROWER.get(name, ())):
            return False
        place = builtins if module == "builtins" else _LIBRARY.get(module)
        if place is not None:
            wanted = getattr(place, last, None)
            return isinstance(wanted, type) and not isinstance(value, wanted)
        top = module.partition(".")[0]
        found = self._by_name.get(name)
        if found is None:
            return top in sys.stdlib_module_names and top not in _OPEN
        # A TypedDict derives from `dict`, and is asked for by a plain one.
        is_plain_one = isinstance(value, dict) and "builtins.dict" in found.bases
        return not (found.is_protocol or found.abstract or is_plain_one)

    def _holds_other(self, declared: TypeFacts, node: ast.expr, depth: int) -> bool:
        """Tell whether an item of a container is not of the type that the container is of."""
        if not declared.args:
            return False
        if isinstance(node, ast.Dict):
            key, held = (*declared.args, *declared.args)[:2]
            keys = [one for one in node.keys if one is not None]
            return len(declared.args) > 1 and (
                any(self._is_ruled_out(key, one, depth + 1) for one in keys)
                or any(self._is_ruled_out(held, one, depth + 1) for one in node.values)
            )
        if not isinstance(node, _ROWS) or (
            declared.name == "builtins.tuple" and declared.args[-1].name != "builtins.ellipsis"
        ):
            return False
        return any(self._is_ruled_out(declared.args[0], one, depth + 1) for one in node.elts)
