from __future__ import annotations

import pytest

from bot.languages.python.craft.words import snake, value_words


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (10**12, "a_large_number"),
        (0.000012345, "a_small_number"),
        (-1.5, "minus_1_point_5"),
        ("a\nb\nc\nd\ne\nf", "lines"),
        ("-1.5", "text_minus_1_point_5"),
        ("15", "text_15"),
        ("+.5", "text_point_5"),
        ("1e-5", "text_1e_minus_5"),
        ("7", "digit_7"),
        ("1" * 40, "text"),
        ("-5 EUR", "minus_5_eur"),
        ("2024-01-31", "2024_01_31"),
        ("1.2.3-rc.1", "1_2_3_rc_1"),
        ("costs 1.5", "costs_1_point_5"),
        ("ünïcödé ß", "non_ascii_text"),
        ("!!", "punctuation"),
        ("one two three four five six", "text"),
        (b"", "no_bytes"),
        (b"a", "bytes"),
        (set(), "an_empty_set"),
        ({1}, "1_item"),
        (..., ""),
    ],
)
def test_values_are_said_in_words(value: object, expected: str) -> None:
    assert value_words(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ValueError", "value_error"), ("HTTPError2", "http_error2"), ("a  b!", "a_b"), ("é", "")],
)
def test_snake_case_parts_words(text: str, expected: str) -> None:
    assert snake(text) == expected
