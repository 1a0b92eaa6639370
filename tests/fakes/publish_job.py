"""A publish job: a checkout, the results of missions, and what a runner says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fakehub.fakehub_client import Client
from fakehub.fakehub_ground import REPO, SHOP
from fakes.checkout import checkout_of
from fakes.records import EVIDENCE, RECORD, TIMING
from fakes.tiny import Ran, command

from bot.codec import from_json, to_json
from bot.domain.answers import Answers
from bot.domain.outcome import MissionRecord, Status
from bot.mission.file.format import dump_campaign
from bot.stages.boards import title_of

if TYPE_CHECKING:
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub
    from fakehub.fakehub_state import Issue

    from bot.domain.mission import Campaign

TESTS = EVIDENCE.tests_file
OTHER = replace(RECORD, mission_id="m-00000002", subject="src/shop/till.py", status=Status.IMPROVED)


class Job:
    """A publish job: a checkout, the results of missions, and what a runner says."""

    def __init__(self, hub: FakeHub, folder: Path) -> None:
        self.hub = hub
        self.folder = folder
        checkout, self.token = checkout_of(hub, folder)
        self.repository = checkout
        self.root = checkout.root
        self.out = folder / "out"
        self.outputs = folder / "outputs"

    def leave(self, record: MissionRecord, code: str = "def test_a():\n    assert 1\n") -> Path:
        """Leave a mission's result, as its run does; return the folder of its patch."""
        folder = self.out / "missions" / record.mission_id
        tests = folder / "patch" / EVIDENCE.tests_file
        tests.parent.mkdir(parents=True, exist_ok=True)
        tests.write_text(code, encoding="utf-8")
        (folder / "record.json").write_text(to_json(record), encoding="utf-8")
        (folder / "timing.json").write_text(to_json(TIMING), encoding="utf-8")
        return folder / "patch"

    @property
    def environ(self) -> dict[str, str]:
        """Return what a runner says of itself to the job."""
        return {
            "GITHUB_ACTIONS": "true",
            "GITHUB_TOKEN": self.token,
            "GITHUB_REPOSITORY": SHOP,
            "GITHUB_API_URL": self.hub.api_url,
            "GITHUB_SERVER_URL": self.hub.web_url,
            "GITHUB_REF_TYPE": "branch",
            "GITHUB_REF_NAME": "main",
            "GITHUB_OUTPUT": str(self.outputs),
        }

    def publish(self, words: str = "", **environ: str) -> Ran:
        held = self.environ | environ
        return command(f"publish --out {self.out} {words}".strip(), self.root, held)

    def plan(self, campaign: Campaign) -> None:
        """Leave the plan, as its job does."""
        master = self.root / "missions/coverage/000_master_campaign.yaml"
        master.parent.mkdir(parents=True, exist_ok=True)
        master.write_text(dump_campaign(campaign), encoding="utf-8")

    def open_pull(self, branch: str) -> None:
        """Open a pull request that no mission asked for."""
        fields = {"title": "x", "head": branch, "base": "main"}
        Client(self.hub.api_url, self.token).ask("POST", f"{REPO}/pulls", fields)

    def listen(self, token: str | None = None) -> Ran:
        """Listen, by default with a token that reads; what was heard is in `answers`."""
        reads = {"contents": "read", "pull_requests": "read", "issues": "read"}
        held = self.hub.people.actions_token(SHOP, **reads) if token is None else token
        environ = self.environ | {"GITHUB_TOKEN": held}
        return command(f"listen --out {self.out}", self.root, environ)

    @property
    def answers(self) -> Answers:
        """Return what `listen` wrote."""
        return from_json(Answers, (self.out / "answers.json").read_text(encoding="utf-8"))

    @property
    def dashboard(self) -> Issue:
        """Return the one dashboard of main."""
        issues = self.hub.people.repo(SHOP).issues.values()
        title = title_of("main")
        (found,) = [one for one in issues if one.title == title and one.state == "open"]
        return found

    @property
    def pulls(self) -> list[str]:
        return sorted(one.title for one in self.hub.people.pulls(SHOP))
