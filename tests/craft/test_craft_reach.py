"""Pins of clock, environment and folder go only where nothing that ran can have read them."""

from __future__ import annotations

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import Observation, ObservedEnd, Situation
from bot.languages.python.craft.craft import PythonCraft

SOURCE = """
import os
import re
import time
from datetime import datetime
from pathlib import Path
from shop.files import FILES, KINDS, read
from lib import Base, wrap


class Settings:
    def __init__(self, rate, path=None):
        if rate < 0:
            raise ValueError(f"rate {abs(rate)}")
        if rate == 1:
            self.text = open("shop.toml").read()
        if rate == 2:
            self.text = Path("shop.toml").read_text()
        if rate == 3:
            self.text = read()
        if rate == 4:
            self.text = os.environ["SHOP"]
        if rate == 5:
            self.text = path.read_text()
        if rate == 6:
            self.text = path("shop.toml")
        if rate == 7:
            self.text = re.sub("a", "b", str(rate)).strip()
        if rate == 8:
            self.text = Foreign()
        if rate == 9:
            self.text = wrapped()
        if rate == 10:
            self.text = clean(rate)
        if rate == 11:
            import lib
        if rate == 12:
            self.now = datetime.now()
        if rate == 13:
            self.now = time.time()
        if rate == 14 and rate in KINDS:
            self.kind = KINDS[rate]
        if rate == 15:
            self.file = FILES.first


class Foreign(Base):
    pass


@wrap
def wrapped():
    return 1


def clean(rate):
    return len([one for one in (rate,) if one])
"""
LINES = SOURCE.splitlines()
CRAFT = PythonCraft(module="shop.config", subject="config.py", source=SOURCE)
CHDIR = "monkeypatch.chdir(tmp_path)"
CLOCK = "class FixedDatetime(datetime):\n    pass"
OWN_CLOCK = 'monkeypatch.setattr("shop.config.datetime", FixedDatetime)'
SECONDS = 'monkeypatch.setattr("time.time", lambda: 1.0)'
FIXTURES = ("tmp_path", "monkeypatch")


def line_of(text: str) -> int:
    return next(at for at, line in enumerate(LINES, start=1) if text in line)


def left(
    pin: str,
    *mentions: str,
    call: str = "Settings(-1)",
    setup: tuple[str, ...] = (),
    imports: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """The set-up and fixtures of the first variant, after these lines ran."""
    own = "from shop.config import Settings"
    situation = Situation("f", (own, *imports), (pin, *setup), call, EngineName.SEARCH, FIXTURES)
    ran = frozenset(map(line_of, ("if rate < 0", *mentions)))
    seen = Observation(ObservedEnd.RETURNED, ran, frozenset())
    found = next(CRAFT.shrunk(situation, seen), situation)
    return (*found.setup, *found.fixtures)


@pytest.mark.parametrize("pin", [CHDIR, SECONDS, 'monkeypatch.setenv("SHOP", "a")'])
@pytest.mark.parametrize(
    "mention", ["raise ValueError", "re.sub", "clean(rate)", "one for one", "in KINDS", "= KINDS["]
)
def test_a_pin_goes_where_only_the_subject_and_pure_modules_were_reached(
    pin: str, mention: str
) -> None:
    assert left(pin, mention) == ()


@pytest.mark.parametrize("pin", [CHDIR, SECONDS, 'monkeypatch.setenv("SHOP", "a")'])
@pytest.mark.parametrize(
    "mention",
    [
        "open(",
        "Path(",
        "= read()",
        "os.environ",
        "path.read_text",
        'path("shop',
        "Foreign()",
        "= wrapped()",
        "import lib",
        "FILES.first",
    ],
)
def test_a_pin_stays_where_what_was_reached_may_ask_the_machine(pin: str, mention: str) -> None:
    assert left(pin, mention) == (pin, *FIXTURES)


def test_a_clock_of_the_subject_stays_only_where_a_line_that_ran_mentions_it() -> None:
    assert left(OWN_CLOCK, "datetime.now()") == (OWN_CLOCK, *FIXTURES)
    assert left(OWN_CLOCK, "time.time()") == ()
    assert left(OWN_CLOCK, "= read()") == ()
    assert left(SECONDS, "time.time()") == (SECONDS, *FIXTURES)


def test_what_stood_in_for_the_clock_goes_next() -> None:
    seen = Observation(ObservedEnd.RETURNED, frozenset({line_of("if rate < 0")}), frozenset())
    situation = Situation("f", (), (CLOCK, OWN_CLOCK), "Settings(-1)", EngineName.SEARCH, FIXTURES)

    first = next(CRAFT.shrunk(situation, seen))
    second = next(CRAFT.shrunk(first, seen))

    assert (first.setup, second.setup) == ((CLOCK,), ())


@pytest.mark.parametrize(
    ("call", "setup", "imports"),
    [
        ("Settings(tmp_path)", (), ()),
        ("Settings(other())", (), ("from shop.other import other",)),
        ("Settings(make())", ("def make():\n    return 1",), ()),
        ("Settings(open('a'))", (), ()),
    ],
)
def test_a_pin_stays_where_the_situation_itself_may_ask_the_machine(
    call: str, setup: tuple[str, ...], imports: tuple[str, ...]
) -> None:
    assert left(CHDIR, call=call, setup=setup, imports=imports)[0] == CHDIR


def test_a_pin_stays_where_no_line_is_known() -> None:
    seen = Observation(ObservedEnd.RETURNED, frozenset(), frozenset())
    situation = Situation("f", (), (CHDIR,), "Settings(-1)", EngineName.SEARCH, FIXTURES)

    assert list(CRAFT.shrunk(situation, seen)) == []


STDIN = 'monkeypatch.setattr("sys.stdin", io.StringIO("abc"))'


def test_what_only_a_pin_imports_does_not_keep_it() -> None:
    assert left(STDIN, "raise ValueError", imports=("import io",)) == ()
    assert left(STDIN, "open(", imports=("import io",)) == (STDIN, *FIXTURES)
    other = left(STDIN, call="Settings(io.StringIO())", imports=("import io",))
    assert other == (STDIN, *FIXTURES)
