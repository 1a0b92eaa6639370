"""Read what a value of an own class of a builtin holds, without running the class's code.

`list(value)` would call its `__iter__`, which may never end or use the value up.
"""

from __future__ import annotations

from typing import Callable

_READERS: dict[type, tuple[str, Callable[..., object]]] = {
    str: ("__str__", str.__str__),
    bytes: ("__bytes__", lambda value: bytes.__getitem__(value, slice(None))),
    int: ("__int__", int.__int__),
    float: ("__float__", float.__float__),
    tuple: ("__iter__", lambda value: tuple(tuple.__iter__(value))),
    list: ("__iter__", lambda value: list(list.__iter__(value))),
    dict: ("__iter__", lambda value: dict(dict.items(value))),
    frozenset: ("__iter__", lambda value: frozenset(frozenset.__iter__(value))),
    set: ("__iter__", lambda value: set(set.__iter__(value))),
}


def base_of(value: object) -> type | None:
    """Return the builtin that a value's class is made from; None for builtins and others."""
    cls = type(value)
    return next((one for one in _READERS if cls is not one and issubclass(cls, one)), None)


def as_base(value: object) -> object:
    """Return the text, number or container itself; a value of no such class as it is."""
    base = base_of(value)
    return value if base is None or isinstance(value, bool) else _READERS[base][1](value)


def is_read_by_call(value: object) -> bool:
    """Tell whether a test may call the builtin: `list(value)` runs no code of the class."""
    base = base_of(value)
    if base is None:
        return False
    name = _READERS[base][0]
    return getattr(type(value), name, None) is getattr(base, name, None)
