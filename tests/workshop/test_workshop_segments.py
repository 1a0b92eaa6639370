import ast
import textwrap

import pytest
from fakes.growth import growth
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.coverage import FileCoverage, Segment, SegmentKind
from bot.errors import NothingRuns
from bot.languages.python.segments import segments, why_unreadable
from bot.stages.analyse import gaps

SOURCE = textwrap.dedent(
    '''\
    """Module."""
    import os

    @decorated
    @twice
    def outer(x):
        def inner():
            return x
        return inner

    class Cart:
        limit = 3

        @property
        def total(self):
            return 1

        class Line:
            def price(self):
                return 2

    if os:
        async def fetch():
            return 3
    else:
        try:
            pass
        except ValueError:
            def fetch():
                return 4

    match os:
        case 1:
            def matched(): return 5
    '''
)


def test_each_definition_is_a_segment_with_its_decorators() -> None:
    found = [(s.name, s.kind.value, s.first_line, s.last_line) for s in segments(SOURCE, "a.py")]

    assert found == [
        ("", "module", 1, 34),
        ("outer", "function", 4, 9),
        ("Cart", "class", 11, 20),
        ("Cart.total", "method", 14, 16),
        ("Cart.Line", "class", 18, 20),
        ("Cart.Line.price", "method", 19, 20),
        ("fetch", "function", 23, 24),
        ("fetch", "function", 29, 30),
        ("matched", "function", 34, 34),
    ]


def test_an_empty_file_has_a_module_level() -> None:
    assert segments("", "a.py") == (Segment("", SegmentKind.MODULE, 1, 1),)


def test_a_file_that_does_not_parse_is_named_with_its_line() -> None:
    with pytest.raises(NothingRuns, match=r"src/a\.py:2 does not parse"):
        segments("x = 1\ndef (:\n", "src/a.py")


def test_a_null_byte_does_not_parse_either() -> None:
    with pytest.raises(NothingRuns, match=r"a\.py:1"):
        segments("x = '\0'", "a.py")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (b"x = 1\nprint 'a'\n", "a.py:2 does not parse as Python: Missing parentheses"),
        (b"# coding: nonsense\n", "a.py:1 does not parse as Python: unknown encoding"),
        (b"x = '\xff'\n", "a.py:1 does not parse as Python: "),
        (b"-" * 100_000 + b"1", "a.py:1 does not parse as Python: "),
    ],
)
def test_why_bytes_do_not_parse_is_told_with_what_to_do(source: bytes, why: str) -> None:
    told = why_unreadable(source, "a.py")

    assert told.startswith(why)
    assert told.endswith("repair the file, or leave it out by `omit` in coverage.py's settings")
    assert len(told) < 400


@pytest.mark.parametrize(
    "source", [b"", b"\xef\xbb\xbfx = 1\n", b"# coding: latin-1\nx = '\xff'\n"]
)
def test_bytes_that_parse_have_no_reason(source: bytes) -> None:
    assert why_unreadable(source, "a.py") == ""


def test_an_invalid_escape_warns_nobody() -> None:
    assert len(segments('x = "\\d"\n', "a.py")) == 1


@st.composite
def sources(draw: st.DrawFn, depth: int = 3) -> str:
    """Draw modules of nested definitions and plain statements."""
    blocks = []
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["plain", "def", "class", "if", "try", "decorated"]))
        body = draw(sources(depth=depth - 1)) if depth and kind != "plain" else f"x{number} = 1\n"
        inner = textwrap.indent(body, "    ")
        blocks.append(
            {
                "plain": f"y{number} = (\n    1\n)\n",
                "def": f"def f{number}():\n{inner}",
                "class": f"class C{number}:\n{inner}\n",
                "if": f"if z:\n{inner}else:\n{inner}",
                "try": f"try:\n{inner}finally:\n{inner}",
                "decorated": f"@d\n@e(\n  1)\nasync def g{number}():\n{inner}",
            }[kind]
        )
    return "".join(blocks)


def owner_by_hand(line: int, found: tuple[Segment, ...]) -> Segment:
    """Return the smallest segment around a line."""
    around = [s for s in found if s.first_line <= line <= s.last_line]
    return min(reversed(around), key=lambda s: s.last_line - s.first_line)


@given(sources())
def test_every_statement_line_is_in_exactly_one_gap(source: str) -> None:
    found = segments(source, "a.py")
    lines = {n.lineno for n in ast.walk(ast.parse(source)) if isinstance(n, ast.stmt)}
    file = FileCoverage(
        "a.py", frozenset(), frozenset(lines), frozenset(), frozenset((n, -n) for n in lines)
    )

    missed = gaps(file, found)

    assert sorted(line for gap in missed for line in gap.lines) == sorted(lines)
    for gap in missed:
        assert {start for start, _ in gap.arcs} == gap.lines
        assert all(owner_by_hand(line, found) == gap.segment for line in gap.lines)


@given(sources())
def test_segments_nest_or_are_apart(source: str) -> None:
    found = segments(source, "a.py")

    for one in found:
        for other in found:
            first, second = sorted((one, other), key=lambda s: (s.first_line, -s.last_line))
            assert second.first_line > first.last_line or second.last_line <= first.last_line


def test_a_segment_that_misses_nothing_is_no_gap() -> None:
    found = segments("def f():\n    return 1\n\ndef g():\n    return 2\n", "a.py")
    file = FileCoverage("a.py", frozenset({1, 2, 4}), frozenset({5}))

    assert [(gap.segment.name, set(gap.lines)) for gap in gaps(file, found)] == [("g", {5})]


def test_a_line_past_the_end_belongs_to_the_module_level() -> None:
    file = FileCoverage("a.py", frozenset(), frozenset({9}))

    assert [gap.segment.name for gap in gaps(file, segments("x = 1\n", "a.py"))] == [""]


def test_gaps_grow_with_the_functions_of_a_file_and_not_with_their_square() -> None:
    def sort_out(count: int) -> None:
        found = [Segment("", SegmentKind.MODULE, 1, 4 * count)]
        found += [
            Segment(f"f{n}", SegmentKind.FUNCTION, 4 * n + 1, 4 * n + 4) for n in range(count)
        ]
        lines = frozenset(range(1, 4 * count + 1))
        file = FileCoverage(
            "a.py", frozenset(), lines, frozenset(), frozenset((n, n) for n in lines)
        )
        assert len(gaps(file, found)) == count

    # 8 times the functions: linear work takes 8 times as long, quadratic work 64 times.
    assert growth(sort_out, small=250, large=2000) < 24


def test_gaps_need_segments() -> None:
    with pytest.raises(ValueError, match=r"a\.py"):
        gaps(FileCoverage("a.py", frozenset(), frozenset({1})), ())
