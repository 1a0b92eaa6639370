"""Situations next to one: other literals, one more step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.judging import CRAFT, call

from bot.domain.trial import Expectation, OracleOrigin
from bot.languages.python.craft.near import NEAR_MAX, near


def calls(text: str, line: str = "") -> list[str]:
    return [one.call for one in CRAFT.near(call(text), line)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(3)", ["f(4)", "f(2)", "f(0)", "f(-3)"]),
        ("f(1.5)", ["f(2.5)", "f(0.5)", "f(0.0)", "f(-1.5)"]),
        ("f(-2)", ["f(-1)", "f(-3)", "f(0)", "f(2)"]),
        ("f(True)", ["f(False)"]),
        ("f('ab')", ["f('')", "f('abab')", "f('AB')", "f(' ab ')"]),
        (
            r"f('a\nb\n')",
            [
                "f('')",
                r"f('a\nb\na\nb\n')",
                r"f('a\nb\nb\n')",
                r"f('a\na\nb\n')",
                r"f('A\nB\n')",
                r"f(' a\nb\n ')",
            ],
        ),
        (
            rf"f('{'x' * 50}\n  b\n\nc')",
            [rf"f('{'x' * 50}\n  b\n\nc\nc')", rf"f('{'x' * 50}\n  b\n  b\n\nc')"],
        ),
        (rf"f('{'x' * 240}\n')", []),
        (f"f('{'x' * 41}')", []),
        ("f('-1')", ["f('0')", "f('-2')", "f('1')"]),
        ("f(1e22)", ["f(1e+22)", "f(0.0)", "f(-1e+22)"]),
        ("f(1e999)", []),
        ("f(0x1" + "0" * 4000 + ")", []),
        (f"f('{'9' * 5000}')", []),
        ("f(-True)", ["f(-False)"]),
        ("f(None)", []),
        ("f(x)", []),
        ("f(f'{3}a')", []),
        ("f(", []),
    ],
)
def test_one_literal_is_otherwise(text: str, expected: list[str]) -> None:
    assert calls(text) == expected


def test_numbers_of_the_line_are_bounds() -> None:
    assert calls("f(7)", "if n > 10 and n2 < 1.5:")[:6] == [
        "f(10)", "f(11)", "f(9)", "f(1.5)", "f(2.5)", "f(0.5)",
    ]  # fmt: skip


def test_a_step_is_done_once_more_and_twice() -> None:
    situation = call("box.mean('a')", "box = Box()", "box.add('a', 2)")

    steps = [one.setup[1:] for one in CRAFT.near(situation, "")]

    assert steps[:2] == [
        ("box.add('a', 2)", "box.add('a', 3)"),
        ("box.add('a', 2)", "box.add('a', 3)", "box.add('a', 1)"),
    ]


def test_a_step_without_numbers_is_done_once_more_as_it_is() -> None:
    situation = call("box.size()", "box = Box()", "box.add()")

    assert [one.setup[1:] for one in CRAFT.near(situation, "")] == [
        ("box.add()", "box.add()"),
        ("box.add()", "box.add()", "box.add()"),
    ]


def test_what_is_pinned_stays() -> None:
    situation = call("f()", "monkeypatch.setenv('A', '1')")

    assert list(CRAFT.near(situation, "if n > 3:")) == []


def test_nothing_is_expected_of_what_lies_next_to_it() -> None:
    expected = Expectation(OracleOrigin.DOCUMENTED, "docstring of f, line 2", "4")
    situation = replace(call("f(3)"), expectation=expected, condition="when three")

    found = list(CRAFT.near(situation, ""))

    assert {(one.expectation, one.condition) for one in found} == {(None, "")}


def test_they_are_few_and_differ() -> None:
    situation = call("f(1, 2, 3, 4, 5, 6, 7, 8)", *(f"g({n}, {n + 1})" for n in range(9)))

    found = [one.source for one in CRAFT.near(situation, "")]

    assert len(found) == len({*found, situation.source}) - 1 <= NEAR_MAX


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("path = os.path.expanduser(path)", ["'~/in.txt'"]),
        ("path = expandvars(expanduser(path))", ["'~/in.txt'", "'$HOME/in.txt'"]),
        ("path = os.path.abspath(path)", []),
    ],
)
def test_a_path_that_is_expanded_has_something_to_expand(source: str, paths: list[str]) -> None:
    situation = replace(
        call("read(str(path))", 'path = tmp_path / "in.txt"', "path.write_text(text)"),
        fixtures=("tmp_path",),
    )

    found = [one for one in near(situation, "", source) if "HOME" in one.source]

    assert [one.call for one in found] == [f"read({path})" for path in paths]
    assert all(one.fixtures == ("tmp_path", "monkeypatch") for one in found)
    assert all(one.setup[0] == 'monkeypatch.setenv("HOME", str(tmp_path))' for one in found)
    assert all(one.setup[1:] == situation.setup for one in found)
