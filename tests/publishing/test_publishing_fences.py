"""Which lines of a text stand outside of fenced code, as GitHub's own parser sees it."""

from __future__ import annotations

import re

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from bot.stages.fences import unfenced

MARKER = "<!-- marker {} -->"
SHOWN = re.compile(r"(?<!&lt;)<!-- marker (\d+) -->")
RULES = ("- - -", "* * *", "***", "---", "===", "-", "*", "2. a", "2.")
LINES = ("", "a", "# a", "* a", "- a", "  - b", "1. a", "> a", "  a", "   a", "    a", "\ta")
FENCES = ("```", "````", "~~~", "~~~~~", "``", "``` py", "```a`b", "~~~ a`b", "``` ", "~~~\t")
INDENTS = ("", " ", "  ", "   ", "    ", "\t", "> ", "- ", "* > ")


def outside(text: str) -> list[str]:
    """Return the numbers of the markers outside."""
    found = [re.fullmatch(r"<!-- marker (\d+) -->", line) for line in unfenced(text)]
    return [one[1] for one in found if one]


def shown(text: str) -> list[str]:
    """Return the numbers of the markers that GitHub's parser takes for HTML."""
    return SHOWN.findall(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))


@pytest.mark.parametrize(
    ("text", "is_outside"),
    [
        ("```\na\n```\n{}", True),
        ("```\n{}\n```", False),
        ("```\n{}", False),
        ("````\n```\n{}\n````", False),
        ("```\n````\n{}", True),
        ("```\n~~~\n{}\n```", False),
        ("~~~\n```\n{}\n~~~", False),
        ("```\n``` py\n{}\n```", False),
        ("```\n```   \n{}", True),
        ("``` a`b\n{}", True),
        ("~~~ a`b\n{}", False),
        ("``\n{}", True),
        ("   ```\n{}", False),
        ("    ```\n{}", True),
        ("\t```\n{}", True),
        ("```\n    ```\n{}", False),
        ("```\n   ```\n{}", True),
        ("> ```\n{}", True),
        ("* a\n  ```\n{}", True),
        ("* a\n\n  ```\n\n{}", True),
        ("* ```\n  a\n  ```\n{}", True),
        ("* a\n  - b\n\n  ```\n{}", True),
        ("* a\n\nb\n  ```\n{}", False),
        ("* a\n  ```\nb\n  ```\n{}", False),
        ("10. a\n   ```\n{}", False),
        ("* * *\n  ```\n{}", False),
        ("- - -\n  ```\n```\n{}", True),
        ("- * * *\n  ```\n{}", True),
        ("a\n-\n  ```\n{}", False),
        ("a\n*\n  ```\n{}", False),
        ("a\n2. b\n   ```\n{}", False),
        ("1. a\n2. b\n   ```\n{}", True),
        ("> a\n*\n  ```\n{}", True),
        ("*\n\n  ```\n{}", False),
        ("* a\n***\nb\n  ```\n{}", False),
        ("-     a\nb\n  ```\n{}", False),
        ("* a\n\n      b\nc\n  ```\n{}", False),
        ("a\r```\r{}", False),
        ("a\r\n```\r\nb\r\n```\r\n{}", True),
        ("a\u2028```\n{}", True),
    ],
)
def test_fences_are_those_of_the_specification(text: str, *, is_outside: bool) -> None:
    told = text.format(MARKER.format(1))

    assert bool(outside(told)) is is_outside
    assert bool(shown(told)) is is_outside


def test_what_is_no_end_of_a_line_in_markdown_is_none_here() -> None:
    text = "a\u2028b\x0bc\x0cd\x85e\rf\r\ng\nh"

    assert list(unfenced(text)) == ["a\u2028b\x0bc\x0cd\x85e", "f", "g", "h"]


@given(
    st.lists(
        st.one_of(
            st.sampled_from(LINES + RULES),
            st.just(MARKER),
            st.builds("{}{}".format, st.sampled_from(INDENTS), st.sampled_from(FENCES)),
        ),
        max_size=12,
    )
)
def test_whatever_stands_before_it_a_marker_is_seen_as_github_sees_it(lines: list[str]) -> None:
    text = "\n".join(line.format(at) for at, line in enumerate([*lines, MARKER]))

    assert outside(text) == shown(text)
