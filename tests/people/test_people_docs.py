"""What people read agrees with the program."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot import errors
from bot.command_line import parser
from bot.errors import BotError, StaleMission

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("tests/**/*.md")])
LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")

SITUATIONS_MIN = 25
"""Others test about as many (create-pull-request's integration tests)."""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def error_classes() -> set[str]:
    found = [value for value in vars(errors).values() if isinstance(value, type)]
    return {cls.__name__ for cls in found if issubclass(cls, BotError)}


def test_each_error_has_an_entry_and_each_entry_an_error() -> None:
    entries = re.findall(r"^## (\w+)$", text("docs/messages.md"), re.MULTILINE)

    assert sorted(entries) == sorted(error_classes() - {"BotError"})


def test_each_entry_gives_the_errors_exit_code() -> None:
    entries = text("docs/messages.md").split("\n## ")[1:]

    for entry in entries:
        error = getattr(errors, entry.split("\n")[0])
        # Nothing but a mission's own steps can meet it.
        inside = error is StaleMission
        told = "*Blocks its mission, exit 0.*" if inside else f"*Exit {error.exit_code}.*"
        assert entry.split("\n\n")[1].startswith(told), entry


def test_the_tree_drawn_in_errors_is_the_tree_of_classes() -> None:
    drawn = set(re.findall(r"^(?:[├└│─ ]*)(\w+)  +", errors.__doc__ or "", re.MULTILINE))

    assert drawn == error_classes()


def test_the_readme_shows_the_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    assert f"```text\n{parser().format_help()}```" in text("README.md")


def test_the_readmes_workflow_is_valid(tmp_path: Path) -> None:
    (block,) = re.findall(r"```yaml\n(.*?)```", text("README.md"), re.DOTALL)
    workflow = tmp_path / "workflow.yml"
    workflow.write_text(block, encoding="utf-8")

    schema = ["--builtin-schema", "vendor.github-workflows"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(workflow)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout
    jobs = yaml.safe_load(block)["jobs"].values()
    ours = [step for job in jobs for step in job["steps"] if step["uses"].startswith("OWNER/")]
    assert [step["with"]["command"] for step in ours] == ["listen", "campaign", "publish"]
    inputs = set(yaml.safe_load(text("action.yml"))["inputs"])
    assert all(set(step["with"]) <= inputs for step in ours)


def test_each_situation_of_git_names_tests_that_are_there() -> None:
    section = text("docs/github.md").partition("\n## Situations of git\n")[2].partition("\n## ")[0]
    rows = [row for row in section.splitlines() if row.startswith("| ")][2:]
    named = [re.findall(r"`(test_\w+)`", row.split("|")[3]) for row in rows if "**" not in row]
    there = [
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert len(named) >= SITUATIONS_MIN
    assert all(named)
    assert [name for names in named for name in names if name not in there] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))

    missing = [target for target in targets if not (page.parent / target).exists()]
    assert missing == []


def test_each_dependency_has_its_reason_in_the_design() -> None:
    listed = re.findall(r'^    "([\w-]+)==', text("pyproject.toml"), re.MULTILINE)
    section = text("docs/design.md").split("\n## Dependencies\n")[1].split("\n## ")[0]
    explained = re.findall(r"^\| `([\w-]+)` \|", section, re.MULTILINE)

    assert sorted(explained) == sorted(listed)


def test_each_folder_of_tests_is_explained() -> None:
    explained = re.findall(r"^\| `(\w+)/` \|", text("tests/README.md"), re.MULTILINE)

    kept = subprocess.run(
        ["git", "ls-files", "tests"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    folders = {name.split("/")[1] for name in kept.split() if name.count("/") > 1}
    assert folders <= set(explained)
    assert set(explained) <= {path.name for path in (ROOT / "tests").iterdir()}
