"""Turn replies into situations: names resolved, what is missing filled in before anything runs."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.facts import Flavour
from bot.domain.mission import EngineName
from bot.domain.trial import Expectation, OracleOrigin, Situation
from bot.engines.model.meant import Source, attached, read_properties
from bot.engines.repair.callees import Callees, called_facts
from bot.engines.repair.names import use_of
from bot.engines.repair.script import FIXTURES, bound, parse, parsed, unbound, with_imports
from bot.engines.repair.unknown import given_value

if TYPE_CHECKING:
    from bot.engines.model.replies import Reply
    from bot.engines.model.told import Start
    from bot.engines.repair.rule import Knowledge

SAID_BY = "the model, before it saw the result"


def proposal(reply: Reply, source: Source, knowledge: Knowledge, turn: int = 0) -> Situation:
    """Write a reply as a situation that lacks no name which somebody knows.

    Arguments that it names as the signature does, and gives no value, are made by the factories:
    another value in each `turn`, for small models write the same call for several goals.

    Imports of modules that neither the project nor the standard library has are left out:
    nothing is ever installed, and what needs them will say so.
    """
    setup, imports = _split(reply.setup, knowledge)
    base = source.start.base
    bare = Situation(
        segment=source.segment,
        imports=imports,
        setup=setup,
        call=reply.call if reply.call or reply.is_whole or base is None else base.call,
        engine=EngineName.MODEL,
        expectation=_expectation(reply, source),
        prompt=source.prompt,
    )
    whole = _given(attached(bare, source), source.start)
    found = _resolved(read_properties(whole, knowledge), knowledge)
    return _awaited(_filled(found, knowledge, turn), knowledge)


def _split(
    statements: tuple[str, ...], knowledge: Knowledge
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part set-up from the imports in it."""
    setup, imports = [], []
    for text in statements:
        tree = parse(text)
        node = tree.body[0] if tree and tree.body else None
        if not isinstance(node, ast.Import | ast.ImportFrom):
            setup.append(text)
        elif _is_known(node, knowledge):
            imports.append(ast.unparse(node))
    return tuple(setup), tuple(imports)


def _is_known(node: ast.Import | ast.ImportFrom, knowledge: Knowledge) -> bool:
    if isinstance(node, ast.ImportFrom):
        # Relative imports and stars mean nothing in a test.
        names = [node.module or ""] if not node.level else [""]
        names += [""] if any(one.name == "*" for one in node.names) else []
    else:
        names = [one.name for one in node.names]
    project = knowledge.project.modules
    return all(
        bool(name) and (name in project or knowledge.names.is_module(name)) for name in names
    )


def _expectation(reply: Reply, source: Source) -> Expectation | None:
    """Believe a guess of an error only where the function names it."""
    name = reply.raises.rpartition(".")[2]
    if not name or not re.search(rf"\b{re.escape(name)}\b", source.text):
        return None
    return Expectation(OracleOrigin.EXPECTED, SAID_BY, raises=reply.raises)


def _given(situation: Situation, start: Start) -> Situation:
    """Put in front what the prompt said was there, where the reply uses it and does not make it."""
    base = start.base
    if base is None:
        return situation
    missing = set(unbound(situation))
    made = bound(replace(base, imports=()))
    if not missing & made:
        return situation
    setup = [text for text in base.setup if text not in situation.setup]
    fixtures = dict.fromkeys((*situation.fixtures, *base.fixtures))
    whole = replace(situation, setup=(*setup, *situation.setup), fixtures=tuple(fixtures))
    return with_imports(whole, base.imports)


def _resolved(situation: Situation, knowledge: Knowledge) -> Situation:
    """Import what is certain, ask for the fixtures that are used."""
    names = unbound(situation)
    fixtures = [one for one in names if one in FIXTURES]
    lines = [
        knowledge.names.certain(name, use_of(situation, name))
        for name in names
        if name not in FIXTURES
    ]
    whole = replace(situation, fixtures=tuple(dict.fromkeys((*situation.fixtures, *fixtures))))
    return with_imports(whole, lines)


def _filled(situation: Situation, knowledge: Knowledge, turn: int) -> Situation:
    """Give arguments that nothing binds a value each."""
    parameters = {
        one.name: one for target in called_facts(situation, knowledge) for one in target.parameters
    }
    for name in unbound(situation):
        fillings = knowledge.make(parameters[name], name) if name in parameters else ()
        if fillings:
            situation = given_value(situation, name, fillings[turn % len(fillings)])
    return situation


def _awaited(situation: Situation, knowledge: Knowledge) -> Situation:
    """Run a coroutine that the call only makes."""
    tree = parsed(situation.call)
    node = tree.body[0] if tree and tree.body else None
    if not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return situation
    target = Callees(situation, knowledge).facts(node.value)
    if target is None or target.flavour is not Flavour.COROUTINE:
        return situation
    return with_imports(
        replace(situation, call=f"asyncio.run({situation.call})"), ["import asyncio"]
    )
