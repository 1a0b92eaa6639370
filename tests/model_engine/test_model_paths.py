"""The conditions that lead to a line, and the goals of a gap."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from bot.domain.coverage import FileCoverage, Gap, Segment, SegmentKind
from bot.engines.model.agenda import most_together
from bot.engines.model.goals import Aim, aims
from bot.engines.model.paths import conditions_to
from bot.engines.model.shown import CHARS_MAX, shown


def function(source: str) -> ast.FunctionDef:
    (node,) = ast.parse(dedent(source).strip()).body
    assert isinstance(node, ast.FunctionDef)
    return node


def gap(
    node: ast.FunctionDef, lines: set[int], arcs: frozenset[tuple[int, int]] = frozenset()
) -> Gap:
    segment = Segment(node.name, SegmentKind.FUNCTION, 1, node.end_lineno or 1)
    return Gap(segment, frozenset(lines), arcs)


BRANCHES = """
def f(a, b):
    if not a:
        return 0
    for one in b:
        if one > a:
            a += one
        else:
            a -= one
    while a:
        a -= 1
    try:
        g(a)
    except (KeyError, ValueError):
        a = 2
    match a:
        case 2 if b:
            a = 3
        case 4:
            a = 5
    with b:
        if a:
            return 1
    return a
"""


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (3, ["`a` is false"]),
        (6, ["`a` is true", "`b` has at least one item", "`one > a` is true"]),
        (8, ["`a` is true", "`b` has at least one item", "`one > a` is false"]),
        (10, ["`a` is true", "`a` is true"]),
        (14, ["`a` is true", "`g(a)` raises (KeyError, ValueError)"]),
        (17, ["`a` is true", "`a` matches `2` and `b` is true"]),
        (19, ["`a` is true", "`a` matches `4`"]),
        (22, ["`a` is true", "`a` is true"]),
        (23, ["`a` is true"]),
    ],
)
def test_a_line_is_led_to_by_the_conditions_around_and_before_it(
    line: int, says: list[str]
) -> None:
    assert [one.says for one in conditions_to(function(BRANCHES), line)] == says


def test_a_condition_is_met_by_the_way_that_was_taken() -> None:
    [first, *_] = conditions_to(function(BRANCHES), 6)

    assert first.is_met(frozenset({(2, 4)}))
    assert not first.is_met(frozenset({(2, 3)}))


def test_an_inner_function_must_be_called() -> None:
    node = function("def f(a):\n    def inner(b):\n        return b\n    return inner\n")

    assert [one.says for one in conditions_to(node, 3)] == ["the inner function `inner` is called"]


def test_each_missing_body_is_one_goal() -> None:
    node = function(BRANCHES)

    found = aims(node, gap(node, {3, 6, 14}, frozenset({(2, 3)})))

    assert [(one.line, sorted(one.lines), one.size) for one in found] == [
        (3, [3], 2), (6, [6], 1), (14, [14], 1)
    ]  # fmt: skip


def test_a_way_not_taken_is_a_goal_where_no_line_is_missing() -> None:
    node = function(
        "def f(a):\n    if a > 1:\n        a = 1\n    for b in a:\n        g(b)\n    return a\n"
    )

    found = aims(node, gap(node, set(), frozenset({(2, 4), (4, 6)})))

    assert [one.says for one in found] == ["`a > 1` is false", "the loop over `a` ends"]


def test_a_pattern_that_always_matched_is_a_goal() -> None:
    node = function("def f(a):\n    match a:\n        case 2:\n            a = 3\n    return a\n")

    found = aims(node, gap(node, set(), frozenset({(3, 5)})))

    assert [one.says for one in found] == ["the value does not match `2`"]


def test_a_way_that_no_condition_decides_is_no_goal() -> None:
    node = function(
        "def f(a):\n    try:\n        g(a)\n    except KeyError:\n        a = 1\n    return a\n"
    )

    assert aims(node, gap(node, set(), frozenset({(4, -1)}))) == ()


def test_calling_the_function_is_a_goal_only_where_there_is_no_other() -> None:
    branchy, plain = function(BRANCHES), function("def f(a):\n    a += 1\n    return a\n")

    whole = aims(branchy, gap(branchy, set(range(2, 24))))

    assert all(one.conditions for one in whole)
    assert 2 in frozenset().union(*(one.lines for one in whole))
    assert [one.says for one in aims(plain, gap(plain, {2, 3}))] == ["the function is called"]


def test_the_ordinary_call_is_a_goal_beside_the_one_that_is_turned_away() -> None:
    node = function(
        "def f(a):\n    if not a:\n        raise ValueError\n    a += 1\n    return a\n"
    )

    found = aims(node, gap(node, {2, 3, 4, 5}))

    assert [(one.line, one.says) for one in found] == [(3, "`a` is false"), (5, "`a` is true")]
    assert found[1].lines == {2, 4, 5}


NESTED = """
def f(a):
    a += 1
    if a:
        a += 2
        if a > 3:
            a = 0
    return a
