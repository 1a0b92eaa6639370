"""What a situation leaves in its folder, and what an exception says, at their bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.languages.python.worker.errors_seen import describe_error, raise_lines
from bot.languages.python.worker.files import (
    FILE_BYTES_MAX,
    FILES_MAX,
    WALKED_MAX,
    changed_files,
    snapshot,
)

if TYPE_CHECKING:
    from pathlib import Path


def test_links_folders_and_large_files_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("a")
    (tmp_path / "link.txt").symlink_to("plain.txt")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large.txt").write_bytes(b"x" * (FILE_BYTES_MAX + 1))

    assert snapshot(tmp_path) == {"plain.txt": b"a"}


def test_only_text_that_changed_is_told(tmp_path: Path) -> None:
    (tmp_path / "same.txt").write_text("same")
    (tmp_path / "other.txt").write_text("before")
    before = snapshot(tmp_path)
    (tmp_path / "other.txt").write_text("after")
    (tmp_path / "binary").write_bytes(b"\xff")

    assert changed_files(tmp_path, before) == (("other.txt", "after"),)


def test_the_files_told_are_bounded(tmp_path: Path) -> None:
    for number in range(WALKED_MAX + 5):
        (tmp_path / f"{number:04}.txt").write_text("a")

    assert len(snapshot(tmp_path)) == WALKED_MAX
    assert len(changed_files(tmp_path, {})) == FILES_MAX


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


def test_an_exception_without_words_has_an_empty_message() -> None:
    seen = describe_error(Unspeakable(), "nowhere.py")

    assert (seen.message, seen.line, seen.explicit) == ("", 0, False)
    assert seen.type_name.endswith(".Unspeakable")


@pytest.mark.parametrize("content", ["raise (", "\0"])
def test_a_file_that_does_not_parse_raises_nowhere(tmp_path: Path, content: str) -> None:
    path = tmp_path / "odd.py"
    path.write_text(content)

    assert raise_lines(str(path)) == frozenset()
    assert raise_lines(str(tmp_path / "missing.py")) == frozenset()


def test_each_line_of_a_raise_statement_counts(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text("if 1:\n    raise ValueError(\n        'a'\n    )\n")

    assert raise_lines(str(path)) == frozenset({2, 3, 4})
