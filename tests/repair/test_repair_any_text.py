"""What holds for any text: bounded, deterministic, never an exception, always cut to Python."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from fakes.counter import Counter, counter, raised, situation
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.repair.cut import LINES_MAX, parsable_prefix
from bot.engines.repair.repair import REPAIRS_MAX, SOURCE_MAX, repairs
from bot.engines.repair.script import NODES_MAX, TEXT_MAX, nodes, parsed, with_imports

if TYPE_CHECKING:
    from collections.abc import Iterator


HOSTILE = {
    "deep": "x" + ".a" * 1200,
    "wide": "f(" + "1, " * 800 + ")",
    "long": "x = 1\n" * 9000,
    "nested": "(" * 500,
    "a null": "x\0",
    "a surrogate": "'\ud800'",
    "a digit that is none": "int('\u00b2') + 1_",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("SyntaxError", ""),
        ("NameError", "name 'x' is not defined"),
        ("AttributeError", "'x' object has no attribute 'a'"),
        ("AssertionError", ""),
    ],
)
def test_hostile_text_ends_in_no_exception(
    shop: Counter, text: str, kind: str, message: str
) -> None:
    broken = situation(text, setup=(text, "x"), imports=(text,))

    assert len(repairs(broken, raised(kind, message), shop.knowledge)) <= REPAIRS_MAX


def test_only_so_much_of_a_situation_is_read() -> None:
    assert parsed("x" * (TEXT_MAX + 1)) is None
    assert len(list(nodes(situation("x" + ".a" * NODES_MAX)))) <= NODES_MAX
    assert len(list(nodes(situation("1", setup=("[1, 2, 3]",) * NODES_MAX)))) == NODES_MAX


PREFIXES = {
    "whole": ("x = 1\ny = 2\n", ("x = 1", "y = 2")),
    "a broken last line": ("x = 1\ny = (", ("x = 1",)),
    "a broken line inside": ("x = 1\ny = = 2\nz = 3", ("x = 1",)),
    "a function that breaks off": (
        "def f():\n    a = 1\n    b = (1,\n",
        ("def f():\n    a = 1",),
    ),
    "a head without a body": ("import os\ndef f():\n", ("import os",)),
    "lines of another system": ("x = 1\r\ny = (", ("x = 1",)),
    "prose": ("Here is the test:", ()),
    "nothing": ("", ()),
    "a comment": ("# nothing", ()),
}


@pytest.mark.parametrize(("text", "kept"), PREFIXES.values(), ids=PREFIXES)
def test_text_is_cut_to_its_last_statement(text: str, kept: tuple[str, ...]) -> None:
    assert parsable_prefix(text) == kept


def test_no_more_lines_are_read_than_the_limit() -> None:
    assert len(parsable_prefix("x = 1\n" * (LINES_MAX + 5))) == LINES_MAX


WORDS = st.sampled_from(
    ["Cart", "cart", "checkout(cart)", "Cart('a')", "tmp_path", "x = ", "assert ", "import ",
     "from shop.cart import ", "from shop.carts import Cart", "with pytest.raises(E):\n    ", "(",
     ".limit", "'abc'", "\n", " ", "monkeypatch.setattr('shop.cart.", "datetime", "[", "1", "=",
     "def f(a):\n    ", "é"]
)  # fmt: skip
LINES = st.lists(WORDS, max_size=6).map("".join)
MESSAGES = st.sampled_from(
    [
        ("NameError", "name 'cart' is not defined"),
        ("TypeError", "Cart.__init__() missing 1 required positional argument: 'owner'"),
        ("TypeError", "Cart.__init__() takes 2 positional arguments but 3 were given"),
        ("TypeError", "f() got an unexpected keyword argument 'x'"),
        ("TypeError", "'str' object is not callable"),
        ("TypeError", "'module' object is not callable"),
        ("AttributeError", "'Cart' object has no attribute 'limits'"),
        ("AttributeError", "module 'shop.cart' has no attribute 'Cat'"),
        ("ModuleNotFoundError", "No module named 'shop.carts'"),
        ("ImportError", "cannot import name 'Cat' from 'shop.cart' (x)"),
        ("AssertionError", ""),
        ("SyntaxError", ""),
        ("Failed", "DID NOT RAISE"),
    ]
)


@pytest.fixture(scope="module")
def open_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield counter(folder)


@given(st.lists(LINES, max_size=2), st.lists(LINES, max_size=3), LINES, MESSAGES)
def test_any_answer_is_bounded_and_new_and_the_same_twice(
    open_shop: Counter, imports: list[str], setup: list[str], call: str, said: tuple[str, str]
) -> None:
    broken = situation(call, setup=tuple(setup), imports=tuple(imports))

    found = repairs(broken, raised(*said), open_shop.knowledge)

    assert len(found) <= REPAIRS_MAX
    assert broken not in [one.situation for one in found]
    assert len({one.situation for one in found}) == len(found)
    assert repairs(broken, raised(*said), open_shop.knowledge) == found


@given(st.lists(st.one_of(WORDS, st.text(max_size=5)), max_size=12).map("".join))
def test_what_is_cut_always_parses(text: str) -> None:
    for statement in parsable_prefix(text):
        ast.parse(statement)


def test_a_situation_that_is_too_long_is_not_repaired(shop: Counter) -> None:
    short, long = (situation("Cart('a')", setup=("x = 1",) * count) for count in (2, SOURCE_MAX))
    error = raised("NameError", "name 'Cart' is not defined")

    assert repairs(short, error, shop.knowledge)
    assert repairs(long, error, shop.knowledge) == ()


@pytest.mark.parametrize(
    ("line", "added"),
    [
        ("from shop.cart import Cart", False),
        ("from shop.cart import Cart as C", True),
        ("from shop.carts import Cart", True),
        ("import shop.cart", True),
        ("import shop.money", False),
        ("", False),
    ],
)
def test_a_name_is_imported_once(line: str, *, added: bool) -> None:
    before = situation("1", imports=("from shop.cart import Cart, Receipt", "import shop.money"))

    assert with_imports(before, [line]).imports[2:] == ((line,) if added else ())
