"""Rules for attributes that are not there: the closest one, another module's, one for a fake."""

from __future__ import annotations

import ast
import difflib
from typing import TYPE_CHECKING

from bot.engines.repair.failure import bare
from bot.engines.repair.messages import NoAttribute
from bot.engines.repair.names import Use
from bot.engines.repair.plain import ANSWER
from bot.engines.repair.rule import Rule
from bot.engines.repair.script import Needs, dotted, expression, rewritten, terminal
from bot.engines.repair.standard import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Case, Knowledge

ATTRIBUTES_MAX = 2
"""Attributes tried in place of one that is not there."""

CLOSE = 0.6
"""How alike two attributes must be to be taken for one another (difflib's ratio)."""

BASES_MAX = 20
"""Classes looked at above one class."""

_BUILTIN = {
    one.__name__: frozenset(dir(one))
    for one in (str, bytes, int, float, list, dict, set, tuple, frozenset, range)
}


def corrected(case: Case) -> Iterator[Situation | None]:
    """Take the closest attribute that the module, class or value has."""
    complaint = case.failure.complaint
    assert isinstance(complaint, NoAttribute)
    for near in closest(complaint.name, attributes_of(complaint.owner, case.knowledge)):

        def swap(node: ast.AST, near: str = near) -> ast.AST:
            if isinstance(node, ast.Attribute) and node.attr == complaint.name:
                node.attr = near
            return node

        yield rewritten(case.situation, swap)


def moved(case: Case) -> Iterator[Situation | None]:
    """Import a name from the module that has it: `cart.Invoice` becomes `Invoice`."""
    complaint = case.failure.complaint
    assert isinstance(complaint, NoAttribute)
    name, module = complaint.name, bare(complaint.owner)
    line = case.knowledge.names.line(name, Use(frozenset(), called=True))
    if not line or complaint.owner not in case.knowledge.project.modules:
        return

    def swap(node: ast.AST) -> ast.AST:
        if not isinstance(node, ast.Attribute) or node.attr != name:
            return node
        return ast.Name(name, node.ctx) if bare(dotted(node.value)) == module else node

    yield rewritten(case.situation, swap, Needs([line]))


def given_to_fake(case: Case) -> Iterator[Situation | None]:
    """Give a fake of the set-up the attribute that the subject asks it for."""
    complaint = case.failure.complaint
    assert isinstance(complaint, NoAttribute)
    owner, name = bare(complaint.owner), complaint.name

    def swap(node: ast.AST) -> ast.AST:
        if isinstance(node, ast.ClassDef) and node.name == owner:
            node.body.append(_method(name))
        if isinstance(node, ast.Call) and owner == terminal(node.func) == "SimpleNamespace":
            node.keywords.append(ast.keyword(name, expression(ANSWER)))
        return node

    yield rewritten(case.situation, swap)


def attributes_of(owner: str, knowledge: Knowledge) -> frozenset[str]:
    """Return what a module, class or built-in type has, as far as it is known.

    Without an owner it is the members of all enums: before Python 3.12 their message is but
    the name.
    """
    short = bare(owner)
    if not owner:
        return frozenset(name for one in knowledge.classes.values() for name in one.members)
    if owner in knowledge.project.modules:
        return knowledge.project.names(owner)
    found = PUBLIC.get(owner, frozenset()) | _BUILTIN.get(owner, frozenset())
    waiting, done = [short], set[str]()
    while waiting and len(done) < BASES_MAX:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        found |= knowledge.project.attributes(name)
        facts = knowledge.classes.get(name)
        if facts is not None:
            found |= {bare(one.qualname) for one in facts.methods} | set(facts.members)
            waiting += [bare(one) for one in facts.bases]
    return found


def closest(name: str, known: Iterable[str]) -> list[str]:
    """Return the names most like one: the same without case and underscores first."""
    ordered = sorted(one for one in known if one != name)
    same = [one for one in ordered if _plain(one) == _plain(name)]
    like = difflib.get_close_matches(name, ordered, ATTRIBUTES_MAX, CLOSE)
    return list(dict.fromkeys((*same, *like)))[:ATTRIBUTES_MAX]


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _method(name: str) -> ast.stmt:
    return ast.parse(f"def {name}(self, *args, **kwargs):\n    return None").body[0]


RULES = (
    Rule("attribute corrected", (NoAttribute,), corrected, ATTRIBUTES_MAX),
    Rule("import added", (NoAttribute,), moved),
    Rule("attribute added", (NoAttribute,), given_to_fake),
)
