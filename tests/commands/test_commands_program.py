"""The program as Python starts it: its own arguments, environment, folder and exit code."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import __main__ as program

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = Path(program.__file__)


def run_as_script() -> None:
    runpy.run_path(str(FILE), run_name="__main__")


@pytest.mark.parametrize("start", [program.main, run_as_script], ids=["console", "python -m"])
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [(["--help"], 0, "usage: coverage-missions"), (["no-such-command"], 2, "no-such-command")],
)
def test_the_exit_code_tells_whether_the_command_was_done(
    start: Callable[[], None],
    words: list[str],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["coverage-missions", *words])

    with pytest.raises(SystemExit) as end:
        start()

    assert end.value.code == code
    assert said in "".join(capsys.readouterr())


def test_importing_it_starts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(FILE), run_name="imported")

    assert "".join(capsys.readouterr()) == ""
