"""Which answers are no news: a thing compared with itself, an object as it was made."""

from __future__ import annotations

import pytest
from fakes.judging import CRAFT, a_value, call, judged, literal, returned, statements

from bot.domain.trial import Verdict
from bot.languages.python.craft.craft import PythonCraft


@pytest.mark.parametrize(
    ("text", "answer", "verdict"),
    [
        ("hash(box) == hash(box)", "True", Verdict.HOLLOW),
        ("box.size >= box.size", "True", Verdict.HOLLOW),
        ("box != box", "False", Verdict.HOLLOW),
        ("box == box", "False", None),
        ("Box(1) == Box(1)", "True", None),
        ("box == lid", "True", None),
    ],
)
def test_what_compares_a_thing_with_itself_is_hollow(
    text: str, answer: str, verdict: Verdict | None
) -> None:
    assert judged(call(text), returned(literal(answer, "builtins.bool"))).verdict is verdict


MADE = ("box = Box(3)", "half(box)")


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("box", {}, []),
        ("box", {"size": "3"}, []),
        ("box", {"size": "3", "used": "1"}, ["result.used == 1"]),
        ("box", {"size": "4"}, ["result.size == 4"]),
        ("half(box)", {"size": "3"}, ["isinstance(result, Box)", "result.size == 3"]),
    ],
)
def test_an_object_that_was_there_says_only_what_its_constructor_was_not_told(
    text: str, fields: dict[str, str], expected: list[str]
) -> None:
    found = judged(call(text, *MADE), returned(a_value("shop.box.Box", **fields)))

    assert statements(found) == [f"assert {one}" for one in expected]
    assert (found.verdict is Verdict.HOLLOW) is (not expected)


def test_a_changed_object_says_only_what_its_constructor_was_not_told() -> None:
    seen = returned(None, changed=(("box", a_value("shop.box.Box", size="3", used="1")),))

    assert statements(judged(call("", "box = Box(3)", "box[0] = 1"), seen)) == [
        "assert box.used == 1"
    ]


def test_a_field_that_the_call_sets_is_said_though_it_is_as_it_was_made() -> None:
    source = """
class Box:
    def __init__(self, size):
        self.size = size
    def reset(self):
        self.size = 3
"""
    craft = PythonCraft(module="shop.box", subject="src/shop/box.py", source=source)
    seen = returned(None, changed=(("box", a_value("shop.box.Box", size="3")),))

    found = craft.judge(call("box.reset()", "box = Box(3)"), seen, [seen])

    assert statements(found) == ["assert box.size == 3"]


@pytest.mark.parametrize(
    ("size", "expected"), [("3", "test_other_returns_none"), ("4", "test_other_changes_box")]
)
def test_a_change_that_nothing_shows_names_no_test(size: str, expected: str) -> None:
    changed = (("box", a_value("shop.box.Box", size=size)),)
    seen = returned(literal("None", "builtins.NoneType"), changed=changed)

    assert CRAFT.name(call("other(box)", "box = Box(3)"), seen, ()) == expected


@pytest.mark.parametrize(
    ("setup", "size", "verdict"),
    [
        (("box = Box(3)",), "3", None),
        (("box = Box(3)", "box[0] = 1"), "3", Verdict.HOLLOW),
        (("box = Box(3)", "box[0] = 1"), "4", None),
        (("box = make(3)", "box[0] = 1"), "3", None),
    ],
)
def test_reading_what_the_constructor_was_told_is_no_news_of_what_was_done_since(
    setup: tuple[str, ...], size: str, verdict: Verdict | None
) -> None:
    assert judged(call("box.size", *setup), returned(literal(size))).verdict is verdict
