"""git, as we run it: nothing configured runs, nothing moves unseen, failures say what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.pull import BRANCH, PULL, publish
from fakes.repository import Repository

from bot.adapters import git as git_module
from bot.adapters.git import Git
from bot.errors import GitError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_branch_that_moved_meanwhile_is_not_moved_again(repository: Repository) -> None:
    git = Git(repository.root)
    publish(repository)
    seen = git.branch_tip(BRANCH)
    repository.edit(BRANCH)
    head = git.head()
    assert seen is not None
    assert head is not None

    with pytest.raises(GitError, match="update-ref"):
        git.move_branch(BRANCH, to=head, expected=seen)


def test_a_branch_that_appeared_meanwhile_is_not_overwritten(repository: Repository) -> None:
    git = Git(repository.root)
    head = git.head()
    assert head is not None
    repository.git("branch", "new")

    with pytest.raises(GitError, match="update-ref"):
        git.move_branch("new", to=head, expected=None)


@pytest.mark.parametrize("path", ["../out.py", ".git/hooks/pre-commit", "/etc/passwd", "a//b"])
def test_a_path_out_of_the_tree_is_refused(repository: Repository, path: str) -> None:
    with pytest.raises(GitError):
        publish(repository, replace(PULL, files=((path, b"x"),)))


def test_nothing_that_the_repository_configures_is_run(repository: Repository) -> None:
    trap = repository.root.parent / "trap"
    program = repository.root.parent / "program"
    program.write_text(f"#!/bin/sh\ntouch {trap}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    hooks = repository.root / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("reference-transaction", "post-index-change", "post-commit", "pre-commit"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch {trap}\n", encoding="utf-8")
        (hooks / hook).chmod(0o755)
    repository.write(".gitattributes", "* filter=evil\n")
    repository.commit("attributes")
    _sign_head(repository)
    trap.unlink()
    for key in ("core.fsmonitor", "filter.evil.clean", "gpg.program"):
        repository.git("config", key, str(program))
    repository.git("config", "log.showSignature", "true")
    trap.unlink(missing_ok=True)

    publish(repository)
    publish(repository)

    assert not trap.exists()


def _sign_head(repository: Repository) -> None:
    head, _, message = repository.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    raw = repository.root.parent / "raw"
    raw.write_text(f"{head}\n{signature}\n\n{message}\n", encoding="utf-8")
    signed = repository.git("hash-object", "-t", "commit", "-w", str(raw))
    repository.git("update-ref", "refs/heads/main", signed)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="the folder there"):
        Git(tmp_path / "nowhere").is_repo()


def test_a_missing_git_is_told(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="is git installed"):
        Git(tmp_path, search_path=str(tmp_path)).is_repo()


def test_a_git_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "git"
    slow.write_text("#!/bin/sh\nexec /bin/sleep 60\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(git_module, "GIT_SECONDS_MAX", 0.05)

    with pytest.raises(GitError, match="took over"):
        Git(tmp_path, search_path=str(tmp_path)).is_repo()


def test_a_branch_of_a_repository_that_hashes_otherwise_is_created(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    root.mkdir()
    repository = Repository.__new__(Repository)
    repository.root = root
    repository.git("init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    repository.write("a.py", "")
    repository.commit("first")

    assert publish(repository, replace(PULL, deleted=("a.py",))).operation == "created"


def test_a_folder_becomes_a_repository_whose_first_commit_holds_it(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("", encoding="utf-8")
    git = Git(tmp_path)

    git.start("main", "as it is")

    assert git.current_branch() == "main"
    assert git.head() is not None
    assert git._ask("ls-files") == "a.py\n"


def test_a_branch_that_is_not_utf_8_has_a_name_that_no_other_has(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.git("checkout", "--quiet", "-b", "rel\udcff")

    assert Git(repository.root).current_branch() == r"rel\xff"


def test_changes_outside_of_the_root_do_not_matter(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.write("service/a.py", "a = 1\n")
    repository.commit("service")
    repository.write("src/shop.py", "price = 2\n")

    assert Git(repository.root / "service").changed() == ()
    assert Git(repository.root).changed() == ("src/shop.py",)
