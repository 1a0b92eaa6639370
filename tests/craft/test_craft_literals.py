from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages.python.craft.body import function, primary
from bot.languages.python.craft.literals import pieces, readable, side_by_side

LINES = "Read a file.\n\n    :param path: where it lies\n    :returns: its text"
LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen"


def test_a_text_of_many_lines_is_shown_line_by_line() -> None:
    assert readable(f"text = {LINES!r}") == (
        "text = (\n"
        "    'Read a file.\\n'\n"
        "    '\\n'\n"
        "    '    :param path: where it lies\\n'\n"
        "    '    :returns: its text'\n"
        ")"
    )


def test_the_only_argument_of_a_call_needs_no_parentheses() -> None:
    assert readable(f"parse({LONG!r})") == (
        "parse(\n"
        "    'one two three four five six seven eight nine ten eleven '\n"
        "    'twelve thirteen fourteen'\n"
        ")"
    )


@pytest.mark.parametrize(
    "source",
    [
        "text = 'a\\nb'",
        "text = 'short and plain'",
        f"text = '{'x' * 200}'",
        f"text = f'{LONG} {{name}} {LONG}'",
        f"'''{LONG}\n{LONG}'''",
        f"{LONG!r}",
        f"text = {LONG!r}\r\ny = 1",
        f"text = ({LONG!r}",
        f"text = {LONG.encode()!r}",
        "assert text == 'eighteen characters' and other_name == 'something' and third == 'a b c d'",
    ],
)
def test_other_code_stays_as_it_is(source: str) -> None:
    assert readable(source) == source


TEXTS = st.text(alphabet="ab 'é\"\n\\\t{}", min_size=30, max_size=200)


@given(TEXTS, TEXTS, st.sampled_from(["x = [{}, {}]", "f({})\ng(1, k={})", "d = {{{}: {}}}"]))
def test_code_means_the_same_after_as_before(one: str, other: str, form: str) -> None:
    source = form.format(repr(one), repr(other))

    written = function("test_it", [readable(source)])

    assert ast.dump(ast.parse(readable(source))) == ast.dump(ast.parse(source))
    assert [ast.dump(node) for node in ast.parse(written).body[0].body] == [  # type: ignore[attr-defined]
        ast.dump(node) for node in ast.parse(source).body
    ]


@given(TEXTS)
def test_pieces_make_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert ast.literal_eval(side_by_side(text)) == text


@pytest.mark.parametrize(
    ("source", "expected"),
    [("(a, b)", "(a, b)"), ("(a), (b)", "((a), (b))"), ("a, b", "(a, b)")],
)
def test_a_tuple_stands_in_one_pair_of_parentheses(source: str, expected: str) -> None:
    assert primary(source, is_side=False) == expected


def test_a_docstring_stands_first_and_the_test_is_python() -> None:
    text = function("test_a", ["x = 1", "assert x"], says="ValueError is raised when x is 1.")

    assert text.startswith(
        'def test_a():\n    """ValueError is raised when x is 1."""\n\n    x = 1\n'
    )
    assert ast.get_docstring(ast.parse(text).body[0]) == "ValueError is raised when x is 1."  # type: ignore[arg-type]  # the one function
