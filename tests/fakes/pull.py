"""One pull request, and the local forge that publishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.domain.outcome import CommentDraft, Published, PullDraft

if TYPE_CHECKING:
    from fakes.repository import Repository

BRANCH = "coverage-missions/main/src-shop-00112233"
PULL = PullDraft(
    mission="m-00112233",
    source="sha256:0",
    branch=BRANCH,
    title="Cover *shop*",
    body="body\n",
    commit_message="tests: cover shop\n",
    files=(("tests/test_shop_missions.py", b"one\r\n"),),
    deleted=(),
    draft=False,
)


def publish(repository: Repository, pull: PullDraft = PULL) -> Published:
    forge = LocalForge(Git(repository.root))
    return forge.publish(pull, CommentDraft("c"), result_dir=repository.root.parent / "result")
