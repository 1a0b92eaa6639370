from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.repository import Repository
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters import git as git_module
from bot.adapters.git import BOT_EMAIL, Commit, Git
from bot.adapters.local_forge import LocalForge, is_edited
from bot.domain.outcome import CommentDraft, Published, PullDraft
from bot.errors import GitError

if TYPE_CHECKING:
    from pathlib import Path

BRANCH = "coverage-missions/main/src-shop-00112233"
PULL = PullDraft(
    branch=BRANCH,
    title="Cover *shop*",
    body="body\n",
    commit_message="tests: cover shop\n",
    files=(("tests/test_shop_missions.py", b"one\r\n"),),
    deleted=(),
    draft=False,
)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repository")


def publish(repository: Repository, pull: PullDraft = PULL) -> Published:
    forge = LocalForge(Git(repository.root))
    return forge.publish(pull, CommentDraft("c"), result_dir=repository.root.parent / "result")


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


def test_changes_outside_of_the_root_do_not_matter(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repository")
    repository.write("service/a.py", "a = 1\n")
    repository.commit("service")
    repository.write("src/shop.py", "price = 2\n")

    assert Git(repository.root / "service").changed() == ()
    assert Git(repository.root).changed() == ("src/shop.py",)
