"""What a trial ran is what `coverage json` would say of it: lines and branches, to the last one."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from fakes.tricky_subject import IMPORTS, MATCHING, SITUATIONS, TRICKY
from fakes.worker_project import MODULE, SUBJECT, Project, situation

if TYPE_CHECKING:
    from pathlib import Path

DRIVER = """
import json, os, sys
from coverage import Coverage

subject, imports, calls = json.loads(sys.argv[1])
for number, call in enumerate(calls):
    pid = os.fork()
    if pid == 0:
        measured = Coverage(branch=True, data_file=None, config_file=False, include=[subject])
        measured.start()
        scope = {}
        try:
            exec("\\n".join(imports), scope)
            eval(call, scope)
        except Exception:
            pass
        measured.stop()
        measured.json_report(outfile=f"report-{number}.json")
        os._exit(0)
    os.waitpid(pid, 0)
"""


def by_coverage_json(project: Project) -> list[tuple[frozenset[int], frozenset[tuple[int, int]]]]:
    """Run each call in a fresh import of the subject and read the reports of coverage.py."""
    order = json.dumps([str(project.root / SUBJECT), IMPORTS, SITUATIONS])
    env = {"PYTHONPATH": str(project.root / "src"), "COVERAGE_CORE": "ctrace"}
    subprocess.run([sys.executable, "-c", DRIVER, order], cwd=project.temp, env=env, check=True)
    found = []
    for number in range(len(SITUATIONS)):
        report = json.loads((project.temp / f"report-{number}.json").read_text())
        (file,) = report["files"].values()
        arcs = frozenset((source, target) for source, target in file["executed_branches"])
        found.append((frozenset(file["executed_lines"]), arcs))
    return found


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project(tmp_path_factory.mktemp("coverage"), TRICKY + MATCHING)


def test_lines_and_arcs_of_a_trial_match_coverage_json(project: Project) -> None:
    differing = {}

    with project.worker() as worker:
        facts = worker.facts()
        seen = worker.observe([situation(call, imports=IMPORTS) for call in SITUATIONS])
    expected = by_coverage_json(project)
    for call, observation, (lines, arcs) in zip(SITUATIONS, seen, expected, strict=True):
        own_lines = facts.imported_lines | observation.lines
        own_arcs = facts.imported_arcs | observation.arcs
        if (own_lines, own_arcs) != (lines, arcs):
            differing[call] = (own_lines ^ lines, own_arcs ^ arcs)

    assert differing == {}


def test_a_trial_counts_only_what_ran_in_it(project: Project) -> None:
    with project.worker() as worker:
        first, second = worker.observe([situation("nested(2)"), situation("lambdas(1)")])

    assert first.lines
    assert second.lines
    assert not first.lines & second.lines


def test_set_up_counts_and_describing_does_not(tmp_path: Path) -> None:
    subject = """
class Thing:
    def __init__(self, size):
        self.size = size
    def __eq__(self, other):
        return self.size == other.size
def make():
    return 3
"""
    project = Project(tmp_path, subject)

    with project.worker() as worker:
        (seen,) = worker.observe([situation("Thing(size)", "size = make()")])

    assert seen.value is not None
    assert seen.value.source == "Thing(size=3)"
    assert seen.lines == {4, 8}


def test_the_subjects_own_exclusions_are_kept(project: Project) -> None:
    with project.worker() as worker:
        (seen,) = worker.observe([situation("ignored(1)")])

    assert seen.lines == frozenset()


def test_the_module_is_the_one_that_was_asked_for(project: Project) -> None:
    with project.worker() as worker:
        facts = worker.facts()

    assert (facts.module, facts.path) == (MODULE, SUBJECT)
