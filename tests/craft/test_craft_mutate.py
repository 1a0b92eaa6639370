from __future__ import annotations

import ast
import inspect
import itertools
import json.decoder
import re
import shlex
import string
import textwrap
import warnings

import pytest
from fakes.growth import growth
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages.python.craft.mutate import all_edits, mutated, sample_mutants

MODULES = (json.decoder, re, shlex, string, textwrap)
SOURCES = {module.__name__: inspect.getsource(module) for module in MODULES}


def changes(body: str, *, head: str = "def f(a, b):") -> set[str]:
    source = head + "\n" + textwrap.indent(body, "    ") + "\n"
    edits = all_edits(source)
    return {mutated(source, mutant).split("\n", 1)[1].strip() for _, mutant in edits}


@settings(max_examples=40)
@given(st.sampled_from(sorted(SOURCES)), st.integers(0, 50))
def test_any_sampled_mutant_of_real_code_compiles_differs_and_keeps_the_lines(
    name: str, seed: int
) -> None:
    source = SOURCES[name]
    lines = range(1 + seed * 7, 120 + seed * 7)

    for mutant in sample_mutants(source, lines, seed=seed, most=4):
        after = mutated(source, mutant)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(after, "<mutant>", "exec")
        assert after != source
        assert after.count("\n") == source.count("\n")
        assert mutant.line in lines


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a < b", {"return a <= b", "return a == b", "return a != b", "return None"}),
        ("return a <= b < c", {
            "return b < c", "return a <= b",
            "return a < b < c", "return a > b < c", "return a == b < c",
            "return a <= b <= c", "return a <= b == c", "return a <= b != c", "return None",
        }),
        ("a = b if b >= 'x' else c", {
            "a = b if True else c", "a = b if b > 'x' else c", "a = b if b < 'x' else c",
            "a = b if b == 'x' else c", 'a = b if b >= "" else c',
        }),
        ("a = [b for b in c if b < d if e]", {
            "a = [b for b in c if False if e]", "a = [b for b in c if b <= d if e]",
            "a = [b for b in c if b == d if e]", "a = [b for b in c if b != d if e]",
        }),
        ("return a is  not b", {"return a is b", "return None"}),
        ("return a not in b", {"return a in b", "return None"}),
        ("return a and b", {
            "return a or b", "return not a and b", "return a and not b", "return None",
        }),
        ("if (a > 0) or b: raise", {
            "if (a >= 0) or b: raise", "if (a == 0) or b: raise", "if (a != 0) or b: raise",
            "if (a > 1) or b: raise", "if (a > -1) or b: raise", "if (a > 0) and b: raise",
            "if (a > 0) or not b: raise", "if (a > 0) or b: pass",
        }),
        ("return -a", {"return a", "return None"}),
        ("return ~(a)", {"return (a)", "return None"}),
        ("try: f()\nexcept KeyError as e: pass", {
            "try: pass\n    except KeyError as e: pass", "try: f()\n    except () as e: pass",
        }),
        ("return not a", {"return a", "return None"}),
        ("return not(a)", {"return (a)", "return None"}),
        ("return (a) + (b)", {"return (a) - (b)", "return (a) * (b)", "return None"}),
        ("return a // b", {"return a * b", "return a / b", "return None"}),
        ("a += 1", {"a -= 1", "a *= 1", "a += 2", "a += 0", "pass"}),
        ("return True", {"return False"}),
        ("return 'x'", {'return ""', "return None"}),
        ("return ''", {'return "XX"', "return None"}),
        ("return", set()),
        ("return None", set()),
        ("return f(\n    a)", {"return None and f(\n        a)"}),
        ("a.append(b)", {"pass"}),
        ("a.x = b", {"pass"}),
        ("if a: f(b)", {"if not a: f(b)", "if a: pass"}),
        ("raise ValueError('no')", {"pass"}),
        ("for x in a:\n    break", {
            "for x in a:\n        continue", "for x in ():\n        break",
        }),
        ("while a > b:\n    continue", {
            "while a >= b:\n        continue",
            "while a == b:\n        continue",
            "while a != b:\n        continue",
            "while a > b:\n        break",
        }),
        ("return 'é' == a, a < b", {
            'return "" == a, a < b',
            "return 'é' != a, a < b",
            "return 'é' <= a, a < b",
            "return 'é' >= a, a < b",
            "return 'é' == a, a <= b",
            "return 'é' == a, a == b",
            "return 'é' == a, a != b",
            "return None",
        }),
    ],
)  # fmt: skip
def test_each_kind_of_code_has_its_changes(body: str, expected: set[str]) -> None:
    assert changes(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        '"""Say a < b."""',
        "log.debug('a', a + 1)",
        "self.logger.warning('x')",
        "x: list[int]",
        "pass",
        "f'{a + 1}'",
        "import os",
    ],
)
def test_text_for_people_and_types_are_left_alone(body: str) -> None:
    assert changes(body) == set()


def test_what_runs_while_a_function_is_defined_is_left_alone() -> None:
    source = "X = 1 < 2\n@deco(1)\ndef f(a=X, *, b: 'int' = g(2), c=[1]) -> 'int':\n    pass\n"

    assert all_edits(source) == []


