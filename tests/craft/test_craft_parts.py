from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import Assertion, Candidate, OracleOrigin, Situation
from bot.languages.python.craft.body import blocks, pattern_literal
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.craft.definitions import Definitions
from bot.languages.python.craft.hoist import free, helper_name
from bot.languages.python.craft.imports import import_block, imported_name, read_imports
from bot.languages.python.craft.mutate import all_edits, mutated
from bot.languages.python.craft.shrink import simpler

CRAFT = PythonCraft(module="shop.a", subject="shop/a.py", source="")


def situation(call: str, *setup: str, segment: str = "f") -> Situation:
    return Situation(segment, (), setup, call, EngineName.SEARCH)


def candidate(call: str, *setup: str, raises: str = "", says: str = "") -> Candidate:
    origin = OracleOrigin.OBSERVED
    one = Assertion(origin, raises=raises) if raises else Assertion(origin, (says,))
    return Candidate("test_f", situation(call, *setup), (one,))


def lines(one: Candidate) -> list[str]:
    return [part for part in blocks(one.situation, one.assertions) if part]


NESTED = """
try:
    def fast(a): return a
except ImportError:
    def slow(a): return a
if True:
    class Box:
        class Lid:
            def close(self, hard=1): return hard
        @staticmethod
        def make(size): return size
        @property
        def size(self): return 1
        async def send(self, to): return to
        def __init__(self): ...
"""


@pytest.mark.parametrize(
    ("call", "setup", "found"),
    [
        ("fast(1)", (), "fast"),
        ("slow(1)", (), "slow"),
        ("Box()", (), "Box.__init__"),
        ("a.Box.make(1)", (), "Box.make"),
        ("Box.Lid().close()", (), "Box.Lid.close"),
        ("box.size", ("box = Box()",), "Box.size"),
        ("asyncio.run(box.send(1))", ("box = a.Box()",), "Box.send"),
        ("await box.send(1)", ("box = Box()",), "Box.send"),
        ("list(fast(1))", (), "fast"),
        ("a.fast(1)", (), "fast"),
        ("", ("x = 1",), "fast"),
        ("(", (), "fast"),
        ("a + b", (), None),
        ("box[1]", ("box = Box()",), None),
        ("x.fast()", ("x = (",), "fast"),
        ("x.other()", ("x = y",), None),
    ],
)
def test_what_a_call_enters_is_found_in_the_source(
    call: str, setup: tuple[str, ...], found: str | None
) -> None:
    called = Definitions(NESTED).called(situation(call, *setup, segment="fast"))

    assert (called.qualname if called else None) == found


@pytest.mark.parametrize(("name", "parameter"), [("Box.make", "size"), ("Box.send", "to")])
def test_static_methods_keep_their_first_parameter(name: str, parameter: str) -> None:
    found = Definitions(NESTED).named(name)

    assert found is not None
    assert [one.arg for one in found.parameters] == [parameter]


def test_without_a_call_the_last_statement_is_the_act() -> None:
    assert lines(candidate("", "a = 1", "a.x = 2", says="assert a.x == 2")) == [
        "a = 1",
        "a.x = 2",
        "assert a.x == 2",
    ]


def test_without_a_call_the_last_statement_is_what_raises() -> None:
    assert lines(candidate("", "a = 1", "a.x = 2", raises="OSError")) == [
        "a = 1",
        "with pytest.raises(OSError):\n    a.x = 2",
    ]


@pytest.mark.parametrize(
    ("call", "says", "expected"),
    [
        ("a == b", "assert result is True", "assert (a == b) is True"),
        ("a + b", "assert result == 1", "assert a + b == 1"),
        ("a + b", "assert list(result) == []", "assert list((a + b)) == []"),
        ("not a", "assert result is True", "assert (not a) is True"),
        ("f('result')", "assert outcome == 'result'", "assert f('result') == 'result'"),
    ],
)
def test_a_call_is_put_where_it_is_compared(call: str, says: str, expected: str) -> None:
    assert lines(candidate(call, says=says)) == [expected]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a", "'a'"),
        (r"a\.", r"r'a\.'"),
        (r"it's\.", 'r"it\'s\\."'),
        (r"""it's "\." """, repr(r"""it's "\." """)),
    ],
)
def test_patterns_are_raw_where_they_can_be(text: str, source: str) -> None:
    assert pattern_literal(text) == source
    assert eval(source) == text


def test_strings_of_many_lines_are_not_indented() -> None:
    text = '"""a\nb\n"""'

    made = CRAFT.plain_tests([candidate("f(x)", f"x = {text}", says="assert result == 1")])

    assert f"    x = {text}\n\n    assert f(x) == 1\n" in made


def test_what_does_not_parse_is_written_and_refused() -> None:
    made = CRAFT.plain_tests([candidate("f(", "x = (", says="assert result == 1")])

    assert CRAFT.screen(made).startswith("unreadable: ")


