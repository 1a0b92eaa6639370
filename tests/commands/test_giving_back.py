"""What a container action leaves belongs to the workspace's owner."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.adapters import giving_back
from bot.adapters.giving_back import give_back, left_by_root
from bot.cli import main

OURS = os.geteuid()
RUNNER = (4321, 8765)


class Given:
    """Remembers what was given to whom, and that no link was followed."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __call__(
        self, name: str, user: int, group: int, *, dir_fd: int, follow_symlinks: bool
    ) -> None:
        assert (user, group) == RUNNER
        assert not follow_symlinks
        assert os.stat(name, dir_fd=dir_fd, follow_symlinks=False)
        self.names.add(name)


def workspace(folder: Path) -> Path:
    top = folder / "workspace"
    (top / "src").mkdir(parents=True)
    (top / "src/a.py").touch()
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere/theirs").touch()
    (top / "link").symlink_to(folder / "elsewhere")
    return top


def test_all_that_is_ours_is_given_and_no_link_is_followed(tmp_path: Path) -> None:
    given = Given()

    count = give_back(workspace(tmp_path), ours=OURS, owner=RUNNER, chown=given)

    assert given.names == {"src", "a.py", "link"}
    assert count == 3


def test_a_file_with_a_second_name_keeps_its_owner(tmp_path: Path) -> None:
    top, given = workspace(tmp_path), Given()
    os.link(tmp_path / "elsewhere/theirs", top / "second")

    give_back(top, ours=OURS, owner=RUNNER, chown=given)

    assert "second" not in given.names


def test_there_is_an_end_to_what_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving_back, "FILES_MAX", 1)

    assert give_back(workspace(tmp_path), ours=OURS, owner=RUNNER, chown=Given()) == 1


@pytest.mark.parametrize("ours", [OURS, OURS + 1])
def test_nothing_is_given_in_a_folder_of_ours_or_by_somebody_else(
    tmp_path: Path, ours: int
) -> None:
    assert give_back(workspace(tmp_path), ours=ours, chown=Given()) == 0


def test_nothing_is_given_where_there_is_no_folder(tmp_path: Path) -> None:
    assert give_back(tmp_path / "nowhere", ours=OURS, owner=RUNNER, chown=Given()) == 0
    assert left_by_root(tmp_path / "nowhere", most=3) == []


def test_each_command_of_an_action_gives_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []
    monkeypatch.setattr("bot.cli.give_back", asked.append)
    environ = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(tmp_path), "HOME": "/github/home"}

    main(["validate", "nothing.yaml"], environ=environ, here=tmp_path)
    main(["validate", "nothing.yaml"], environ={"GITHUB_WORKSPACE": "x"}, here=tmp_path)

    assert asked == [tmp_path, Path("/github/home")]


def test_a_name_in_an_error_is_no_command_to_the_runner(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["validate", "a\n::add-mask::b\n##[error]c.yaml"]

    main(words, environ={"GITHUB_ACTIONS": "true"}, here=tmp_path)

    lines = capsys.readouterr().err.splitlines()
    assert any("add-mask" in line for line in lines)
    assert not any(line.lstrip().startswith("::") or "##[" in line for line in lines)
