"""What the documentation says of results is tried once, whether it would gain or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.trial import Observation, ObservedEnd
from bot.engines.search.docs import examples_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]

SOURCE = '''
"""Numbers.

>>> half(8)
4
"""

def half(n):
    """Halve.

    >>> half(6)
    3
    >>> half(2)
    """
    return n // 2


def missing(n):
    return n
'''


def covered_but_missing(made: Bench) -> list[str]:
    """Propose for a file in which only `missing` was never entered."""
    file = made.imported.with_executed(set(range(1, 18)), made.imported.missing_arcs)
    assert file.missing
    return [one.call for one in made.engine.propose(file, 4)]


def test_examples_with_results_come_first_even_of_covered_code(bench: Make) -> None:
    calls = covered_but_missing(bench(SOURCE))

    assert calls[:2] == ["half(8)", "half(6)"]
    assert all(call.startswith("missing(") for call in calls[2:])


def test_a_promise_is_made_once(bench: Make) -> None:
    made = bench(SOURCE)

    calls = covered_but_missing(made) + covered_but_missing(made)

    assert calls.count("half(8)") == calls.count("half(6)") == 1
    assert "half(2)" not in calls


def test_a_promise_that_writes_into_the_project_is_tried_elsewhere(bench: Make) -> None:
    made = bench('def save(path):\n    """\n    >>> save("a")\n    1\n    """\n    return 1\n')
    first = made.engine.propose(made.imported, 1)[0]
    harm = Observation(
        ObservedEnd.BROKEN,
        frozenset(),
        frozenset(),
        note="it changed files of the project: a",
    )

    made.engine.learn(first, harm, gained=False)
    again = made.engine.propose(made.imported, 1)[0]

    assert again.call == first.call
    assert again.setup == ("monkeypatch.chdir(tmp_path)", *first.setup)
    assert again.expectation == first.expectation


@pytest.mark.parametrize(
    "text",
    [
        ">>> draw()  # doctest: +SKIP\n3\n",
        ">>> made.day == datetime.date.today()\nTrue\n",
        ">>> print(show())\n'abc'\n",
        ">>> show()\n'abc...'\n",
    ],
)
def test_what_differs_each_time_is_no_promise(text: str) -> None:
    (example,) = examples_in(text)

    assert (example.value, example.raises) == (None, None)


def test_a_plain_result_is_a_promise() -> None:
    (example,) = examples_in(">>> show()\n'abc'\n")

    assert example.value == "'abc'"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (">>> half(8) # returns 4\n", "4"),
        (">>> join('a', 'b')  # returns: 'a-b'\n", "'a-b'"),
        (">>> rows(2)  # -> [1, 2]\n", "[1, 2]"),
        (">>> rows(2)  # => (1, 2)\n", "(1, 2)"),
        (">>> half(8) # returns four\n", None),
        (">>> half(8) # possible output: 4\n", None),
        (">>> half(8) # 4\n", None),
    ],
)
def test_a_result_in_a_comment_is_a_promise(text: str, value: str | None) -> None:
    (example,) = examples_in(text)

    assert example.value == value
