"""`make e2e-github`: the campaign's workflow, run by act in containers, against the double.

Dispatched once with everything, once more, once as a dry run, and once where nothing is to do.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakehub.fakehub_hub import FakeHub
from workflows.runner.stage import ROOT, Ran, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBJECTS = ("src/shop/report.py", "src/shop/coupons.py", "src/shop/config.py")
# The one test of the example that fails by design.
FAILS_ANYWAY = "test_the_autumn_offer_is_running"
PREFIX = "coverage-missions/main/"


@dataclass(frozen=True)
class Pull:
    """A pull request as it is at some moment, with its branch and comments."""

    number: int
    title: str
    branch: str
    head: str
    labels: tuple[str, ...]
    comments: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class Campaign:
    """The stage, the first full dispatch, and what it left."""

    stage: Stage
    ran: Ran
    pulls: tuple[Pull, ...]


def pulls(hub: FakeHub) -> tuple[Pull, ...]:
    return tuple(
        Pull(
            one.number,
            one.title,
            one.pull.head,
            one.pull.head_sha,
            tuple(one.labels),
            tuple(comment.body for comment in one.comments),
            one.body or "",
        )
        for one in hub.people.pulls(SHOP)
        if one.pull
    )


def git(stage: Stage, *words: str) -> str:
    return stage.hub.people.repo(SHOP).git.ask_bytes(*words).decode()


@pytest.fixture(scope="module")
def campaign() -> Iterator[Campaign]:
    folder = Path(os.environ["STAGE"])
    (folder / "hub").mkdir(parents=True)
    with FakeHub(folder / "hub") as hub:
        stage = Stage(hub, folder, os.environ["IMAGE"])
        ran = stage.dispatch(subject="\n".join(SUBJECTS), mission_seconds="20")
        yield Campaign(stage, ran, pulls(hub))


def test_the_whole_run_succeeds(campaign: Campaign) -> None:
    assert campaign.ran.code == 0, campaign.ran.log[-4000:]
    assert not campaign.stage.hub.take_violations()


def test_each_mission_has_one_pull_request_with_one_comment(campaign: Campaign) -> None:
    assert [re.sub(r":.*", "", one.title) for one in campaign.pulls] == [
        f"Cover {subject}" for subject in SUBJECTS
    ]
    for one in campaign.pulls:
        assert one.labels == ("coverage-missions",)
        (comment,) = one.comments
        assert "<!-- coverage-missions:report" in comment


def test_each_branch_is_one_commit_of_a_missions_own_files(campaign: Campaign) -> None:
    for one in campaign.pulls:
        assert one.branch.startswith(PREFIX)
        assert git(campaign.stage, "rev-list", "--count", f"main..{one.branch}").strip() == "1"
        names = git(campaign.stage, "diff", "--name-only", "main", one.branch).split()
        tests = [name for name in names if name.startswith("tests/")]
        assert len(tests) == 1
        assert all(name.startswith("missions/") for name in set(names) - set(tests))


def test_the_suite_passes_on_each_branch(campaign: Campaign, tmp_path: Path) -> None:
    for one in campaign.pulls:
        folder = tmp_path / str(one.number)
        url = campaign.stage.hub.git_url(SHOP, campaign.stage.token)
        clone = ["git", "clone", "--quiet", "--branch", one.branch, url, str(folder)]
        subprocess.run(clone, check=True)
        suite = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-k"]
        ran = subprocess.run(
            [*suite, f"not {FAILS_ANYWAY}"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout[-2000:]


def test_the_report_tells_of_every_mission(campaign: Campaign) -> None:
    (found,) = (campaign.ran.artifacts / "report").rglob("report.json")

    assert {one["subject"] for one in json.loads(found.read_text())["missions"]} == set(SUBJECTS)


def test_no_token_is_in_what_the_run_leaves(campaign: Campaign) -> None:
    token = campaign.stage.token

    kept = [path for path in campaign.ran.artifacts.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if token.encode() in path.read_bytes()]
    assert token not in campaign.ran.log


def test_a_second_dispatch_opens_nothing_more(campaign: Campaign) -> None:
    before = {one.number: one.branch for one in campaign.pulls}

    ran = campaign.stage.dispatch(subject="\n".join(SUBJECTS), mission_seconds="20")

    assert ran.code == 0, ran.log[-4000:]
    after = pulls(campaign.stage.hub)
    assert {one.number: one.branch for one in after} == before
    assert all(len(one.comments) == 1 for one in after)
    for one in after:
        assert git(campaign.stage, "rev-list", "--count", f"main..{one.branch}").strip() == "1"


@pytest.mark.parametrize("inputs", [{"dry_run": "true"}, {"target_pct": "1"}])
def test_a_dry_run_and_a_plan_of_nothing_start_no_mission(
    campaign: Campaign, inputs: dict[str, str]
) -> None:
    before = pulls(campaign.stage.hub)

    ran = campaign.stage.dispatch(subject=SUBJECTS[0], **inputs)

    assert ran.code == 0, ran.log[-4000:]
    assert not [job for job in ran.jobs() if "Mission" in job or "Report" in job]
    assert pulls(campaign.stage.hub) == before


def test_the_repository_has_the_workflows_as_they_are(campaign: Campaign) -> None:
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        kept = git(campaign.stage, "show", f"main:.github/workflows/{path.name}")
        assert kept == path.read_text(encoding="utf-8")
