"""Texts for parsers: what its patterns match, or a heading that it knows with an entry below."""

from __future__ import annotations

import ast
import random
import re
from typing import TYPE_CHECKING

from bot.engines.search.patterns import example
from bot.engines.search.words import words_in

if TYPE_CHECKING:
    from bot.engines.search.code import Code, FunctionNode

PATTERNS_MAX = 6
"""Patterns that texts are made for before search varies what is there."""

EXAMPLES_MAX = 3
"""Texts made for each of them."""

HEADINGS_MAX = 24
"""Words tried as headings."""

_LINEWISE = frozenset({"splitlines", "readlines", "cleandoc", "dedent", "M", "MULTILINE"})
_HEADING = re.compile(r"[A-Za-z][A-Za-z ]{2,20}\Z")
_FORMS = (
    "Summary.\n\n{0}:\n    abc (int): def\n    ghi: jkl",
    "Summary.\n\n{0}\n{1}\nabc : int\n    def",
)


def matching(code: Code, node: FunctionNode) -> tuple[str, ...]:
    """Return texts that match the patterns of a function, one of each first."""
    patterns = words_in(code.within(node), code.patterns).patterns[:PATTERNS_MAX]
    chance = random.Random(len(patterns))  # noqa: S311 - no secret
    made = [example(one, chance) for _ in range(EXAMPLES_MAX) for one in patterns]
    return tuple(dict.fromkeys(one for one in made if one))


def documents(code: Code, node: FunctionNode) -> tuple[str, ...]:
    """Return documents for a function that reads text by lines, () for any other.

    Headings are the constants of the function and its class, nearest first, in the
    forms of a colon and of an underline, the first form of all words first.
    """
    if not reads_lines(code, node):
        return ()
    parts = code.within(node)
    around = code.class_around(node.lineno)
    words = words_in([*parts, *(code.within(around) if around else ())]).texts
    headings = [one for one in words if _HEADING.match(one)]
    # What begins with a capital is more likely a heading than a key.
    headings.sort(key=lambda one: not one[0].isupper())
    return tuple(
        form.format(one, "-" * len(one)) for form in _FORMS for one in headings[:HEADINGS_MAX]
    )


def reads_lines(code: Code, node: FunctionNode) -> bool:
    """Tell whether a function reads text by lines, or hands it on to one that does."""
    return any(_is_linewise(one) for part in code.within(node) for one in ast.walk(part))


def _is_linewise(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name):
            return name in _LINEWISE
        case ast.Constant(value=str(text)):
            return text == "\n"
        case _:
            return False
