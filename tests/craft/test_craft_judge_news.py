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


PLAIN = {"size": "3", "used": "None", "open": "False"}


@pytest.mark.parametrize(
    ("under", "expected"),
    [
        ({}, ["isinstance(result, Box)", "result.size == 3"]),
        ({"open": "True"}, ["isinstance(result, Box)", "result.size == 3", "result.open is False"]),
        ({"used": "0"}, ["isinstance(result, Box)", "result.size == 3", "result.used is None"]),
    ],
)
def test_what_a_mutant_changes_of_a_result_is_said_although_it_is_plain(
    under: dict[str, str], expected: list[str]
) -> None:
    seen = returned(a_value("shop.box.Box", **PLAIN))
    mutated = returned(a_value("shop.box.Box", **PLAIN | under))

    found = CRAFT.judge(call("half(3)"), seen, [seen], mutated)

    assert statements(found) == [f"assert {one}" for one in expected]


def test_what_a_mutant_changes_of_an_argument_is_said_although_it_is_plain() -> None:
    nothing = literal("None", "builtins.NoneType")
    seen = returned(nothing, changed=(("box", a_value("shop.box.Box", used="1", lid="None")),))
    mutated = returned(nothing, changed=(("box", a_value("shop.box.Box", used="1", lid="2")),))

    found = CRAFT.judge(call("half(box)", "box = Box(3)"), seen, [seen], mutated)

    assert statements(found) == ["assert box.used == 1", "assert box.lid is None"]


def test_many_fields_leave_room_for_those_that_a_mutant_changes() -> None:
    fields = {f"at{number}": str(number + 1) for number in range(9)}
    seen = returned(a_value("shop.box.Box", **fields))
    mutated = returned(a_value("shop.box.Box", **fields | {"at8": "0"}))

    found = CRAFT.judge(call("half(3)"), seen, [seen], mutated)

    assert "assert result.at8 == 9" in statements(found)
    assert "assert result.at4 == 5" not in statements(found)


def test_a_changed_object_says_only_what_its_constructor_was_not_told() -> None:
    seen = returned(None, changed=(("box", a_value("shop.box.Box", size="3", used="1")),))

    assert statements(judged(call("", "box = Box(3)", "box[0] = 1"), seen)) == [
        "assert box.used == 1"
    ]


def test_what_an_object_holds_is_said_first_and_what_tells_nothing_last() -> None:
    fields = {"note": "''", "used": "1", "len()": "1", "list()": "[7]"}
    seen = returned(None, changed=(("box", a_value("shop.box.Box", **fields)),))

    assert statements(judged(call("", "box = Box(3)", "box[0] = 1"), seen)) == [
        "assert list(box) == [7]",
        "assert box.used == 1",
        "assert len(box) == 1",
        "assert box.note == ''",
    ]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("[]", ["assert box.used == 1", "assert result == []"]),
        ("5", ["assert result == 5", "assert box.used == 1"]),
    ],
)
def test_what_a_call_did_is_said_before_that_nothing_came_back(
    result: str, expected: list[str]
) -> None:
    seen = returned(literal(result), changed=(("box", a_value("shop.box.Box", used="1")),))

    assert statements(judged(call("half(box)", "box = Box(3)"), seen)) == expected


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


@pytest.mark.parametrize(
    ("text", "setup", "first"),
    [
        ("BOXES", (), "assert result[0] == 100"),
        ("Box.SIZES", (), "assert result[0] == 100"),
        ("Box(3).sizes", (), "assert len(result) == 90"),
        ("box.sizes", ("box = Box(3)",), "assert len(result) == 90"),
    ],
)
def test_the_length_of_a_registry_is_not_asserted(
    text: str, setup: tuple[str, ...], first: str
) -> None:
    many = literal(repr(list(range(100, 190))), "builtins.list")

    found = statements(judged(call(text, *setup), returned(many)))

    assert found[0] == first
    assert "assert result[-1] == 189" in found
