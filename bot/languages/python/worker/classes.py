"""Describe classes: how to make one, its methods, its members."""

from __future__ import annotations

import enum
import functools
import inspect
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Callable

from .callables import CallableSeen, Context, ParameterSeen, describe_callable
from .fingerprint import is_a
from .naming import dotted_name, public_place
from .type_facts import TypeSeen

METHODS_MAX = 120
MEMBERS_MAX = 60

_SHOWN_DUNDERS = frozenset(
    f"__{name}__"
    for name in [
        "call",
        "len",
        "getitem",
        "setitem",
        "delitem",
        "contains",
        "iter",
        "next",
        "enter",
        "exit",
        "aenter",
        "aexit",
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "hash",
        "bool",
        "str",
        "repr",
        "format",
        "int",
        "float",
        "complex",
        "index",
        "add",
        "radd",
        "iadd",
        "sub",
        "rsub",
        "isub",
        "mul",
        "rmul",
        "imul",
        "truediv",
        "rtruediv",
        "floordiv",
        "rfloordiv",
        "mod",
        "rmod",
        "pow",
        "rpow",
        "and",
        "rand",
        "or",
        "ror",
        "xor",
        "rxor",
        "neg",
        "pos",
        "abs",
        "invert",
        "round",
        "reversed",
        "await",
        "aiter",
        "anext",
        "getattr",
        "setattr",
        "delattr",
        "missing",
        "bytes",
        "lshift",
        "rshift",
        "matmul",
        "divmod",
        "copy",
        "deepcopy",
        "getstate",
        "setstate",
    ]
)


@dataclass(frozen=True)
class ClassSeen:
    """One class."""

    module: str
    qualname: str
    bases: tuple[str, ...]
    constructor: CallableSeen | None
    methods: tuple[CallableSeen, ...]
    abstract: tuple[str, ...]
    members: tuple[str, ...]
    is_exception: bool
    is_protocol: bool
    has_eq: bool


def describe_class(cls: type, context: Context) -> ClassSeen:
    """Describe a class by its public name."""
    module, qualname = public_place(cls) or (cls.__module__, cls.__qualname__)
    # As stored: a metaclass may answer whatever it is asked.
    abstract = tuple(sorted(vars(cls).get("__abstractmethods__", ()) or _marked(cls)))
    is_protocol = inspect.getattr_static(cls, "_is_protocol", False) is True
    members = list(cls.__members__) if issubclass(cls, enum.Enum) else []
    for base in cls.__mro__[1:]:
        context.meet(base)
    return ClassSeen(
        module=module,
        qualname=qualname,
        bases=tuple(dotted_name(base) for base in cls.__bases__ if base is not object),
        constructor=_constructor(cls, context, makeable=not (abstract or is_protocol or members)),
        methods=_methods(cls, context, module, qualname),
        abstract=abstract,
        members=tuple(members[:MEMBERS_MAX]),
        is_exception=issubclass(cls, BaseException),
        is_protocol=is_protocol,
        has_eq=getattr(cls, "__eq__", None) is not object.__eq__,
    )


def _marked(cls: type) -> list[str]:
    """Name the methods marked abstract in a class that Python would make all the same.

    Without `ABCMeta` the mark has no effect, but its author means the subclasses to be
    used; where there are none, the class itself is all there is.
    """
    # A metaclass has a `__subclasses__` of its own, which wants an argument.
    if not type.__subclasses__(cls):
        return []
    names = dict.fromkeys(name for base in cls.__mro__ for name in vars(base))
    found = ((name, inspect.getattr_static(cls, name, None)) for name in names)
    return [name for name, one in found if _is_marked(one)]


def _is_marked(member: object) -> bool:
    try:
        return getattr(member, "__isabstractmethod__", False) is True
    except Exception:  # an object may refuse any question
        return False


def _constructor(cls: type, context: Context, *, makeable: bool) -> CallableSeen | None:
    """Describe how instances are made by calling the class; None where that cannot be."""
    if not makeable:
        return None
    module, qualname = public_place(cls) or (cls.__module__, cls.__qualname__)
    for name in ("__init__", "__new__"):
        target = inspect.getattr_static(cls, name, None)
        function = target.__func__ if isinstance(target, staticmethod) else target
        if isinstance(function, FunctionType):
            made = describe_callable(
                function, context, kind="method", qualname=qualname, module=module
            )
            return replace(made, kind="constructor", returns=TypeSeen()) if made else None
    made = describe_callable(cls, context, kind="constructor", qualname=qualname, module=module)
    if made is None and issubclass(cls, BaseException):
        return _exception_constructor(module, qualname)
    return replace(made, first_line=0, last_line=0, docstring="") if made else None


def _exception_constructor(module: str, qualname: str) -> CallableSeen:
    """Describe an exception that leaves its making to C code: it takes any arguments."""
    arguments = ParameterSeen("args", "var_positional", TypeSeen(), None, required=False)
    return CallableSeen(
        module, qualname, "constructor", "plain", (arguments,), TypeSeen(), "", 0, 0
    )


def _methods(cls: type, context: Context, module: str, qualname: str) -> tuple[CallableSeen, ...]:
    """Describe what the class defines itself, in source order."""
    found: list[CallableSeen] = []
    for name, member in list(vars(cls).items()):
        if name.startswith("__") and name not in _SHOWN_DUNDERS:
            continue
        kind, function = _function_of(member)
        if function is None or _is_generated(function):
            continue
        seen = describe_callable(
            function, context, kind=kind, qualname=f"{qualname}.{name}", module=module
        )
        if seen is not None:
            found.append(seen)
    found.sort(key=lambda method: method.first_line)
    return tuple(found[:METHODS_MAX])


def _function_of(member: object) -> tuple[str, Callable[..., object] | None]:
    """Return how a member is reached, and the function behind it; None where there is none.

    By what is stored: a proxy that is asked may refuse, or answer for what it stands for.
    """
    if is_a(member, staticmethod):
        return "staticmethod", member.__func__
    if is_a(member, classmethod):
        return "classmethod", member.__func__
    if is_a(member, property):
        return "property", member.fget
    if is_a(member, functools.cached_property):
        return "property", member.func
    wrapped = inspect.getattr_static(member, "__wrapped__", None)
    is_function = is_a(member, FunctionType) or wrapped is not None
    if callable(member) and is_function and not is_a(member, type):
        return "method", member
    return "", None


def _is_generated(function: Callable[..., object]) -> bool:
    """Tell whether a function was written by a decorator (data classes), not by a person."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code is not None and code.co_filename.startswith("<")
