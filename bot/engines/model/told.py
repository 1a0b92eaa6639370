"""What a prompt tells of a subject beside the function: types, a receiver, a call that works."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind
from bot.domain.trial import ObservedEnd, Situation
from bot.engines.model.signatures import called, parameters
from bot.engines.repair.callees import instance_of, variable_of
from bot.engines.repair.rule import Knowledge
from bot.engines.search.calls import situation_of
from bot.engines.search.code import Code, names_in
from bot.engines.search.entry import first_draft
from bot.engines.search.pools import Pools
from bot.engines.search.supply import factory
from bot.engines.search.values import Values
from bot.engines.search.ways import Map, is_private
from bot.engines.solver.sightings import Sightings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.coverage import Gap, Segment
    from bot.domain.facts import ClassFacts, TypeFacts
    from bot.domain.trial import Observation
    from bot.engines.search.code import FunctionNode
    from bot.engines.search.pieces import Way
    from bot.ports.engine import Material

NAMES_MAX = 7
"""Names of a function that are explained."""

WAYS_MAX = 3
"""Ways into a private function that are told."""

METHODS_MAX = 8
"""Methods of the function's class that are named."""

CONSTANT_CHARS_MAX = 80
"""Characters of a constant that is told."""

TYPE_CHARS_MAX = 260
"""Characters of one signature."""

RESULT_CHARS_MAX = 100
"""Characters of a result that is told."""

RESULTS_MAX = 2000
"""Situations whose results are remembered for examples."""

EXAMPLES_MAX = 2
"""Values of a class that are told: goals may need two that differ."""

EXAMPLE_CHARS_MAX = 300
"""Characters of an example's call; a longer one is not shown."""

_SHOWN = (ast.Constant, ast.List, ast.Tuple, ast.Set, ast.Dict, ast.UnaryOp)


@dataclass(frozen=True)
class Start:
    """What a call of a function starts from.

    `base` is a situation of it, as search would make it or as it was seen to work; its
    set-up is `given` where it makes the receiver. `result` says what came of it, "" unknown.
    """

    base: Situation | None
    given: tuple[str, ...]
    result: str


