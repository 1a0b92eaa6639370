"""A fingerprint differs exactly where stored data differs, and runs no code of the subject."""

from __future__ import annotations

import io
from collections import deque
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages.python.worker.fingerprint import fingerprint


class Loud:
    def __init__(self) -> None:
        self.size = 1

    def __eq__(self, other: object) -> bool:
        raise AssertionError

    __hash__ = None  # type: ignore[assignment]  # it has no hash on purpose

    def __repr__(self) -> str:
        raise AssertionError

    def __getattr__(self, name: str) -> object:
        raise AssertionError


class LoudList(list[int]):
    def __iter__(self) -> Any:  # noqa: ANN401 - it never returns
        raise AssertionError


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(JSON)
def test_an_unchanged_value_keeps_its_fingerprint(value: object) -> None:
    assert fingerprint(value) == fingerprint(value)


def test_code_of_the_subject_never_runs() -> None:
    assert fingerprint(Loud()) == fingerprint(Loud())
    assert fingerprint(LoudList([1])) != fingerprint(LoudList([2]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1], [1, 2]),
        ([1], [True]),
        ({"a": [1]}, {"a": [2]}),
        ({1, 2}, {1, 3}),
        (deque([1]), deque([2])),
        (bytearray(b"a"), bytearray(b"b")),
        (io.StringIO("a"), io.StringIO("b")),
        ((1, [2]), (1, [3])),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ],
)
def test_a_difference_in_content_shows(before: object, after: object) -> None:
    assert fingerprint(before) != fingerprint(after)


def test_a_changed_attribute_shows_at_any_depth() -> None:
    thing = Loud()
    before = fingerprint([{"k": thing}])

    thing.size = 2

    assert fingerprint([{"k": thing}]) != before


def test_a_closed_stream_differs_from_an_open_one() -> None:
    stream = io.StringIO("a")
    before = fingerprint(stream)

    stream.close()

    assert fingerprint(stream) != before


def test_cycles_end() -> None:
    looped: list[object] = []
    looped.append(looped)

    assert fingerprint(looped) == fingerprint(looped)


def test_depth_ends() -> None:
    value: list[object] = []
    for _ in range(100):
        value = [value]

    assert fingerprint(value)
