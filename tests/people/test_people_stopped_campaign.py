"""A campaign that people stopped leaves all that the workflows hand on, and is no error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from fakes.tiny import MASTER, PYTHON, command, make

from bot.codec import to_json
from bot.domain.answers import Answers

ROOT = Path(__file__).parents[2]
README = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
CAMPAIGN = (ROOT / ".github/workflows/campaign.yml").read_text("utf-8")
ANSWERS = ".coverage-missions/answers.json"


def uploaded(workflow: str, job: str) -> list[str]:
    """Return the paths of what a job uploads; where nothing is there, the job fails."""
    steps = yaml.safe_load(workflow)["jobs"][job]["steps"]
    return [one["with"]["path"] for one in steps if "upload-artifact@" in one["uses"]]


@pytest.mark.parametrize(
    ("name", "workflow"), [("campaign", README[0]), ("plan", CAMPAIGN)], ids=["readme", "own"]
)
def test_what_is_stopped_leaves_what_is_uploaded(tmp_path: Path, name: str, workflow: str) -> None:
    root = make(tmp_path / "house", with_git=True)
    (root / ANSWERS).parent.mkdir()
    (root / ANSWERS).write_text(to_json(Answers(is_stopped=True)), encoding="utf-8")
    outputs = tmp_path / "outputs"

    ran = command(
        f"{name} --answers {ANSWERS} --python {PYTHON}", root, {"GITHUB_OUTPUT": str(outputs)}
    )

    assert ran.code == 0, ran.err
    assert [path.name for path in (root / MASTER).parent.iterdir()] == [Path(MASTER).name]
    paths = uploaded(workflow, name)
    assert "missions/coverage" in paths
    assert all(any(one.is_file() for one in (root / path).rglob("*")) for path in paths)
    assert name == "campaign" or re.search(r"^0$|count=0", outputs.read_text("utf-8"), re.MULTILINE)
