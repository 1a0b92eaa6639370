"""Describe what a call gave back so that a test can assert it, proven before it is told.

Source is only told after it was evaluated in a namespace of its own and
compared with the value, by type and by equality both ways. What cannot be
written is told by its type and its stored, public attributes, two levels deep.
"""

from __future__ import annotations

import math
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from .bases import as_base, base_of, is_read_by_call
from .literals import ITEMS_MAX, Write, Written, write_container, write_scalar
from .naming import Held, Names, dotted_name
from .recipes import write_constructed
from .records import ITERATED, LITERAL, OBJECT, OPAQUE, ValueSeen

FIELDS_MAX = 12
ITEMS_TOLD_MAX = 4
"""Items told of a list, tuple or dict that cannot be written as a whole."""

OF_ITSELF = frozenset({"__doc__", "__name__", "__qualname__"})
"""What an object says of itself, told last where it was set on the object itself."""

OBJECT_DEPTH_MAX = 2
WRITE_DEPTH_MAX = 8

_Slots = tuple[tuple[str, types.MemberDescriptorType], ...]

# By id, for a metaclass may compare as it likes; the class is kept so that its id stays its own.
_SLOTS: dict[int, tuple[type, _Slots]] = {}

_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_NEVER_OBJECTS = (
    types.ModuleType,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.CoroutineType,
    types.AsyncGeneratorType,
    types.GeneratorType,
    types.FrameType,
    types.TracebackType,
    type,
)

Fields = tuple[tuple[str, ValueSeen], ...]


@dataclass
class Describer:
    """Describes values; `forbidden` are texts that must not reach a test: the trial's own paths.

    `module` is the subject's name, `held` what names stood for before anything ran.
    """

    bound: Mapping[str, object]
    forbidden: frozenset[str] = frozenset()
    module: str = ""
    held: Held = field(default_factory=dict)

    def describe(self, value: object, depth: int = 0) -> ValueSeen:
        """Return the strongest description that holds."""
        written = self.written(value)
        looks_inside = written is None or written.partial
        if looks_inside and depth < OBJECT_DEPTH_MAX and not _is_plain(value):
            fields = self._items(value, depth) or self._fields(value, depth)
            if fields:
                return self.shown(value, fields)
        if written is None:
            return ValueSeen(OPAQUE, dotted_name(type(value)))
        return ValueSeen(written.kind, dotted_name(type(value)), written.source, written.imports)

    def shown(self, value: object, fields: Fields) -> ValueSeen:
        """Describe an object by its fields, and by its name or the text or container that it is."""
        written = self.written(value)
        if written is not None and written.source.isidentifier():
            return ValueSeen(
                OBJECT, dotted_name(type(value)), written.source, written.imports, fields
            )
        base = base_of(value)
        if base is not None and is_read_by_call(value):
            held = self.written(as_base(value))
            if held is not None:
                inner = ValueSeen(held.kind, dotted_name(base), held.source, held.imports)
                fields = ((f"{base.__name__}()", inner), *fields)
        return ValueSeen(OBJECT, dotted_name(type(value)), fields=fields)

    def is_partial(self, value: object) -> bool:
        """Tell whether the source of a value leaves out what else it may hold."""
        written = self.written(value)
        return written is not None and written.partial

    def written(self, value: object) -> Written | None:
        """Return source that was seen to make an equal value; None where there is none."""
        names = Names(self.bound, self.module, self.held)
        try:
            written = self._write(value, 0, names)
            return written if written is not None and holds(written, value) else None
        except Exception:
            return None

    def _write(self, value: object, depth: int, names: Names) -> Written | None:
        if depth > WRITE_DEPTH_MAX:
            return None

        def write(part: object, deeper: int) -> Written | None:
            return self._write(part, deeper, names)

        found = write_scalar(value, self.forbidden) or write_container(value, depth, write)
        if found is not None or type(value) in _PLAIN_TYPES:
            return found
        return write_constructed(value, depth, write, names) or _write_as_base(value, depth, write)

    def _fields(self, value: object, depth: int) -> Fields:
        found: list[tuple[str, ValueSeen]] = []
        held_by_name = stored(value)
        public = [one for one in held_by_name if not one[0].startswith("_")]
        own = [one for one in held_by_name if one[0] in OF_ITSELF]
        for name, held in (*public, *own):
            if len(found) == FIELDS_MAX:
                break
            seen = self.describe(held, depth + 1)
            if seen.kind == OPAQUE and type(held) in _CONTAINERS:
                # How many there are says something beside other fields, and too little alone.
                seen = ValueSeen(OBJECT, dotted_name(type(held)), fields=(_length(held),))
            if seen.kind != OPAQUE:
                found.append((name, seen))
        return tuple(found)

    def _items(self, value: object, depth: int) -> Fields:
        """Tell how many items a builtin container holds, and the first few; () for all else."""
        found: list[tuple[str, object]] = []
        if type(value) in (list, tuple):
            found = [(f"[{at}]", one) for at, one in enumerate(value[:ITEMS_TOLD_MAX])]  # type: ignore[index]  # a row
        elif type(value) is dict:
            entries = islice(dict.items(value), ITEMS_TOLD_MAX)
            plain = ((key, one) for key, one in entries if type(key) in (str, int))
            found = [(f"[{key!r}]", one) for key, one in plain if self.written(key)]
        # What is in a list of a field is as near as the field; a list in a list is not.
        seen = [
            (name, self.describe(one, depth + (type(one) in _CONTAINERS))) for name, one in found
        ]
        told = tuple((name, one) for name, one in seen if one.kind != OPAQUE)
        return (_length(value), *told) if told else ()

    def iterate(self, value: Iterator[object]) -> ValueSeen | None:
        """Return the list of an iterator's items, which it uses up; None for too many or odd ones.

        What the iterator raises is left to the caller.
        """
        items = list(islice(value, ITEMS_MAX + 1))
        if len(items) > ITEMS_MAX:
            return None
        written = self.written(items)
        if written is None:
            return None
        return ValueSeen(ITERATED, dotted_name(type(value)), written.source, written.imports)


