"""Rules for names that nobody binds: fixtures, imports, values, misspellings."""

from __future__ import annotations

import ast
import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.engines.repair.callees import called_facts, instance_of, variable_of
from bot.engines.repair.failure import bare
from bot.engines.repair.messages import NoFixture, NoName
from bot.engines.repair.names import use_of
from bot.engines.repair.rule import Rule
from bot.engines.repair.script import FIXTURES, Needs, bound, rewritten, unbound, with_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.facts import ParameterFacts
    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Case, Filling

NAMES_MAX = 12
"""Names of one situation that are imported at once."""

VALUES_MAX = 2
"""Values tried for one name."""

CLOSE = 0.75
"""How alike two names must be to be taken for one another (difflib's ratio)."""


def fixture_added(case: Case) -> Iterator[Situation | None]:
    """Ask for a fixture that is used and allowed."""
    name = _name(case)
    if name in FIXTURES and name not in case.situation.fixtures:
        yield replace(case.situation, fixtures=(*case.situation.fixtures, name))


def fixture_dropped(case: Case) -> Iterator[Situation | None]:
    """Do without a fixture that is not there, and without the statements that use it."""
    name = _name(case)
    if name not in case.situation.fixtures:
        return
    kept = replace(
        case.situation, fixtures=tuple(one for one in case.situation.fixtures if one != name)
    )

    def swap(node: ast.AST) -> ast.AST | None:
        read = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        return None if isinstance(node, ast.stmt) and name in read else node

    yield rewritten(kept, swap) or kept


def import_added(case: Case) -> Iterator[Situation | None]:
    """Import every unbound name that is certain: the subject's, or the standard library's."""
    yield from _imported(case, certain=True)


def import_guessed(case: Case) -> Iterator[Situation | None]:
    """Import every unbound name that anything of the project, or pytest, has."""
    yield from _imported(case, certain=False)


def value_made(case: Case) -> Iterator[Situation | None]:
    """Make a value for a name that is called like a parameter, or like a class."""
    name = _name(case)
    parameter = _parameter(case, name)
    if parameter is None or name not in unbound(case.situation):
        return
    for filling in case.knowledge.make(parameter, name)[:VALUES_MAX]:
        yield given_value(case.situation, name, filling)


def name_corrected(case: Case) -> Iterator[Situation | None]:
    """Take a name for the one at hand that is most like it."""
    name = _name(case)
    own = sorted(bound(case.situation))
    near = difflib.get_close_matches(name, own, 1, CLOSE)
    line = ""
    if not near:
        near = difflib.get_close_matches(name, case.knowledge.facts.global_names, 1, CLOSE)
        line = f"from {case.knowledge.facts.module} import {near[0]}" if near else ""
    if not near:
        return

    def swap(node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Name) and node.id == name:
            node.id = near[0]
        return node

    yield rewritten(case.situation, swap, Needs([line] if line else []))


def _name(case: Case) -> str:
    found = case.failure.complaint
    return found.name if isinstance(found, NoName | NoFixture) else ""


def _imported(case: Case, *, certain: bool) -> Iterator[Situation | None]:
    names = case.knowledge.names
    resolve = names.certain if certain else names.line
    wanted = [name for name in unbound(case.situation) if name not in FIXTURES][:NAMES_MAX]
    lines = {name: resolve(name, use_of(case.situation, name)) for name in wanted}
    if lines.get(_name(case)):
        yield with_imports(case.situation, lines.values())


def _parameter(case: Case, name: str) -> ParameterFacts | None:
    """Return what a missing name stands for: a parameter of what is called, or an instance."""
    for target in called_facts(case.situation, case.knowledge):
        for parameter in target.parameters:
            if parameter.name == name:
                return parameter
    own = case.situation.segment.rpartition(".")[0]
    for facts in case.knowledge.classes.values():
        last = variable_of(facts).rpartition("_")[2]
        is_like = name.replace("_", "").lower() == bare(facts.qualname).lower() or name == last
        if is_like or (name == "self" and facts.qualname == own):
            return instance_of(facts, name)
    return None


def given_value(situation: Situation, name: str, filling: Filling) -> Situation:
    """Give a name its value before everything else."""
    assigned = (f"{name} = {filling.source}",) if filling.source != name else ()
    return with_imports(
        replace(
            situation,
            setup=(*filling.setup, *assigned, *situation.setup),
            fixtures=tuple(dict.fromkeys((*situation.fixtures, *filling.fixtures))),
        ),
        filling.imports,
    )


RULES = (
    Rule("fixture added", (NoName,), fixture_added, keeps=True),
    Rule("fixture dropped", (NoName, NoFixture), fixture_dropped),
    Rule("import added", (NoName,), import_added, keeps=True),
    Rule("import guessed", (NoName,), import_guessed),
    Rule("value made", (NoName,), value_made, VALUES_MAX),
    Rule("name corrected", (NoName,), name_corrected),
)
