"""What a suite leaves behind is read as if by an enemy: files, links, pipes and floods."""

import json
import os
from pathlib import Path

import pytest
from fakes.measured_suite import PYTHON, project
from fakes.plain_program import PlainProgram

from bot.domain.mission import Limits
from bot.domain.outcome import SandboxTier
from bot.errors import NothingRuns
from bot.languages.python.suite import suite_run
from bot.languages.python.suite.measure import measure
from bot.languages.python.suite.suite_run import suite_dir
from bot.languages.python.tree import find_tree
from bot.ports.workshop import Suite
from bot.ports.world import Ran, Request


class LyingSandbox:
    """Runs nothing and leaves the files that a hostile suite could leave."""

    tier = SandboxTier.NONE

    def __init__(self, *, report: str | Path, events: str = '{"reported": true}') -> None:
        self._report = report
        self._events = events

    def run(self, request: Request) -> Ran:
        folder = Path(request.argv[-1]).parent
        (folder / "events.jsonl").write_text(self._events)
        if isinstance(self._report, Path):
            (folder / "report.json").symlink_to(self._report)
        else:
            (folder / "report.json").write_text(self._report)
        return Ran(0, "", "it said this", timed_out=False, truncated=False, seconds=0.0)

    def start(self, request: Request) -> PlainProgram:
        raise AssertionError(request)


def lie(root: Path, sandbox: LyingSandbox) -> Suite:
    return measure(find_tree(project(root), None), PYTHON, sandbox, Limits())


def test_files_we_did_not_ask_for_are_not_believed(tmp_path: Path) -> None:
    one = {"executed_lines": [1], "missing_lines": []}
    report = {"meta": {"format": 3}, "files": {"pkg/code.py": one, "elsewhere.py": one}}

    suite = lie(tmp_path, LyingSandbox(report=json.dumps(report)))

    assert [file.path for file in suite.report.files] == ["pkg/code.py"]


def test_a_report_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(NothingRuns, match="tampered"):
        lie(tmp_path, LyingSandbox(report="{}"))


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("{}")

    with pytest.raises(NothingRuns, match="cannot be started: it said this"):
        lie(tmp_path / "root", LyingSandbox(report=secret))


@pytest.mark.parametrize("events", ["", "nonsense\n{}\n[]\n" + '{"how": "odd"}\n'])
def test_without_events_nothing_ran(tmp_path: Path, events: str) -> None:
    with pytest.raises(NothingRuns, match="cannot be started: it said this"):
        lie(tmp_path, LyingSandbox(report="{}", events=events))


def test_a_pipe_or_a_flood_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = find_tree(project(tmp_path), None)
    suite_dir(tree).mkdir(parents=True)
    os.mkfifo(suite_dir(tree) / "pipe")
    (suite_dir(tree) / "flood").write_text("12345")
    monkeypatch.setattr(suite_run, "REPORT_BYTES_MAX", 4)

    assert suite_run.read_untrusted(suite_dir(tree) / "pipe", 10) == ""
    assert suite_run.read_untrusted(suite_dir(tree) / "flood", 4) == ""
    assert suite_run.read_untrusted(suite_dir(tree) / "flood", 5) == "12345"
