"""A pull request in a repository of one's own: one commit on a branch, and no edit is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.pull import BRANCH, PULL, publish
from fakes.repository import Repository
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.git import BOT_EMAIL, Commit, Git
from bot.adapters.local_forge import LocalForge, is_edited
from bot.domain.outcome import CommentDraft
from bot.errors import GitError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_pull_request_is_one_commit_by_the_bot_on_the_head(repository: Repository) -> None:
    head = repository.git("rev-parse", "HEAD")

    publish(repository)

    log = repository.git("log", "--format=%P|%ae|%ce|%s", f"main..{BRANCH}")
    assert log == f"{head}|{BOT_EMAIL}|{BOT_EMAIL}|tests: cover shop"


def test_only_the_given_files_change_and_keep_their_bytes(repository: Repository) -> None:
    repository.git("config", "core.autocrlf", "input")

    publish(repository)

    changed = repository.git("diff", "--name-status", f"main...{BRANCH}")
    assert changed == "A\ttests/test_shop_missions.py"
    blob = repository.git("cat-file", "-s", f"{BRANCH}:tests/test_shop_missions.py")
    assert blob == str(len(b"one\r\n"))


def test_worktree_index_and_head_stay_as_they_were(repository: Repository) -> None:
    repository.write("src/shop.py", "price = 2\n")
    repository.git("add", "--all")
    repository.write("src/shop.py", "price = 3\n")
    repository.write("untracked.txt", "mine\n")
    before = repository.git("status", "--porcelain=v2", "--branch")

    publish(repository)

    assert repository.git("status", "--porcelain=v2", "--branch") == before
    assert repository.git("show", f"{BRANCH}:src/shop.py") == "price = 1"


def test_equal_work_gives_the_same_commit(tmp_path: Path) -> None:
    tips = []
    for name in ("one", "two"):
        repository = Repository(tmp_path / name)
        publish(repository)
        tips.append(repository.git("rev-parse", BRANCH))

    assert tips[0] == tips[1]


def test_a_deleted_file_is_gone_on_the_branch(repository: Repository) -> None:
    publish(repository, replace(PULL, deleted=("src/shop.py",)))

    assert repository.git("ls-tree", "-r", "--name-only", BRANCH) == "tests/test_shop_missions.py"


def test_paths_are_relative_to_the_root_inside_a_larger_repository(repository: Repository) -> None:
    repository.write("packages/a/setup.py", "")
    repository.commit("a package")
    inner = Git(repository.root / "packages" / "a")
    pull = replace(PULL, deleted=("setup.py",))

    LocalForge(inner).publish(pull, CommentDraft(""), result_dir=repository.root.parent)

    changed = repository.git("diff", "--name-status", "--no-renames", f"main...{BRANCH}")
    assert changed.splitlines() == [
        "D\tpackages/a/setup.py",
        "A\tpackages/a/tests/test_shop_missions.py",
    ]


def test_a_moved_base_moves_the_branch(repository: Repository) -> None:
    publish(repository)
    head = repository.commit("second")

    assert publish(repository).operation == "updated"
    assert repository.git("rev-parse", f"{BRANCH}^") == head


def test_a_merged_branch_is_free_to_be_used_again(repository: Repository) -> None:
    publish(repository)
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", BRANCH)

    again = publish(repository, replace(PULL, files=(("tests/test_b.py", b"b"),)))

    assert again.operation == "updated"


def test_an_amended_base_is_no_edit(repository: Repository) -> None:
    repository.commit("second")
    publish(repository)
    repository.write("src/shop.py", "price = 9\n")
    repository.git("commit", "--quiet", "--all", "--amend", "-m", "second, better")

    assert publish(repository).operation == "updated"


@pytest.mark.parametrize("how", ["commit on top", "amend", "own branch of that name"])
def test_a_persons_work_is_never_overwritten(repository: Repository, how: str) -> None:
    if how == "own branch of that name":
        repository.git("branch", BRANCH)
        repository.edit(BRANCH)
    else:
        publish(repository)
        repository.git("checkout", "--quiet", BRANCH)
        repository.write("tests/test_shop_missions.py", "better\n")
        repository.git("add", "--all")
        amend = ["--amend"] if how == "amend" else []
        repository.git("commit", "--quiet", *amend, "-m", "better")
        repository.git("checkout", "--quiet", "main")
    tip = repository.git("rev-parse", BRANCH)

    published = publish(repository, replace(PULL, files=(("x.py", b""),)))

    assert published.operation == "skipped-edited"
    assert "left alone" in published.place
    assert repository.git("rev-parse", BRANCH) == tip


def test_a_branch_that_is_checked_out_is_left_alone(repository: Repository) -> None:
    publish(repository)
    repository.git("checkout", "--quiet", BRANCH)

    published = publish(repository, replace(PULL, files=(("x.py", b""),)))

    assert published.operation == "skipped-checked-out"
    assert "switch away" in published.place


def test_a_branch_checked_out_in_another_worktree_is_left_alone(repository: Repository) -> None:
    publish(repository)
    repository.git("worktree", "add", "--quiet", str(repository.root.parent / "other"), BRANCH)

    published = publish(repository, replace(PULL, files=(("x.py", b""),)))

    assert published.operation == "skipped-checked-out"


def test_a_detached_head_is_a_base_too(repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--detach")

    published = publish(repository)

    assert published.place.endswith(f"git diff HEAD...{BRANCH}")


def test_no_repository_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="git init"):
        LocalForge(Git(tmp_path)).publish(PULL, CommentDraft(""), result_dir=tmp_path)


def test_no_commit_says_what_to_do(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository", first_commit=False)

    with pytest.raises(GitError, match="commit its files first"):
        publish(repository)


def test_the_texts_are_written_even_where_git_refuses(tmp_path: Path) -> None:
    with pytest.raises(GitError):
        LocalForge(Git(tmp_path)).publish(PULL, CommentDraft(""), result_dir=tmp_path / "result")

    assert (tmp_path / "result" / "pull.md").read_text(encoding="utf-8") == (
        "# Cover \\*shop\\*\n\nbody\n"
    )


OURS = Commit("1", BOT_EMAIL, BOT_EMAIL)
THEIRS = Commit("2", "ada@example.org", "ada@example.org")


@given(st.lists(st.just(THEIRS), min_size=1), st.lists(st.just(OURS)), st.lists(st.just(THEIRS)))
def test_work_on_top_is_an_edit_and_work_below_is_none(
    top: list[Commit], ours: list[Commit], below: list[Commit]
) -> None:
    assert is_edited([*top, *ours, *below])
    assert is_edited([*ours, *below]) == bool(not ours and below)


@pytest.mark.parametrize("path", ["src/shop.py", "tests/test_new.py", "pyproject.toml"])
def test_files_that_differ_from_the_commit_stop_a_campaign_early(
    repository: Repository, path: str
) -> None:
    repository.write(path, "changed = 1\n")

    with pytest.raises(GitError, match=f"1 files differ from the last commit .{path}.*commit or"):
        LocalForge(Git(repository.root)).check()


@pytest.mark.parametrize("path", ["missions/coverage/001_a.yaml", "missions/x.py", "notes.md"])
def test_files_that_no_test_needs_may_differ(repository: Repository, path: str) -> None:
    repository.write(path, "changed\n")

    LocalForge(Git(repository.root)).check()
