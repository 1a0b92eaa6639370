"""Tests for shop.till, written by coverage mission m-3f9a1c22.

They run 41 lines and 1 branch that no other test ran, and notice 22 of 25 sampled
mutants of those lines. Where no document says what is right, they pin what the code
does: change them when it should do otherwise.
"""
# coverage-missions: mission=m-3f9a1c22 engines=search seed=7 lines=41 arcs=1 killed=22/25

import asyncio

import pytest

from shop.till import banner, fetch_price, is_code, parse_price, rate, share, table


@pytest.mark.parametrize('text', ['', '  '])
def test_parse_price_returns_none(text):
    assert parse_price(text) is None


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('1.20', 120),
        ('3', 300),
    ],
)
def test_parse_price_by_text(text, expected):
    assert parse_price(text) == expected


def test_parse_price_raises_value_error_for_abc():
    with pytest.raises(ValueError):
        parse_price('abc')


@pytest.mark.parametrize(
    ('text', 'expected'),
    [
        ('1234', True),
        ('12a4', False),
        ('', False),
    ],
)
def test_is_code_by_text(text, expected):
    assert is_code(text) is expected


def test_share_returns_4_items_when_total_is_10_and_parts_is_4():
    assert share(10, 4) == pytest.approx([2.5, 2.5, 2.5, 2.5])


@pytest.mark.parametrize(
    ('parts', 'message'),
    [
        (0, r'parts must be positive \(got 0\)'),
        (-1, r'parts must be positive \(got -1\)'),
    ],
)
def test_share_raises_value_error(parts, message):
    with pytest.raises(ValueError, match=message):
        share(10, parts)


@pytest.mark.parametrize(
    ('count', 'expected'),
    [
        (2, 2.5),
        (4, 1.25),
    ],
)
def test_rate_by_count(count, expected):
    assert rate(5, count) == pytest.approx(expected)


def test_fetch_price_returns_120_for_apple():
    assert asyncio.run(fetch_price('apple')) == 120


def test_table_returns_3_items_for_3():
    assert table(3) == [[0, 0, 0], [0, 1, 2], [0, 2, 4]]


def test_table_returns_12_items_for_12():
    result = table(12)

    assert len(result) == 12
    assert result[0] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert result[-1] == [0, 11, 22, 33, 44, 55, 66, 77, 88, 99, 110, 121]
    assert result[1] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert result[2] == [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]


def test_banner_returns_lines_for_ann():
    assert banner('Ann') == (
        '*** Ann ***\n'
        'Welcome to the till.\n'
        'Please take your receipt when you leave us.\n'
    )
