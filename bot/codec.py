"""Turn frozen dataclasses into plain JSON values and back, strictly.

Every file we write and every message of the worker goes through here: sets are
written sorted, enums as their values, unknown or missing keys are errors.
"""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from cattrs import Converter, transform_error
from cattrs.errors import BaseValidationError
from cattrs.gen import make_dict_structure_fn

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


def _in_order(items: Iterable[Any]) -> list[Any]:
    """Sort a set's plain elements: numbers and lists as they are, records by their JSON text."""
    return sorted(items, key=lambda x: json.dumps(x, sort_keys=True) if isinstance(x, dict) else x)


def _converter() -> Converter:
    converter = Converter(
        forbid_extra_keys=True, unstruct_collection_overrides={frozenset: _in_order}
    )
    converter.register_structure_hook_factory(
        is_dataclass,
        lambda cls: make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True),
    )
    return converter


_CONVERTER = _converter()


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return what `json.dumps` takes."""
    return _CONVERTER.unstructure(value)


def to_json(value: object, *, indent: int | None = None) -> str:
    """Write a dataclass as JSON text, keys in field order, with no newline at the end."""
    return json.dumps(to_plain(value), indent=indent, ensure_ascii=False)


def from_plain(cls: type[T], plain: object) -> T:
    """Build a dataclass from plain JSON values.

    Raises:
        ValueError: a key is missing, unknown, or of another type; the message names it.
    """
    if is_dataclass(cls) and not isinstance(plain, dict):
        raise ValueError(f"an object is wanted; got {type(plain).__name__}")
    try:
        return _CONVERTER.structure(plain, cls)
    except BaseValidationError as error:
        raise ValueError("; ".join(transform_error(error))) from error


def from_json(cls: type[T], text: str) -> T:
    """Build a dataclass from JSON text.

    Raises:
        ValueError: it is no JSON, or not of this shape.
    """
    return from_plain(cls, json.loads(text))
