"""What the double is asked and what it answers, before any socket is involved."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import quote, unquote

# Sequences and mappings, so that a list of one shape is a Json, too.
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
Shape: TypeAlias = dict[str, Json]

DOCS = "https://docs.github.com/rest"
# Variables of a path that may hold slashes.
GREEDY = ("{ref}", "{path}", "{basehead}", "{branch}")


@dataclass(frozen=True)
class Asked:
    """One request; `path` has neither the API's prefix nor the query, and is still escaped."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        """Return a header's value, or "" where there is none."""
        return next((v for k, v in self.headers.items() if k.lower() == name), "")

    def json(self) -> Json:
        """Read the body; an empty one is an empty object.

        Raises:
            Refusal: it is no JSON.
        """
        try:
            read: Json = json.loads(self.body) if self.body else {}
        except ValueError as error:
            raise Refusal(400, "Problems parsing JSON") from error
        return read


@dataclass(frozen=True)
class Reply:
    """One answer; `shape` becomes its JSON, `text` replaces that."""

    status: int
    shape: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None

    def payload(self) -> bytes:
        """Return the body's bytes; 204 and 304 have none."""
        if self.text is not None:
            return self.text.encode()
        return b"" if self.status in (204, 304) else json.dumps(self.shape).encode()


class Refusal(Exception):
    """GitHub would refuse, with this status, message and list of errors."""

    def __init__(
        self,
        status: int,
        message: str,
        errors: Sequence[Json] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def reply(self) -> Reply:
        """Return the answer that says so."""
        shape: Shape = {"message": self.message, "documentation_url": DOCS}
        if self.errors:
            shape["errors"] = self.errors
        return Reply(self.status, {**shape, "status": str(self.status)}, self.headers)


def invalid(resource: str, field_name: str, *, code: str = "invalid") -> Refusal:
    """Return GitHub's "Validation Failed" about one field."""
    error = {"resource": resource, "code": code, "field": field_name}
    return Refusal(422, "Validation Failed", [error])


def invalid_because(resource: str, message: str, **more: str) -> Refusal:
    """Return GitHub's "Validation Failed" that explains itself."""
    error = {"resource": resource, "code": "custom", "message": message, **more}
    return Refusal(422, "Validation Failed", [error])


def not_found() -> Refusal:
    """Return what GitHub says of things that are not there or not to be seen."""
    return Refusal(404, "Not Found")


@dataclass(frozen=True)
class Template:
    """A path with variables, as descriptions write it: /repos/{owner}/{repo}."""

    text: str

    def match(self, path: str) -> dict[str, str] | None:
        """Return the variables of a path, unescaped, or None where it does not fit."""
        found = _pattern(self.text).fullmatch(path)
        return found and {name: unquote(value) for name, value in found.groupdict().items()}


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _pattern(text: str) -> re.Pattern[str]:
    if text not in _PATTERNS:
        pieces = re.split(r"(\{\w+\})", text)
        _PATTERNS[text] = re.compile("".join(_piece(piece) for piece in pieces))
    return _PATTERNS[text]


def _piece(piece: str) -> str:
    if not piece.startswith("{"):
        return re.escape(piece)
    return f"(?P<{piece[1:-1]}>{'.*' if piece in GREEDY else '[^/]+'})"


def escaped(name: str) -> str:
    """Return a name as one segment of a path."""
    return quote(name, safe="")
