"""Legs of a campaign that were cancelled: what they left is published whole or not at all."""

from __future__ import annotations

import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakehub.fakehub_hub import FakeHub
from fakes.publish_job import OTHER, TESTS, Job
from fakes.records import RECORD
from fakes.tiny import LEAVE_S_MAX, MISSION, command, make, result_dir, started

from bot import forges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUN = f"run {MISSION} --seed 3 --mission-seconds 600 --situations 24"


def no_artifact(folder: Path) -> None:
    shutil.rmtree(folder)


def an_empty_folder(folder: Path) -> None:
    no_artifact(folder)
    folder.mkdir()


def no_record(folder: Path) -> None:
    (folder / "record.json").unlink()


def half_a_record(folder: Path) -> None:
    text = (folder / "record.json").read_text(encoding="utf-8")
    (folder / "record.json").write_text(text[: len(text) // 2], encoding="utf-8")


def no_timing(folder: Path) -> None:
    (folder / "timing.json").unlink()


def no_patch(folder: Path) -> None:
    shutil.rmtree(folder / "patch")


def half_a_test(folder: Path) -> None:
    (folder / "patch" / TESTS).write_text("def test_a():\n    assert (1 ==", encoding="utf-8")


def an_unfinished_file(folder: Path) -> None:
    (folder / "patch" / TESTS).with_name(".tmp-17-4711").write_text("def te", encoding="utf-8")


def only_an_unfinished_file(folder: Path) -> None:
    (folder / "patch" / TESTS).rename(folder / "patch" / TESTS.replace("test_", ".tmp-17-4711"))


@pytest.mark.parametrize(
    "torn",
    [
        no_artifact,
        an_empty_folder,
        no_record,
        half_a_record,
        no_timing,
        no_patch,
        half_a_test,
        an_unfinished_file,
        only_an_unfinished_file,
    ],
    ids=lambda torn: torn.__name__,
)
def test_what_a_cancelled_leg_left_half_is_not_published_and_the_next_dispatch_goes_on(
    job: Job, torn: object
) -> None:
    assert callable(torn)
    job.leave(OTHER)
    torn(job.leave(RECORD).parent)

    first = job.publish()

    assert [one.title for one in job.hub.people.pulls(SHOP)] == [first_title(job)]
    assert "published created=1 " in first.out
    shutil.rmtree(job.out / "missions" / RECORD.mission_id, ignore_errors=True)
    job.leave(RECORD)
    again = job.publish()
    assert again.code == 0, again.out
    assert "published unchanged=1 created=1 " in again.out
    assert len(job.pulls) == 2


def first_title(job: Job) -> str:
    """Return the title of the whole mission's pull request."""
    return next(title for title in job.pulls if "till.py" in title)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    """Give a job whose repository, on GitHub and checked out, is a house with a plan."""
    monkeypatch.setattr(forges, "WRITES_APART_S", 0)
    with FakeHub(tmp_path / "fakehub") as hub:
        job = Job(hub, tmp_path)
        make(job.root)
        job.repository.commit("a house")
        url = hub.git_url(SHOP, hub.people.personal_token("ada"))
        job.repository.git("push", "--quiet", url, "main")
        job.out = job.root / ".coverage-missions"
        ran = command("plan", job.root)
        assert ran.code == 0, ran.err
        yield job
    hub.check()


def test_a_mission_killed_at_work_publishes_nothing_and_goes_on_the_next_time(house: Job) -> None:
    with started(RUN, house.root) as running:
        while running.poll() is None and not any(house.out.rglob("trials-*")):
            pass
        running.send_signal(signal.SIGKILL)
        running.communicate(timeout=LEAVE_S_MAX)
    assert running.returncode == -signal.SIGKILL
    assert any(result_dir(house.root).iterdir())

    killed = house.publish()

    assert (killed.code, house.pulls) == (2, [])
    assert "holds no finished mission" in killed.err
    assert [*house.hub.people.repo(SHOP).git.branches()] == ["main"]

    assert command(RUN, house.root).code == 0
    whole = house.publish()

    assert whole.code == 0, whole.out
    assert len(house.pulls) == 1
    (pull,) = house.hub.people.pulls(SHOP)
    assert pull.pull is not None
    git = house.hub.people.repo(SHOP).git
    files = [one.path for one in git.changed("main", pull.pull.head)]
    tests = [one for one in files if one.startswith("tests/")]
    assert len(tests) == 1
    assert git.ask_bytes("show", f"{pull.pull.head}:{tests[0]}") == (
        (result_dir(house.root) / "patch" / tests[0]).read_bytes()
    )
