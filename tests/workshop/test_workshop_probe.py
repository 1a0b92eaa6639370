"""What is asked of an interpreter: version, readable places, missing modules."""

import sys
from pathlib import Path

import pytest
from fakes.desk import OURS

from bot.errors import EnvironmentBroken
from bot.languages.python.interpreter import probe
from bot.languages.python.interpreter.probe import look_at, missing_modules


def test_an_interpreter_older_than_we_support_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "OLDEST", (9, 0))

    with pytest.raises(EnvironmentBroken, match=r"9\.0 or newer"):
        look_at(OURS, {})


def test_what_an_interpreter_reads_is_told_once_outermost() -> None:
    found = look_at(OURS, {})

    assert Path(sys.base_prefix) in found.readable
    assert all(
        not one.is_relative_to(other)
        for one in found.readable
        for other in found.readable
        if one != other
    )


def test_missing_modules_are_found_without_importing_any() -> None:
    names = ("json", "sys", "absent_module", "this", "__main__", "")

    assert missing_modules(look_at(OURS, {}), names, {}) == ("absent_module", "")
