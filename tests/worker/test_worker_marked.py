"""Marks of abstract methods, and classes that refuse to be described."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.worker_project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.facts import ClassFacts, ModuleFacts


def cls(facts: ModuleFacts, name: str) -> ClassFacts:
    return next(found for found in facts.classes if found.qualname == name)


MARKED = """\
from abc import abstractmethod


class Rate:
    @abstractmethod
    def per_day(self): ...

    def per_week(self):
        return 7 * self.per_day()


class Fixed(Rate):
    def per_day(self):
        return 2


class Alone:
    @abstractmethod
    def area(self): ...
"""


def test_methods_marked_abstract_count_without_a_metaclass(tmp_path: Path) -> None:
    with Project(tmp_path, MARKED).worker() as worker:
        found = worker.facts()

    assert cls(found, "Rate").abstract == ("per_day",)
    assert cls(found, "Rate").constructor is None
    assert cls(found, "Fixed").abstract == ()
    assert cls(found, "Fixed").constructor is not None
    # Where nothing is below it, the class itself is what people use.
    assert cls(found, "Alone").constructor is not None


ODD_CLASSES = """\
class Meta(type):
    pass


class Refuses:
    def __getattr__(self, name):
        raise OSError(name)


class Base(metaclass=Meta):
    odd = Refuses()


class Below(Base):
    pass


def kind_of(one: type, other: Meta) -> type:
    return one
"""


def test_metaclasses_and_members_that_refuse_questions_are_described(tmp_path: Path) -> None:
    with Project(tmp_path, ODD_CLASSES).worker() as worker:
        found = worker.facts()

    assert cls(found, "Meta").abstract == ()
    assert cls(found, "Base").abstract == ()
