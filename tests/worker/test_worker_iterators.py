"""Iterators are known as such, and told by their items where these are few."""

from __future__ import annotations

import pytest

from bot.languages.python.worker.literals import ITEMS_MAX
from bot.languages.python.worker.values import Describer, is_iterator


@pytest.mark.parametrize("value", [iter([1]), enumerate("a"), {}.keys(), {1: 2}.values()])
def test_iterators_and_views_are_used_up_to_be_seen(value: object) -> None:
    assert is_iterator(value)


@pytest.mark.parametrize("value", [[1], "ab", {1: 2}, range(3)])
def test_containers_are_no_iterators(value: object) -> None:
    assert not is_iterator(value)


def test_an_iterator_shows_its_items_if_they_are_few() -> None:
    few = Describer({}).iterate(iter([1, "a"]))
    many = Describer({}).iterate(iter(range(ITEMS_MAX + 1)))
    odd = Describer({}).iterate(iter([object()]))

    assert few is not None
    assert (few.kind, few.source) == ("iterated", "[1, 'a']")
    assert many is None
    assert odd is None
