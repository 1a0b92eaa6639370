"""A class is described by what it stores: neither it nor its members have a say."""

from __future__ import annotations

import functools
import inspect
from abc import ABCMeta, abstractmethod
from typing import NoReturn

import pytest

from bot.languages.python.worker.callables import Context
from bot.languages.python.worker.classes import ClassSeen, describe_class


class Plain(type):
    """A metaclass like many."""


class Answering(type):
    """Has an answer for every name, as classes of constants do."""

    def __getattr__(cls, name: str) -> int:
        return len(name)


class Constants(metaclass=Answering):
    pass


def refuse(*_: object) -> NoReturn:
    raise RuntimeError("outside of its context")


Refusing = type("Refusing", (), {"__getattr__": refuse, "__class__": property(refuse)})
"""Stands for what is not there, as a proxy outside of its context does."""


class Holding:
    current = Refusing()

    def run(self) -> int:
        return 1


class Below(Holding):
    pass


class Marked:
    @property
    @abstractmethod
    def size(self) -> int: ...

    @classmethod
    @abstractmethod
    def made(cls) -> Marked: ...

    @staticmethod
    @functools.lru_cache
    def cached(n: int) -> int:
        return n


class Done(Marked):
    @property
    def size(self) -> int:
        return 1

    @classmethod
    def made(cls) -> Marked:
        return cls()


def described(cls: type) -> ClassSeen:
    module = inspect.getmodule(cls)
    assert module is not None
    return describe_class(cls, Context(module, []))


@pytest.mark.parametrize("cls", [Plain, Answering, ABCMeta])
def test_a_metaclass_is_a_class_like_others(cls: type) -> None:
    assert described(cls).qualname == cls.__qualname__
    assert described(cls).abstract == ()


def test_answers_of_a_metaclass_are_not_taken_for_facts() -> None:
    assert described(Constants).abstract == ()
    assert not described(Constants).is_protocol


def test_a_member_that_refuses_every_question_is_passed_by() -> None:
    assert [one.qualname for one in described(Holding).methods] == ["Holding.run"]
    assert described(Holding).abstract == ()


def test_marks_are_found_under_decorators() -> None:
    assert described(Marked).abstract == ("made", "size")
    assert described(Done).abstract == ()
