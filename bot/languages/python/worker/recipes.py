"""Write values of known types as the calls that make them: enums, dates, decimals, data classes.

A recipe only proposes source; values.py evaluates it and compares before
anyone may use it.
"""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import enum
import fractions
import inspect
import pathlib
import types
import uuid
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Callable, Optional

from .literals import ITEMS_MAX, Write, Written
from .records import CONSTRUCTED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .naming import Names

ARGUMENTS_MAX = 20

Recipe = Callable[[object], Optional[list[tuple[str, object]]]]
"""Takes a value apart into call arguments (keyword or "", value); None: not this way."""


def write_constructed(value: object, depth: int, write: Write, names: Names) -> Written | None:
    """Write a value as a reference or a call; None where no recipe fits."""
    special = _write_special(value, names)
    if special is not None:
        return special
    referred = names.refer(_written_type(type(value)))
    arguments = take_apart(value) if referred is not None else None
    if referred is None or arguments is None or len(arguments) > ARGUMENTS_MAX:
        return _named_object(value, names)
    expression, line = referred
    sources: list[str] = []
    imports = [line] if line else []
    for keyword, argument in _without_defaults(_written_type(type(value)), arguments):
        part = write(argument, depth + 1)
        if part is None:
            return _named_object(value, names)
        sources.append(f"{keyword}={part.source}" if keyword else part.source)
        imports.extend(part.imports)
    call = f"{expression}({', '.join(sources)})"
    return Written(call, CONSTRUCTED, tuple(dict.fromkeys(imports)), nested=True)


def _without_defaults(kind: type, arguments: list[tuple[str, object]]) -> list[tuple[str, object]]:
    """Leave out keywords that say what the call does anyway: they hide what differs."""
    try:
        parameters = inspect.signature(kind).parameters
    except (TypeError, ValueError):
        return arguments
    return [
        (keyword, value)
        for keyword, value in arguments
        if keyword not in parameters or not _is_same(parameters[keyword].default, value)
    ]


def _is_same(default: object, value: object) -> bool:
    return type(default) is type(value) and bool(default == value)


def _write_special(value: object, names: Names) -> Written | None:
    """Write what has a name of its own: an enum's member, a class, UTC."""
    if isinstance(value, enum.Enum):
        return _write_member(value, names)
    if isinstance(value, type):
        return _reference(value, names)
    return _reference(dt.timezone, names, ".utc") if value is dt.timezone.utc else None


def _named_object(value: object, names: Names) -> Written | None:
    """Write what no call makes anew, but a module holds under a name: a sentinel, a default."""
    found = names.refer_object(value)
    if found is None:
        return None
    return Written(found[0], CONSTRUCTED, (found[1],), nested=True, partial=True)


def _reference(cls: type, names: Names, attribute: str = "") -> Written | None:
    referred = names.refer(cls)
    if referred is None:
        return None
    expression, line = referred
    return Written(expression + attribute, CONSTRUCTED, (line,) if line else (), nested=True)


def _write_member(value: enum.Enum, names: Names) -> Written | None:
    referred = names.refer(type(value))
    if referred is None:
        return None
    expression, line = referred
    name = getattr(value, "name", None)
    members = type(value).__members__
    if isinstance(name, str) and members.get(name) is value:
        return Written(f"{expression}.{name}", CONSTRUCTED, (line,), nested=True)
    if isinstance(value, enum.Flag):
        parts = [m for m in type(value) if m.value and (value.value & m.value) == m.value]
        source = " | ".join(f"{expression}.{m.name}" for m in parts) or f"{expression}(0)"
        return Written(source, CONSTRUCTED, (line,), nested=True)
    return None


_PUBLIC_PATHS: dict[type, type] = {
    pathlib.PosixPath: pathlib.Path,
    pathlib.WindowsPath: pathlib.Path,
}


def _written_type(kind: type) -> type:
    """Return the type to call: people write Path(...), not PosixPath(...)."""
    return _PUBLIC_PATHS.get(kind, kind)


def take_apart(value: object) -> list[tuple[str, object]] | None:
    """Return the arguments that should make an equal value."""
    recipe = _RECIPES.get(type(value))
    if recipe is not None:
        return recipe(value)
    for general in (_zone_info, _named_tuple, _data_class, _attrs_class, _by_signature):
        found = general(value)
        if found is not None:
            return found
    return None


def _positional(values: Iterable[object]) -> list[tuple[str, object]]:
    return [("", value) for value in values]


def _of_text(value: object) -> list[tuple[str, object]]:
    return _positional([str(value)])


def _attributes(*names: str) -> Recipe:
    return lambda value: _positional(getattr(value, name) for name in names)


def _mapping(value: object) -> list[tuple[str, object]] | None:
    return _positional([dict(value)]) if isinstance(value, dict) else None