"""


def test_a_goal_passes_what_stands_before_it_in_the_bodies_around() -> None:
    node = function(NESTED)

    found = {one.line: one for one in aims(node, gap(node, {2, 3, 4, 5, 6, 7}))}

    assert found[6].passed == {2, 3, 4, 5}
    assert found[6].lines == {6}


def test_what_comes_after_a_search_is_reached_where_it_finds_nothing() -> None:
    node = function(
        "def f(a):\n    for b in a:\n        if b:\n            return b\n    raise KeyError\n"
    )
    (condition,) = conditions_to(node, 5)

    assert condition.says == "the loop over `a` ends without a return"
    assert condition.is_met(frozenset({(2, 5)}))
    assert not condition.is_met(frozenset({(2, 3)}))


def test_a_goal_is_open_while_any_of_it_is_missing() -> None:
    aim = Aim(3, frozenset({3}), frozenset({(2, 3)}), (), "")
    file = FileCoverage("a.py", frozenset(), frozenset({3}), frozenset(), frozenset({(2, 3)}))

    assert aim.is_open(file)
    assert aim.is_open(file.with_executed({3}, ()))
    assert not aim.is_open(file.with_executed({3}, {(2, 3)}))


def test_goals_are_taken_for_what_they_bring_together() -> None:
    node = function(NESTED)
    found = aims(node, gap(node, {2, 3, 4, 5, 6, 7}))

    assert [one.line for one in most_together(found, 1)] == [6]
    assert [one.line for one in most_together(found, 2)] == [5, 6]


def text_of(source: str, missing: set[int]) -> str:
    node = function(source)
    found = gap(node, missing)
    return shown(dedent(source).strip().split("\n"), node, found, aims(node, found))


COVERED = '''
def f(a):
    """Do it.

    One.
    Two.
    Three.
    Four.
    """
    if a:
        b = 1
        c = 2
    else:
        b = 3
    return b
'''


def test_goals_are_marked_and_covered_branches_are_left_out() -> None:
    assert text_of(COVERED, {13}) == dedent(
        '''\
        def f(a):
            """Do it.
            One.
            ...  # more of it
            """
            if a:
                ...  # covered
            else:
                b = 3  # <-- goal 1
            return b'''
    )


def test_a_cut_that_begins_at_an_empty_line_keeps_the_indent() -> None:
    assert "\n    ...  # more of it\n" in text_of(COVERED.replace("One.\n", "One.\n\n"), {13})


def test_a_long_function_is_shown_around_its_goals() -> None:
    lines = [f"    a_rather_long_name_{n} = compute_something({n})" for n in range(150)]
    source = "\n".join(["def f(a):", *lines, "    if a:", "        return 1", "    return 0"])

    text = text_of(source, {153})

    assert len(text) <= CHARS_MAX
    assert text.startswith("def f(a):")
    assert "        return 1  # <-- goal 1" in text
    assert "name_3 " not in text
