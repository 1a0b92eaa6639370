"""Facts of an imported module by `inspect`: a small stand-in for the worker's."""

from __future__ import annotations

import contextlib
import enum
import inspect
import typing
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

if TYPE_CHECKING:
    from types import ModuleType

    from bot.domain.coverage import Arc


def type_facts(hint: object) -> TypeFacts:  # noqa: PLR0911 - one answer per form
    if hint is inspect.Parameter.empty or hint is typing.Any or isinstance(hint, str):
        return TypeFacts()
    origin = typing.get_origin(hint)
    if origin is typing.Literal:
        return TypeFacts("typing.Literal", (), tuple(map(repr, typing.get_args(hint))))
    if origin is not None:
        parts = typing.get_args(hint)
        parts = tuple(parts[0]) + parts[1:] if parts and isinstance(parts[0], list) else parts
        args = tuple(map(type_facts, parts))
        if origin is typing.Union or str(origin) == "<class 'types.UnionType'>":
            return TypeFacts("typing.Union", args)
        return TypeFacts(f"{origin.__module__}.{origin.__qualname__}", args)
    if hint is None:
        return TypeFacts("builtins.NoneType")
    if hint is ...:
        return TypeFacts("builtins.ellipsis")
    if isinstance(hint, type):
        return TypeFacts(f"{hint.__module__}.{hint.__qualname__}")
    name = getattr(hint, "__qualname__", None) or getattr(hint, "_name", None)
    return TypeFacts(f"{hint.__module__}.{name}") if name else TypeFacts()


def flavour_of(function: object) -> Flavour:
    inner = inspect.unwrap(function)  # type: ignore[arg-type] # callables only
    if inner is not function and inspect.isgeneratorfunction(inner):
        return Flavour.CONTEXT_MANAGER
    if inspect.isasyncgenfunction(inner):
        return Flavour.ASYNC_GENERATOR
    if inspect.iscoroutinefunction(inner):
        return Flavour.COROUTINE
    return Flavour.GENERATOR if inspect.isgeneratorfunction(inner) else Flavour.PLAIN


def callable_facts(
    module: str, qualname: str, kind: CallableKind, made: object, *, bound: bool
) -> CallableFacts | None:
    inner = getattr(made, "fget", None) or getattr(made, "__func__", None) or made
    try:
        signature = inspect.signature(inner)  # type: ignore[arg-type] # callables only
    except (TypeError, ValueError):
        return None
    try:
        hints = typing.get_type_hints(inner)
    except Exception:  # noqa: BLE001 - a subject's hints may be anything
        hints = {}
    parameters = list(signature.parameters.values())[1 if bound else 0 :]
    lines: list[str] = []
    start = 0
    with contextlib.suppress(OSError, TypeError):
        lines, start = inspect.getsourcelines(inspect.unwrap(inner))  # type: ignore[arg-type]
    return CallableFacts(
        module,
        qualname,
        kind,
        flavour_of(inner) if inspect.isfunction(inner) else Flavour.PLAIN,
        tuple(
            ParameterFacts(
                one.name,
                ParameterKind(one.kind.name.lower()),
                type_facts(hints.get(one.name, one.annotation)),
                None if one.default is inspect.Parameter.empty else repr(one.default),
                one.default is inspect.Parameter.empty
                and one.kind not in {one.VAR_POSITIONAL, one.VAR_KEYWORD},
            )
            for one in parameters
        ),
        type_facts(hints.get("return", signature.return_annotation)),
        inspect.getdoc(inner) or "",
        start,
        start + len(lines) - 1 if lines else 0,
    )


def class_facts(module: str, cls: type) -> ClassFacts:
    methods = []
    for name, made in vars(cls).items():
        inner = getattr(made, "fget", None) or getattr(made, "__func__", None) or made
        if not inspect.isfunction(inner) or name in {"__init__", "__new__"}:
            continue
        kind = {
            property: CallableKind.PROPERTY,
            classmethod: CallableKind.CLASSMETHOD,
            staticmethod: CallableKind.STATICMETHOD,
        }.get(type(made), CallableKind.METHOD)
        found = callable_facts(
            module, f"{cls.__qualname__}.{name}", kind, made,
            bound=kind is not CallableKind.STATICMETHOD,
        )  # fmt: skip
        if found:
            methods.append(found)
    members = tuple(cls.__members__) if issubclass(cls, enum.Enum) else ()
    constructor = callable_facts(
        module, cls.__qualname__, CallableKind.CONSTRUCTOR, cls, bound=False
    )
    return ClassFacts(
        module, cls.__qualname__,
        tuple(f"{one.__module__}.{one.__qualname__}" for one in cls.__mro__[1:]),
        None if members else constructor, tuple(methods),
        tuple(sorted(getattr(cls, "__abstractmethods__", ()))), members,
        issubclass(cls, BaseException), bool(getattr(cls, "_is_protocol", False)),
        "__eq__" in vars(cls),
    )  # fmt: skip


def module_facts(module: ModuleType, ran: tuple[set[int], set[Arc]]) -> ModuleFacts:
    own = [
        one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__
    ]
    functions = [
        callable_facts(module.__name__, one.__qualname__, CallableKind.FUNCTION, one, bound=False)
        for one in own
        if inspect.isfunction(one)
    ]
    others = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__.split(".")[0] == module.__name__.split(".")[0]
        and one.__module__ != module.__name__
    ]  # fmt: skip
    return ModuleFacts(
        module.__name__, module.__file__ or "", tuple(one for one in functions if one),
        tuple(class_facts(module.__name__, one) for one in own if isinstance(one, type)),
        tuple(class_facts(one.__module__, one) for one in others),
        tuple(vars(module)), frozenset(ran[0]), frozenset(ran[1]),
    )  # fmt: skip