class Subject:
    """The subject as prompts tell of it; it learns from what was observed."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.sightings = Sightings(material.segments)
        self._results: dict[str, str] = {}

    @cached_property
    def code(self) -> Code:
        """Read the subject's syntax tree."""
        return Code(self.material.source, self.material.texts)

    @cached_property
    def lines(self) -> list[str]:
        """Split the subject's text."""
        return self.material.source.split("\n")

    @cached_property
    def knowledge(self) -> Knowledge:
        """Return what repair rules know."""
        return Knowledge(self.material, factory(self.values))

    def watch(self, situation: Situation, seen: Observation) -> None:
        """Remember what a situation did."""
        self.sightings.take(situation, seen)
        if len(self._results) < RESULTS_MAX:
            self._results[situation.source] = said(seen)

    def way(self, segment: Segment) -> Way | None:
        """Return the best way into a function; None where there is none."""
        return next(iter(self.ways(segment)), None)

    def ways(self, segment: Segment) -> tuple[Way, ...]:
        """Return the ways into a function that a model is told of, best first.

        Callers are found by bare names, so that `text.encode()` counts as a call of every
        `encode`: of several the ones count that name the function's class. What is private
        is called by others only where nothing public leads to it.
        """
        found = self._map.ways(segment)
        owner = segment.name.rpartition(".")[0].rpartition(".")[2]
        sure = [one for one in found if owner and self._names(one, owner)]
        public = [one for one in sure or found if not is_private(one.target.qualname)]
        return tuple(public or found) if is_private(segment.name) else found

    def _names(self, way: Way, owner: str) -> bool:
        """Tell whether the function that a way calls mentions a class, or is a method of it."""
        node = self.code.function(way.target)
        is_inside = owner in way.target.qualname.split(".")
        return is_inside or (node is not None and owner in names_in(node))

    def start(self, gap: Gap, way: Way, skip: int = 0) -> Start:
        """Return what a call of a gap's function starts from: what came near, or a first draft.

        `skip` passes over so many of those that came near: others were of no help.
        """
        near = [
            one
            for one in self.sightings.nearest(gap)
            if len(one.call) <= EXAMPLE_CHARS_MAX and self._is_worked(one)
        ]
        draft = first_draft(self._pools, way)
        base = (
            near[skip % len(near)]
            if near
            else (situation_of(draft, gap.segment.name) if draft else None)
        )
        if base is None:
            return Start(None, (), "")
        result = self._results.get(base.source, "")
        given = base.setup if way.owner is not None else ()
        return Start(base, given, result)

    @property
    def classes(self) -> dict[str, ClassFacts]:
        """Map full names to the classes that are known."""
        return self.values.classes

    def _is_worked(self, situation: Situation) -> bool:
        return self._results.get(situation.source, "").startswith("returned")

    def calls(self, gap: Gap, start: Start) -> tuple[str, ...]:
        """Write how a function is called: "cart.add(sku: str)", the likeliest first.

        One that is private has the public ways that lead to it; which of them does is for the
        model to say, for names alone do not tell.
        """
        ways = self.ways(gap.segment)
        found = [called(start.base, ways)] if start.base else []
        for way in ways if is_private(gap.segment.name) else ():
            draft = first_draft(self._pools, way)
            if draft is not None:
                found.append(called(situation_of(draft, gap.segment.name), (way,)))
        return tuple(dict.fromkeys(found))[:WAYS_MAX]

    def names(self, way: Way, node: FunctionNode) -> tuple[str, ...]:
        """Say what the names of a function stand for: its class, what it takes, constants."""
        lines = [self._signature(way.owner), *self._methods(way)] if way.owner else []
        for one in way.target.parameters:
            for name in _names_in(one.type):
                facts = self.classes.get(name)
                lines += [self._signature(facts)] if facts is not None else []
        read = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
        # Classes that the function tells apart, or makes: what is handed to it may be of them.
        for facts in self.classes.values():
            if facts.qualname in read and not facts.is_exception:
                lines.append(self._signature(facts))
        used = read & set(self.material.facts.global_names)
        for name, value in self.code.globals.items():
            text = ast.unparse(value) if name in used and isinstance(value, _SHOWN) else ""
            lines += [f"{name} = {text}"] if 0 < len(text) <= CONSTANT_CHARS_MAX else []
        return tuple(dict.fromkeys(lines))[:NAMES_MAX]

    def _methods(self, way: Way) -> list[str]:
        """Name the other methods of a class, with what they take: they make its states."""
        assert way.owner is not None
        found = [
            f"{one.qualname.rpartition('.')[2]}({parameters(one)})"
            for one in way.owner.methods
            if one.kind is CallableKind.METHOD
            and one.qualname != way.target.qualname
            and not one.qualname.rpartition(".")[2].startswith("_")
        ]
        text = ", ".join(found[:METHODS_MAX])
        return [f"its methods: {text}"[:TYPE_CHARS_MAX]] if found else []

    def _signature(self, facts: ClassFacts) -> str:
        """Write a class as one line: how it is made, or its members."""
        if facts.members:
            members = ", ".join(f"{facts.qualname}.{one}" for one in facts.members[:8])
            return f"enum {facts.qualname}: {members}"[:TYPE_CHARS_MAX]
        if facts.constructor is None:
            return f"class {facts.qualname}: cannot be made by calling it"
        text = f"class {facts.qualname}({parameters(facts.constructor)})"
        name = variable_of(facts)
        made = self.knowledge.make(instance_of(facts, name), name)
        told = " or ".join([one.source for one in made if not one.setup][:EXAMPLES_MAX])
        return clipped(f"{text}, for example {told}" if told else text, TYPE_CHARS_MAX)

    @cached_property
    def values(self) -> Values:
        """Return the factories of values."""
        return Values(self.material.facts, self.code.mutators)

    @cached_property
    def _pools(self) -> Pools:
        return Pools(self.values, self.code)

    @cached_property
    def _map(self) -> Map:
        return Map(self.material.facts, self.code, self.values)


def said(seen: Observation) -> str:
    """Say what came of a call, in a few words; "" where it did not end by itself."""
    if seen.end is ObservedEnd.RETURNED:
        source = seen.value.source or seen.value.type_name if seen.value else "None"
        return f"returned {clipped(source)}"
    if seen.end is ObservedEnd.RAISED and seen.error is not None:
        name = seen.error.type_name.rpartition(".")[2]
        return f"raised {name}: {clipped(seen.error.message)}"
    return ""


def clipped(text: str, most: int = RESULT_CHARS_MAX) -> str:
    """Return a text as one line of so many characters at most, and three dots for the rest."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= most else f"{line[:most]}..."


def _names_in(declared: TypeFacts) -> Iterator[str]:
    yield declared.name
    for one in declared.args:
        yield from _names_in(one)
