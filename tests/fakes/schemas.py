"""JSON Schemas from dataclasses, in the form in which bot.codec writes them."""

from __future__ import annotations

import inspect
import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Literal, Union, get_args, get_origin, get_type_hints

Schema = dict[str, object]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLAIN: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
}


def schema_text(cls: type, title: str) -> str:
    """Write the schema of a dataclass as its file's text."""
    defs: dict[str, Schema] = {}
    _reference(cls, defs)
    own = defs.pop(cls.__name__)
    body = {"$schema": DIALECT, "title": title, **own, "$defs": dict(sorted(defs.items()))}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _reference(cls: type, defs: dict[str, Schema]) -> Schema:
    if cls.__name__ not in defs:
        defs[cls.__name__] = {}
        defs[cls.__name__] = _enum(cls) if issubclass(cls, StrEnum) else _record(cls, defs)
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _enum(cls: type[StrEnum]) -> Schema:
    return {"description": _summary(cls), "enum": [member.value for member in cls]}


def _record(cls: type, defs: dict[str, Schema]) -> Schema:
    hints = get_type_hints(cls)
    names = [one.name for one in fields(cls)]
    return {
        "description": _summary(cls),
        "type": "object",
        "additionalProperties": False,
        "required": names,
        "properties": {name: _of(hints[name], defs) for name in names},
    }


def _of(hint: object, defs: dict[str, Schema]) -> Schema:
    if hint in PLAIN:
        return PLAIN[hint]
    origin, args = get_origin(hint), get_args(hint)
    if origin in {types.UnionType, Union}:
        return {"anyOf": [_of(arg, defs) for arg in args]}
    if origin in {Literal, Mapping}:
        constant = origin is Literal
        return {"const": args[0]} if constant else _mapping(args[1], defs)
    if origin is tuple and args[-1] is Ellipsis:
        return {"type": "array", "items": _of(args[0], defs)}
    if origin is tuple:
        items = [_of(arg, defs) for arg in args]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    assert isinstance(hint, type)
    assert is_dataclass(hint) or issubclass(hint, StrEnum), f"no schema for {hint}"
    return _reference(hint, defs)


def _mapping(values: object, defs: dict[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": _of(values, defs)}


def _summary(cls: type) -> str:
    paragraph = (inspect.getdoc(cls) or "").split("\n\n")[0]
    return " ".join(paragraph.split())
