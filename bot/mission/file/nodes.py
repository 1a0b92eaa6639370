"""Read YAML into nodes that know where they stand.

Aliases, anchors, tags, a second document and deep nesting are refused, so that
a file never costs more than its size; nothing is ever constructed from a tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from yaml.resolver import Resolver

from bot.mission.file.problem import Problem, error_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml._yaml import Mark as LibMark
    from yaml.error import Mark as PureMark
    from yaml.events import Event

    from bot.errors import MissionFileError

    Mark = LibMark | PureMark

DEPTH_MAX = 16

# libyaml reads ten times faster than the pure parser, but not every build of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ANCHORS = "uses an anchor or alias ('&', '*'); write the value out"
_RESOLVER = Resolver()
_TEXT_TAG = "tag:yaml.org,2002:str"
_NULL_TAG = "tag:yaml.org,2002:null"
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
# What YAML allows in a file, less DEL to U+009F: PyYAML's Reader.NON_PRINTABLE.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class ScalarKind(StrEnum):
    """What a scalar is, by its looks: quoted is always text."""

    TEXT = "text"
    WHOLE = "whole number"
    FLAG = "true or false"
    NOTHING = "nothing"
    OTHER = "other"


class Scalar(NamedTuple):
    """One value; lines and columns are 1-based, the end is exclusive."""

    value: str
    kind: ScalarKind
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Listing:
    """A sequence of nodes."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True)
class Table:
    """A mapping; keys are unique text, in file order."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int
    column: int

    def get(self, key: str) -> Node | None:
        """Return the node under a key, None where the key is absent."""
        return next((node for name, node in self.entries if name.value == key), None)


Node = Scalar | Listing | Table


def text_of(content: bytes, *, path: str) -> str:
    """Decode a file's bytes.

    Raises:
        MissionFileError: they are not UTF-8; the place is the first bad byte's.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        message = "is not UTF-8 text; save it as UTF-8"
        raise _error(message, path, before.count(b"\n") + 1, column) from error


def compose(text: str, *, path: str, characters_max: int) -> Node:
    """Read the one document of a YAML text.

    Raises:
        MissionFileError: it is no YAML, or uses what is refused here; the
            message says what to do.
    """
    _check_text(text, path, characters_max)
    composer = _Composer(path)
    try:
        for event in _events(text):
            composer.take(event)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, path) from error
    if composer.root is None:
        raise _error("holds no document; run `plan` to write it again, or delete it", path, 1, 1)
    return composer.root


def _events(text: str) -> Iterator[Event]:
    return yaml.parse(text, Loader=_LOADER)  # type: ignore[no-untyped-call, no-any-return, unused-ignore]  # a part without types


def _error(message: str, path: str, line: int, column: int) -> MissionFileError:
    return error_of([Problem(message, path, line, column)])


def _check_text(text: str, path: str, characters_max: int) -> None:
    if len(text) > characters_max:
        message = f"is longer than {characters_max} characters; split it or remove what it repeats"
        raise _error(message, path, 1, 1)
    if text.startswith("\ufeff"):
        raise _error("starts with a byte order mark; save it as UTF-8 without one", path, 1, 1)
    carriage = text.find("\r")
    if carriage >= 0:
        advice = "has a carriage return (Windows line end); save it with LF line ends"
        raise _error(advice, path, *_place(text, carriage))
    bad = _FORBIDDEN.search(text)
    if bad:
        raise _error(_why_forbidden(bad[0]), path, *_place(text, bad.start()))


def _why_forbidden(character: str) -> str:
    # Python's "surrogateescape" decodes a byte that is not UTF-8 to U+DC80-U+DCFF.
    if "\udc80" <= character <= "\udcff":
        return "is not UTF-8 text; save it as UTF-8"
    return f"holds the character U+{ord(character):04X}, which YAML forbids; remove it"


