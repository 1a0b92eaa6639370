"""A subject of two functions as text, and a file of tests that pass on it."""

from __future__ import annotations

SUBJECT = """\
LIMIT = 3


def clamp(value, low, high):
    if value < low:
        return low
    return min(value, high)


def until(n):
    while n != 0:
        n -= 1
    return n
"""

FILE = "test_subject_missions.py"
PASSING = """
from shop.subject import clamp, until

def test_low(low):
    assert clamp(1, low, 5) == 2

def test_high():
    assert clamp(9, 0, 5) == 5

def test_until():
    assert until(2) == 0
"""
