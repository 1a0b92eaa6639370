"""Propose simpler variants of a situation, the boldest first. Text only; nothing runs.

The caller observes them and takes the first that still gains the same; every
variant's source is shorter than the situation's, so repeating this ends.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from bot.languages.python.craft.lines import Lines
from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.trial import Situation
    from bot.languages.python.craft.reach import Reach

VARIANTS_MAX = 40
LITERALS_MAX = 12
TEXT_CHARS, LINES_CHARS = 60, 24
"""A sentence stays whole; text of several lines takes more of a reader."""

NUMBER_FROM = 10_000
ITEMS = 3
_MOMENT = re.compile(
    r"(?i)(?:^|_)(?:now|today|clock|timer|seed|rng|random|environ|env|cwd|tz|tzinfo|timezone)$"
)
_MOMENTS = frozenset({"date", "datetime", "time", "Random", "random"})
_REACHED = ast.Name | ast.Attribute
_NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def shrunk(situation: Situation, lines: frozenset[int], reach: Reach) -> Iterator[Situation]:
    """Yield at most 40 simpler situations; `lines` of the subject ran, `reach` reads them.

    One with an expectation only loses set-up that has no name in common with the rest:
    what was said of it holds for all that is left, where the result stays the same.
    Variants lose the condition, which spoke of what may have been taken away; those that
    only lose what nothing read keep it.
    """
    seen = {situation.source}
    every = _less_setup if situation.expectation is not None else _variants
    variants = chain(_less_pins(situation, lines, reach), every(situation))
    found = (one for one in variants if len(one.source) < len(situation.source))
    for one in islice(found, VARIANTS_MAX):
        if one.source not in seen:
            seen.add(one.source)
            yield one


def _less_pins(situation: Situation, lines: frozenset[int], reach: Reach) -> Iterator[Situation]:
    """Drop the pins that nothing which ran can have read, and the fixtures left over."""
    setup = situation.setup
    left = [one for one in setup if not _pins(one) or reach.needs(one, situation, lines)]
    if len(left) < len(setup):
        text = "\n".join((*left, situation.call))
        used = [one for one in situation.fixtures if re.search(rf"\b{one}\b", text)]
        yield replace(situation, setup=tuple(left), fixtures=tuple(used))


def _less_setup(situation: Situation) -> Iterator[Situation]:
    """Drop the statements that nothing else speaks of: all of them, then one each."""
    bare = replace(situation, condition="")
    setup = situation.setup
    apart = [at for at in _apart(setup, situation.call) if not _pins(setup[at])]
    for gone in (apart, *([at] for at in reversed(apart))):
        yield replace(bare, setup=tuple(text for at, text in enumerate(setup) if at not in gone))


def _apart(setup: Sequence[str], call: str) -> list[int]:
    """Return the places of statements that share no local name, however indirectly, with the act.

    An earlier example of a docstring is one: it mentions what is imported, as all do.
    """
    trees = [_tree(text) for text in (*setup, call) if text]
    local = {name for tree in trees for name in _names(tree, ast.Store)}
    used = [local & _names(tree, (ast.Load, ast.Store, ast.Del)) for tree in trees]
    joined, before = used[-1] if used else set(), -1
    while len(joined) != before:
        before = len(joined)
        joined = joined.union(*(one for one in used if one & joined))
    return [at for at, one in enumerate(used[:-1]) if not one & joined]


def _names(
    tree: ast.AST, context: type[ast.expr_context] | tuple[type[ast.expr_context], ...]
) -> set[str]:
    """Return the names that code reads or binds; functions and classes bind theirs."""
    nodes = list(ast.walk(tree))
    found = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, context)}
    return found | {one.name for one in nodes if isinstance(one, _NAMED)}


def _variants(situation: Situation) -> Iterator[Situation]:
    yield from _less_setup(situation)
    bare = replace(situation, condition="")
    setup = situation.setup
    free = [at for at in range(len(setup)) if not _pins(setup[at])]
    for at in reversed(free):
        yield replace(bare, setup=(*setup[:at], *setup[at + 1 :]))
    for text in (*_without_keyword(situation.call), *_simpler_texts(situation.call)):
        yield replace(bare, call=text)
    for at in free:
        for text in (*_without_keyword(setup[at]), *_simpler_texts(setup[at])):
            yield replace(bare, setup=(*setup[:at], text, *setup[at + 1 :]))


def _pins(statement: str) -> bool:
    """Tell whether a statement pins what the machine would decide otherwise: argv, a clock.

    Without it the test can do the same today and something else elsewhere.
    """
    return "monkeypatch" in statement


def pins_moment(name: str, value: ast.expr) -> bool:
    """Tell whether an argument stands for what the machine would say: now, a seed, a folder.

    Without it the result is the same all day, and another one tomorrow. By its name, that
    of the local it is, or its type; `name` is "" for a positional one.
    """
    made = value.func if isinstance(value, ast.Call) else value
    last = ast.unparse(made).rpartition(".")[2] if isinstance(made, _REACHED) else ""
    type_name = ast.unparse(made).split(".")[0] if isinstance(value, ast.Call) else ""
    return bool(_MOMENT.search(name) or _MOMENT.search(last)) or type_name in _MOMENTS


def _tree(text: str) -> ast.AST:
    try:
        return parsed(text)
    except SyntaxError:
        return ast.Module([], [])


def _without_keyword(text: str) -> Iterator[str]:
    """Drop one keyword argument of one call each; text of many lines stays."""
    if "\n" in text:
        return
    for node in ast.walk(_tree(text)):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if not pins_moment(keyword.arg or "", keyword.value):
                    yield _dropped(text, node, keyword)


def _dropped(text: str, node: ast.Call, keyword: ast.keyword) -> str:
    left = [one for one in node.keywords if one is not keyword]
    call = ast.Call(node.func, node.args, left)
    return replaced(text, node, ast.unparse(call))


def _simpler_texts(text: str) -> Iterator[str]:
    if "\n" in text:
        return
    literals = [node for node in _literals(_tree(text)) if node.end_lineno == node.lineno]
    for node in literals[:LITERALS_MAX]:
        for source in simpler(ast.literal_eval(node)):
            yield replaced(text, node, source)


def replaced(text: str, node: ast.expr, source: str) -> str:
    """Return a line of code with one expression written otherwise."""
    lines = Lines(text)
    start = lines.column(1, node.col_offset)
    return text[:start] + source + text[lines.column(1, node.end_col_offset or 0) :]


def _literals(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the literals that are too large to read: whole ones, or those inside small ones."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr):
            continue
        if isinstance(child, ast.expr) and _is_literal(child) and is_large(ast.literal_eval(child)):
            yield child
        else:
            yield from _literals(child)


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def is_large(value: object) -> bool:
    """Tell whether a literal is more than a reader wants.

    Small ones stay as they are: 0 and "" are shorter than 3 and "tea", but tests
    of them notice fewer mistakes.
    """
    match value:
        case bool():
            return False
        case int():
            return abs(value) >= NUMBER_FROM
        case str() | bytes():
            return len(value) > (LINES_CHARS if len(value.splitlines()) > 1 else TEXT_CHARS)
        case list() | tuple() | dict():
            return len(value) > ITEMS
        case _:
            return False


def simpler(value: object) -> Iterator[str]:
    """Yield sources of simpler values of the same type, the simplest first."""
    match value:
        case int():
            yield from (repr(one if value > 0 else -one) for one in (100, 1000))
        case str() | bytes():
            yield from (repr(one) for one in _shorter(value))
        case list() | tuple():
            yield from (repr(type(value)(one)) for one in _fewer(list(value)))
        case dict():
            yield from (repr({key: value[key] for key in keys}) for keys in _fewer(list(value)))
        case _:
            return


def _shorter(text: str | bytes) -> Iterator[str | bytes]:
    """Yield both halves, cut between lines or words, then the text without one line each."""
    lines = text.splitlines(keepends=True)
    middle = _middle(text, lines)
    yield text[:middle]
    yield text[middle:]
    if len(lines) > 1:
        for at in range(len(lines)):
            yield text[:0].join([*lines[:at], *lines[at + 1 :]])


def _middle(text: str | bytes, lines: Sequence[str | bytes]) -> int:
    """Return where a text is cut: after its middle line, or after the word in its middle."""
    if len(lines) > 1:
        return sum(map(len, lines[: len(lines) // 2]))
    half = len(text) // 2
    gap = text.rfind(" ", 0, half) if isinstance(text, str) else text.rfind(b" ", 0, half)
    return half if gap <= 0 else gap + 1


def _fewer(items: list[object]) -> Iterator[list[object]]:
    """Yield the first half, then all but one each."""
    yield items[: len(items) // 2]
    for at in range(len(items)):
        yield [*items[:at], *items[at + 1 :]]
