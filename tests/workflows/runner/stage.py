"""A repository on the GitHub double, and a real runner program that runs its workflows.

The repository is examples/shop with this project's workflows, as they are, and its action as a
release has it: with an image instead of a Dockerfile. `dispatch` is what the button does.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from fakehub.fakehub_ground import SHOP
from fakehub.fakehub_hub import FakeHub
from tools.released_action import released

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[3]
HERE = Path(__file__).parent
CAMPAIGN = ".github/workflows/campaign.yml"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
# Actions that are not here: their code is on no package registry, so ours stand in.
STAND_INS = sorted(path.name for path in (HERE / "actions").iterdir())
RUN_SECONDS_MAX = 1500
NOT_KEPT = {"__pycache__", ".pytest_cache", ".coverage-missions", "missions"}


@dataclass(frozen=True)
class Ran:
    """One run of a workflow: how it ended, what the runner printed, and its artifacts."""

    code: int
    log: str
    artifacts: Path

    def jobs(self) -> list[str]:
        """Return the jobs that succeeded, in the order of their ends."""
        ends = [line for line in self.log.splitlines() if line.endswith("🏁  Job succeeded")]
        return [line.split("]")[0].removeprefix("[").strip() for line in ends]


@dataclass
class Stage:
    """The shop on a double, for as many dispatches as one likes."""

    hub: FakeHub
    folder: Path
    image: str
    runs: int = 0
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Make the repository and the token that its jobs get.

        The double's clock stands where the runner's stands now, or all of it would be long ago.
        """
        self.hub.clock.now = int(time.time())
        self.hub.people.repository(SHOP, files=files_of(self.image), collaborators={"ada": "write"})
        self.token = self.hub.people.actions_token(SHOP, **permissions())

    def dispatch(self, **inputs: str) -> Ran:
        """Run the campaign's workflow on the repository's main as it is now."""
        self.runs += 1
        work = self.folder / str(self.runs)
        (work / "home").mkdir(parents=True)
        event = work / "event.json"
        event.write_text(json.dumps(_event(inputs)), encoding="utf-8")
        clone = [self.hub.git_url(SHOP, self.token), str(work / "clone")]
        subprocess.run(["git", "clone", "--quiet", *clone], check=True)
        with (work / "log").open("w", encoding="utf-8") as log:
            done = subprocess.run(
                self._command(work, event),
                env=_environment(work),
                stdout=log,
                stderr=subprocess.STDOUT,
                timeout=RUN_SECONDS_MAX,
                check=False,
            )
        text = (work / "log").read_text(encoding="utf-8", errors="replace")
        return Ran(done.returncode, text, work / "artifacts")

    def _command(self, work: Path, event: Path) -> list[str]:
        environ = {
            "GITHUB_REPOSITORY": SHOP,
            "GITHUB_RUN_ID": str(self.runs),
            "GITHUB_SERVER_URL": self.hub.web_url,
            "GITHUB_API_URL": self.hub.api_url,
            "GITHUB_GRAPHQL_URL": self.hub.graphql_url,
            "ARTIFACTS": str(work / "artifacts"),
        }
        cache = work / "cache"
        flags = {
            "-C": str(work / "clone"),
            "-W": CAMPAIGN,
            "-e": str(event),
            "-s": f"GITHUB_TOKEN={self.token}",
            "--platform": "ubuntu-latest=-self-hosted",
            "--action-cache-path": str(cache),
            "--container-daemon-socket": os.environ["DOCKER_HOST"],
            # Files of a step are named by their paths outside, which act does not translate;
            # the double listens on loopback, which a container has of its own.
            "--container-options": f"--network host -v {cache}:{cache}",
        }
        switches = ["--pull=false", "--no-skip-checkout", "--no-cache-server"]
        given = [word for name, value in flags.items() for word in (name, value)]
        given += [word for pair in environ.items() for word in ("--env", "=".join(pair))]
        given += [word for pair in _stand_ins() for word in ("--local-repository", pair)]
        return [os.environ["ACT"], "workflow_dispatch", *switches, *given]


def files_of(image: str) -> dict[str, bytes]:
    """Return the repository's files: the shop, the workflows, and the action with its image."""
    shop = ROOT / "examples/shop"
    found = [path for path in shop.rglob("*") if path.is_file()]
    kept = [path.relative_to(shop) for path in found]
    files = {
        path.as_posix(): (shop / path).read_bytes()
        for path in kept
        if not NOT_KEPT & set(path.parts)
    }
    files |= {f".github/workflows/{path.name}": path.read_bytes() for path in WORKFLOWS}
    action = (ROOT / "action.yml").read_text(encoding="utf-8")
    return files | {"action.yml": released(action, image).encode()}


def permissions() -> dict[str, str]:
    """Return the rights of the jobs that hold a token, as the API names them.

    act gives every job the same token; this one may do what those jobs may, and nothing else.
    """
    rights: dict[str, str] = {}
    for job in _jobs():
        if "github.token" in json.dumps(job.get("steps", [])):
            for name, level in job["permissions"].items():
                known = name.replace("-", "_")
                rights[known] = max(level, rights.get(known, level), key=("read", "write").index)
    return rights


def _jobs() -> Iterator[dict[str, Any]]:
    for path in WORKFLOWS:
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()


def _stand_ins() -> Iterator[str]:
    """Yield act's words for each pinned action that a stand-in is here for."""
    used = {step["uses"] for job in _jobs() for step in job.get("steps", []) if "uses" in step}
    for name in sorted(used):
        owner, _, action = name.split("@")[0].partition("/")
        if owner == "actions" and action in STAND_INS:
            yield f"{name}={HERE / 'actions' / action}"


def _event(inputs: Mapping[str, str]) -> dict[str, object]:
    """Return what a runner gets of a dispatch; an input that is not given has its default.

    All of them are texts there, "true" and "false" too.
    """
    workflow = yaml.safe_load((ROOT / CAMPAIGN).read_text(encoding="utf-8"))
    # YAML 1.1 reads the key `on` as true.
    defaults = {
        name: str(one["default"]).lower() if one["type"] == "boolean" else one["default"]
        for name, one in workflow[True]["workflow_dispatch"]["inputs"].items()
    }
    named = {name.replace("_", "-"): value for name, value in inputs.items()}
    assert set(named) <= set(defaults), f"{CAMPAIGN} has no such input: {named}"
    repository = {"full_name": SHOP, "default_branch": "main", "private": False}
    return {"inputs": defaults | named, "ref": "refs/heads/main", "repository": repository}


def _environment(work: Path) -> dict[str, str]:
    """Return as little as act needs: a job gets all of it, as it does of a runner's service."""
    path = shutil.which("node") or ""
    assert path, "Node is not here; the stand-ins of actions need it"
    return {
        "PATH": f"{Path(path).parent}:{os.defpath}",
        "HOME": str(work / "home"),
        "DOCKER_HOST": os.environ["DOCKER_HOST"],
    }
