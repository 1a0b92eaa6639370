"""A rule for patches: their target is where the subject uses a name, not where it is made."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.engines.repair.attributes import closest
from bot.engines.repair.messages import Disagreed, NoAttribute, NoModule, NoPath, Other
from bot.engines.repair.rule import Rule
from bot.engines.repair.script import aliases, dotted, imported, parsed, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Case, Knowledge

_PATCHES = frozenset({"monkeypatch.setattr", "monkeypatch.delattr"})
_TARGETED = 2
"""Arguments that name the target where it is an object: the object, and the attribute."""


def moved(case: Case) -> Iterator[Situation | None]:
    """Patch the name where the subject uses it."""
    known = aliases(case.situation)

    def swap(node: ast.AST) -> ast.AST:
        if not isinstance(node, ast.Call) or dotted(node.func) not in _PATCHES or not node.args:
            return node
        target, size = _target(node, known)
        better = where_used(target, case.knowledge) if target else ""
        if better:
            node.args[:size] = [ast.Constant(better)]
        return node

    yield rewritten(case.situation, swap)


def where_used(target: str, knowledge: Knowledge) -> str:
    """Return the target that a patch means; "" where it is right, or nothing better is known."""
    module, _, name = target.rpartition(".")
    subject, project = knowledge.facts.module, knowledge.project
    own = project.names(subject)
    for local, origin in _origins(knowledge).items():
        if origin == target and local in own:
            return f"{subject}.{local}"
    if _is_there(module, name, knowledge):
        return ""
    if name in own and module != subject:
        return f"{subject}.{name}"
    uses = project.uses(name)
    if uses:
        return f"{subject}.{uses[0]}"
    owner = module.rpartition(".")[2]
    if owner in knowledge.classes:
        near = [name] if name in project.attributes(owner) else []
        near = near or closest(name, project.attributes(owner))
        found = knowledge.classes[owner]
        return next((f"{found.module}.{owner}.{one}" for one in near), "")
    return next((f"{subject}.{one}" for one in closest(name, own)), "")


def _target(node: ast.Call, known: dict[str, str]) -> tuple[str, int]:
    """Return the dotted target of a patch, and how many arguments say it; "" for none."""
    first = node.args[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        return first.value, 1
    second = node.args[1] if len(node.args) >= _TARGETED else None
    place = dotted(first)
    if not place or not isinstance(second, ast.Constant) or not isinstance(second.value, str):
        return "", 0
    top, dot, rest = place.partition(".")
    return f"{known.get(top, top)}{dot}{rest}.{second.value}", _TARGETED


def _origins(knowledge: Knowledge) -> dict[str, str]:
    """Map the subject's names to what `from ... import` gives them: {"sleep": "time.sleep"}."""
    lines = (parsed(line) for line in knowledge.project.imports.values())
    return dict(
        pair
        for tree in lines
        if tree is not None and isinstance(tree.body[0], ast.ImportFrom)
        for pair in imported(tree.body[0])
    )


def _is_there(module: str, name: str, knowledge: Knowledge) -> bool:
    """Tell whether a target can be patched, as far as is known; in doubt it can."""
    if module in knowledge.project.modules:
        return name in knowledge.project.names(module)
    inside, _, owner = module.rpartition(".")
    if inside in knowledge.project.modules:
        return owner in knowledge.project.names(inside) and (
            owner not in knowledge.classes or name in knowledge.project.attributes(owner)
        )
    return knowledge.names.is_module(module)


RULES = (Rule("patch moved", (NoAttribute, NoModule, NoPath, Disagreed, Other), moved),)
