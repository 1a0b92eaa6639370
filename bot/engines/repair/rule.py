"""What a repair rule is, and what it knows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.facts import ParameterFacts
from bot.domain.trial import Situation
from bot.engines.repair.failure import Failure
from bot.engines.repair.names import Names
from bot.engines.repair.project import Project

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts, ClassFacts
    from bot.ports.engine import Material


@dataclass(frozen=True)
class Filling:
    """The source of one value, and what it needs; its set-up may define names."""

    source: str
    imports: tuple[str, ...] = ()
    setup: tuple[str, ...] = ()
    fixtures: tuple[str, ...] = ()


Make = Callable[[ParameterFacts, str], Sequence[Filling]]
"""The factories: fillings for a parameter, simplest first; a variable they need is named so."""


class Knowledge:
    """What rules know of the subject and its surroundings; nothing in it changes."""

    def __init__(self, material: Material, make: Make) -> None:
        self.facts = material.facts
        self.project = Project(material.facts, material.source, material.texts)
        self.names = Names(material.facts, self.project)
        self.make = make
        self.classes: dict[str, ClassFacts] = {
            one.qualname: one for one in (*self.facts.known_classes, *self.facts.classes)
        }
        self.methods: dict[str, list[CallableFacts]] = {}
        for cls in self.classes.values():
            for method in cls.methods:
                self.methods.setdefault(method.qualname.rpartition(".")[2], []).append(method)
        self.functions: dict[str, CallableFacts] = {
            one.qualname: one for one in self.facts.functions
        }

    def callable_of(self, callee: str) -> CallableFacts | None:
        """Return the callable that a message names: "Cart.__init__", "Cart.total", "checkout"."""
        owner, _, name = callee.rpartition(".")
        if name in {"__init__", "__new__"} and owner in self.classes:
            return self.classes[owner].constructor
        methods = self.methods.get(name, ()) if owner else ()
        inside = next((one for one in methods if one.qualname == callee), None)
        return inside or self.functions.get(callee)


@dataclass(frozen=True)
class Case:
    """One failed situation, for a rule to look at."""

    situation: Situation
    failure: Failure
    knowledge: Knowledge


@dataclass(frozen=True)
class Rule:
    """One way to answer a complaint.

    `name` says what was done, for the record: "import added". `answers` are the complaints that
    it is for. `apply` returns situations, None where it changes nothing; `most` bounds them.
    `keeps` tells that a repaired situation is still about what was expected of the broken one.
    """

    name: str
    answers: tuple[type, ...]
    apply: Callable[[Case], Iterable[Situation | None]]
    most: int = 1
    keeps: bool = False
