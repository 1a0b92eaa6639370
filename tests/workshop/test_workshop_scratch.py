import os
from pathlib import Path

import pytest
from fakes.repository import Repository

from bot.errors import EnvironmentBroken, GitError
from bot.languages.python import scratch
from bot.languages.python.scratch import copy_tree, files_below, text_files


def files(root: Path) -> list[str]:
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if not p.is_dir())


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A folder that git does not know, with what must not be copied."""
    root = tmp_path / "plain"
    for path in (
        "a.py",
        "pkg/b.py",
        ".git_not/c",
        "__pycache__/d.pyc",
        ".venv/e.py",
        "v/pyvenv.cfg",
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)
    return root


def test_a_plain_folder_is_copied_without_caches_and_environments(
    plain: Path, tmp_path: Path
) -> None:
    notes = copy_tree(plain, tmp_path / "copy")

    assert notes == ()
    assert files(tmp_path / "copy") == [".git_not/c", "a.py", "pkg/b.py"]
    assert (tmp_path / "copy/pkg/b.py").read_text() == "pkg/b.py"


def test_git_says_what_belongs_to_a_checkout(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repo")
    repository.write(".gitignore", "secret.txt\n_version.py\n*.so\ncache/\n")
    repository.write("new.py", "")
    for ignored in ("secret.txt", "src/_version.py", "src/fast.so", "cache/x.py"):
        repository.write(ignored, "")
    (repository.root / "src/gone.py").write_text("")
    repository.commit("all")
    (repository.root / "src/gone.py").unlink()

    copy_tree(repository.root, tmp_path / "copy")

    assert files(tmp_path / "copy") == [
        ".gitignore", "new.py", "src/_version.py", "src/fast.so", "src/shop.py",
    ]  # fmt: skip


def test_a_folder_that_an_outer_repository_ignores_is_copied_as_it_is(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repo")
    repository.write(".gitignore", "inner/\n")
    repository.write("inner/a.py", "")

    copy_tree(repository.root / "inner", tmp_path / "copy")

    assert files(tmp_path / "copy") == ["a.py"]


def test_a_copy_inside_the_checkout_does_not_hold_itself(plain: Path) -> None:
    copy_tree(plain, plain / "out/copy")

    assert files(plain / "out/copy") == [".git_not/c", "a.py", "pkg/b.py"]


def test_links_are_kept_inside_and_left_out_when_they_leave(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret").write_text("x")
    (plain / "near").symlink_to("pkg/b.py")
    (plain / "absolute").symlink_to(plain / "a.py")
    (plain / "far").symlink_to("../outside/secret")
    (plain / "folder").symlink_to(tmp_path / "outside")

    notes = copy_tree(plain, tmp_path / "copy")

    assert [note.split(":")[0] for note in notes] == ["far", "folder"]
    assert (tmp_path / "copy/near").readlink() == Path("pkg/b.py")
    assert not (tmp_path / "copy/absolute").is_symlink()
    assert not (tmp_path / "copy/far").exists()


def test_files_that_are_too_large_are_named(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "FILE_BYTES_MAX", 6)

    notes = copy_tree(plain, tmp_path / "copy")

    assert [note.split(":")[0] for note in notes] == [".git_not/c", "pkg/b.py"]
    assert files(tmp_path / "copy") == ["a.py"]


def test_a_folder_of_everything_is_refused(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch, "FILES_MAX", 2)

    with pytest.raises(EnvironmentBroken, match="more than 2 files"):
        copy_tree(plain, tmp_path / "copy")


def test_a_pipe_is_not_waited_for(plain: Path, tmp_path: Path) -> None:
    os.mkfifo(plain / "pipe.py")

    notes = copy_tree(plain, tmp_path / "copy")

    assert notes == ("pipe.py: no regular file, left out",)
    assert "pipe.py" not in files(tmp_path / "copy")


def test_only_regular_files_are_the_projects_code(plain: Path) -> None:
    os.mkfifo(plain / "pkg/pipe.py")
    (plain / "pkg/gone.py").symlink_to("nowhere.py")
    (plain / os.fsdecode(b"pkg/bad\xff.py")).write_text("x = 1\n")

    assert list(files_below(plain, "pkg")) == ["pkg/b.py"]
    assert list(text_files(plain / "pkg", frozenset({".py"}))) == ["b.py"]


def test_source_whose_name_is_no_text_is_left_out_and_told(plain: Path, tmp_path: Path) -> None:
    (plain / os.fsdecode(b"pkg/bad\xff.py")).write_text("x = 1\n")
    (plain / os.fsdecode(b"pkg/data\xff.txt")).write_text("x")

    notes = copy_tree(plain, tmp_path / "copy")

    assert notes == ("pkg/bad\\xff.py: its name is no UTF-8, left out; rename it",)
    assert os.fsdecode(b"pkg/data\xff.txt") in files(tmp_path / "copy")


def test_a_broken_repository_is_gits_error(plain: Path, tmp_path: Path) -> None:
    (plain / ".git").mkdir()
    (plain / ".git/HEAD").write_text("nonsense")

    with pytest.raises(GitError, match="cannot list"):
        copy_tree(plain, tmp_path / "copy")


def test_without_git_the_folder_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path / "repo")
    monkeypatch.setenv("PATH", str(tmp_path))

    copy_tree(repository.root, tmp_path / "copy")

    assert files(tmp_path / "copy") == ["src/shop.py"]


def test_a_git_that_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path / "repo")
    monkeypatch.setattr(scratch, "GIT_S_MAX", 0)

    with pytest.raises(GitError, match="more than 0 s"):
        copy_tree(repository.root, tmp_path / "copy")


def test_texts_are_regular_files_of_the_wanted_kinds(plain: Path) -> None:
    (plain / "link.py").symlink_to("a.py")
    (plain / "b.txt").write_text("")

    assert list(text_files(plain, frozenset({".py"}))) == ["a.py", "pkg/b.py"]
