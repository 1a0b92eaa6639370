"""Move helpers that several tests define alike (fakes, small functions) to the module level."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.languages.python.craft.definitions import Function
from bot.languages.python.craft.existing import body_of
from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.domain.trial import Candidate
    from bot.languages.python.craft.existing import Existing

_BUILTINS = frozenset(dir(builtins))


def hoisted(
    candidates: Sequence[Candidate], existing: Existing, known: Collection[str]
) -> tuple[str, ...]:
    """Return the sources of helpers that two or more set-ups share and that stand alone.

    `known` are names that the module imports. Of different helpers of one name the one that
    most set-ups share is moved, the others stay inside their tests; no other helper that
    speaks of such a name is moved. One that an earlier mission moved is found again.
    """
    uses = Counter(text for one in candidates for text in dict.fromkeys(one.situation.setup))
    named = {text: name for text in uses if (name := helper_name(text))}
    names = Counter(named.values())
    most = {named[text]: text for text, _ in reversed(uses.most_common()) if text in named}
    found: list[str] = []
    for text, name in named.items():
        plain = {named[other] for other in found if names[named[other]] == 1}
        reachable = {*known, *plain, name} | _BUILTINS
        is_there = is_present(text, existing)
        is_free = uses[text] > 1 and name not in existing.names and most[name] == text
        if (is_there or is_free) and free(text) <= reachable:
            found.append(text)
    return tuple(found)


def is_present(text: str, existing: Existing) -> bool:
    """Tell whether an earlier file defines just this."""
    return body_of(parsed(text).body[0]) in existing.bodies


def helper_name(statement: str) -> str:
    """Return the name of the class or function that a statement defines, "" for others."""
    try:
        body = parsed(statement).body
    except SyntaxError:
        return ""
    node = body[0] if len(body) == 1 else None
    return node.name if isinstance(node, Function | ast.ClassDef) else ""


def free(source: str) -> set[str]:
    """Return the names that code reads and does not bind itself."""
    tree = parsed(source)
    read = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return read - set(_bound(ast.walk(tree)))


def _bound(nodes: Iterable[ast.AST]) -> Iterable[str]:
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                yield name
            case ast.ExceptHandler(name=str() as name):
                yield name
            case ast.alias():
                yield node.asname or node.name.partition(".")[0]
            case _:
                pass


def without_helpers(candidate: Candidate, helpers: Collection[str]) -> Candidate:
    """Return the candidate without the set-up statements that now stand at the module level.

    What it defines twice under one name stays: the other one would hide the helper.
    """
    situation = candidate.situation
    names = Counter(helper_name(text) for text in situation.setup)
    setup = tuple(
        text for text in situation.setup if text not in helpers or names[helper_name(text)] > 1
    )
    if setup == situation.setup:
        return candidate
    return replace(candidate, situation=replace(situation, setup=setup))
