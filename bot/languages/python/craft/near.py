"""Propose situations next to one: its literals otherwise or exchanged, a step done once more.

They are for mutants that what was seen does not notice: a bound is met by the number beside
it, a count by one more call. Text only; nothing runs, the caller observes what is yielded.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from bot.languages.python.craft.exchange import reordered
from bot.languages.python.craft.shrink import replaced
from bot.languages.python.craft.syntax import expression, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Situation

NEAR_MAX = 24
LITERALS_MAX = 6
VALUES_MAX = 6
AGAIN_MAX = 2
"""How often a step is done once more."""

TEXT_CHARS_MAX = 40
LINES_CHARS_MAX = 240
"""Texts of several lines up to that length have one of their lines twice."""

LINES_MAX = 2
"""Lines of a text, the last ones, that are tried twice, each by itself."""

NUMBER_TO = 1e300
"""Numbers from here on have no neighbours that Python can write."""

_EXPANDED = {"expanduser": "~/", "expandvars": "$HOME/"}
"""Calls that expand paths, and what they expand."""

_FILE = re.compile(r"(?P<name>\w+) = tmp_path / (?P<text>(['\"])[\w.]+\3)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_IN_LINE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")


def near(situation: Situation, line: str, source: str = "") -> Iterator[Situation]:
    """Yield at most 24 situations next to one; `line` is the mutant's, whose numbers are bounds.

    `source` is the subject's: where it expands paths, there are such to be expanded. What was
    expected of the situation is not expected of them.
    """
    seen = {situation.source}
    for one in islice(_near(situation, line, source), 2 * NEAR_MAX):
        if one.source not in seen and len(seen) <= NEAR_MAX:
            seen.add(one.source)
            yield one


def _near(situation: Situation, line: str, source: str) -> Iterator[Situation]:
    bare = replace(situation, expectation=None, condition="")
    for call, prefix in _EXPANDED.items():
        if call in source:
            yield from _with_home(bare, prefix)
    yield from reordered(bare, line)
    bounds = [text for text in _IN_LINE.findall(line) if len(text) <= TEXT_CHARS_MAX]
    yield from _with_more_steps(bare)
    for text in _changed(situation.call, bounds):
        yield replace(bare, call=text)
    for at, statement in enumerate(situation.setup):
        for text in _changed(statement, bounds):
            yield replace(bare, setup=(*bare.setup[:at], text, *bare.setup[at + 1 :]))


def _with_home(situation: Situation, prefix: str) -> Iterator[Situation]:
    """Name a file of the temporary folder by the home folder that it is made to be."""
    for statement in situation.setup:
        made = _FILE.fullmatch(statement)
        if made is None:
            continue
        written = repr(prefix + ast.literal_eval(made["text"]))
        call = situation.call.replace(f"str({made['name']})", written)
        if call != situation.call:
            yield replace(
                situation,
                setup=('monkeypatch.setenv("HOME", str(tmp_path))', *situation.setup),
                call=call,
                fixtures=tuple(dict.fromkeys((*situation.fixtures, "monkeypatch"))),
            )


def _with_more_steps(situation: Situation) -> Iterator[Situation]:
    """Do each step of the set-up once and twice more, with its first literal otherwise."""
    for at, statement in enumerate(situation.setup):
        if not isinstance(expression(statement), ast.Call) or "monkeypatch" in statement:
            continue
        # Other names would be other things: of a name and a number the number changes.
        others = list(_changed(statement, [], numbers_only=True))[:AGAIN_MAX] or [statement]
        others += others[-1:] * (AGAIN_MAX - len(others))
        for times in range(1, AGAIN_MAX + 1):
            setup = (*situation.setup[: at + 1], *others[:times], *situation.setup[at + 1 :])
            yield replace(situation, setup=setup)


def _changed(text: str, bounds: list[str], *, numbers_only: bool = False) -> Iterator[str]:
    """Yield the code with one literal otherwise each."""
    if "\n" in text or "monkeypatch" in text:
        return
    try:
        tree = parsed(text)
    except SyntaxError:
        return
    for node in _literals(tree, numbers_only=numbers_only)[:LITERALS_MAX]:
        for source in islice(_others(ast.literal_eval(node), bounds), VALUES_MAX):
            yield replaced(text, node, source)


def _literals(node: ast.AST, *, numbers_only: bool) -> list[ast.expr]:
    """Return numbers with their sign, truths and texts; nothing of what stands in f-strings."""
    found: list[ast.expr] = []
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.JoinedStr():
                continue
            case ast.Constant(value=value) if type(value) in {int, float}:
                found.append(child)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)) if type(value) in {
                int,
                float,
            }:
                found.append(child)
            case ast.Constant(value=bool() | str()) if not numbers_only:
                found.append(child)
            case _:
                found += _literals(child, numbers_only=numbers_only)
    return found


def _others(value: object, bounds: list[str]) -> Iterator[str]:
    """Yield the sources of values next to one, those about a bound first."""
    match value:
        case bool():
            yield repr(not value)
        case int() | float() if abs(value) < NUMBER_TO:
            yield from _numbers(value, bounds)
        case str() if len(value) <= TEXT_CHARS_MAX and _NUMBER.fullmatch(value):
            number = float(value) if "." in value else int(value)
            yield from map(repr, _numbers(number, bounds))
        case str():
            yield from map(repr, _texts(value))
        case _:
            return


def _texts(text: str) -> Iterator[str]:
    """Yield other texts: what counts lines, or cuts at the first, meets one line more."""
    if len(text) <= TEXT_CHARS_MAX:
        yield from ("", text + text)
    if "\n" in text and len(text) <= LINES_CHARS_MAX:
        yield from islice(_with_a_line_twice(text.split("\n")), LINES_MAX)
    if len(text) <= TEXT_CHARS_MAX:
        yield from (text.swapcase(), f" {text} ")


def _with_a_line_twice(lines: list[str]) -> Iterator[str]:
    for at in reversed(range(len(lines))):
        if lines[at].strip():
            yield "\n".join((*lines[: at + 1], *lines[at:]))


def _numbers(number: float, bounds: list[str]) -> Iterator[str]:
    for bound in bounds:
        edge = float(bound) if "." in bound else int(bound)
        yield from (repr(edge), repr(edge + 1), repr(edge - 1))
    yield from (repr(number + 1), repr(number - 1), repr(0 * number), repr(-number))