def _place(text: str, index: int) -> tuple[int, int]:
    """Return the 1-based line and column of a character."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _syntax_error(error: yaml.MarkedYAMLError, text: str, path: str) -> MissionFileError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    indent = written[: len(written) - len(written.lstrip())]
    if "\t" in indent:
        message = "is indented with a tab; indent with spaces"
        return _error(message, path, line, indent.index("\t") + 1)
    hint = ", ".join(part for part in (error.context, error.problem) if part)
    return _error(f"is not YAML: {hint}; check colons, quotes and indents", path, line, column)


@dataclass
class _Open:
    """A collection whose end has not come yet; `key` waits for its value."""

    is_table: bool
    line: int
    column: int
    items: list[Node] = field(default_factory=list)
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    key: Scalar | None = None


class _Composer:
    """Builds nodes from parser events without recursion."""

    def __init__(self, path: str) -> None:
        self.root: Node | None = None
        self._path = path
        self._open: list[_Open] = []

    def take(self, event: Event) -> None:
        """Use the next event."""
        if isinstance(event, ScalarEvent):
            self._add(self._scalar(event))
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self._start(event)
        elif isinstance(event, CollectionEndEvent):
            self._add(_closed(self._open.pop()))
        elif isinstance(event, AliasEvent):
            raise self._refuse(event, _ANCHORS)
        elif isinstance(event, DocumentStartEvent) and self.root is not None:
            raise self._refuse(event, "holds a second document ('---'); keep one per file")

    def _refuse(self, event: Event, message: str) -> MissionFileError:
        return _error(message, self._path, *_start(event))

    def _check_plain(self, event: MappingStartEvent | SequenceStartEvent | ScalarEvent) -> None:
        if event.anchor is not None:
            raise self._refuse(event, _ANCHORS)
        if event.tag is not None:
            raise self._refuse(event, "uses a tag ('!'); remove it")

    def _start(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        self._check_plain(event)
        if len(self._open) == DEPTH_MAX:
            raise self._refuse(event, f"nests deeper than {DEPTH_MAX} levels; flatten it")
        self._open.append(_Open(isinstance(event, MappingStartEvent), *_start(event)))

    def _scalar(self, event: ScalarEvent) -> Scalar:
        self._check_plain(event)
        kind = _kind(event.value) if event.implicit[0] else ScalarKind.TEXT
        return Scalar(event.value, kind, *_start(event), *_position(event.end_mark))

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if not parent.is_table:
            parent.items.append(node)
        elif parent.key is None:
            parent.key = self._key(parent, node)
        else:
            parent.entries[parent.key.value] = (parent.key, node)
            parent.key = None

    def _key(self, parent: _Open, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            message = "has a collection as a key; keys are plain words"
            raise _error(message, self._path, node.line, node.column)
        if node.value in parent.entries:
            first = parent.entries[node.value][0].line
            message = f"has the key {node.value!r} twice (first on line {first}); remove one"
            raise _error(message, self._path, node.line, node.column)
        return node


def _start(event: Event) -> tuple[int, int]:
    return _position(event.start_mark)


def _position(mark: Mark | None) -> tuple[int, int]:
    assert mark is not None, "both parsers mark every event"
    return mark.line + 1, mark.column + 1


def _closed(open_: _Open) -> Node:
    if open_.is_table:
        return Table(tuple(open_.entries.values()), open_.line, open_.column)
    return Listing(tuple(open_.items), open_.line, open_.column)


@lru_cache(maxsize=4096)
def _kind(value: str) -> ScalarKind:
    """Tell what an unquoted scalar is: stricter than YAML 1.1, where 1:30 is 90 and no is false."""
    if _WHOLE.match(value):
        return ScalarKind.WHOLE
    if value in {"true", "false"}:
        return ScalarKind.FLAG
    tag = _RESOLVER.resolve(yaml.ScalarNode, value, (True, False))  # type: ignore[no-untyped-call, unused-ignore]  # the same
    if tag == _TEXT_TAG:
        return ScalarKind.TEXT
    return ScalarKind.NOTHING if tag == _NULL_TAG else ScalarKind.OTHER