def test_imports_stand_in_groups() -> None:
    found = read_imports(
        ["from shop.b import c as d, a", "import os.path", "no python(", "import numpy as np"]
    )
    found += read_imports(["from __future__ import annotations", "from . import x", "x = 1"])

    assert import_block(found, "shop").split("\n\n") == [
        "from __future__ import annotations",
        "import os.path",
        "import numpy as np",
        "from . import x\nfrom shop.b import a, c as d",
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("builtins.int", ("int", ())),
        ("builtins.NoneType", None),
        ("shop.a.Box", ("Box", ("from shop.a import Box",))),
        ("shop.a.Box.Lid", ("Box.Lid", ("from shop.a import Box",))),
        ("shop.a._Box", None),
        ("shop._a.Box", None),
        ("shop.a.f.<locals>.Box", None),
        (
            "json.decoder.JSONDecodeError",
            ("JSONDecodeError", ("from json import JSONDecodeError",)),
        ),
    ],
)
def test_types_are_named_by_an_import(name: str, found: tuple[str, tuple[str, ...]] | None) -> None:
    assert imported_name(name, ()) == found


def test_an_import_at_hand_says_where_a_module_ends() -> None:
    imports = ("import x", "from shop.a import box as b", "from shop.a import box")

    assert imported_name("shop.a.box.lid", imports) == ("box.lid", ("from shop.a import box",))


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("class A: pass", "A"),
        ("def f(): pass", "f"),
        ("async def f(): pass", "f"),
        ("x = 1", ""),
        ("def f(): pass\nx = 1", ""),
        ("def f(", ""),
    ],
)
def test_helpers_are_classes_and_functions(statement: str, name: str) -> None:
    assert helper_name(statement) == name


def test_free_names_are_those_that_code_does_not_bind() -> None:
    source = """
async def f(a, *b):
    import os.path, sys as system
    try:
        c = [d for d in e]
    except OSError as error:
        print(os, system, error, a, b, c)
    class Inner(Base): pass
"""

    assert free(source) == {"e", "OSError", "print", "Base"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(a):\n    return (lambda b: b + 1)(a)\n", "return (lambda b: b - 1)(a)"),
        ("def f(a):\n    class C:\n        x = 1\n    return C\n", "x = 2"),
        ("def f(a):\n    assert a > 1, 'text'\n", "assert a >= 1, 'text'"),
        ("def f(a):\n    x: int = 1\n", "x: int = 2"),
        ("def f(a):\n    return (not\n        a)\n", None),
        ("def f(a):\n    return (a <\n        1)\n", None),
        ("def f(a):\n    return (a +\n        b) + (\n 1)\n", None),
        ("def f(a):\n    return a @ b\n", None),
        ("def f(a):\n    a @= b\n", "pass"),
        ("def f(a):\n    a += 'x'\n", "pass"),
        ("def f(a):\n    return cast('A', a)\n", "return None"),
        ("def f(a):\n    return 'a' + b\n", 'return "" + b'),
    ],
)
def test_odd_places_are_changed_or_left(before: str, after: str | None) -> None:
    made = [mutated(before, mutant) for _, mutant in all_edits(before)]

    assert after is None or any(after in one for one in made)
    assert all(compile(one, "a", "exec") for one in made)


def test_what_is_not_large_has_no_simpler_form() -> None:
    assert list(simpler({1})) == []


def test_what_a_subject_passes_on_is_imported_from_where_it_comes() -> None:
    source = """
from decimal import Decimal as D
from .money import Money
from ._hidden import Secret
from . import rates
from ....far import Far
"""
    craft = PythonCraft(module="shop.sub.cart", subject="cart.py", source=source)
    names = "D, Money, Secret, rates, Far, own"
    made = candidate("f(D, Money, Secret, rates, Far, own)", says="assert result == 1")
    imports = (f"from shop.sub.cart import {names}",)
    made = replace(made, situation=replace(made.situation, imports=imports))

    text = craft.plain_tests([made])

    assert text.split("\n\n\n")[0].splitlines() == [
        "from decimal import Decimal as D",
        "",
        "from shop.sub.cart import Far, Secret, own, rates",
        "from shop.sub.money import Money",
    ]


@pytest.mark.parametrize(
    ("source", "makes"),
    [
        ("x = set(rows)", True),
        ("x = {1, 2}", True),
        ("x = {a for a in b}", True),
        ("y = frozenset()", True),
        ("y = hash(a)", True),
        ("x = {'a': 1}", False),
        ("x.reset(1)", False),
        ("x = f'{a}'", False),
    ],
)
def test_sources_that_may_make_sets_are_known(source: str, makes: bool) -> None:  # noqa: FBT001 - a case
    assert PythonCraft(module="a", subject="a.py", source="").makes_sets(source) is makes
