from pathlib import Path

import pytest

from bot.cli import main
from bot.commands.planning import _refuse_no_match, claim
from bot.errors import InputError


def test_a_result_folder_keeps_itself_out_of_git(tmp_path: Path) -> None:
    claim(tmp_path / "out")
    (tmp_path / "out" / ".gitignore").write_text("mine\n")
    claim(tmp_path / "out")

    assert (tmp_path / "out" / ".gitignore").read_text() == "mine\n"


def test_a_result_folder_that_cannot_be_made_is_told() -> None:
    with pytest.raises(InputError, match="--out /proc/nowhere cannot be written"):
        claim(Path("/proc/nowhere"))


def test_a_pattern_that_matches_nothing_is_refused() -> None:
    _refuse_no_match(["src/*.py"], ["src/a.py"])
    with pytest.raises(InputError, match="'nope/' matches none of 1 source files"):
        _refuse_no_match(["src/*.py", "nope/"], ["src/a.py"])


def test_a_folder_without_missions_is_not_called_valid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "missions" / "coverage").mkdir(parents=True)

    assert main(["validate"], environ={}, here=tmp_path) == 2
    assert "holds no mission file" in capsys.readouterr().err
