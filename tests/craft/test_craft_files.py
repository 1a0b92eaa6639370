"""Whole test files, as a reviewer gets them: read tests/goldens/craft/*.py."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.till_files import candidates, functions, objects, provenance, run

from bot.domain.trial import Assertion, Candidate, OracleOrigin, Situation
from bot.errors import NothingRuns

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fakes.till import Till


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

    assert text.count("    class Fake:") == 1
    assert "    cart = Cart(owner)\n" in text
    assert run(text, tmp_path) == 2


def test_of_fakes_of_one_name_the_one_that_most_tests_share_stands_once(
    till: Till, tmp_path: Path
) -> None:
    fakes = [f"class Fake:\n    def send(self, count):\n        return {n}" for n in (1, 2, 2, 2)]
    made = candidates(
        till,
        [
            till.situation("Cart.notify", "cart.notify(Fake())", f"cart = Cart({who!r})", fake)
            for who, fake in zip(("Ann", "Bob", "Cy", "Di"), fakes, strict=True)
        ],
    )

    text = till.craft.test_file(made, provenance(), "")

    assert text.count("\nclass Fake:\n    def send(self, count):\n        return 2") == 1
    assert text.count("return 2") == 1
    assert text.count("    class Fake:\n        def send(self, count):\n            return 1") == 1
    assert till.craft.test_file(made, provenance(), text).count("class Fake") == 2
    assert run(text, tmp_path) == 4


def test_a_fake_that_a_test_defines_twice_stays_inside(till: Till, tmp_path: Path) -> None:
    one, other = (f"class Fake:\n    def send(self, count):\n        return {n}" for n in (1, 2))
    made = candidates(
        till,
        [
            till.situation("Cart.notify", "cart.notify(Fake())", f"cart = Cart({who!r})", *fakes)
            for who, fakes in (("Ann", (one,)), ("Bob", (one,)), ("Cy", (one, "f = Fake()", other)))
        ],
    )

    text = till.craft.test_file(made, provenance(), "")

    assert text.count("    class Fake:") == 2
    assert run(text, tmp_path) == 3


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
    [(("", ""), ("digit 1", "1")), (("as text", "as number"), ("as text", "as number"))],
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
