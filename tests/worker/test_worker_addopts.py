"""A project's pytest options stay, except those that spoil a trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.languages.python.worker.addopts import filter_options, filtered_addopts, read_addopts

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ("--cov=src --cov-report term --cov-fail-under 90 -q", "-q"),
        ("-n 4 --dist loadfile --strict-markers", "--strict-markers"),
        ("-n4 -nauto --numprocesses=2", ""),
        ("-x --maxfail=2 --maxfail 3 -ra", "-ra"),
        ("-p no:cacheprovider -p xdist -p my.plugin", "-p my.plugin"),
        ("-p no:randomly -pno:warnings", "-pno:warnings"),
        ("-m 'not slow' -k fast -W error", "-m 'not slow' -k fast -W error"),
        (
            "--import-mode importlib --asyncio-mode=auto",
            "--import-mode importlib --asyncio-mode=auto",
        ),
        ("--doctest-modules --doctest-glob=*.rst --junitxml out.xml", ""),
        ("--lf --ff --reruns 3 --random-order --randomly-seed=1", ""),
        ("tests src -v", "-v"),
        ("--flake8 --mypy --black --isort", ""),
        ("--capture=no -s --basetemp=/tmp/x", ""),
        ("--coverage-like --countdown", "--coverage-like --countdown"),
    ],
)
def test_options_that_spoil_a_trial_are_dropped(options: str, kept: str) -> None:
    import shlex

    assert filter_options(shlex.split(options)) == shlex.split(kept)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\naddopts = -q -m a\n"),
        (".pytest.ini", "[pytest]\naddopts = -q -m a\n"),
        ("tox.ini", "[tox]\nx = 1\n[pytest]\naddopts =\n  -q\n  -m a\n"),
        ("setup.cfg", "[tool:pytest]\naddopts = -q -m a\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\naddopts = "-q -m a"\n'),
        ("pyproject.toml", '[tool.pytest.ini_options]\naddopts = ["-q", "-m", "a"]\n'),
        ("pyproject.toml", '[tool.pytest]\naddopts = ["-q", "-m", "a"]\n'),
        ("pytest.toml", '[pytest]\naddopts = ["-q", "-m", "a"]\n'),
    ],
)
def test_options_are_read_wherever_pytest_reads_them(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)

    assert read_addopts(str(tmp_path)) == ["-q", "-m", "a"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", "[project]\nname = 'x'\n"),
        ("pyproject.toml", "not toml at all ["),
        ("tox.ini", "[tox]\nx = 1\n"),
        ("tox.ini", "no section = 1\n"),
        ("setup.cfg", "[metadata]\n"),
        ("pytest.ini", "[other]\n"),
        ("pytest.ini", "[pytest]\naddopts = 'open quote\n"),
        ("README", ""),
    ],
)
def test_no_options_or_broken_files_are_no_options(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)

    assert filtered_addopts(str(tmp_path)) == ""


def test_the_first_file_with_a_section_wins(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("")
    (tmp_path / "setup.cfg").write_text("[tool:pytest]\naddopts = -q\n")

    assert read_addopts(str(tmp_path)) == []


def test_options_come_back_quoted(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -m 'not slow' --cov=x\n")

    assert filtered_addopts(str(tmp_path)) == "-m 'not slow'"
