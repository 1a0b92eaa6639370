"""Descriptors are used as attributes of a class, whatever makes them."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from bot.engines.search.code import Code
from bot.engines.search.descriptors import SITUATIONS_MAX, descriptors

if TYPE_CHECKING:
    from bot.domain.trial import Situation

SOURCE = """
class lazy:
    def __init__(self, func):
        self.func = func

    def __get__(self, obj, owner):
        return self.func(owner)

alias = lazy

class stored:
    def __init__(self, func):
        self.func = func

    def __set__(self, obj, given):
        self.func(obj, given)

class Between:
    def __init__(self, low, high=10):
        self.low, self.high = low, high

    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, obj, owner):
        return getattr(obj, self.name, self.low)

    def __set__(self, obj, given):
        if not self.low <= given <= self.high:
            raise ValueError("out of range")
        setattr(obj, self.name, given)

    def __delete__(self, obj):
        delattr(obj, self.name)

class Above(Between):
    pass

class _Hidden:
    def __get__(self, obj, owner):
        return 1

class Plain:
    pass

def cached(function):
    @alias
    def read(cls):
        return function(cls)
    return read

def plain(function):
    def wrapper():
        return function()
    return wrapper
"""


@pytest.fixture(scope="module")
def found() -> dict[str, list[Situation]]:
    return descriptors(Code(SOURCE), "subject_of_descriptors")


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    made = ModuleType("subject_of_descriptors")
    exec(SOURCE, made.__dict__)
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


def results(situations: list[Situation]) -> list[object]:
    """Run each; an exception is its result."""
    ended: list[object] = []
    for one in situations:
        names: dict[str, object] = {}
        try:
            exec("\n".join((*one.imports, *one.setup)), names)
            ended.append(eval(one.call, names))
        except (ValueError, TypeError, AttributeError) as error:
            ended.append(type(error))
    return ended


@pytest.mark.usefixtures("module")
@pytest.mark.parametrize("segment", ["lazy.__get__", "lazy.__init__", "cached"])
def test_what_decorates_is_read_from_class_and_instance(
    found: dict[str, list[Situation]], segment: str
) -> None:
    assert results(found[segment]) == [3, 3, 3, 3]


@pytest.mark.usefixtures("module")
def test_what_is_set_by_a_function_keeps_what_it_was_given(
    found: dict[str, list[Situation]],
) -> None:
    assert 3 in results(found["stored.__set__"])


@pytest.mark.usefixtures("module")
def test_what_takes_values_is_made_set_and_deleted(found: dict[str, list[Situation]]) -> None:
    ended = results(found["Between.__set__"])

    assert 3 in ended
    assert ValueError in ended
    assert TypeError in ended
    assert found["Between.__delete__"][-1].call == 'delattr(sample, "value")'


def test_inherited_methods_are_those_of_the_base(found: dict[str, list[Situation]]) -> None:
    sources = [one.source for one in found["Between.__get__"]]

    assert not any("Above" in source for source in sources)


def test_what_is_private_or_none_is_left_alone(found: dict[str, list[Situation]]) -> None:
    names = {name.partition(".")[0] for name in found}

    assert names == {"lazy", "stored", "Between", "cached"}


def test_a_module_full_of_them_ends_at_the_limit() -> None:
    many = "".join(SOURCE.replace("Between", f"Between{at}") for at in range(9))

    found = descriptors(Code(many), "many")

    assert len({one.source for uses in found.values() for one in uses}) <= SITUATIONS_MAX
