"""See what a situation leaves behind in its process, so that the next one may follow in it.

A process that is as it was before can observe another situation for a tenth of
what a fork costs. Looked at are the places where Python programs keep state: the
project's modules and classes, what functions keep between calls, and what the process shares.
What is seen here is a first look only: what is to be kept is observed again in a
process of its own.
"""

from __future__ import annotations

import builtins
import functools
import locale
import logging
import os
import sys
import threading
import types
import warnings
from typing import TYPE_CHECKING

from .fingerprint import Print, fingerprint, is_a
from .reached import Picture, reached

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OWNERS_MAX = 400
"""Modules and classes of the project that are looked at."""

FUNCTIONS_MAX = 4000
"""Functions and methods of the project whose keepings are looked at."""

DESCRIPTORS_MAX = 256
"""Descriptors that are asked for one by one where the system does not list them."""

_CODE = (
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    property,
    classmethod,
    staticmethod,
    type,
)
_CACHE = type(functools.lru_cache(len))
_SIMPLE = (type(None), bool, int, float, str, bytes)


class Watcher:
    """Looks at one process, and compares it with what it was when the watcher was made.

    `package` is the project's top package. Made in the zygote, whose memory all trials
    share; what differs between processes is looked at by `begin`, in each.
    """

    def __init__(self, package: str) -> None:
        self._package = package
        self._owners = list(self._find_owners())[: 2 * OWNERS_MAX]
        self._functions = list(_functions_in(self._owners))[:FUNCTIONS_MAX]
        self._modules = dict(sys.modules)
        self._folders: tuple[str, ...] = ()
        self._shared: Print = ()
        self._values = self._by_value()
        self._objects = self._by_object()

    def begin(self, folders: tuple[str, ...]) -> None:
        """Take what this process shares as the right state; `folders` are the trial's own."""
        self._folders = folders
        self._shared = self._look_around()

    def is_as_before(self) -> bool:
        """Tell whether nothing was left behind since the beginning."""
        return (
            self._look_around() == self._shared
            and all(sys.modules.get(name) is module for name, module in self._modules.items())
            and (self._has_same_objects() or self._by_value() == self._values)
        )

    def _find_owners(self) -> Iterator[Mapping[str, object]]:
        """Yield the names of the project's modules, and of the classes defined in them."""
        inner = f"{self._package}."
        found = [
            module
            for name, module in list(sys.modules.items())
            if name == self._package or name.startswith(inner)
        ]
        for module in found[:OWNERS_MAX]:
            names = getattr(module, "__dict__", {})
            yield names
            for value in list(names.values()):
                if is_a(value, type) and value.__module__ == names.get("__name__"):
                    yield value.__dict__

    def _look_around(self) -> Print:
        listed = tuple(tuple(sorted(os.listdir(folder))) for folder in self._folders)
        return (*_process(), listed)

    def _by_value(self) -> Print:
        return (*map(_names, self._owners), *map(_kept_by, self._functions))

    def _has_same_objects(self) -> bool:
        now = self._by_object()
        return self._objects is not None and now is not None and now.shows_same(self._objects)

    def _by_object(self) -> Picture | None:
        shown: list[object] = []
        roots: list[object] = []
        for owner in self._owners:
            for name, value in list(owner.items()):
                shown += (name, value)
                if not name.startswith("__"):
                    roots.append(value)
        for function in self._functions:
            roots += _keepings(function)
        picture = reached(roots)
        if picture is None:
            return None
        fillings = [str(one.cache_info()) for one in roots if type(one) is _CACHE]
        return Picture([*shown, *picture.objects], [*fillings, *picture.notes])


def _functions_in(owners: list[Mapping[str, object]]) -> Iterator[types.FunctionType]:
    """Yield the functions and methods of modules and classes, from inside what wraps them."""
    for owner in owners:
        for value in list(owner.values()):
            inner: tuple[object, ...] = (value,)
            if is_a(value, property):
                inner = (value.fget, value.fset, value.fdel)
            elif is_a(value, classmethod) or is_a(value, staticmethod):
                inner = (value.__func__,)
            yield from (one for one in inner if is_a(one, types.FunctionType))


def _kept_by(function: types.FunctionType) -> Print:
    kept = _keepings(function)
    return tuple(fingerprint(one) for one in kept if not is_a(one, _SIMPLE))


def _keepings(function: types.FunctionType) -> list[object]:
    """Return what a function keeps between its calls: attributes, defaults, enclosed names."""
    kept: list[object] = [function.__dict__] if function.__dict__ else []
    kept += function.__defaults__ or ()
    kept += (function.__kwdefaults__ or {}).values()
    kept += map(_content, function.__closure__ or ())
    return kept


def _content(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _names(owner: Mapping[str, object]) -> Print:
    """Picture names by what they hold; code is told by its identity, caches by their filling."""
    shown: list[object] = [len(owner)]
    for name, value in list(owner.items()):
        if is_a(value, _SIMPLE):
            shown.append(value)
        elif name.startswith("__") or is_a(value, _CODE):
            shown.append(id(value))
        elif type(value) is _CACHE:
            shown.append(str(value.cache_info()))
        else:
            shown.append((id(value), fingerprint(value)))
    return tuple(shown)


def _open_descriptors() -> int:
    """Count them, the lowest DESCRIPTORS_MAX where a sandbox keeps /proc from us."""
    try:
        return len(os.listdir("/proc/self/fd"))
    except OSError:
        return sum(map(_is_open, range(DESCRIPTORS_MAX)))


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _process() -> Print:
    """Picture what all code of a process shares."""
    return (
        os.getcwd(),
        tuple(os.environ.items()),
        threading.active_count(),
        _open_descriptors(),
        tuple(sys.path),
        tuple(sys.argv),
        len(sys.meta_path),
        (id(sys.stdin), id(sys.stdout), id(sys.stderr)),
        sys.getrecursionlimit(),
        len(warnings.filters),
        (logging.root.level, len(logging.root.handlers), logging.root.manager.disable),
        locale.setlocale(locale.LC_ALL),
        tuple(map(id, vars(builtins).values())),
    )
