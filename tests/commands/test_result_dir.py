import os
import threading
from pathlib import Path

import pytest

from bot.adapters.file_commands import SUMMARY_BYTES_MAX, add_summary, set_outputs
from bot.adapters.result_dir import ResultDir
from bot.errors import InputError


def test_a_written_file_is_read_back(tmp_path: Path) -> None:
    store = ResultDir(tmp_path / "new")

    store.write("a/b.txt", "one\r\ntwo")

    assert store.read("a/b.txt") == "one\r\ntwo"
    assert store.names("a") == ("b.txt",)


def test_what_is_not_there_is_none(tmp_path: Path) -> None:
    assert ResultDir(tmp_path).read("a.txt") is None


def test_writing_leaves_no_temporary_file_behind(tmp_path: Path) -> None:
    ResultDir(tmp_path).write("a.txt", "text")

    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_torn_last_line_is_ended_before_the_next(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("whole\ntorn")

    ResultDir(tmp_path).append("log", "next")

    assert (tmp_path / "log").read_text() == "whole\ntorn\nnext\n"


def test_deleting_takes_files_and_folders(tmp_path: Path) -> None:
    store = ResultDir(tmp_path)
    store.write("a/b.txt", "b")
    store.write("c.txt", "c")

    for name in ("a", "c.txt", "never"):
        store.delete(name)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../out.txt", "/etc/passwd", "a/../../out.txt"])
def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="leaves"):
        ResultDir(tmp_path / "in").write(name, "text")


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    store = ResultDir(tmp_path / "in")
    store.write("a.txt", "text")
    (tmp_path / "out.txt").write_text("theirs")
    (tmp_path / "in" / "b.txt").symlink_to(tmp_path / "out.txt")
    (tmp_path / "in" / "c").symlink_to(tmp_path)

    for name in ("b.txt", "c/out.txt"):
        with pytest.raises(ValueError, match="leaves"):
            store.read(name)
    assert store.names(".") == ("a.txt", "b.txt")


def test_a_folder_that_became_a_link_is_refused(tmp_path: Path) -> None:
    store = ResultDir(tmp_path / "in")
    store.write("sub/a.txt", "text")
    store.delete("sub")
    (tmp_path / "in" / "sub").symlink_to(tmp_path)

    for use in (store.read, store.names, lambda name: store.write(name, "text")):
        with pytest.raises(ValueError, match="leaves"):
            use("sub/b.txt")
    assert not (tmp_path / "b.txt").exists()


def test_nothing_above_the_folder_can_be_named(tmp_path: Path) -> None:
    store = ResultDir(tmp_path / "in")
    store.write("a.txt", "text")

    for use in (store.names, store.delete):
        with pytest.raises(ValueError, match="leaves"):
            use("..")
    assert store.read("a.txt") == "text"


def test_a_link_in_a_circle_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    store = ResultDir(tmp_path)

    assert store.names(".") == ()
    for use in (store.read, store.delete, lambda name: store.write(name, "text")):
        with pytest.raises(ValueError, match="leaves"):
            use("loop")


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_stands_in_the_way_of_the_unfinished_file_is_removed(
    tmp_path: Path, kind: str
) -> None:
    way = tmp_path / f".tmp-{os.getpid()}-{threading.get_ident()}"
    if kind == "folder":
        (way / "inner").mkdir(parents=True)
    else:
        way.write_text("half")

    ResultDir(tmp_path).write("a.txt", "text")

    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_in_place_of_the_unfinished_file_is_not_followed(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("theirs")
    store = ResultDir(tmp_path / "in")
    store.write("a.txt", "old")
    unfinished = f".tmp-{os.getpid()}-{threading.get_ident()}"
    (tmp_path / "in" / unfinished).symlink_to(theirs)

    store.write("a.txt", "new")

    assert (store.read("a.txt"), theirs.read_text()) == ("new", "theirs")


def test_what_is_written_can_be_read_by_all(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        ResultDir(tmp_path).write("a.txt", "text")
    finally:
        os.umask(before)

    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o644


def test_outputs_cannot_forge_another_output(tmp_path: Path) -> None:
    path = tmp_path / "output"

    set_outputs({"GITHUB_OUTPUT": str(path)}, {"matrix": "a\nevil=1\nend_\n"})

    first, *_, last = path.read_text().splitlines()
    assert first == f"matrix<<{last}"


def test_outside_a_runner_nothing_is_written(tmp_path: Path) -> None:
    set_outputs({}, {"a": "b"})
    add_summary({}, "text")

    assert list(tmp_path.iterdir()) == []


def test_a_summary_stays_below_the_runners_limit(tmp_path: Path) -> None:
    path = tmp_path / "summary"

    add_summary({"GITHUB_STEP_SUMMARY": str(path)}, "ä" * SUMMARY_BYTES_MAX)

    assert path.stat().st_size <= SUMMARY_BYTES_MAX + 1


def write_both(environ: dict[str, str]) -> None:
    set_outputs(environ, {"a": "b"})
    add_summary(environ, "text")


@pytest.mark.parametrize("variable", ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])
def test_a_runners_file_that_is_not_there_is_told_with_what_to_do(
    tmp_path: Path, variable: str
) -> None:
    path = tmp_path / "not mounted" / "file"

    with pytest.raises(InputError, match="mount the runner's folder") as caught:
        write_both({variable: str(path)})

    named = f"{variable} names {path}, which cannot be written (No such file"
    assert str(caught.value).startswith(named)


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        ResultDir(tmp_path).write("a.txt", "\ud800")

    assert list(tmp_path.iterdir()) == []


def test_what_a_kill_left_half_written_has_no_name(tmp_path: Path) -> None:
    (tmp_path / ".tmp-abc").write_text("half")

    assert ResultDir(tmp_path).names(".") == ()
