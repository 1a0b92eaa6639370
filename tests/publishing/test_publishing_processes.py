"""Processes that publish the same mission at the same time, each from a checkout of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

import bot
from bot.stages.boards import title_of

if TYPE_CHECKING:
    from fakes.publish_job import Job

PROCESSES = 3
SECONDS_MAX = 600
# The program waits a second between writes.
CODE = "from bot import forges; forges.WRITES_APART_S = 0; from bot.__main__ import main; main()"


def started(job: Job, number: int) -> subprocess.Popen[str]:
    """Start a process that publishes what the job has."""
    place = job.folder / f"runner{number}"
    shutil.copytree(job.root, place / "checkout")
    shutil.copytree(job.out, place / "out")
    environ = {
        **os.environ,  # noqa: TID251 - as a shell would start it
        **job.environ,
        "PYTHONPATH": str(Path(bot.__file__).parents[1]),
        "GITHUB_OUTPUT": str(place / "outputs"),
    }
    return subprocess.Popen(
        [sys.executable, "-c", CODE, "publish", "--out", str(place / "out")],
        cwd=place / "checkout",
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_they_end_in_one_pull_request_one_comment_and_one_dashboard(job: Job) -> None:
    job.leave(RECORD)

    running = [started(job, number) for number in range(PROCESSES)]
    told = [one.communicate(timeout=SECONDS_MAX)[0] for one in running]
    # Whoever comes next mends what a late list hid.
    last = job.publish()

    assert last.code == 0, told
    (pull,) = job.hub.people.pulls(SHOP, state="all")
    assert len(pull.comments) == 1
    issues = job.hub.people.repo(SHOP).issues.values()
    assert [one.state for one in issues if one.title == title_of("main")].count("open") == 1
    assert all("pull request subject=src/shop/cart.py" in out for out in told), told
