"""A checkout of the shop on the GitHub double, and the bot that publishes from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakehub.fakehub_ground import SHOP
from fakes.checkout import checkout_of
from fakes.clock import FakeClock
from fakes.pull import PULL

from bot.adapters.git import Git
from bot.adapters.github.comments import MARKER
from bot.adapters.github.forge import GitHubForge
from bot.adapters.github.session import Access, Session
from bot.domain.forge import Customs
from bot.domain.outcome import CommentDraft, Published, PullDraft
from bot.stages.metadata import BOXES

if TYPE_CHECKING:
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub

HEAD = b"# coverage-missions: mission=m-00112233\n"
DRAFT = replace(
    PULL,
    commit_message="Cover the shop\n\nTwo tests.\n\nMission-Id: m-00112233\nSeed: 0\n",
    files=(("tests/test_shop_missions.py", HEAD + b"def test_shop():\n    assert 1\n"),),
    body=f"Covers it.\n\n{BOXES}\n- [ ] <!-- missions:retry --> again\n",
)
CHANGED = replace(
    DRAFT, files=(("tests/test_shop_missions.py", HEAD + b"def test_shop():\n    pass\n"),)
)
BRANCH = DRAFT.branch
REPORT = CommentDraft(f"41 % to 88 %\n{MARKER.format(DRAFT.mission)}\n")


class Desk:
    """A checkout of the shop, and the bot that publishes from it."""

    def __init__(self, hub: FakeHub, folder: Path) -> None:
        self.hub = hub
        self.people = hub.people
        self.folder = folder
        checkout, self.token = checkout_of(hub, folder)
        self.repository = checkout
        self.git = Git(checkout.root)
        self.clock = FakeClock()
        self.reviewers: tuple[str, ...] = ()
        self.session = self.connect()

    def connect(self) -> Session:
        access = Access(self.token, SHOP, self.hub.api_url, self.hub.web_url)
        return Session(access, self.clock, wait=0)

    def publish(
        self, pull: PullDraft = DRAFT, comment: CommentDraft = REPORT, *, open_max: int = 5
    ) -> Published:
        base_id = self.git.head()
        assert base_id is not None
        customs = Customs("main", base_id, reviewers=self.reviewers, open_max=open_max)
        forge = GitHubForge(self.session, self.git, customs)
        return forge.publish(pull, comment, result_dir=self.folder / "result")

    def checkout_main(self) -> None:
        """Check out what the default branch holds by now."""
        url = self.hub.git_url(SHOP, self.token)
        self.repository.git("fetch", "--quiet", url, "main")
        self.repository.git("checkout", "--quiet", "-B", "main", "FETCH_HEAD")

    @property
    def comments(self) -> list[str]:
        return [one.body for one in self.people.issue(SHOP, 1).comments]

    @property
    def tests(self) -> bytes:
        git = self.people.repo(SHOP).git
        return git.ask_bytes("show", f"{BRANCH}:tests/test_shop_missions.py")
