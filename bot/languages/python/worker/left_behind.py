"""See what a situation leaves behind in its process, so that the next one may follow in it.

A process that is as it was before can observe another situation for a tenth of
what a fork costs. Looked at are the places where Python programs keep state: the
project's modules and classes, what functions keep between calls, and what the process shares.
What is seen here is a first look only: what is to be kept is observed again in a
process of its own.
"""

from __future__ import annotations

import builtins
import locale
import logging
import os
import sys
import threading
import types
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fingerprint import Print, fingerprint

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
_SIMPLE = (type(None), bool, int, float, str, bytes)


@dataclass
class Watcher:
    """Looks at one process; `package` is the project's top package, `folders` a trial's own."""

    package: str
    folders: tuple[str, ...]

    def __post_init__(self) -> None:
        self._owners = list(self._find_owners())
        self._functions = list(_functions_in(self._owners))[:FUNCTIONS_MAX]
        self._modules = dict(sys.modules)

    def look(self) -> Print:
        """Return a picture of all that is watched; an equal one means that nothing was left."""
        return (
            self._project(),
            tuple(map(_kept_by, self._functions)),
            all(sys.modules.get(name) is module for name, module in self._modules.items()),
            _process(),
            tuple(tuple(sorted(os.listdir(folder))) for folder in self.folders),
        )

    def _find_owners(self) -> Iterator[Mapping[str, object]]:
        """Yield the names of the project's modules, and of the classes defined in them."""
        inner = f"{self.package}."
        found = [
            module
            for name, module in list(sys.modules.items())
            if name == self.package or name.startswith(inner)
        ]
        for module in found[:OWNERS_MAX]:
            names = getattr(module, "__dict__", {})
            yield names
            for value in list(names.values()):
                if isinstance(value, type) and value.__module__ == names.get("__name__"):
                    yield value.__dict__

    def _project(self) -> Print:
        return tuple(_names(owner) for owner in self._owners[:OWNERS_MAX])


def _functions_in(owners: list[Mapping[str, object]]) -> Iterator[types.FunctionType]:
    """Yield the functions and methods of modules and classes, from inside what wraps them."""
    for owner in owners:
        for value in list(owner.values()):
            inner: tuple[object, ...] = (value,)
            if isinstance(value, property):
                inner = (value.fget, value.fset, value.fdel)
            elif isinstance(value, (classmethod, staticmethod)):
                inner = (value.__func__,)
            yield from (one for one in inner if isinstance(one, types.FunctionType))


def _kept_by(function: types.FunctionType) -> Print:
    """Picture what a function keeps between its calls: attributes, defaults, enclosed names."""
    kept: list[object] = [function.__dict__] if function.__dict__ else []
    kept += function.__defaults__ or ()
    kept += (function.__kwdefaults__ or {}).values()
    kept += map(_content, function.__closure__ or ())
    return tuple(fingerprint(one) for one in kept if not isinstance(one, _SIMPLE))


def _content(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def _names(owner: Mapping[str, object]) -> Print:
    """Picture names by what they hold; code is told by its identity, caches by their filling."""
    shown: list[object] = [len(owner)]
    for name, value in list(owner.items()):
        if isinstance(value, _SIMPLE):
            shown.append(value)
        elif name.startswith("__") or isinstance(value, _CODE):
            shown.append(id(value))
        elif hasattr(value, "cache_info"):
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