def _default_dict(value: object) -> list[tuple[str, object]] | None:
    if not isinstance(value, collections.defaultdict):
        return None
    return _positional([value.default_factory, dict(value)])


def _deque(value: object) -> list[tuple[str, object]] | None:
    if not isinstance(value, collections.deque) or len(value) > ITEMS_MAX:
        return None
    limit = [("maxlen", value.maxlen)] if value.maxlen is not None else []
    return [("", list(value)), *limit]


def _moment(*names: str) -> Recipe:
    """Take a date or time apart, without the zeros at its end."""

    def recipe(value: object) -> list[tuple[str, object]]:
        parts = [getattr(value, name) for name in names]
        while len(parts) > _MOMENT_PARTS_MIN and parts[-1] == 0:
            parts.pop()
        zone = getattr(value, "tzinfo", None)
        fold = getattr(value, "fold", 0)
        keywords = [("tzinfo", zone)] if zone is not None else []
        return [*_positional(parts), *keywords, *([("fold", fold)] if fold else [])]

    return recipe


_MOMENT_PARTS_MIN = 3


def _span(value: object) -> list[tuple[str, object]]:
    names = ("days", "seconds", "microseconds")
    return [(name, getattr(value, name)) for name in names if getattr(value, name)]


def _zone(value: object) -> list[tuple[str, object]] | None:
    if not isinstance(value, dt.timezone):
        return None
    return _positional([value.utcoffset(None)])


def _zone_info(value: object) -> list[tuple[str, object]] | None:
    # zoneinfo may lack its data or be absent from a trimmed interpreter: not imported for this.
    is_zone = type(value).__module__ == "zoneinfo"
    return _positional([getattr(value, "key", None)]) if is_zone else None


def _keywords(value: object) -> list[tuple[str, object]]:
    return list(vars(value).items())


_RECIPES: dict[type, Recipe] = {
    decimal.Decimal: _of_text,
    uuid.UUID: _of_text,
    pathlib.PurePosixPath: _of_text,
    pathlib.PureWindowsPath: _of_text,
    pathlib.PosixPath: _of_text,
    fractions.Fraction: _attributes("numerator", "denominator"),
    range: _attributes("start", "stop", "step"),
    slice: _attributes("start", "stop", "step"),
    bytearray: lambda value: _positional([bytes(value)]) if isinstance(value, bytearray) else None,
    dt.date: _attributes("year", "month", "day"),
    dt.datetime: _moment("year", "month", "day", "hour", "minute", "second", "microsecond"),
    dt.time: _moment("hour", "minute", "second", "microsecond"),
    dt.timedelta: _span,
    dt.timezone: _zone,
    collections.OrderedDict: _mapping,
    collections.Counter: _mapping,
    collections.defaultdict: _default_dict,
    collections.deque: _deque,
    types.SimpleNamespace: _keywords,
}


def _named_tuple(value: object) -> list[tuple[str, object]] | None:
    names = getattr(type(value), "_fields", None)
    if not isinstance(value, tuple) or not isinstance(names, tuple):
        return None
    return list(zip(names, value))


def _data_class(value: object) -> list[tuple[str, object]] | None:
    if not is_dataclass(value) or isinstance(value, type):
        return None
    return [(f.name, getattr(value, f.name)) for f in fields(value) if f.init]


def _attrs_class(value: object) -> list[tuple[str, object]] | None:
    attributes = getattr(type(value), "__attrs_attrs__", None)
    if not isinstance(attributes, tuple):
        return None
    return [
        (getattr(a, "alias", None) or a.name.lstrip("_"), getattr(value, a.name))
        for a in attributes
        if a.init
    ]


def _by_signature(value: object) -> list[tuple[str, object]] | None:
    """Take apart an object whose constructor's parameters are attributes of the same name."""
    cls = type(value)
    if cls.__eq__ is object.__eq__ or cls.__module__ == "builtins":
        return None
    try:
        parameters = list(inspect.signature(cls).parameters.values())
    except (TypeError, ValueError):
        return None
    found: list[tuple[str, object]] = []
    for parameter in parameters[:ARGUMENTS_MAX]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        held = _held(value, parameter.name)
        if held is None:
            return None
        keyword = "" if parameter.kind is parameter.POSITIONAL_ONLY else parameter.name
        found.append((keyword, held[0]))
    return found


def _held(value: object, name: str) -> tuple[object] | None:
    """Return the stored attribute of a parameter's name, public or private, wrapped; or None."""
    for candidate in (name, f"_{name}"):
        own = getattr(value, "__dict__", {})
        if candidate in own:
            return (own[candidate],)
        if isinstance(getattr(type(value), candidate, None), types.MemberDescriptorType):
            try:
                return (getattr(value, candidate),)
            except AttributeError:
                return None
    return None
