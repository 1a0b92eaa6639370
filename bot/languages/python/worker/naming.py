"""Find the public, importable name of a class or constant, and write references to it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

NAME_PARTS_MAX = 20
NAMES_MAX = 2000

Held = Mapping[str, Mapping[str, object]]
"""What each module's names stood for once the subject was imported, and nothing had run."""

# What a test's own text calls by these names would hide what is imported by them.
_OF_TESTS = frozenset(
    ("result", "outcome", "returned", "pytest", "tmp_path", "monkeypatch", "capsys", "caplog")
)


def held_by_modules() -> Held:
    """Return what the names of all imported modules stand for now."""
    modules = [(name, getattr(one, "__dict__", None)) for name, one in list(sys.modules.items())]
    return {name: dict(names) for name, names in modules if isinstance(names, dict)}


def dotted_name(cls: type) -> str:
    """Return "module.qualname", by the public module where the class can be had there."""
    found = public_place(cls)
    if found is not None:
        return ".".join(found)
    return f"{cls.__module__}.{cls.__qualname__}"


def public_place(cls: type) -> tuple[str, str] | None:
    """Return (module, qualname) by which a class can be imported; None where it cannot."""
    module, qualname = getattr(cls, "__module__", None), getattr(cls, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(qualname, str) or "<" in qualname:
        return None
    parts = module.split(".")[:NAME_PARTS_MAX]
    public = [part.startswith("_") for part in parts]
    # pathlib._local.Path is also pathlib.Path: the part before the first private name.
    cut = public.index(True) if True in public else len(parts)
    candidates = [".".join(parts[:cut]), ".".join(part.lstrip("_") for part in parts), module]
    for candidate in candidates:
        if candidate and _resolve(candidate, qualname) is cls:
            return candidate, qualname
    return None


def _resolve(module: str, qualname: str) -> object:
    """Follow a name; None where it leads nowhere. Only imported modules are looked at."""
    found: object = sys.modules.get(module)
    if found is None and module in _STDLIB_TWINS:
        found = importlib.import_module(module)
    for part in qualname.split("."):
        found = getattr(found, part, None)
    return found


_STDLIB_TWINS = frozenset(("io", "decimal", "datetime", "collections", "struct", "random"))
"""Public faces of C modules ("_io") that are always there to import."""


@dataclass
class Names:
    """Writes references so that they don't clash with names a situation has bound.

    `module` is the subject's: where objects that have a name of their own are looked for,
    in what it held.
    """

    bound: Mapping[str, object]
    module: str = ""
    held: Held = field(default_factory=dict)
    _taken: dict[str, object] = field(default_factory=dict)

    def refer(self, cls: type) -> tuple[str, str] | None:
        """Return (expression, import line) for a class; None where it has no public name.

        The import line is "" for builtins.
        """
        place = public_place(cls)
        if place is None:
            return None
        module, qualname = place
        top = qualname.partition(".")[0]
        if module == "builtins":
            return (qualname, "") if top not in self.bound else None
        if module == "__main__":
            return None
        owner = getattr(sys.modules[module], top)
        if self._is_free(top, owner):
            self._taken[top] = owner
            return qualname, f"from {module} import {top}"
        root = module.partition(".")[0]
        if self._is_free(root, sys.modules[root]):
            self._taken[root] = sys.modules[root]
            return f"{module}.{qualname}", f"import {module}"
        return None

    def refer_object(self, value: object) -> tuple[str, str] | None:
        """Return (name, import line) for an object that a module holds under a public name.

        Looked for in the subject and where its class comes from; None where it has no name there.
        What a name came to stand for later is another object when a test imports it.
        """
        for place in dict.fromkeys((self.module, getattr(type(value), "__module__", ""))):
            if place == "builtins":
                continue
            for name, one in list(self.held.get(place, {}).items())[:NAMES_MAX]:
                if one is not value or name.startswith("_") or name in _OF_TESTS:
                    continue
                if name.isidentifier() and self._is_free(name, value):
                    self._taken[name] = value
                    return name, f"from {place} import {name}"
        return None

    def _is_free(self, name: str, wanted: object) -> bool:
        for scope in (self.bound, self._taken):
            if name in scope and scope[name] is not wanted:
                return False
        return True
