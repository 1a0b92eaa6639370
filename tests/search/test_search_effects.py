"""What a call changes outside of its result is looked at: arguments, modules, classes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pytest

from bot.domain.trial import ObservedEnd
from bot.engines.search.code import Code
from bot.engines.search.effects import names_listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.domain.trial import Situation

    Make = Callable[..., Bench]

QUIET = """\
from contextlib import contextmanager


@contextmanager
def quiet(printer, volume):
    before = printer.volume
    printer.volume = volume
    try:
        yield
    finally:
        printer.volume = before
"""


def test_what_a_context_manager_sets_is_read_within_it_and_after(bench: Make) -> None:
    first = "printer = SimpleNamespace(volume=1)"

    _, tried = bench(QUIET, most=20).run(is_kept=lambda one: one.setup[0] != first)

    ended = [(one, seen) for one, seen in tried if one.call == "(inside, printer.volume)"]
    # Only another value before than within tells that it was set, and set back.
    assert len({one.setup[0] for one, _ in ended}) > 1
    for one, seen in ended:
        assert one.setup[-1].endswith("\n    inside = printer.volume")
        assert seen.end is ObservedEnd.RETURNED


SWITCHED = """\
import textwrap


class Store:
    strict = True


def relax():
    Store.strict = False


def plain(text, width=70):
    return [text]


def install():
    textwrap.wrap = plain


def local():
    class Own:
        pass
    Own.size = 1
"""


@pytest.fixture(autouse=True)
def wrap_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the function back that `install` of SWITCHED replaces in this very process."""
    monkeypatch.setattr(textwrap, "wrap", textwrap.wrap)


def tells(situation: Situation) -> bool:
    return not situation.call.endswith("()")


def test_an_attribute_set_on_a_class_is_pinned_and_read(bench: Make) -> None:
    _, tried = bench(SWITCHED, most=40).run(is_kept=tells)

    [one] = [one for one, _ in tried if one.call == "Store.strict"]
    assert one.setup == ('monkeypatch.setattr("picture_0.Store.strict", Store.strict)', "relax()")
    assert one.fixtures == ("monkeypatch",)


def test_a_function_put_into_a_module_is_told_by_being_the_very_one(bench: Make) -> None:
    _, tried = bench(SWITCHED, most=40).run(is_kept=tells)

    [one] = [one for one, _ in tried if one.call == "textwrap.wrap is plain"]
    assert one.setup == ('monkeypatch.setattr("textwrap.wrap", textwrap.wrap)', "install()")
    assert one.imports[-2:] == ("import textwrap", "from picture_0 import plain")


def test_what_only_the_function_knows_is_not_looked_at(bench: Make) -> None:
    _, tried = bench(SWITCHED, most=40).run(is_kept=tells)

    assert not any("Own" in one.source for one, _ in tried)


PROXY = """\
class Proxy:
    copied = ["title", "upper", "_private", "no name"]
    label = "not a list"

    def __init__(self, text="abc"):
        self._text = text

    def __getattr__(self, name):
        value = getattr(str(self._text), name)
        return value

    def title_of(self, name):
        return name
"""


def test_a_class_that_lists_attributes_is_asked_for_them() -> None:
    code = Code(PROXY)

    named = [one.source for one in names_listed(code, "Proxy.__getattr__")]

    assert named == ['"title"', '"upper"']
    assert names_listed(code, "Proxy.title_of") == ()


def test_a_proxy_gives_what_it_stands_for(bench: Make) -> None:
    _, tried = bench(PROXY, most=60).run()

    calls = [one.source for one, seen in tried if seen.end is ObservedEnd.RETURNED]
    assert any('getattr(proxy, "title")' in one for one in calls)


def test_what_was_looked_at_is_not_called(bench: Make) -> None:
    _, tried = bench(SWITCHED, most=60).run(is_kept=lambda _: False)

    assert any(one.call == "textwrap.wrap is plain" for one, _ in tried)
    looked = [one for one, _ in tried if "monkeypatch" in one.source]
    assert not any("function" in one.source for one in looked)


KEPT = """\
class Kept:
    def __init__(self, size=0):
        self._size = size

    def __getstate__(self):
        return {"size": self._size}

    def __setstate__(self, state):
        self._size = state["size"]
"""


def test_what_was_restored_is_seen_by_what_would_be_stored(bench: Make) -> None:
    restored = ("__setstate__", "__getstate__")

    _, tried = bench(KEPT, most=60).run(is_kept=lambda one: "__setstate__" not in one.call)

    assert any(all(name in one.source for name in restored) for one, _ in tried)


REGISTRY = """\
_KNOWN = {}
_ORDER = list()
_count = 0
_pair = (1, 2)
LIMITS = (1, 2)


def register(name, size=1):
    _KNOWN[name] = size


def remember(name: str):
    _ORDER.append(name)


def count():
    global _count, _pair
    _count = _count + 1
    _pair = (_count, _count)


def own(name):
    _KNOWN = {}
    _KNOWN[name] = 1
"""


def test_a_registry_is_emptied_and_read_after_what_fills_it(bench: Make) -> None:
    _, tried = bench(REGISTRY, most=60).run(is_kept=tells_more)

    [known] = [one for one, _ in tried if one.call == "picture_0._KNOWN"]
    assert known.setup[0] == 'monkeypatch.setattr("picture_0._KNOWN", {})'
    assert known.setup[1].startswith("register(")
    assert known.imports[-1] == "import picture_0"
    [order] = [one for one, _ in tried if one.call == "picture_0._ORDER"]
    assert order.setup[0] == 'monkeypatch.setattr("picture_0._ORDER", list())'


def test_a_global_that_is_bound_anew_is_read(bench: Make) -> None:
    _, tried = bench(REGISTRY, most=60).run(is_kept=tells_more)

    [one] = [one for one, _ in tried if one.call == "picture_0._count"]
    assert one.setup == ('monkeypatch.setattr("picture_0._count", 0)', "count()")
    [two] = [one for one, _ in tried if one.call == "picture_0._pair"]
    assert two.setup[0] == 'monkeypatch.setattr("picture_0._pair", (1, 2))'


def tells_more(situation: Situation) -> bool:
    return situation.call.startswith("picture_0.")
