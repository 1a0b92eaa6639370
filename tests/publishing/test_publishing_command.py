"""`publish` as a workflow runs it: result folders in, pull requests out, nothing executed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP
from fakehub.fakehub_hub import FakeHub
from fakes.publish_job import OTHER, Job
from fakes.records import RECORD

from bot import forges
from bot.domain.outcome import Status

if TYPE_CHECKING:
    from pathlib import Path


def test_each_result_becomes_a_pull_request(job: Job) -> None:
    job.leave(RECORD)
    job.leave(OTHER)

    ran = job.publish()

    assert ran.code == 0, ran.err
    first, second = (job.hub.people.issue(SHOP, number) for number in (1, 2))
    assert [one.pull.draft for one in (first, second) if one.pull] == [True, False]
    assert "<!-- missions:retry -->" in (second.body or "")
    assert second.comments[0].body.startswith("`src/shop/cart.py`: **41.1 % → 91.1 % of lines**")
    assert "published created=2 requests=25 requests_left=" in ran.out
    assert "pull-request-number<<" in job.outputs.read_text()
    assert job.token not in ran.out + ran.err


def test_the_same_results_again_change_nothing(job: Job) -> None:
    job.leave(RECORD)
    job.publish()

    ran = job.publish()

    assert "unchanged=1" in ran.out
    assert len(job.pulls) == 1


def test_a_mission_that_kept_nothing_is_no_pull_request(job: Job) -> None:
    job.leave(replace(RECORD, status=Status.EXHAUSTED, evidence=None))

    ran = job.publish()

    assert (ran.code, job.pulls) == (0, [])
    assert "none=1" in ran.out


def test_a_patch_that_holds_a_link_is_refused_and_the_others_go_on(job: Job) -> None:
    patch = job.leave(RECORD)
    (patch / "missions").mkdir()
    (patch / "missions/registry.json").symlink_to("/etc/passwd")
    job.leave(OTHER)

    ran = job.publish()

    assert ran.code == 3
    assert "'missions/registry.json' is a symbolic link" in ran.out
    assert len(job.pulls) == 1
    assert "till.py" in job.pulls[0]


@pytest.mark.parametrize("where", ["src/shop.py", ".github/workflows/x.yml", "conftest.py"])
def test_a_patch_that_holds_more_than_tests_is_refused(job: Job, where: str) -> None:
    patch = job.leave(RECORD)
    (patch / where).parent.mkdir(parents=True, exist_ok=True)
    (patch / where).write_text("import os\n")

    ran = job.publish()

    assert (ran.code, job.pulls) == (3, [])
    assert "neither the mission's test file" in ran.out


def test_labels_and_the_limit_are_as_asked(job: Job) -> None:
    job.leave(RECORD)
    job.leave(OTHER)

    ran = job.publish("--label tests --label bot --max-open-pulls 1 --reviewer ada")

    assert "limit-reached=1" in ran.out
    assert sorted(job.hub.people.issue(SHOP, 1).labels) == ["bot", "tests"]
    pull = job.hub.people.pull(SHOP, 1)
    assert [one.login for one in pull.reviewers] == ["ada"]


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"GITHUB_TOKEN": ""}, "github-token: ${{ github.token }}"),
        ({"GITHUB_REPOSITORY": "shop"}, "owner/name"),
    ],
)
def test_what_is_missing_is_named(job: Job, environ: dict[str, str], words: str) -> None:
    job.leave(RECORD)

    ran = job.publish(**environ)

    assert ran.code == 2
    assert words in ran.err


def test_an_expired_token_is_an_error_of_the_surroundings(job: Job) -> None:
    job.leave(RECORD)

    ran = job.publish(GITHUB_TOKEN="ghs_expired")

    assert ran.code == 4
    assert "has expired" in ran.out + ran.err
    assert "ghs_expired" not in ran.out + ran.err


def test_nothing_to_publish_is_told(job: Job) -> None:
    ran = job.publish()

    assert ran.code == 2
    assert "holds no finished mission" in ran.err


def test_sixty_missions_fit_into_an_hour_of_a_jobs_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forges, "WRITES_APART_S", 0)
    with FakeHub(tmp_path / "fakehub") as hub:
        job = Job(hub, tmp_path)
        for number in range(60):
            subject = f"src/shop/file{number:02}.py"
            job.leave(replace(RECORD, mission_id=f"m-{number:08x}", subject=subject))

        ran = job.publish("--max-open-pulls 60")

        assert ran.code == 0, ran.out
        assert len(hub.people.pulls(SHOP)) == 60
        rest = [one for one in hub.requests if not one.path.endswith("graphql")]
        # One finds the repository; the dashboard and the look for old branches take eight.
        assert len(rest) <= 8 * 60 + 1 + 8
        sent = len(hub.requests)

        heard = job.listen()

        assert heard.code == 0, heard.err
        paths = [one.path.rpartition("/")[2] for one in hub.requests[sent:]]
        assert sorted(paths) == ["graphql"] * 4 + ["issues", "pulls", "shop"]
        assert len(job.answers.missions) == 60
        hub.check()


def test_a_result_is_published_as_its_own_missions_only(job: Job) -> None:
    job.leave(RECORD)
    other = job.out / "missions/m-00000009"
    (job.out / "missions" / RECORD.mission_id).rename(other)

    ran = job.publish()

    assert (ran.code, job.pulls) == (3, [])
    assert "says to be of mission" in ran.out


@pytest.mark.parametrize("content", ["[]", "null", "5", '"x"', "1e999", "{"])
@pytest.mark.parametrize("name", ["record.json", "timing.json"])
def test_one_odd_file_leaves_the_other_missions_alone(job: Job, name: str, content: str) -> None:
    job.leave(OTHER)
    folder = job.leave(RECORD).parent
    (folder / name).write_text(content)

    ran = job.publish()

    assert len(job.pulls) == 1
    assert "a result cannot be read" in ran.out


def test_a_list_of_deletions_that_is_no_text_is_refused(job: Job) -> None:
    folder = job.leave(RECORD).parent
    (folder / "deleted.txt").write_bytes(b"\xff")

    ran = job.publish()

    assert (ran.code, job.pulls) == (3, [])
    assert "deleted.txt cannot be read" in ran.out


def test_one_mission_can_be_published_alone(job: Job) -> None:
    job.leave(RECORD)
    job.leave(OTHER)

    ran = job.publish(OTHER.mission_id)

    assert ran.code == 0
    assert "till.py" in " ".join(job.pulls)
    assert len(job.pulls) == 1


def test_gaps_lead_to_their_lines_and_another_commit_of_the_base_is_no_news(job: Job) -> None:
    job.leave(RECORD)
    job.publish()
    issue, tip = job.hub.people.issue(SHOP, 1), job.repository.git("rev-parse", "HEAD").strip()
    page = f"{job.hub.web_url}/{SHOP}/blob/{tip}/{RECORD.subject}#L"
    assert page in (issue.body or "")
    assert page in issue.comments[0].body
    (job.root / "README.md").write_text("# Other words\n", encoding="utf-8")
    job.repository.git("commit", "--quiet", "--all", "--message", "words")
    url = job.hub.git_url(SHOP, job.hub.people.personal_token("ada"))
    job.repository.git("push", "--quiet", url, "main")
    sent = job.hub.count("PATCH", "/pulls/1")

    ran = job.publish()

    assert "unchanged=1" in ran.out
    assert job.hub.count("PATCH", "/pulls/1") == sent


def asked(job: Job, sent: int) -> dict[str, int]:
    """Count what was asked since, by kind."""
    kinds = ["GraphQL" if one.path.endswith("graphql") else "REST" for one in job.hub.requests]
    return dict(Counter(kinds[sent:]))


def test_a_mission_file_that_was_never_merged_is_no_reason_to_commit_by_hand(job: Job) -> None:
    folder = job.leave(RECORD).parent
    (folder / "deleted.txt").write_text("missions/coverage/001_src_shop_cart.yaml\n")

    ran = job.publish(RECORD.mission_id)

    assert "created=1 requests=12 " in ran.out
    assert asked(job, 0) == {"GraphQL": 2, "REST": 10}
    # GitHub signs what it commits itself, and nothing else of a job's.
    assert job.hub.people.pull(SHOP, 1).head_sha in job.hub.people.repo(SHOP).verified


def test_three_new_missions_take_28_requests_of_rest_and_four_of_graphql(job: Job) -> None:
    for number in (1, 2, 3):
        job.leave(replace(RECORD, mission_id=f"m-0000000{number}", subject=f"src/{number}.py"))

    job.publish()

    assert asked(job, 0) == {"GraphQL": 4, "REST": 28}
    sent = len(job.hub.requests)
    job.publish()
    assert asked(job, sent) == {"GraphQL": 1, "REST": 18}
