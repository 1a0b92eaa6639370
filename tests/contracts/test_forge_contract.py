"""ports.Forge: the fake and the local forge keep the same manners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fakes.forge import FakeForge
from fakes.repository import Repository

from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.domain.outcome import CommentDraft, PullDraft
from bot.ports.world import Forge

PULL = PullDraft(
    mission="m-00112233",
    source="sha256:0",
    branch="coverage-missions/main/src-shop-00112233",
    title="Cover src/shop.py",
    body="It pins one behaviour.\n",
    commit_message="tests: cover src/shop.py\n",
    files=(("tests/test_shop_missions.py", b"def test_price(): ...\n"),),
    deleted=(),
    draft=False,
)
COMMENT = CommentDraft("0 % to 100 %\n")


@dataclass(frozen=True)
class Ground:
    forge: Forge
    edit: Callable[[str], None]
    result_dir: Path

    def publish(self, pull: PullDraft = PULL) -> str:
        return self.forge.publish(pull, COMMENT, result_dir=self.result_dir).operation


def _fake(tmp_path: Path) -> Ground:
    forge = FakeForge()
    return Ground(forge, forge.edit, tmp_path / "result")


def _local(tmp_path: Path) -> Ground:
    repository = Repository(tmp_path / "repository")
    forge = LocalForge(Git(repository.root))
    return Ground(forge, repository.edit, tmp_path / "result")


@pytest.fixture(params=[_fake, _local], ids=["fake", "local"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    make: Callable[[Path], Ground] = request.param
    return make(tmp_path)


class TestForge:
    def test_the_first_time_creates(self, ground: Ground) -> None:
        assert ground.publish() == "created"

    def test_the_same_again_changes_nothing(self, ground: Ground) -> None:
        ground.publish()

        assert ground.publish() == "unchanged"

    def test_other_files_update(self, ground: Ground) -> None:
        ground.publish()

        assert ground.publish(replace(PULL, files=(("tests/test_b.py", b"b\n"),))) == "updated"

    def test_a_persons_commit_is_left_alone(self, ground: Ground) -> None:
        ground.publish()
        ground.edit(PULL.branch)

        assert ground.publish(replace(PULL, files=(("a.py", b""),))) == "skipped-edited"

    def test_branches_do_not_meet(self, ground: Ground) -> None:
        ground.publish()

        assert ground.publish(replace(PULL, branch="coverage-missions/main/b-1")) == "created"

    def test_the_texts_lie_in_the_result_directory(self, ground: Ground) -> None:
        ground.publish()

        pull = (ground.result_dir / "pull.md").read_text(encoding="utf-8")
        assert pull == "# Cover src/shop.py\n\nIt pins one behaviour.\n"
        comment = (ground.result_dir / "comment.md").read_text(encoding="utf-8")
        assert comment == "0 % to 100 %\n"

    def test_the_place_names_the_branch(self, ground: Ground) -> None:
        published = ground.forge.publish(PULL, COMMENT, result_dir=ground.result_dir)

        assert PULL.branch in published.place