def _length(value: object) -> tuple[str, ValueSeen]:
    return "len()", ValueSeen(LITERAL, "builtins.int", repr(len(value)))  # type: ignore[arg-type]  # a container


def _write_as_base(value: object, depth: int, write: Write) -> Written | None:
    """Write what a text, number or container of an own class is equal to."""
    written = write(as_base(value), depth) if base_of(value) is not None else None
    return replace(written, partial=True) if written is not None else None


_CONTAINERS = (list, tuple, dict)
_PLAIN_TYPES = (
    type(None),
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    list,
    tuple,
    dict,
    set,
    frozenset,
)


def _is_plain(value: object) -> bool:
    return issubclass(type(value), _NEVER_OBJECTS)


def is_iterator(value: object) -> bool:
    """Tell whether a value only shows itself by being used up, or is a dict's view."""
    # By its class alone: `isinstance` asks a proxy for its `__class__`, which is its code.
    cls = type(value)
    if issubclass(cls, _VIEWS):
        return True
    is_plain = getattr(cls, "__iter__", None) is not None and hasattr(cls, "__next__")
    return is_plain and not hasattr(cls, "read") and not hasattr(cls, "send_bytes")


def holds(written: Written, value: object) -> bool:
    """Tell whether source really makes an equal value of the same type."""
    namespace: dict[str, object] = {}
    for line in written.imports:
        exec(line, namespace)
    made = eval(written.source, namespace)
    if not _same_types(made, value):
        return False
    if isinstance(value, float) and math.isnan(value):
        # It equals nothing, not even itself.
        return math.isnan(made)
    return (made == value) is True and (value == made) is True


def _same_types(left: object, right: object) -> bool:
    """Compare types, item by item: 1 == True == 1.0, but they are not the same answer."""
    if type(left) is not type(right):
        if type(left) is not base_of(right) or isinstance(right, bool):
            return False
        right = as_base(right)
    if isinstance(left, dict) and isinstance(right, dict):
        return _same_types(list(left), list(right)) and _same_types(
            list(left.values()), list(right.values())
        )
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(_same_types, left, right))
    if isinstance(left, (set, frozenset)) and isinstance(right, (set, frozenset)):
        return sorted(map(_type_key, left)) == sorted(map(_type_key, right))
    return True


def _type_key(value: object) -> tuple[str, str]:
    return type(value).__qualname__, repr(value) if isinstance(value, (int, str)) else ""


def stored(value: object) -> list[tuple[str, object]]:
    """Return the data an object holds, in the order it was set, without calling its code."""
    found: dict[str, object] = {}
    if issubclass(type(value), BaseException):
        found["args"] = _own_args(value)
    for name, member in _slots_of(type(value)):
        try:
            found[name] = member.__get__(value, type(value))
        except AttributeError:  # noqa: PERF203 - an empty slot says so
            continue
    own = _own_dict(value)
    found.update(own)
    return list(found.items())


def _slots_of(cls: type) -> _Slots:
    """Return a class's slots, base classes first; looked up once, for this is asked most."""
    known = _SLOTS.get(id(cls))
    if known is not None:
        return known[1]
    found = tuple(
        (name, member)
        for base in reversed(cls.__mro__)
        if base.__module__ != "builtins"
        for name, member in vars(base).items()
        if isinstance(member, types.MemberDescriptorType)
    )
    _SLOTS[id(cls)] = (cls, found)
    return found


def _own_args(value: object) -> object:
    return vars(BaseException)["args"].__get__(value)


def _own_dict(value: object) -> dict[str, object]:
    try:
        own = object.__getattribute__(value, "__dict__")
    except (AttributeError, TypeError):
        return {}
    return dict(own) if isinstance(own, dict) else {}
