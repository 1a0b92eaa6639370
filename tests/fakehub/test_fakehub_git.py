"""Real git against the double: fetch, push, leases, and what a token may not push."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_git import ENVIRONMENT
from fakehub.fakehub_ground import REPO, SHOP, TOPIC, WORKFLOW, Ground, ground_of

if TYPE_CHECKING:
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub

NAMED = {
    **ENVIRONMENT,
    **{f"GIT_{role}_NAME": "bot" for role in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{role}_EMAIL": "bot@example.org" for role in ("AUTHOR", "COMMITTER")},
}


class Clone:
    """A worktree of somebody who has a token."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", url)
        self.git("fetch", "--quiet", "origin")
        self.git("checkout", "--quiet", "-B", "work", f"origin/{TOPIC}")

    def try_git(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *args], cwd=self.root, env=NAMED, capture_output=True, text=True, check=False
        )

    def git(self, *args: str) -> str:
        ran = self.try_git(*args)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.strip()

    def commit(self, path: str, text: str) -> str:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", "by the bot")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def clone(ground: Ground, tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone", ground.hub.git_url(SHOP, ground.bot.token))


def test_a_push_moves_the_pull_request(ground: Ground, clone: Clone) -> None:
    ground.open_pull()
    sha = clone.commit("tests/test_more.py", "x = 1\n")

    clone.git("push", "--quiet", "origin", f"HEAD:refs/heads/{TOPIC}")

    assert ground.bot.ask("GET", f"{REPO}/pulls/1").at("head", "sha") == sha
    clone.git("fetch", "--quiet", "origin", "refs/pull/1/head")
    assert clone.git("rev-parse", "FETCH_HEAD") == sha


def test_the_address_needs_no_dot_git(ground: Ground, clone: Clone) -> None:
    url = ground.hub.git_url(SHOP, ground.bot.token).removesuffix(".git")

    clone.git("fetch", "--quiet", url, "main")

    assert clone.git("show", "FETCH_HEAD:src/shop.py") == "price = 1"


def test_a_lost_lease_changes_nothing(ground: Ground, clone: Clone) -> None:
    seen = clone.git("rev-parse", "HEAD")
    clone.commit("tests/test_more.py", "x = 1\n")
    by_hand = ground.hub.people.push(SHOP, TOPIC, {"by_hand.py": "y = 1\n"})
    target = f"HEAD:refs/heads/{TOPIC}"

    lost = clone.try_git("push", f"--force-with-lease={TOPIC}:{seen}", "origin", target)
    kept = clone.try_git("push", f"--force-with-lease={TOPIC}:{by_hand}", "origin", target)

    assert (lost.returncode, "stale info" in lost.stderr) == (1, True)
    assert kept.returncode == 0, kept.stderr


def test_a_push_that_is_no_fast_forward_is_refused(ground: Ground, clone: Clone) -> None:
    clone.commit("tests/test_more.py", "x = 1\n")
    ground.hub.people.push(SHOP, TOPIC, {"by_hand.py": "y = 1\n"})

    refused = clone.try_git("push", "origin", f"HEAD:refs/heads/{TOPIC}")

    assert (refused.returncode, "rejected" in refused.stderr) == (1, True)


def test_a_deleted_branch_closes_its_pull_request(ground: Ground, clone: Clone) -> None:
    ground.open_pull()

    clone.git("push", "--quiet", "origin", "--delete", TOPIC)

    assert ground.bot.ask("GET", f"{REPO}/pulls/1").at("state") == "closed"


def test_nobody_pushes_to_a_pull_requests_ref(ground: Ground, clone: Clone) -> None:
    ground.open_pull()
    clone.commit("tests/test_more.py", "x = 1\n")

    refused = clone.try_git("push", "origin", "HEAD:refs/pull/1/head")

    assert (refused.returncode, "hidden ref" in refused.stderr) == (1, True)


def test_workflow_files_are_not_for_github_token(ground: Ground, clone: Clone) -> None:
    clone.commit(WORKFLOW, "on: push\n")
    target = f"HEAD:refs/heads/{TOPIC}"

    refused = clone.try_git("push", "origin", target)
    person = ground.hub.git_url(SHOP, ground.hub.people.personal_token("ada"))
    allowed = clone.try_git("push", person, target)

    assert (refused.returncode, "without `workflows` permission" in refused.stderr) == (1, True)
    assert allowed.returncode == 0, allowed.stderr


def test_a_big_push_arrives_whole(ground: Ground, clone: Clone) -> None:
    # Over http.postBuffer (1 MiB) git sends its pack in chunks.
    lines = "".join(f"{number * 7919 % 999983:x}" for number in range(600_000))
    sha = clone.commit("tests/big.txt", lines)

    clone.git("push", "--quiet", "origin", f"HEAD:refs/heads/{TOPIC}")

    assert ground.hub.people.repo(SHOP).git.branches()[TOPIC] == sha


@pytest.mark.parametrize(
    ("permissions", "said"),
    [
        ({"contents": "read"}, "Write access to repository not granted"),
        ({"issues": "write"}, "403"),
    ],
)
def test_a_push_needs_contents_write(
    fakehub: FakeHub, tmp_path: Path, permissions: dict[str, str], said: str
) -> None:
    ground = ground_of(fakehub, permissions=permissions)
    clone = Clone(tmp_path / "clone", fakehub.git_url(SHOP, ground.bot.token))

    refused = clone.try_git("push", "origin", "HEAD:refs/heads/new")

    assert refused.returncode == 128
    assert said in refused.stderr


def test_a_private_repository_is_not_there_for_strangers(fakehub: FakeHub, tmp_path: Path) -> None:
    ground_of(fakehub, private=True)

    refused = subprocess.run(
        ["git", "ls-remote", fakehub.git_url(SHOP, fakehub.people.personal_token("mallory"))],
        cwd=tmp_path,
        env=NAMED,
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 128
    assert "not found" in refused.stderr


def test_a_renamed_repository_is_followed(ground: Ground, clone: Clone) -> None:
    ground.hub.people.rename(SHOP, "store")
    sha = clone.commit("tests/test_more.py", "x = 1\n")

    clone.git("push", "--quiet", "origin", f"HEAD:refs/heads/{TOPIC}")

    assert ground.hub.people.repo("octo/store").git.branches()[TOPIC] == sha
