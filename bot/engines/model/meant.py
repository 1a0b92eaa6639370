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
    """Read properties where a reply calls them: `cart.total()` becomes `cart.total`.

    Only where it is known whose they are: builtins have methods of such names, too. One that
    is said to give back a callable stays called.
    """
    callees = Callees(situation, knowledge)
    receiver = _receiver(situation)
    asked = situation.segment.rpartition(".")[0].rpartition(".")[2]

    def is_read(read: ast.Attribute) -> bool:
        is_receiver = isinstance(read.value, ast.Name) and read.value.id == receiver
        owners = {callees.owner(read), *([asked] if is_receiver else [])}
        own = [one for one in knowledge.methods.get(read.attr, ()) if owner_of(one) in owners]
        return bool(own) and all(
            one.kind is CallableKind.PROPERTY and "Callable" not in one.returns.name for one in own
        )

    def swap(node: ast.AST) -> ast.AST:
        match node:
            case ast.Call(func=ast.Attribute() as read, args=[], keywords=[]):
                return read if is_read(read) else node
            case _:
                return node

    return rewritten(situation, swap) or situation


def attached(situation: Situation, source: Source) -> Situation:
    """Set attributes of the receiver where a reply names them alone, or says `self`.

    `items = [1]`, which nothing reads, before `cart.total()` becomes `cart.items = [1]` where
    the function reads `self.items`. It stays where it stands, but after the receiver is made.
    """
    receiver = _receiver(situation) or (_receiver(source.start.base) if source.start.base else "")
    if not receiver:
        return situation
    if "self" not in _assigned(situation.setup):
        setup = tuple(_of_receiver(text, receiver) for text in situation.setup)
        situation = replace(situation, setup=setup, call=_of_receiver(situation.call, receiver))
    stray = {
        name
        for name in _assigned(situation.setup)
        if name != receiver and re.search(rf"\bself\.{name}\b(?!\s*\()", source.text)
    } - _read((*situation.setup, situation.call))
    made = [at for at, text in enumerate(situation.setup) if receiver in _assigned([text])]
    early: list[str] = []
    found: list[str] = []
    for at, text in enumerate(situation.setup):
        is_stray = bool(_assigned([text]) & stray)
        into = early if is_stray and at < max(made, default=-1) else found
        into.append(f"{receiver}.{text}" if is_stray else text)
        if made and at == made[-1]:
            found += early
    return replace(situation, setup=tuple(found))


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


def _of_receiver(text: str, receiver: str) -> str:
    """Say the receiver's name where a statement says `self`; what is defined there has its own."""
    tree = parse(text)
    inside = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    if tree is None or any(isinstance(one, inside) for one in tree.body):
        return text
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "self"]
    for node in names:
        node.id = receiver
    return ast.unparse(tree) if names else text


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
