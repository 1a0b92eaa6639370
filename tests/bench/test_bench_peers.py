"""What peers print becomes one file that can be measured."""

from __future__ import annotations

from benchmark.crosshair import join, parts
from benchmark.removal import test_names as names_of
from benchmark.removal import without

SOURCE = """\
def f(x): ...
async def later(): ...
class Empty:
    x = 1
class Full:
    def a(self): ...
    def b(self): ...
"""


def test_crosshair_is_asked_for_functions_and_for_classes_with_methods() -> None:
    assert list(parts(SOURCE)) == [("f", 1), ("Full", 2)]


def test_crosshairs_outputs_are_joined_under_distinct_names() -> None:
    one = "from m import f\nimport pytest\n\ndef test_f():\n    assert f(1) == 1\n"
    two = "from m import g\nimport pytest\n\ndef test_f():\n    assert g(1) == 1\n\n"

    text, dropped = join([one, "", two])

    assert names_of(text) == ["test_0_f", "test_1_f"]
    assert text.count("import pytest") == 1
    assert dropped == ()


def test_crosshairs_objects_by_their_repr_are_dropped_and_named() -> None:
    bad = "from m import f\n\ndef test_f():\n    assert f() == <m.A object at 0x7f>\n"
    good = "\ndef test_f_2():\n    assert f() == 1\n"

    text, dropped = join([bad + good])

    assert names_of(text) == ["test_1_f_2"]
    assert dropped == ("test_0_f",)


def test_nothing_is_left_where_no_test_is_python() -> None:
    assert join(["from m import f\n\ndef test_f():\n    assert f() == <no>\n"])[0] == ""


def test_failing_tests_are_taken_out_with_their_decorators() -> None:
    text = "import x\n\n\n@given(1)\n@other\ndef test_a(i):\n    f(i)\n\n\ndef test_b():\n    f()\n"

    assert without(text, {"test_a"}) == "import x\n\n\n\n\ndef test_b():\n    f()\n"
    assert names_of(text) == ["test_a", "test_b"]
    assert names_of("def test_a(:") == []
