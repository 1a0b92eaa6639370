"""What is left alone, and where repairs end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.counter import raised, seen, situation
from fakes.shop_texts import TEXTS

from bot.domain.trial import ObservedEnd
from bot.engines.repair import repair as table
from bot.engines.repair.messages import Other
from bot.engines.repair.repair import REPAIRS_MAX, ROUNDS_MAX, RULES, repairs
from bot.engines.repair.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fakes.counter import Counter

    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Case

CART = ("from shop.cart import Cart",)
LEFT_ALONE = {
    "a missing key": (situation("{}['a']"), "KeyError", "'a'"),
    "a wrong value": (situation("int('a')"), "ValueError", "invalid literal for int()"),
    "a local without a value": (
        situation("f()"),
        "UnboundLocalError",
        "cannot access local variable 'x' where it is not associated with a value",
    ),
    "a package that is used and nobody knows": (
        situation("requests.get('a')", imports=("import requests",)),
        "ModuleNotFoundError",
        "No module named 'requests'",
    ),
    "a name that is used and nobody knows": (
        situation("fetch('a')", imports=("from requests import fetch",)),
        "ModuleNotFoundError",
        "No module named 'requests'",
    ),
    "a package that the subject itself lacks": (
        situation("Cart('a')", imports=CART),
        "ModuleNotFoundError",
        "No module named 'numpy'",
    ),
    "an import inside the package": (
        situation("x", imports=("from . import x",)),
        "ImportError",
        "attempted relative import with no known parent package",
    ),
    "a name that is nothing": (situation("zzzz(1)"), "NameError", "name 'zzzz' is not defined"),
    "a name that is not in the text": (situation("1"), "NameError", "name 'Cart' is not defined"),
    "a callee that is not in the text": (
        situation("Cart('a')", imports=CART),
        "TypeError",
        "inner() missing 1 required positional argument: 'x'",
    ),
    "a keyword that means nothing": (
        situation("f(a=1)"),
        "TypeError",
        "g() got an unexpected keyword argument 'b'",
    ),
    "arguments behind a star": (
        situation("Cart(*[1, 2, 3])", imports=CART),
        "TypeError",
        "Cart.__init__() takes from 2 to 3 positional arguments but 4 were given",
    ),
    "arguments that a message counts otherwise": (
        situation("f(1, 2)"),
        "TypeError",
        "f() takes 1 positional argument but 7 were given",
    ),
    "a gap before what has a position": (
        situation("only(b=2)", imports=("from shop.cart import only",)),
        "TypeError",
        "only() missing 1 required positional argument: 'a'",
    ),
    "a parameter that cannot be made": (
        situation("f()", setup=("def f(unmakeable): pass",)),
        "TypeError",
        "f() missing 1 required positional argument: 'unmakeable'",
    ),
    "an abstract class nobody knows": (
        situation("Sized()"),
        "TypeError",
        "Can't instantiate abstract class Sized with abstract method __len__",
    ),
    "a module that is called though its class is imported": (
        situation("x(1)", imports=("from datetime import datetime", "import pprint")),
        "TypeError",
        "'module' object is not callable",
    ),
    "types that fit": (
        situation("Cart('a', 1).limit + 'b'", imports=CART),
        "TypeError",
        "unsupported operand type(s) for +: 'int' and 'str'",
    ),
    "an attribute like no other": (
        situation("Cart('a').zzzzzz", imports=CART),
        "AttributeError",
        "'Cart' object has no attribute 'zzzzzz'",
    ),
    "an attribute that is not in the text": (
        situation("Cart('a')", imports=CART),
        "AttributeError",
        "'Cart' object has no attribute 'totl'",
    ),
    "a patch of a function's own": (
        situation("1", setup=("monkeypatch.setattr(f(), 'a', 1)", "monkeypatch.setattr()")),
        "AttributeError",
        "'int' object has no attribute 'a'",
    ),
    "a patch of a module that is there": (
        situation("1", setup=("monkeypatch.setattr('time.nap', 1)",)),
        "AttributeError",
        "'module' object at time has no attribute 'nap'",
    ),
    "a patch of a name like no other": (
        situation("1", setup=("monkeypatch.setattr('shop.cart.zzzzzz', 1)",)),
        "AttributeError",
        "'module' object at shop.cart has no attribute 'zzzzzz'",
    ),
    "text of which nothing is left": (situation("(("), "SyntaxError", "'(' was never closed"),
}


@pytest.mark.parametrize(("broken", "kind", "message"), LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_what_no_rule_knows_is_left_alone(
    shop: Counter, broken: Situation, kind: str, message: str
) -> None:
    found = repairs(broken, raised(kind, message), shop.knowledge)

    assert [(one.rule, one.situation.source) for one in found] == []


@pytest.mark.parametrize("end", [ObservedEnd.TIMED_OUT, ObservedEnd.DIED, ObservedEnd.BROKEN])
def test_an_end_that_says_nothing_is_left_alone(shop: Counter, end: ObservedEnd) -> None:
    assert repairs(situation("f()"), seen(end, note="it was killed"), shop.knowledge) == ()


def test_a_chain_of_repairs_ends(shop: Counter) -> None:
    error = raised("NameError", "name 'tmp_path' is not defined")
    unknown = raised("TypeError", "f() got an unexpected keyword argument 'a'")
    one = situation("f(a=1, b=2, c=3, d=4)")
    rounds = 0
    for name in "abcd":
        answer = (
            replace(unknown.error, message=unknown.error.message.replace("'a'", f"'{name}'"))
            if unknown.error
            else None
        )
        found = shop.repairer.repair(one, replace(unknown, error=answer))
        if not found:
            break
        rounds, one = rounds + 1, found[0].situation

    assert rounds == ROUNDS_MAX
    assert shop.repairer.says(one) == "repaired: " + ", ".join(["argument dropped"] * ROUNDS_MAX)
    assert shop.repairer.repair(one, error) == []


def test_a_repaired_situation_is_returned_once(shop: Counter) -> None:
    broken = situation("Cart('Ann').limit")
    error = shop.observe(broken)

    first, again = shop.repairer.repair(broken, error), shop.repairer.repair(broken, error)

    assert [one.rule for one in first][:1] == ["import added"]
    assert shop.repairer.says(first[0].situation) == "repaired: import added"
    assert shop.repairer.says(broken) == ""
    assert again == []


def test_no_more_is_remembered_than_the_limit(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "KNOWN_MAX", 2)
    names = ("Cart", "checkout", "first")
    broken = [situation(f"{name}(1)") for name in names]

    found = [shop.repairer.repair(one, shop.observe(one)) for one in broken]

    assert [bool(one) for one in found] == [True, False, False]


def test_a_rule_returns_no_more_than_its_limit(
    shop: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(_: Case) -> Iterator[Situation]:
        yield from (situation(str(number)) for number in range(20))

    def deep(_: Case) -> Iterator[Situation]:
        yield situation("deep")
        raise RecursionError

    rules = (Rule("deep", (Other,), deep, 9), Rule("many", (Other,), many, 3))
    monkeypatch.setattr(table, "RULES", rules)

    found = repairs(situation("f()"), raised("OSError", ""), shop.knowledge)

    assert [one.situation.call for one in found] == ["0", "1", "2"]


def test_every_rule_has_a_name_and_a_limit() -> None:
    assert all(rule.name and 1 <= rule.most <= REPAIRS_MAX for rule in RULES)
    assert len({rule.apply for rule in RULES}) == len(RULES)


def test_the_project_is_not_read_as_tests(shop: Counter) -> None:
    assert "tests/test_cart.py" in TEXTS
    assert shop.knowledge.project.modules == ("shop.cart", "shop", "shop.gateway", "shop.money")
    assert shop.knowledge.project.line("helper") == ""
