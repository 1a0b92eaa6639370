"""Rules of calls that pass their arguments on, and of calls that write where they are run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.trial import ErrorSeen, Observation, ObservedEnd

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.domain.trial import Situation

    Make = Callable[..., Bench]

STORE = """
class Store:
    def __init__(self, path: str, {more}) -> None:
        self.path = path
        if path is self:
            self.path = ""

class Base:
    def __init__(self, *args, **kwargs) -> None:
        self.store = Store(*args, **kwargs)

    def name(self) -> str:
        return self.store.path
"""
NOT_RUN: tuple[frozenset[int], frozenset[tuple[int, int]]] = (frozenset(), frozenset())


def broken(note: str) -> Observation:
    return Observation(ObservedEnd.BROKEN, *NOT_RUN, note=note)


def answered(made: Bench, start: str, seen: Observation, most: int = 60) -> list[Situation]:
    """Answer the first situation whose call starts so; return it and the like that follow."""
    found: list[Situation] = []
    for _ in range(most):
        for one in made.engine.propose(made.imported, 1):
            is_like = one.call.startswith(start)
            told = seen if is_like and not found else Observation(ObservedEnd.RETURNED, *NOT_RUN)
            made.engine.learn(one, told, gained=False)
            found.extend([one] if is_like else [])
    return found


@pytest.mark.parametrize("more", ["mode=1", "*, mode: int"])
def test_a_missing_argument_is_passed_through_a_constructor(bench: Make, more: str) -> None:
    made = bench(STORE.replace("{more}", more))

    _, tried = made.run()

    sound = [one.call for one, seen in tried if seen.end is ObservedEnd.RETURNED]
    assert any(call.startswith("Base(") for call in sound)


def test_a_missing_argument_of_the_receiver_gets_a_file(bench: Make) -> None:
    message = "TypeError: Store.__init__() missing 1 required positional argument: 'path'"
    made = bench(STORE.replace("{more}", "mode=1"))

    found = answered(made, "base.name", broken(message))

    assert any("base = Base(str(path))" in one.setup for one in found)


def test_a_text_named_like_a_path_is_a_file(bench: Make) -> None:
    made = bench("def f(path: str) -> int:\n    return len(path)\n")

    assert made.engine.propose(made.imported, 1)[0].call == "f(str(path))"


CALLEES = {
    "a function of the subject": ("inner() missing 1 required positional argument: 'size'", "f(1)"),
    "an unknown callee": ("far.away() missing 1 required positional argument: 'name'", 'f("abc")'),
    "two": (
        "inner() missing 2 required positional arguments: 'size' and 'name'",
        'f(1, "abc")',
    ),
    "by keyword": ("inner() missing 1 required keyword-only argument: 'size'", "f(size=1)"),
}


@pytest.mark.parametrize(("message", "call"), CALLEES.values(), ids=CALLEES.keys())
def test_a_function_passes_on_what_is_missing(bench: Make, message: str, call: str) -> None:
    made = bench(
        "def inner(size: int, name=''):\n    return size\n"
        "def f(*args, **kwargs):\n    return inner(*args, **kwargs)\n"
    )
    error = ErrorSeen("builtins.TypeError", message, 0, explicit=False)

    found = answered(made, "f(", Observation(ObservedEnd.RAISED, *NOT_RUN, error=error))

    assert call in [one.call for one in found]


def test_an_argument_that_is_not_expected_is_dropped(bench: Make) -> None:
    made = bench(
        "def inner(a):\n    if a is inner:\n        return 0\n    return a\n"
        "def f(*args, **kwargs):\n    if kwargs.get('wide'):\n"
        "        return inner(*args, **kwargs)\n"
        "    return inner(*args)\n"
    )

    _, tried = made.run()

    assert any(one.call == "f(1)" and seen.end is ObservedEnd.RETURNED for one, seen in tried)


KEYWORDS = "def f(a, **kwargs):\n    return (a, kwargs)\n"
POSITIONS = "def f(a, *args):\n    return (a, args)\n"
SURPLUS = {
    "the first keyword": (
        KEYWORDS,
        'f(1, name="abc", size=2)',
        "inner() got an unexpected keyword argument 'name'",
        "f(1, size=2)",
    ),
    "the last keyword": (
        KEYWORDS,
        'f(1, name="abc", size=2)',
        "inner() got an unexpected keyword argument 'size'",
        'f(1, name="abc")',
    ),
    "a position": (
        POSITIONS,
        "f(1, 1, 2, 3)",
        "inner() takes 3 positional arguments but 4 were given",
        "f(1, 1, 2)",
    ),
}


def calls_after(made: Bench, call: str, seen: Observation) -> list[str]:
    """Return all calls proposed where one of them is answered so, the others return."""
    calls: list[str] = []
    while found := made.engine.propose(made.imported, 1):
        calls.append(found[0].call)
        told = seen if found[0].call == call else Observation(ObservedEnd.RETURNED, *NOT_RUN)
        made.engine.learn(found[0], told, gained=False)
    return calls


@pytest.mark.parametrize(("source", "call", "message", "less"), SURPLUS.values(), ids=SURPLUS)
def test_too_much_is_taken_away(
    bench: Make, source: str, call: str, message: str, less: str
) -> None:
    error = ErrorSeen("builtins.TypeError", message, 0, explicit=False)
    surplus = Observation(ObservedEnd.RAISED, *NOT_RUN, error=error)

    found = calls_after(bench(source, most=200), call, surplus)
    untold = calls_after(bench(source, most=200), "", surplus)

    assert found[found.index(call) + 1] == less
    assert less not in untold


HARM = "it changed files of the project: db.json"


def test_a_call_that_writes_into_the_project_is_tried_in_a_folder_of_its_own(bench: Make) -> None:
    made = bench("def f(name):\n    open(name, 'w').close()\n    return 1\n")

    first, *later = answered(made, "f(", broken(HARM))

    assert "monkeypatch.chdir(tmp_path)" not in first.setup
    assert later
    for one in later:
        assert one.setup[0] == "monkeypatch.chdir(tmp_path)"
        assert {"tmp_path", "monkeypatch"} <= set(one.fixtures)


def test_an_example_that_writes_into_the_project_is_tried_in_a_folder_of_its_own(
    bench: Make,
) -> None:
    made = bench(
        "def f(name):\n    '''Write.\n\n    >>> f('a.txt')\n    1\n    '''\n"
        "    open(name, 'w').close()\n    return 1\n"
    )

    first, *later = answered(made, "f(", broken(HARM))

    assert (first.call, first.setup) == ("f('a.txt')", ())
    again = next(one for one in later if one.call == "f('a.txt')")
    assert again.setup == ("monkeypatch.chdir(tmp_path)",)
    assert again.expectation == first.expectation
