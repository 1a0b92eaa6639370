"""Workflows that pages print are found, so that linters read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from tools.printed_workflows import main, printed_workflows

if TYPE_CHECKING:
    from pathlib import Path

WORKFLOW = """\
on: workflow_dispatch
jobs:
  all:
    steps:
      - uses: OWNER/coverage-missions@COMMIT # the commit you reviewed
"""


def fenced(block: str, *, indent: str = "") -> str:
    lines = ["```yaml", *block.splitlines(), "```", ""]
    return "Words.\n\n" + "\n".join(indent + line for line in lines)


def test_a_printed_workflow_is_found_and_calls_this_action() -> None:
    (found,) = printed_workflows(fenced(WORKFLOW))

    (step,) = yaml.safe_load(found)["jobs"]["all"]["steps"]
    assert step["uses"] == "./"


def test_a_workflow_in_a_list_is_found() -> None:
    assert printed_workflows(fenced(WORKFLOW, indent="   ")) == printed_workflows(fenced(WORKFLOW))


@pytest.mark.parametrize("block", ["id: m-1\nsubject: a.py", "- one", "jobs: {}"])
def test_other_formats_are_left_out(block: str) -> None:
    assert printed_workflows(fenced(block)) == []


def test_a_broken_workflow_is_left_to_the_linters() -> None:
    assert printed_workflows(fenced("on: [push\njobs:\n  a: {}")) != []


def test_each_workflow_gets_a_file_and_old_ones_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, folder = tmp_path / "page.md", tmp_path / "printed"
    page.write_text(fenced(WORKFLOW) * 2, encoding="utf-8")
    assert main([str(folder), str(page)]) == 0
    page.write_text(fenced(WORKFLOW), encoding="utf-8")

    assert main([str(folder), str(page)]) == 0

    assert [path.name for path in folder.iterdir()] == ["page-1.yml"]
    assert capsys.readouterr().out.splitlines()[-1] == str(folder / "page-1.yml")


def test_pages_without_a_workflow_are_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Words.\n", encoding="utf-8")

    assert main([str(tmp_path / "printed"), str(page)]) == 1