def test_defaults_that_are_written_out_change_and_are_felt_in_the_body() -> None:
    head = "def f(a, b=True, *, c='x', d=None, e=-2):"
    source = f'{head}\n    """Say."""\n    return [\n        a\n    ]\n'

    found = {mutant for _, mutant in all_edits(source) if mutant.line == 1}

    changed = {mutated(source, mutant).split("\n")[0] for mutant in found}
    assert changed == {
        head.replace(*one)
        for one in (("True", "False"), ("'x'", '""'), ("-2", "2"), ("-2", "-3"), ("-2", "-1"))
    }
    assert {mutant.felt_at for mutant in found} == {3}
    assert {mutant.felt_at for mutant in sample_mutants(source, {3}, seed=0, most=99)} == {3}
    assert sample_mutants(source, {1, 2}, seed=0, most=99) == ()


def test_a_declaration_is_no_place_to_feel_a_default() -> None:
    source = "def f(n=1):\n    global last\n    last = n\n"

    assert {mutant.felt_at for _, mutant in all_edits(source)} == {3}


def test_defaults_of_what_does_nothing_stay() -> None:
    assert all_edits('def f(a=1):\n    """Say."""\n') == []


@pytest.mark.filterwarnings("ignore:invalid hexadecimal literal")
def test_a_change_that_does_not_compile_is_left_out() -> None:
    source = "def f(a):\n    return 0xe or a, 0xeor a\n"

    chosen = sample_mutants(source, [2], seed=1, most=9)

    assert "    return 0xe and a, 0xeor a" in {
        mutated(source, one).split("\n")[1] for one in chosen
    }
    assert all("0xeand" not in mutated(source, one) for one in chosen)


def test_overloads_are_left_alone() -> None:
    assert all_edits("@typing.overload\ndef f(a):\n    return 1\n") == []


def test_methods_and_inner_functions_are_changed() -> None:
    source = "class C:\n    x = 1\n    def f(self):\n        def g(a=1):\n            return a\n"

    assert {mutant.line for _, mutant in all_edits(source)} == {4, 5}


def test_each_line_gets_a_mutant_before_any_gets_two() -> None:
    source = "def f(a, b):\n" + "    a = a < b and a == 1\n" * 9

    mutants = sample_mutants(source, range(1, 20), seed=3, most=9)

    assert [mutant.line for mutant in mutants] == list(range(2, 11))


def test_kinds_take_turns() -> None:
    source = "def f(a, b):\n" + "    a = (a < b and a == 1) + b\n" * 8

    mutants = sample_mutants(source, range(1, 20), seed=0, most=8)

    assert len({mutant.after for mutant in mutants}) >= 4


@settings(max_examples=10)
@given(st.integers(0, 1000))
def test_a_seed_always_gives_the_same_sample(seed: int) -> None:
    source = SOURCES["shlex"]

    first = sample_mutants(source, range(1, 200), seed=seed, most=5)

    assert first == sample_mutants(source, range(1, 200), seed=seed, most=5)


def test_no_mutants_come_of_what_does_not_parse() -> None:
    assert sample_mutants("def f(:", range(9), seed=0, most=9) == ()


def test_a_mutant_refuses_another_source() -> None:
    (mutant,) = sample_mutants("def f():\n    return True\n", [2], seed=0, most=1)

    with pytest.raises(ValueError, match="line 2 is not the one"):
        mutated("def f():\n    return None\n", mutant)


def test_places_count_characters_and_lines_end_where_the_tokenizer_ends_them() -> None:
    source = "def f(a):\r\n    s = 'é\u2028ü'; return a\r\n"

    after = {mutated(source, mutant) for _, mutant in all_edits(source)}

    assert "def f(a):\r\n    s = 'é\u2028ü'; return None\r\n" in after
    assert all(ast.parse(text) for text in after)


def test_sampling_for_each_function_grows_with_them_and_not_with_their_square() -> None:
    def sample(count: int) -> None:
        # A name of its own, so that nothing of another round is remembered.
        head = f"# {count} {next(rounds)}\n"
        source = head + "".join(f"def f{n}(a):\n    return a + {n}\n\n" for n in range(count))
        for n in range(count):
            assert sample_mutants(source, [3 * n + 3], seed=0, most=1)

    rounds = itertools.count()

    # 8 times the functions: linear work takes 8 times as long, quadratic work 64 times.
    assert growth(sample, small=100, large=800) < 24


def test_the_first_two_arguments_change_places() -> None:
    assert "g(b, a, 1)" in changes("g(a, b, 1)")
    assert "x = g(b.c, a)" in changes("x = g(a, b.c)")


@pytest.mark.parametrize(
    "body",
    [
        "max(a, b)",
        "g(a, a)",
        "g(a,a)",
        "g(a, 1)",
        "g(a)",
        "g(\n    a,\n    b)",
        "g((a), (b))",
        "isinstance(a, b)",
        "log.info(a, b)",
    ],
)
def test_arguments_stay_where_nobody_could_notice_or_mix_them_up(body: str) -> None:
    assert {one for one in changes(body) if one not in {"pass", "g(a, 2)", "g(a, 0)"}} == set()
