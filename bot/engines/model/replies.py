"""Read what a model answered: text of a stranger, of which only Python statements are taken.

Nothing here runs or imports anything. What cannot be read is left out, and what is left of a
broken answer is kept: an answer that was cut off has whole situations before the cut.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.trajectory import ANSWER_CHARS_MAX
from bot.engines.model.analysis import ANALYSIS, parsed
from bot.engines.model.asking import LINES_MAX, SITUATIONS_MAX, STATEMENTS_MAX
from bot.engines.model.statements import (
    Called,
    called,
    error_name,
    is_readable,
    is_small,
    statements_of,
)
from bot.engines.repair.cut import parsable_prefix
from bot.engines.repair.script import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OPENINGS_MAX = 40
"""Places of a broken answer at which an object is looked for."""

WHOLE_TEST = "whole_test"
"""The template that asks for a whole test; all others ask for situations."""

_OF_SELF = re.compile(r"(?<=[(,\s])self\.(\w+)\s*=(?!=)")
_DECLARED = re.compile(r"([(,]\s*)([A-Za-z_]\w*):\s*(?=[^\s,)]|\Z)")
_OPEN = re.compile(
    r"([(,]\s*)([A-Za-z_]\w*):\s*(?:str|int|float|bool|bytes|list|dict|set|tuple|object|Any)"
    r"(?=\s*[,)])"
)
_QUOTED = re.compile(r"""('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""", re.DOTALL)
_FENCE = re.compile(r"```[a-z]*\n(.*?)(?:```|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Reply:
    """One situation as it was answered: statements and an expression that parse.

    `raises` is a name, "" for none; `is_cut` tells that some of it could not be read. Where
    `is_whole`, a test was asked for, and one without a call does something at its end.
    """

    setup: tuple[str, ...]
    call: str
    raises: str = ""
    is_cut: bool = False
    is_whole: bool = False


def read_answer(prompt: str, text: str) -> tuple[Reply, ...]:
    """Read an answer as its question wants it; `prompt` begins with the template's name."""
    name = prompt.partition("@")[0]
    return (whole_test if name == WHOLE_TEST else replies)(text)


def count_read(prompt: str, text: str) -> int:
    """Count what can be read out of an answer: situations, or one reading of a subject."""
    if prompt.partition("@")[0] == ANALYSIS:
        return int(parsed(text) is not None)
    return len(read_answer(prompt, text))


def replies(text: str) -> tuple[Reply, ...]:
    """Return the situations of an answer, at most SITUATIONS_MAX; () where nothing can be read.

    Equal ones stay: what they leave open can be filled in differently.
    """
    text = text[:ANSWER_CHARS_MAX]
    found = [one for item in _items(text) if (one := _reply(item)) is not None]
    return tuple(found[:SITUATIONS_MAX])


def whole_test(text: str) -> tuple[Reply, ...]:
    """Return the one situation that a whole test is: its last expression is the call."""
    text = text[:ANSWER_CHARS_MAX]
    code = "\n".join(_lines_of(text) or _FENCE.findall(text) or [])
    body = _body("\n".join(code.split("\n")[:LINES_MAX]))
    if not body:
        return ()
    *setup, last = body
    made = called(last)
    if made is None:
        return (Reply(tuple(body), "", is_whole=True),)
    call, extra, raises = made
    return (Reply((*setup, *extra), call, raises, is_whole=bool(call)),)


def _items(text: str) -> list[object]:
    """Return what may be situations: of the whole text, or of what is whole in it."""
    whole = _loaded(text)
    found = [whole] if isinstance(whole, dict) else whole
    return [
        item
        for one in (found if isinstance(found, list) else _objects(text))
        for item in _listed(one)
    ]


def _listed(item: object) -> list[object]:
    """Return the situations inside an object, or the object itself."""
    inside = item.get("situations") if isinstance(item, dict) else None
    return inside if isinstance(inside, list) else [item]


def _loaded(text: str) -> object:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _objects(text: str) -> Iterator[object]:
    """Yield the situations that are whole in an answer which is not."""
    decoder = json.JSONDecoder(strict=False)
    at = 0
    for _ in range(OPENINGS_MAX):
        at = text.find("{", at)
        if at < 0:
            return
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at += 1
            continue
        yield found
        at = end


def _reply(item: object) -> Reply | None:
    if not isinstance(item, dict):
        return None
    setup, is_cut = _setup(item.get("setup"))
    call = item.get("call")
    made = _first(map(called, _spellings(call))) if isinstance(call, str) else None
    if made is None:
        # A call that cannot be read may stand at the end of the set-up.
        made = called(setup[-1]) if setup else None
        setup, is_cut = setup[:-1], True
    if made is None:
        return None
    source, extra, raises = made
    return Reply((*setup, *extra), source, error_name(item.get("raises")) or raises, is_cut)


def _first(found: Iterable[Called | None]) -> Called | None:
    return next((one for one in found if one is not None), None)


def _spellings(call: str) -> Iterator[str]:
    r"""Yield a call as it was written, and as it was meant where that is no Python.

    Held to a pattern, one server takes `\n` for a line's end within a text, another one `\"` for
    two characters of the call; a small model writes `f(text: "a")` where told `f(text: str)`.
    """
    yield call
    yield call.replace("\n", "\\n")
    yield call.replace('\\"', '"')
    # Arguments named as the signature, or as the code inside, names them.
    named = "".join(part if at % 2 else _named(part) for at, part in enumerate(_QUOTED.split(call)))
    yield named
    yield named.replace("\n", "\\n")


def _named(text: str) -> str:
    """Name arguments as calls do; one of which only the type is told is left open."""
    text = _OPEN.sub(r"\1\2=\2", _OF_SELF.sub(r"\1=", text))
    return _DECLARED.sub(r"\1\2=", text)


def _setup(given: object) -> tuple[list[str], bool]:
    """Return the statements that parse, and whether others were left out."""
    texts = given.split("\n") if isinstance(given, str) else given
    if not isinstance(texts, list):
        return [], bool(given)
    found: list[str] = []
    is_cut = len(texts) > STATEMENTS_MAX
    for text in _joined(texts):
        statements = statements_of(text) if isinstance(text, str) else ()
        is_cut = is_cut or (not statements and bool(text))
        found += [one for one in statements if not _is_idle(one)]
    return found, is_cut


def _joined(texts: list[object]) -> list[object]:
    """Join a block's header with the lines below it: small models write one line an item."""
    found: list[object] = []
    for text in texts[:LINES_MAX]:
        before = found[-1] if found else ""
        is_inside = isinstance(text, str) and text[:1] in {" ", "\t"}
        if is_inside and isinstance(before, str) and before:
            found[-1] = f"{before}\n{text}"
        else:
            found.append(text)
    return found


def _is_idle(text: str) -> bool:
    """Tell whether a statement is a name or a value alone, as small models list what they need."""
    tree = parse(text)
    node = tree.body[0] if tree and tree.body else None
    return isinstance(node, ast.Expr) and isinstance(
        node.value, ast.Name | ast.Attribute | ast.Constant
    )


def _lines_of(text: str) -> list[str]:
    """Return the lines of a test that is answered as JSON, whatever stands around it."""
    found = (one["lines"] for one in _items(text) if isinstance(one, dict) and "lines" in one)
    lines = next(found, None)
    texts = lines if isinstance(lines, list) else []
    return [one for one in texts if isinstance(one, str)]


def _body(code: str) -> list[str]:
    """Return a test's statements; where they stand in a function, those inside."""
    kept = "\n".join(line for line in code.split("\n") if is_readable(line))
    found = [one for one in parsable_prefix(_without_prose(_dedented(kept))) if is_small(one)]
    trees = [tree.body[0] for one in found if (tree := parse(one)) is not None]
    tests = [
        one
        for one in trees
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test")
    ]
    outside = [ast.unparse(one) for one in trees if one not in tests]
    return [*outside, *(ast.unparse(one) for test in tests[:1] for one in test.body)]


def _without_prose(code: str) -> str:
    """Leave out lines after which nothing parses any more: a model's words between its lines."""
    lines = code.split("\n")[:LINES_MAX]
    for _ in range(LINES_MAX):
        sizes = range(len(lines), 0, -1)
        size = next((one for one in sizes if parse("\n".join(lines[:one])) is not None), 0)
        if size >= len(lines):
            break
        del lines[size]
    return "\n".join(lines)


def _dedented(code: str) -> str:
    first = next((line for line in code.split("\n") if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(indent) for line in code.split("\n"))
