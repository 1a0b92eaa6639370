"""action.yml, the flags, the README, the workflows and the Dockerfile say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.domain.outcome import Status
from bot.flags import FLAGS, default_of
from bot.settings import Command

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}\Z")
CODE = re.compile(r"\A`([^`]*)`\Z")
VERSION_COMMENT = re.compile(r"uses: +\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+\Z")

# The inputs that are no flags: two words of the command line, and what no command line may hold.
WORDS = {"command": Command.CAMPAIGN.value, "mission": "", "github-token": ""}


def loaded(path: Path) -> dict[Any, Any]:
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(value, dict)
    return value


def action() -> dict[Any, Any]:
    return loaded(ROOT / "action.yml")


def readme_rows(heading: str) -> list[list[str]]:
    """Read the table under a heading: the cells of each row, code without its quotes."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.split(f"### {heading}\n")[1].split("\n#")[0]
    rows = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| `")]
    return [[CODE.sub(r"\1", cell.strip()) for cell in row] for row in rows]


def used(node: object) -> list[str]:
    """Collect every `uses:` of a workflow or action."""
    if isinstance(node, dict):
        own = [value for key, value in node.items() if key == "uses"]
        return own + [name for value in node.values() for name in used(value)]
    if isinstance(node, list):
        return [name for value in node for name in used(value)]
    return []


def steps_that_use_us(workflow: dict[Any, Any]) -> list[dict[Any, Any]]:
    jobs = workflow["jobs"].values()
    steps = [step for job in jobs for step in job.get("steps", [])]
    return [step for step in steps if step.get("uses") == "./"]


def test_the_actions_inputs_are_the_flags_with_their_defaults() -> None:
    inputs = {name: spec["default"] for name, spec in action()["inputs"].items()}

    assert inputs == WORDS | {flag.name: default_of(flag) for flag in FLAGS}


def test_the_readme_shows_the_actions_inputs() -> None:
    shown = [(name, default, text) for name, default, text in readme_rows("Inputs")]

    inputs = action()["inputs"].items()
    assert shown == [(name, spec["default"], spec["description"]) for name, spec in inputs]


def test_the_readme_shows_the_actions_outputs() -> None:
    shown = [(name, text) for name, text in readme_rows("Outputs")]

    outputs = action()["outputs"].items()
    assert shown == [(name, spec["description"]) for name, spec in outputs]


def test_the_action_names_every_command_and_every_outcome() -> None:
    inputs, outputs = action()["inputs"], action()["outputs"]

    named = set(re.findall(r"\w+", inputs["command"]["description"]))
    assert named >= set(Command)
    assert set(re.findall(r"\w+", outputs["outcome"]["description"])) >= set(Status)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_starts_from_no_permissions(path: Path) -> None:
    workflow = loaded(path)

    assert workflow["permissions"] == {}
    assert all(job.get("permissions") for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_local_or_pinned_to_a_commit_and_says_its_version(path: Path) -> None:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]

    foreign = [name for name in used(loaded(path)) if not name.startswith("./")]
    assert all(PINNED.match(name) for name in foreign)
    commented = [line for line in lines if VERSION_COMMENT.search(line)]
    assert len(commented) == len(foreign)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_hands_over_only_inputs_that_exist(path: Path) -> None:
    given = {name for step in steps_that_use_us(loaded(path)) for name in step["with"]}

    assert given <= set(action()["inputs"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_runs_on_other_peoples_pull_requests_with_rights(path: Path) -> None:
    # YAML 1.1 reads the key `on` as true.
    triggers = set(loaded(path)[True])

    assert not triggers & {"pull_request_target", "workflow_run", "issue_comment"}


def jobs_with(command: Command) -> list[dict[Any, Any]]:
    found = [job for path in WORKFLOWS for job in loaded(path)["jobs"].values()]
    return [
        job
        for job in found
        if any(step.get("with", {}).get("command") == command for step in job.get("steps", []))
    ]


@pytest.mark.parametrize("command", [Command.PLAN, Command.RUN])
def test_a_job_that_runs_untrusted_code_holds_no_token(command: Command) -> None:
    (job,) = jobs_with(command)

    assert job["permissions"] == {"contents": "read"}
    assert "token" not in str(job)
    assert "secrets" not in str(job)
    assert all(
        step["with"]["persist-credentials"] is False
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    )


def test_the_job_that_holds_a_token_runs_nothing_but_publish() -> None:
    (job,) = jobs_with(Command.PUBLISH)

    assert job["permissions"] == {
        "contents": "write",
        "pull-requests": "write",
        "issues": "write",
    }
    assert not any("run" in step for step in job["steps"])
    assert [step["with"]["command"] for step in job["steps"] if step["uses"] == "./"] == ["publish"]


def dockerfile() -> list[str]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_the_image_keeps_the_runners_user_and_folder() -> None:
    instructions = {line.split()[0] for line in dockerfile()}

    assert not instructions & {"USER", "WORKDIR", "CMD"}


def test_the_images_entry_point_is_exact_and_ignores_the_checkout() -> None:
    (entry,) = [line for line in dockerfile() if line.startswith("ENTRYPOINT")]

    words = yaml.safe_load(entry.removeprefix("ENTRYPOINT "))
    assert words[0].startswith("/")
    assert words[1:] == ["-I", "-m", "bot"]


def test_the_images_base_is_pinned_by_digest_and_can_be_given() -> None:
    lines = dockerfile()

    assert re.fullmatch(r"ARG BASE=[\w./:-]+@sha256:[0-9a-f]{64}", lines[0])
    assert lines[1] == "FROM ${BASE}"


def test_the_build_sees_only_what_the_image_copies() -> None:
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")

    allowed = {line[1:] for line in ignore if line.startswith("!")}
    copied = {
        word for line in dockerfile() if line.startswith("COPY") for word in line.split()[1:-1]
    }
    assert "*" in ignore
    assert copied == allowed
