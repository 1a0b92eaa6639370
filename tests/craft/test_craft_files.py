"""Whole test files, as a reviewer gets them: read tests/goldens/craft/*.py."""

from __future__ import annotations

import io
import itertools
from contextlib import redirect_stdout
from dataclasses import replace
from types import FunctionType, SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import Assertion, Candidate, OracleOrigin
from bot.errors import NothingRuns
from bot.ports.language import Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fakes.till import Till

    from bot.domain.trial import Situation

FAKE = "class FakeChannel:\n    def send(self, count):\n        return f'sent {count}'"
APPLES = ("cart = Cart()", "cart.add('apple', 12)")


def provenance(*, seed: int = 7, model: str = "") -> Provenance:
    engines = (EngineName.SEARCH, EngineName.MODEL) if model else (EngineName.SEARCH,)
    return Provenance("m-3f9a1c22", "src/shop/till.py", engines, seed, 41, 1, 22, 25, model)


def functions(till: Till) -> list[Situation]:
    return [
        till.situation("parse_price", "parse_price('')"),
        till.situation("parse_price", "parse_price('  ')"),
        till.situation("parse_price", "parse_price('1.20')"),
        till.situation("parse_price", "parse_price('3')"),
        till.situation("parse_price", "parse_price('abc')"),
        till.situation("is_code", "is_code('1234')"),
        till.situation("is_code", "is_code('12a4')"),
        till.situation("is_code", "is_code('')"),
        till.situation("share", "share(10, 4)"),
        till.situation("share", "share(10, 0)"),
        till.situation("share", "share(10, -1)"),
        till.situation("rate", "rate(5, 2)"),
        till.situation("rate", "rate(5, 4)"),
        till.situation(
            "fetch_price", "asyncio.run(fetch_price('apple'))", imports=("import asyncio",)
        ),
        till.situation("table", "table(3)"),
        till.situation("table", "table(12)"),
        till.situation("banner", "banner('Ann')"),
    ]


def objects(till: Till) -> list[Situation]:
    make = till.situation
    return [
        make("Money.__add__", "Money(1) + Money(2)"),
        make("Money.__add__", "Money(1) + Money(2, 'USD')"),
        make("Cart.count", "cart.count", "cart = Cart()"),
        make("Cart.count", "cart.count", *APPLES, condition="after add"),
        make("Cart.add", "cart.add('apple')", "cart = Cart()"),
        make("Cart.add", "cart.add('apple', 0)", "cart = Cart()", condition="quantity is 0"),
        make("Cart.copy", "cart.copy()", "cart = Cart('Ann')"),
        make("Cart.names", "cart.names()", *APPLES, "cart.add('pear')"),
        make("Cart.notify", "cart.notify(FakeChannel())", "cart = Cart()", FAKE),
        make("Cart.notify", "cart.notify(FakeChannel())", *APPLES, FAKE),
        make("show", "show(cart)", *APPLES, "cart.add('pear')"),
        make("save", "save(cart, tmp_path / 'cart.txt')", *APPLES),
    ]


def candidates(till: Till, situations: list[Situation]) -> list[Candidate]:
    taken: set[str] = set()
    return [till.candidate(situation, taken) for situation in situations]


