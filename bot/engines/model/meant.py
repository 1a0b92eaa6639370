"""What a reply means: attributes set by their bare names, properties that are called."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind
from bot.engines.model.told import Start
from bot.engines.repair.callees import Callees, owner_of
from bot.engines.repair.script import bound, parse, parsed, rewritten, unbound

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Knowledge


@dataclass(frozen=True)
class Source:
    """Where a reply came from: the question, the segment asked about, and what it started from."""

    prompt: str
    segment: str
    start: Start
    text: str
    """The function's text as it was shown: errors that it names may be expected."""


def read_properties(situation: Situation, knowledge: Knowledge) -> Situation:
    """Read properties where a reply calls them: `cart.total()` becomes `cart.total`."""
    callees = Callees(situation, knowledge)

    def swap(node: ast.AST) -> ast.AST:
        match node:
            case ast.Call(func=ast.Attribute(attr=name) as read, args=[], keywords=[]):
                named = knowledge.methods.get(name, [])
                own = [one for one in named if owner_of(one) == callees.owner(read)] or named
                is_read = bool(own) and all(one.kind is CallableKind.PROPERTY for one in own)
                return read if is_read else node
            case _:
                return node

    return rewritten(situation, swap) or situation


def attached(situation: Situation, source: Source) -> Situation:
    """Set attributes of the receiver where a reply names them alone, or says `self`.

    `items = [1]`, which nothing reads, before `cart.total()` becomes `cart.items = [1]` where
    the function reads `self.items`.
    """
    receiver = _receiver(situation) or (_receiver(source.start.base) if source.start.base else "")
    if not receiver:
        return situation
    if "self" in unbound(situation):
        situation = rewritten(situation, lambda node: _renamed(node, receiver)) or situation
    stray = {
        name
        for name in _assigned(situation.setup)
        if name != receiver and re.search(rf"\bself\.{name}\b", source.text)
    } - _read((*situation.setup, situation.call))
    if not stray:
        return situation
    kept: list[str] = []
    moved: list[str] = []
    for text in situation.setup:
        names = _assigned([text])
        into = moved if names & stray else kept
        into.append(f"{receiver}.{text}" if names & stray else text)
    return replace(situation, setup=(*kept, *moved))


def _receiver(situation: Situation) -> str:
    """Return the variable on which a situation's call is made, "" where there is none."""
    tree = parsed(situation.call)
    node: ast.AST | None = tree.body[0] if tree and tree.body else None
    node = node.value if isinstance(node, ast.Expr) else None
    node = node.func if isinstance(node, ast.Call) else node
    if not isinstance(node, ast.Attribute):
        return ""
    while isinstance(node, ast.Attribute):
        node = node.value
    name = node.id if isinstance(node, ast.Name) else ""
    # A class or a module is no receiver: it begins with a capital or was imported.
    is_variable = name in bound(replace(situation, imports=())) or name in unbound(situation)
    return name if is_variable and name[:1].islower() else ""


def _renamed(node: ast.AST, receiver: str) -> ast.AST:
    if isinstance(node, ast.Name) and node.id == "self":
        node.id = receiver
    return node


def _assigned(texts: Iterable[str]) -> set[str]:
    """Return the names that statements give a value, each the only target of its statement."""
    trees = [tree.body[0] for text in texts if (tree := parse(text)) is not None and tree.body]
    return {
        one.targets[0].id
        for one in trees
        if isinstance(one, ast.Assign)
        and len(one.targets) == 1
        and isinstance(one.targets[0], ast.Name)
    }


def _read(texts: Iterable[str]) -> set[str]:
    return {
        node.id
        for text in texts
        for node in ast.walk(parse(text) or ast.Module([], []))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
