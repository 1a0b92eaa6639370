"""What a call gives back is called in turn: decorators, wrappers, and what hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.engines.search.code import Code
from bot.engines.search.returned import attributes_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]

CACHE = """\
def keep(size=1):
    return _wrap({}, size)

def _wrap(known, size):
    def decorate(function):
        def kept(*args):
            if args in known:
                return known[args]
            known[args] = function(*args)
            return known[args]

        def forget():
            known.clear()

        kept.forget = forget
        return kept

    return decorate
"""


def test_a_decorator_that_a_helper_makes_is_used_to_its_end(bench: Make) -> None:
    file, tried = bench(CACHE).run()

    assert not file.missing
    assert not file.missing_arcs
    again = [one for one, _ in tried if one.call.startswith("decorated(")]
    assert any(one.setup[-1] == one.call for one in again)


def test_a_decorated_function_has_its_name(bench: Make) -> None:
    _, tried = bench(CACHE).run()

    first = next(one for one, _ in tried if one.call.startswith("decorated"))
    assert first.setup[0] == "decorator = keep()"
    assert first.setup[1].startswith("decorated = decorator(lambda")


PICKY = """\
def pick(size=1):
    return _picked({}, size)

def _picked(known, size):
    def picked(x):
        if x == "abc":
            return 1
        return 2
    return picked
"""


def test_what_only_takes_a_function_is_no_decorator(bench: Make) -> None:
    _, tried = bench(PICKY).run()

    given = {one.call for one, _ in tried if "(lambda" in one.call and len(one.setup) == 1}
    assert given == {"function(lambda *args, **kwargs: args)"}


def test_a_value_that_is_no_function_is_not_called(bench: Make) -> None:
    _, tried = bench("def f(x):\n    if x == 12345:\n        return 1\n    return 2\n").run()

    assert not any("function" in one.source for one, _ in tried)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (CACHE, ("forget",)),
        ("def f():\n    def g(): pass\n    g._own = g\n    g.name = 1\n", ()),
        ("def f(g):\n    g.again = g\n", ()),
    ],
)
def test_functions_that_hang_on_inner_functions_are_known(
    source: str, found: tuple[str, ...]
) -> None:
    assert attributes_set(Code(source)) == found


DRAWN = """\
class Purse:
    handed_on = ["upper"]

    def __init__(self, text):
        self._text = text

    def takes(self, count: int):
        return count > 0

    def __getattr__(self, name):
        return lambda *args: name


def make_purse(text="abc"):
    return Purse(text)


def make_type():
    class Own:
        def __init__(self, size=1):
            self.size = size
    return Own
"""


def test_an_object_that_shows_nothing_is_used(bench: Make) -> None:
    _, tried = bench(DRAWN, most=80).run(is_kept=lambda one: "make_purse" not in one.call)

    uses = [one for one, _ in tried if "purse = make_purse()" in one.setup]
    assert any(one.call.startswith("purse.takes(") for one in uses)
    assert any(one.call == 'purse.upper("abc")' for one in uses)


def test_a_class_that_came_back_is_instantiated(bench: Make) -> None:
    _, tried = bench(DRAWN, most=80).run()

    assert any(one.call == "class_()" for one, _ in tried)


def test_what_came_back_is_called_before_the_receiver_is_looked_at(bench: Make) -> None:
    source = DRAWN.replace(
        "    def takes", "    def __len__(self):\n        return 3\n\n    def takes"
    )

    _, tried = bench(source, most=150).run(is_kept=lambda _: False)

    after = [one.call for one, _ in tried if "getattr" in one.source]
    assert any(one.startswith("function(") for one in after)
    assert not any(one.startswith("len(") for one in after)
