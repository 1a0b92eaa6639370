"""Read the fields of a request's body, and refuse other types as GitHub does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fakehub.fakehub_http import Json, Refusal


@dataclass(frozen=True)
class Body:
    """A JSON object that somebody sent."""

    fields: Mapping[str, Json]

    @staticmethod
    def of(sent: Json) -> Body:
        """Return the body; only an object is one.

        Raises:
            Refusal: it is something else.
        """
        if not isinstance(sent, Mapping):
            raise Refusal(400, "Body should be a JSON object")
        return Body(sent)

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str) -> str:
        """Return a text that must be there."""
        value = self.optional_text(name)
        if value is None:
            raise _wrong(name, "wasn't supplied")
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a text, or None where it is missing or null."""
        value = self.fields.get(name)
        if isinstance(value, bool | Mapping) or (
            isinstance(value, Sequence) and not isinstance(value, str)
        ):
            raise _wrong(name, "is not a string")
        # An issue's title may be a number: the description says so.
        return None if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return a boolean."""
        value = self.fields.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise _wrong(name, "is not a boolean")
        return value

    def texts(self, name: str) -> list[str] | None:
        """Return a list of texts, or None where it is missing or null.

        An object stands for its name: labels may be sent so.
        """
        items = self.items(name)
        return None if items is None else [_named(item, name) for item in items]

    def items(self, name: str) -> Sequence[Json] | None:
        """Return a list, or None where it is missing or null."""
        value = self.fields.get(name)
        if value is None:
            return None
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise _wrong(name, "is not an array")
        return value

    def part(self, name: str) -> Body | None:
        """Return an object inside, or None where it is missing or null."""
        value = self.fields.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise _wrong(name, "is not an object")
        return Body(value)


def _named(item: Json, field: str) -> str:
    if isinstance(item, Mapping):
        item = item.get("name") or item.get("login")
    if not isinstance(item, str):
        raise _wrong(field, "is not a list of strings")
    return item


def _wrong(name: str, why: str) -> Refusal:
    return Refusal(422, f'Invalid request.\n\n"{name}" {why}.')
