"""Say literals and names in words, for test names. Text only; every answer is snake case."""

from __future__ import annotations

import ast
import keyword
import re
from typing import TYPE_CHECKING

from bot.languages.python.craft.syntax import expression

if TYPE_CHECKING:
    from collections.abc import Collection

WORDS_MAX = 5
UNSAID = frozenset({"text", "lines"})
"""What a value is called that cannot be said: it tells values of one type not apart."""

# A condition that starts with one of these needs no "when".
LINKS = frozenset(
    {"when", "for", "with", "without", "on", "if", "and", "in", "by", "after", "from"}
)
DANGLING = LINKS | {"a", "an", "the", "returns", "is", "to", "of"}
"""What no name may end on."""
WORD_CHARS_MAX = 14
PROSE_SHARE = 0.85
"""Part of a text that must be letters, digits and plain marks; markup is not read aloud."""
_PROSE = frozenset(" _-.,:/@+")
_LOOKS_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_MINUS = re.compile(r"(?<![\w.])-(?=\.?\d)|(?<=\d[eE])-(?=\d)")
_POINT = re.compile(r"(?<![\w.])(\d*)\.(\d+)(?!\d|\.\d)")


def snake(text: str) -> str:
    """Write a text in snake case: "ValueError" becomes "value_error"."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", text)
    return re.sub(r"[^a-zA-Z0-9]+", "_", parted).strip("_").lower()


def article(word: str) -> str:
    """Put "a" or "an" before a word."""
    return f"an_{word}" if word[:1] in "aeiou" else f"a_{word}"


def words(source: str) -> str:
    """Say a literal in a few words, "" where it is no literal or too long to say."""
    node = expression(source)
    if node is None:
        return ""
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ""
    return value_words(value)


def value_words(value: object) -> str:  # noqa: PLR0911 - one answer a type
    """Say a value: 0 is "zero", "" is "empty_text", [1, 2] is "2_items"."""
    match value:
        case None | bool():
            return str(value).lower()
        case int() | float():
            return _number(value)
        case str():
            return _string(value)
        case bytes():
            return "bytes" if value else "no_bytes"
        case dict():
            return _count(len(value), "dict", "key")
        case list() | tuple() | set() | frozenset():
            return _count(len(value), type(value).__name__, "item")
        case _:
            return ""


def _number(value: float) -> str:
    if value == 0:
        return "zero"
    text = repr(value)
    if len(text) > len("-12345678"):
        return "a_large_number" if abs(value) > 1 else "a_small_number"
    return text.replace("-", "minus_").replace("e+", "e").replace(".", "_point_")


def _string(value: str) -> str:
    if not value:
        return "empty_text"
    if value.isspace():
        return "blank_text"
    number = _number_in(value)
    if number:
        return number
    is_prose = sum(c.isalnum() or c in _PROSE for c in value) >= PROSE_SHARE * len(value)
    said = snake(_signed(value)) if value.isascii() and is_prose else ""
    parts = said.split("_")
    if not said or len(parts) > WORDS_MAX or max(map(len, parts)) > WORD_CHARS_MAX:
        return _kind_of_text(value)
    if len(said) == 1:
        return f"digit_{said}" if said.isdigit() else f"letter_{said}"
    return said


def _number_in(value: str) -> str:
    """Say a text that looks like a number: "text_minus_1_point_5"; "" where it does not."""
    if not _LOOKS_NUMBER.fullmatch(value):
        return ""
    if len(value) == 1:
        return f"digit_{value}"
    said = snake(_signed(value))
    return f"text_{said}" if len(said) <= WORD_CHARS_MAX + len("minus_point_") else "text"


def _signed(value: str) -> str:
    """Spell out what tells numbers apart and is no letter: their sign and their point."""
    return _POINT.sub(r"\1 point \2", _MINUS.sub(" minus ", value))


def _kind_of_text(value: str) -> str:
    if "\n" in value.strip():
        return "lines"
    if not value.isascii():
        return "non_ascii_text"
    return "punctuation" if not any(c.isalnum() for c in value) else "text"


def _count(count: int, container: str, item: str) -> str:
    if count == 0:
        return article(f"empty_{container}")
    return f"1_{item}" if count == 1 else f"{count}_{item}s"


def is_name(text: str) -> bool:
    """Tell whether a text can name a parameter or a local."""
    return text.isidentifier() and not keyword.iskeyword(text)


def provisional(base: str, taken: Collection[str]) -> str:
    """Return the name with a number that no behaviour has: the name's holder may yet be dropped."""
    number = 2
    while f"{base}__{number}" in taken:
        number += 1
    return f"{base}__{number}"


def numbered(base: str, taken: Collection[str]) -> str:
    """Return the name itself, or with the first number that makes it new."""
    if base not in taken:
        return base
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"
