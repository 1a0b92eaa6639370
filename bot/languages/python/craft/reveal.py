"""Look at what a step of a situation does: as the act, or as the act after the former act.

`reset()` on a new counter changes nothing; after the counter counted, it does. Text only.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.languages.python.craft.syntax import expression, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Situation


def revealing(situation: Situation) -> Iterator[Situation]:
    """Yield three situations for each step of the set-up that calls something, the last first.

    Steps that pin the machine stay what they are, and so does a situation of which a document
    or a model said something.
    """
    if situation.expectation is not None:
        return
    bare = replace(situation, condition="")
    is_call = isinstance(expression(situation.call), ast.Call)
    for at in reversed(range(len(situation.setup))):
        step = _called(situation.setup[at])
        if not step:
            continue
        before, after = situation.setup[:at], situation.setup[at + 1 :]
        yield replace(bare, setup=before, call=step)
        if is_call and step == situation.setup[at].strip():
            acted = (*before, *after, situation.call)
            yield replace(bare, setup=acted, call=step)
            yield replace(bare, setup=(*acted, step))


def _called(statement: str) -> str:
    """Return the call that a step is, or that it names the result of; "" for other steps."""
    if "monkeypatch" in statement or "\n" in statement:
        return ""
    try:
        body = parsed(statement).body
    except SyntaxError:
        return ""
    match body:
        case [ast.Expr(value=ast.Call() as call)]:
            return ast.unparse(call)
        case [ast.Assign(targets=[ast.Name()], value=ast.Call() as call)]:
            return ast.unparse(call)
        case _:
            return ""
