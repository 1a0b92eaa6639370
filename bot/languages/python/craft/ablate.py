"""Leave out of a situation what its test may do without: a statement, an option, a message.

Text only; nothing runs. The caller tries each and takes it where the test is worth the same.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from bot.languages.python.craft.lines import Lines
from bot.languages.python.craft.needed import is_needed
from bot.languages.python.craft.shrink import pins_moment
from bot.languages.python.craft.spliced import unspliced
from bot.languages.python.craft.syntax import nodes_of_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.trial import Situation

ABLATED_MAX = 16
ENTRY_CHARS = 32
"""An entry of a dictionary that is as long as that is more than a reader wants."""


def ablated(situation: Situation, pieces: Sequence[str] = ()) -> Iterator[Situation]:
    """Yield at most 16 shorter situations: without a statement, an option, a long entry.

    First those without one of `pieces` in a text: what the subject says itself was spliced in.
    Options are keyword arguments and the last positional one of each call; whether a
    call goes without is seen when it runs. A statement without which a later one must fail
    stays, for its name would be missing. What pins the machine stays (a patch, an argument
    that says what time it is), and so does a situation of which a document or a model said
    something.
    """
    if situation.expectation is not None:
        return
    bare = replace(situation, condition="")
    setup = situation.setup
    free = [at for at in range(len(setup)) if "monkeypatch" not in setup[at]]
    last = len(setup) - 1
    dropped = [
        at
        for at in reversed(free)
        if (situation.call or at < last) and not is_needed(situation, at)
    ]
    without = (replace(bare, setup=(*setup[:at], *setup[at + 1 :])) for at in dropped)
    called = (replace(bare, call=text) for text in _less(situation.call))
    made = (
        replace(bare, setup=(*setup[:at], text, *setup[at + 1 :]))
        for at in free
        for text in _less(setup[at])
    )
    plain = (replace(bare, call=text) for text in unspliced(situation.call, pieces))
    set_up = (
        replace(bare, setup=(*setup[:at], text, *setup[at + 1 :]))
        for at in free
        for text in unspliced(setup[at], pieces)
    )
    yield from islice(chain(plain, set_up, called, without, made), ABLATED_MAX)


def _less(text: str) -> Iterator[str]:
    """Yield a line of code without one option or long entry each; text of many lines stays."""
    for node in nodes_of_line(text):
        if isinstance(node, ast.Call):
            yield from (_exchanged(text, node, less) for less in _fewer_arguments(node))
        if isinstance(node, ast.Dict):
            yield from _fewer_entries(text, node)


def _fewer_arguments(node: ast.Call) -> Iterator[ast.Call]:
    for at in reversed(range(len(node.keywords))):
        one = node.keywords[at]
        if not pins_moment(one.arg or "", one.value):
            kept = [*node.keywords[:at], *node.keywords[at + 1 :]]
            yield ast.Call(node.func, node.args, kept)
    if node.args and not pins_moment("", node.args[-1]):
        yield ast.Call(node.func, node.args[:-1], node.keywords)


def _fewer_entries(text: str, node: ast.Dict) -> Iterator[str]:
    entries = list(zip(node.keys, node.values, strict=True))
    for at, (_, value) in enumerate(entries):
        if len(ast.unparse(value)) >= ENTRY_CHARS and len(entries) > 1:
            left = [*entries[:at], *entries[at + 1 :]]
            less = ast.Dict([key for key, _ in left], [one for _, one in left])
            yield _exchanged(text, node, less)


def _exchanged(text: str, node: ast.expr, by: ast.expr) -> str:
    lines = Lines(text)
    end = lines.column(1, node.end_col_offset or 0)
    return text[: lines.column(1, node.col_offset)] + ast.unparse(by) + text[end:]
