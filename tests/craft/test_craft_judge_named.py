"""Objects that a module holds under a name are told by it, and by what they hold."""

from __future__ import annotations

from dataclasses import replace

from fakes.judging import call, judged, literal, returned, statements

from bot.domain.trial import Value, ValueKind

NAMED = Value(
    ValueKind.OBJECT,
    "shop.box.Box",
    "BOX",
    ("from shop.box import BOX",),
    (("size", literal("3")),),
)


def test_an_object_that_has_a_name_is_told_by_it_and_by_what_it_holds() -> None:
    found = judged(call("half(7)"), returned(NAMED))

    assert statements(found) == ["assert result is BOX", "assert result.size == 3"]
    assert found.assertions[0].imports == ("from shop.box import BOX",)


def test_that_the_set_up_still_holds_the_same_object_is_no_change() -> None:
    seen = replace(returned(literal("None")), changed=(("box", NAMED),))

    found = judged(call("touch(box)", "box = BOX"), seen)

    assert statements(found) == ["assert box.size == 3"]
