"""Sample mutants of covered lines with cosmic-ray and count those that the tests notice.

Cosmic-ray makes the mutants, runs the tests and judges; only the choice is ours.
"""

from __future__ import annotations

import ast
import hashlib
import json
import shlex
import sqlite3
import tempfile
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmark.meter import Bench, environment, fresh
from benchmark.programs import Call, run
from benchmark.results import Measured, Mutants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


PINS = ("cosmic-ray==8.7.0",)
INIT_S_MAX = 120
# A mutant may loop: it has four times what the plain run took, and no less than this.
MUTANT_S_MIN = 10
MUTANT_TIMES = 4
CONFIG = "cosmic-ray.toml"
SESSION = "cosmic-ray.sqlite"
SURVIVED = "SURVIVED"
KILLED = "KILLED"


@dataclass(frozen=True)
class Spec:
    """One possible mutant; `line` and `column` are where it begins."""

    job: str
    operator: str
    occurrence: int
    arguments: str
    line: int
    column: int

    def rank(self, seed: int) -> str:
        """Return what sorts mutants by chance, the same for every arm that meets them."""
        text = f"{seed}:{self.operator}:{self.occurrence}:{self.arguments}"
        return hashlib.sha256(text.encode()).hexdigest()


def choose(specs: Iterable[Spec], lines: Iterable[int], count: int, seed: int) -> list[Spec]:
    """Choose up to `count` mutants that begin on `lines`.

    Round by round each place gives one, so that a place with a dozen replacements
    (an operator) counts no more than one with a single (a number).
    """
    wanted = frozenset(lines)
    places = defaultdict[tuple[int, int], list[Spec]](list)
    for spec in sorted(specs, key=lambda spec: spec.rank(seed)):
        if spec.line in wanted:
            places[spec.line, spec.column].append(spec)
    ranked = [
        (turn, spec.rank(seed), spec)
        for place in places.values()
        for turn, spec in enumerate(place)
    ]
    return [spec for _, _, spec in sorted(ranked, key=lambda one: one[:2])[:count]]


@dataclass(frozen=True)
class Job:
    """One module's tests, of which `bad` ones (failing, flaky) are left out."""

    bench: Bench
    module: str
    made: Path
    files: tuple[str, ...]
    measured: Measured
    bad: tuple[str, ...]

    @property
    def limit_s(self) -> float:
        """Return how long the tests may take on one mutant."""
        return max(MUTANT_S_MIN, MUTANT_TIMES * self.measured.seconds)


def outside_annotations(specs: Iterable[Spec], source: str) -> list[Spec]:
    """Leave out mutants of type annotations: no test can be asked to notice them."""
    spans = [
        ((node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset))
        for node in type_hints(ast.parse(source))
    ]
    return [
        spec
        for spec in specs
        if not any(first <= (spec.line, spec.column) < last for first, last in spans)
    ]


def type_hints(tree: ast.AST) -> Iterator[ast.expr]:
    """Find the annotations of arguments, results and variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
            yield node.returns


def mutate(cosmic_ray: Path, job: Job, *, count: int, seed: int) -> Mutants:
    """Try up to `count` mutants of lines that the tests cover."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        copy = fresh(job.bench, job.made, job.files, Path(name))
        (copy / CONFIG).write_text(_config(job, copy), encoding="utf-8")
        tool = str(cosmic_ray.with_name("cosmic-ray"))
        ran = run(Call((tool, "init", CONFIG, SESSION), copy, INIT_S_MAX, confined=True))
        if ran.code:
            return Mutants(0, 0, 0, 0, note=f"cosmic-ray init: {ran.tail}")
        lines = frozenset(job.measured.coverage.executed_lines)
        source = (copy / job.bench.package.file_of(job.module)).read_text(encoding="utf-8")
        with closing(sqlite3.connect(copy / SESSION)) as session:
            specs = outside_annotations(read_specs(session), source)
            chosen = choose(specs, lines, count, seed)
            keep_only(session, [spec.job for spec in chosen])
        seconds_max = INIT_S_MAX + len(chosen) * (job.limit_s + 1)
        run(Call((tool, "exec", CONFIG, SESSION), copy, seconds_max, confined=True))
        with closing(sqlite3.connect(copy / SESSION)) as session:
            found = verdicts(session, chosen)
        possible = sum(spec.line in lines for spec in specs)
        return replace(found, possible=possible, everywhere=len(specs))


def _config(job: Job, copy: Path) -> str:
    env = [f"{name}={text}" for name, text in environment(job.bench, copy).items()]
    test = [str(job.bench.python), "-m", "pytest", "-x", "-q", "-p", "no:randomly"]
    test += ["-p", "no:cacheprovider", *job.files]
    for one in job.bad:
        place, _, function = one.partition("::")
        test += ["--deselect", f"{place}.py::{function}"]
    # TOML's basic strings are JSON's for all that can stand in a command.
    command = json.dumps(shlex.join(["env", *env, *test]))
    path = json.dumps(job.bench.package.file_of(job.module))
    return (
        f"[cosmic-ray]\nmodule-path = {path}\ntimeout = {job.limit_s:.1f}\n"
        f"excluded-modules = []\ntest-command = {command}\n\n"
        '[cosmic-ray.distributor]\nname = "local"\n'
    )


def read_specs(session: sqlite3.Connection) -> list[Spec]:
    """Read all possible mutants of a session that cosmic-ray has made."""
    asked = "job_id, operator_name, occurrence, operator_args, start_pos_row, start_pos_col"
    rows = session.execute(f"SELECT {asked} FROM mutation_specs")  # noqa: S608 - constants
    return [Spec(*row) for row in rows]


def keep_only(session: sqlite3.Connection, jobs: Sequence[str]) -> None:
    """Drop all other mutants from the session."""
    session.execute("CREATE TEMP TABLE chosen (job_id TEXT)")
    session.executemany("INSERT INTO chosen VALUES (?)", [(job,) for job in jobs])
    for table in ("mutation_specs", "work_items"):
        session.execute(
            f"DELETE FROM {table} WHERE job_id NOT IN (SELECT job_id FROM chosen)"  # noqa: S608 - constants
        )
    session.commit()


def verdicts(session: sqlite3.Connection, chosen: Sequence[Spec]) -> Mutants:
    """Count the session's verdicts; what could not be judged was not tried."""
    rows = session.execute("SELECT job_id, test_outcome, output FROM work_results")
    found = {job: (outcome, output) for job, outcome, output in rows}
    killed = [job for job, (outcome, _) in found.items() if outcome == KILLED]
    survivors = [spec for spec in chosen if found.get(spec.job, ("",))[0] == SURVIVED]
    return Mutants(
        killed=len(killed),
        tried=len(killed) + len(survivors),
        possible=len(chosen),
        everywhere=len(chosen),
        timed_out=sum(found[job][1] == "timeout" for job in killed),
        survivors=tuple(sorted(f"{spec.line}:{spec.column} {spec.operator}" for spec in survivors)),
    )
