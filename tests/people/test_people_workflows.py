"""The campaign's workflow keeps its promises, and those printed in the docs pass the linters."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CAMPAIGN = ROOT / ".github/workflows/campaign.yml"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
SCHEMAS = ("vendor.github-workflows", "custom.github-workflows-require-timeout")
UPLOAD, DOWNLOAD = "actions/upload-artifact@", "actions/download-artifact@"


def printed() -> list[tuple[str, str]]:
    """Return each workflow that a page shows, with the page's name and its number there."""
    found = []
    for page in PAGES:
        blocks = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        workflows = [block for block in blocks if re.search(r"^jobs:", block, re.MULTILINE)]
        found += [(f"{page.name} {at}", text) for at, text in enumerate(workflows, start=1)]
    return found


PRINTED = [pytest.param(text, id=name) for name, text in printed()]


def program(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(name)), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Save a workflow as a person would who pasted it and filled in what it leaves open."""
    path = tmp_path / ".github/workflows/pasted.yml"
    path.parent.mkdir(parents=True)
    path.write_text(request.param.replace("@COMMIT", f"@{COMMIT}"), encoding="utf-8")
    return path


def test_the_docs_show_the_strict_and_the_simple_workflow() -> None:
    assert {name for name, _ in printed()} >= {"README.md 1", "github.md 1"}


@pytest.mark.parametrize("saved", PRINTED, indirect=True)
@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_printed_workflow_fits_the_schemas(saved: Path, schema: str) -> None:
    checked = program("check-jsonschema", "--builtin-schema", schema, str(saved))

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("saved", PRINTED, indirect=True)
def test_a_printed_workflow_passes_the_security_linter(saved: Path) -> None:
    config = str(ROOT / ".github/zizmor.yml")

    checked = program("zizmor", "--offline", "--no-progress", "--config", config, str(saved))

    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("text", [*PRINTED, pytest.param(CAMPAIGN.read_text("utf-8"), id="own")])
def test_a_workflow_says_whose_token_listens(text: str) -> None:
    (step,) = re.findall(r"command: listen\n(.*)\n", text)

    assert step.partition("# ")[2] == "the token that publishes, where that is another"


@pytest.mark.parametrize("text", PRINTED)
def test_a_printed_workflow_gives_a_token_to_listen_and_publish_alone(text: str) -> None:
    workflow = yaml.safe_load(text)
    inputs = set(yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"])
    ours = [given for _, given in given_to(workflow["jobs"], "OWNER/")]

    assert workflow["permissions"] == {}
    assert ours
    assert all(set(given) <= inputs for given in ours)
    holders = [given["command"] for given in ours if "github-token" in given]
    assert holders == ["listen", "publish"]
    assert text.count("github.token") == 2
    assert "secrets" not in text


Given = list[tuple[dict[str, Any], dict[str, Any]]]


def given_to(jobs: dict[str, Any], used: str) -> Given:
    """Return what each step of an action is given, with the step's job, in order."""
    found = [(job, step) for job in jobs.values() for step in job["steps"]]
    return [(job, step["with"]) for job, step in found if step["uses"].startswith(used)]


@pytest.mark.parametrize("text", [*PRINTED, pytest.param(CAMPAIGN.read_text("utf-8"), id="own")])
def test_whoever_plans_was_told_what_people_answered(text: str) -> None:
    jobs = yaml.safe_load(text)["jobs"]
    ours = given_to(jobs, "OWNER/") + given_to(jobs, "./")
    (listener, _), (planner, plan) = [
        (job, given) for job, given in ours if given["command"] in {"listen", "plan", "campaign"}
    ]

    assert plan["answers"] == ".coverage-missions/answers.json"
    assert {"contents", "pull-requests", "issues"} <= listener["permissions"].keys()
    if planner is not listener:
        names = {"name": "answers", "path": ".coverage-missions"}
        assert jobs[planner["needs"]] is listener
        assert names in [given for job, given in given_to(jobs, DOWNLOAD) if job is planner]
        (sent,) = [given for job, given in given_to(jobs, UPLOAD) if job is listener]
        assert (sent["name"], sent["path"]) == ("answers", ".coverage-missions/answers.json")