def cases(test: Callable[..., None]) -> Iterator[dict[str, object]]:
    """Give a test's parametrised arguments, one set a case."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    if not marks:
        return iter([{}])
    names, rows = marks[0].args
    return (
        {names: row} if isinstance(names, str) else dict(zip(names, _values(row), strict=True))
        for row in rows
    )


def _values(row: object) -> tuple[object, ...]:
    values = getattr(row, "values", row)
    assert isinstance(values, tuple)
    return values


def run(text: str, tmp_path: Path) -> int:
    """Run a file of tests as pytest would, and count the cases."""
    space: dict[str, object] = {"__name__": "test_till"}
    exec(compile(text, "test_till.py", "exec"), space)
    tests = [v for k, v in space.items() if k.startswith("test_") and isinstance(v, FunctionType)]
    done = 0
    for test, number in zip(tests, itertools.count(), strict=False):
        for case in cases(test):
            printed = io.StringIO()
            folder = tmp_path / str(number)
            folder.mkdir(exist_ok=True)
            read = SimpleNamespace(
                readouterr=lambda printed=printed: SimpleNamespace(out=printed.getvalue())
            )
            fixtures = {"tmp_path": folder, "capsys": read}
            wanted = test.__code__.co_varnames[: test.__code__.co_argcount]
            with redirect_stdout(printed):
                test(**case, **{name: fixtures[name] for name in wanted if name in fixtures})
            done += 1
    return done


@pytest.mark.parametrize(
    ("name", "situations", "count"),
    [("craft/functions.py", functions, 17), ("craft/objects.py", objects, 12)],
)
def test_a_generated_file_reads_as_in_the_golden_and_passes(
    name: str,
    situations: Callable[[Till], list[Situation]],
    count: int,
    till: Till,
    golden: Callable[[str, str], None],
    tmp_path: Path,
) -> None:
    text = till.craft.test_file(candidates(till, situations(till)), provenance(), "")

    golden(name, text)
    assert run(text, tmp_path) == count


def test_no_generated_test_is_longer_than_25_lines(till: Till) -> None:
    for candidate in candidates(till, [*functions(till), *objects(till)]):
        assert till.craft.plain_tests([candidate]).count("\n") <= 25


def test_each_candidate_passes_alone_and_is_screened(till: Till, tmp_path: Path) -> None:
    for candidate in candidates(till, [*functions(till), *objects(till)]):
        text = till.craft.plain_tests([candidate])

        assert till.craft.screen(text) == ""
        assert run(text, tmp_path) == 1


def test_the_same_tests_give_the_same_bytes(till: Till) -> None:
    made = candidates(till, functions(till))

    first = till.craft.test_file(made, provenance(), "")

    assert till.craft.test_file(made, provenance(), "") == first


def test_writing_the_same_tests_again_changes_nothing(till: Till) -> None:
    made = candidates(till, [*functions(till), *objects(till)])
    first = till.craft.test_file(made, provenance(), "")

    assert till.craft.test_file(made, provenance(), first) == first


def test_tests_of_an_earlier_mission_stay_as_they_are(till: Till, tmp_path: Path) -> None:
    early = candidates(till, objects(till)[:10])
    first = till.craft.test_file(early, provenance(seed=1), "")
    late = candidates(till, [*objects(till)[10:], *functions(till)[:3]])

    text = till.craft.test_file(late, provenance(seed=2), first)

    assert first[first.index("\n\n\nclass FakeChannel") :].strip() in text
    assert text.count("class FakeChannel") == 1
    assert text.count("# coverage-missions: ") == 2
    assert run(text, tmp_path) == 15


def test_a_new_test_gets_another_name_than_the_one_there(till: Till, tmp_path: Path) -> None:
    there = "def test_count_is_zero_for_a_new_cart():\n    assert True is not False\n"
    made = candidates(till, [objects(till)[2]])

    text = till.craft.test_file(made, provenance(), there)

    assert "def test_count_is_zero_for_a_new_cart_2():" in text
    assert run(text, tmp_path) == 2


def test_a_persons_docstring_and_comments_stay(till: Till) -> None:
    there = '"""Mine."""\n\nimport json  # keep\n\n\n# about a\ndef test_a():\n    assert json\n'

    text = till.craft.test_file(candidates(till, functions(till)[5:6]), provenance(), there)

    assert text.startswith('"""Mine."""\n# coverage-missions: ')
    assert "import json  # keep\nfrom shop.till import is_code\n" in text
    assert "\n# about a\ndef test_a():\n    assert json\n" in text


def test_an_earlier_file_that_does_not_parse_is_told(till: Till) -> None:
    with pytest.raises(NothingRuns, match=r"does not parse \(line 1\)"):
        till.craft.test_file([], provenance(), "def test_(:\n")


def test_equal_candidates_become_one_test(till: Till) -> None:
    (one,) = candidates(till, functions(till)[5:6])

    text = till.craft.test_file([one, one], provenance(), "")

    assert text.count("def test_") == 1


def test_a_model_is_named_in_the_header(till: Till) -> None:
    text = till.craft.test_file([], provenance(model="phi3 mini"), "")

    assert "(phi3 mini)" in text
    assert " engines=search,model model=phi3_mini seed=7 " in text


def test_imports_that_stand_for_two_things_stay_inside_the_tests(
    till: Till, tmp_path: Path
) -> None:
    one = till.situation("is_code", "is_code(digits)", imports=("from string import digits",))
    other = till.situation(
        "is_code", "is_code(digits[:4])", imports=("from string import hexdigits as digits",)
    )

    text = till.craft.test_file(candidates(till, [one, other]), provenance(), "")

    assert "\nfrom string import digits\n" in text
    assert "\n    from string import hexdigits as digits\n" in text
    assert run(text, tmp_path) == 2


def test_an_import_that_a_local_would_hide_stays_inside_the_test(
    till: Till, tmp_path: Path
) -> None:
    situation = till.situation(
        "is_code",
        "is_code(string)",
        "string = string.digits",
        imports=("import string",),
    )

    text = till.craft.plain_tests([candidates(till, [situation])[0]])

    assert "    import string\n\n    string = string.digits\n" in text
    assert run(text, tmp_path) == 1


def test_a_helper_that_needs_a_local_is_not_moved(till: Till, tmp_path: Path) -> None:
    fake = "class Fake:\n    def send(self, count):\n        return cart.owner"
    made = candidates(
        till,
        [
            till.situation("Cart.notify", "cart.notify(Fake())", f"cart = Cart({who!r})", fake)
            for who in ("Ann", "Bob")
        ],
    )

    text = till.craft.test_file(made, provenance(), "")

    assert text.count("    class Fake:") == 2
    assert run(text, tmp_path) == 2


def test_rows_are_named_by_their_conditions_where_values_tell_little(till: Till) -> None:
    texts = {"twenty-nine letters": "x" * 29, "thirty letters": "y" * 30}
    made = candidates(
        till,
        [till.situation("is_code", f"is_code({t!r})", condition=c) for c, t in texts.items()],
    )

    text = till.craft.test_file(made, provenance(), "")

    assert "pytest.param('" + "x" * 29 + "', id='twenty-nine letters')," in text


def test_long_tables_are_cut(till: Till, tmp_path: Path) -> None:
    made = candidates(till, [till.situation("is_code", f"is_code('{n}')") for n in range(20)])

    text = till.craft.test_file(made, provenance(), "")

    assert text.count("def test_") == 2
    assert run(text, tmp_path) == 20


@pytest.mark.parametrize(
    ("conditions", "ids"),
    [(("", ""), ("'1'", "1")), (("as text", "as number"), ("as text", "as number"))],
)
def test_rows_that_pytest_would_name_alike_get_names(
    conditions: tuple[str, str], ids: tuple[str, str], till: Till
) -> None:
    made = [
        till.situation("shown", f"shown({value})", condition=condition)
        for value, condition in zip(("'1'", "1"), conditions, strict=True)
    ]

    text = till.craft.test_file(candidates(till, made), provenance(), "")

    assert f"pytest.param('1', id={ids[0]!r})," in text
    assert f"pytest.param(1, id={ids[1]!r})," in text


def test_each_function_of_a_file_is_traced_to_its_candidates(till: Till) -> None:
    made = candidates(till, functions(till))

    text = till.craft.test_file(made, provenance(), "")
    placed = till.craft.placed(made, "")

    assert sorted(name for names in placed.values() for name in names) == sorted(
        one.name for one in made
    )
    assert all(f"def {name}(" in text for name in placed)
    assert len(placed["test_is_code_by_text"]) == 3


def test_a_class_is_imported_from_the_module_that_defines_it(till: Till) -> None:
    again = till.situation("Money", "Money(1).cents")
    passed_on = replace(again, imports=("from shop import Money",), call="Money(2).cents")
    made = [
        Candidate(f"test_{at}", one, (Assertion(OracleOrigin.OBSERVED, ("assert result == 1",)),))
        for at, one in enumerate((again, passed_on))
    ]

    text = till.craft.test_file(made, provenance(), "")

    assert "from shop.till import Money" in text
    assert "from shop import" not in text