@pytest.mark.parametrize("text", PRINTED)
def test_a_job_of_its_own_that_publishes_has_the_plan(text: str) -> None:
    jobs = yaml.safe_load(text)["jobs"]
    publishing = next(job for job, given in given_to(jobs, "OWNER/") if "publish" in given.values())
    plans = {"name": "missions", "path": "missions/coverage"}

    has_plan = plans in [given for job, given in given_to(jobs, DOWNLOAD) if job is publishing]
    assert has_plan == (len(jobs) > 1)


@pytest.mark.parametrize("text", [*PRINTED, pytest.param(CAMPAIGN.read_text("utf-8"), id="own")])
def test_a_second_start_waits_and_two_branches_publish_one_after_the_other(text: str) -> None:
    workflow = yaml.safe_load(text)
    jobs = workflow["jobs"]
    ours = given_to(jobs, "OWNER/") + given_to(jobs, "./")
    (publishing,) = [job for job, given in ours if given["command"] == "publish"]
    groups = [one["concurrency"] for one in (workflow, *jobs.values()) if "concurrency" in one]
    # They count the same open pull requests, so the group is the same on every branch.
    around = [workflow, publishing] if len(jobs) > 1 else [workflow]

    assert "concurrency" in workflow
    # GitHub Enterprise Server and the linters know no `queue`.
    assert all(set(one) == {"group", "cancel-in-progress"} for one in groups)
    assert all(one["cancel-in-progress"] is False for one in groups)
    assert any("${{" not in one["concurrency"]["group"] for one in around if "concurrency" in one)
    # A group that a job shares with its own workflow would never be free.
    assert len({one["group"] for one in groups}) == len(groups)


def campaign() -> dict[str, Any]:
    jobs: dict[str, Any] = yaml.safe_load(CAMPAIGN.read_text(encoding="utf-8"))["jobs"]
    return jobs


def steps(job: str, used: str) -> list[dict[str, Any]]:
    return [step["with"] for step in campaign()[job]["steps"] if step["uses"].startswith(used)]


def test_missions_run_side_by_side_and_one_failure_stops_no_other() -> None:
    strategy = campaign()["run"]["strategy"]

    assert strategy["fail-fast"] is False
    assert "max-parallel" not in strategy


def test_one_job_publishes_all_after_all_runs_though_some_failed() -> None:
    publish = campaign()["publish"]

    assert publish["needs"] == ["plan", "run"]
    assert publish["if"].startswith("${{ !cancelled() && needs.plan.result == 'success' && ")
    assert "needs.run.result" not in publish["if"]
    assert "strategy" not in publish
    assert [given["command"] for given in steps("publish", "./")] == ["publish"]
    assert "mission" not in steps("publish", "./")[0]
    assert publish["concurrency"]["cancel-in-progress"] is False


@pytest.mark.parametrize("job", ["publish", "report"])
def test_no_run_can_write_into_another_ones_result(job: str) -> None:
    (uploaded,) = steps("run", UPLOAD)
    (downloaded,) = [given for given in steps(job, DOWNLOAD) if "name" not in given]

    assert uploaded["name"] == "${{ matrix.id }}"
    assert uploaded["path"].endswith("/missions/${{ matrix.id }}")
    assert downloaded == {"path": ".coverage-missions/missions"}


def test_a_result_that_is_alone_gets_a_folder_too() -> None:
    """Of all artifacts, an artifact gets a folder where there are several: two always are."""
    always = [given["name"] for job in ("listen", "plan") for given in steps(job, UPLOAD)]

    assert always == ["answers", "missions"]
    assert all(
        given["if-no-files-found"] == "error"
        for job in ("listen", "plan")
        for given in steps(job, UPLOAD)
    )
