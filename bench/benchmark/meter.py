"""Run test files by plain pytest under SlipCover, and read what both report.

SlipCover shares no code with the coverage.py that missions decide by.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from benchmark.packages import Package
from benchmark.programs import Call, run
from benchmark.results import Coverage, Measured

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmark.programs import Ran

METER_S_MAX = 300
TEST_S_MAX = 20
PYTEST = (
    *("pytest", "-q", "-p", "no:cacheprovider", "--junitxml", "junit.xml"),
    *("--timeout", str(TEST_S_MAX), "-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
BAD = frozenset({"failure", "error"})


@dataclass(frozen=True)
class Bench:
    """A package ready to be run: its clean tree and the Python that has its needs."""

    package: Package
    root: Path
    python: Path


@dataclass(frozen=True)
class Outcome:
    """One test's end; `test` is file::name, `good` is passed, skipped or expected to fail."""

    test: str
    good: bool


def fresh(bench: Bench, made: Path, files: Sequence[str], folder: Path) -> Path:
    """Copy the package and those test files into `folder`; return the copy's root."""
    copy = folder / "copy"
    shutil.copytree(bench.root, copy, ignore=shutil.ignore_patterns(".git"))
    for file in files:
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made / file, copy / file)
    return copy


def environment(bench: Bench, copy: Path, *, hash_seed: int = 0) -> dict[str, str]:
    """Return what a run outside is told: where the package lies, and the hash seed."""
    return {
        "PYTHONPATH": str(copy / bench.package.source),
        "PYTHONHASHSEED": str(hash_seed),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def measure(
    bench: Bench, module: str, made: Path, files: Sequence[str], *, confined: bool
) -> Measured:
    """Measure what the module's own test files cover of it, in a fresh copy."""
    with tempfile.TemporaryDirectory(prefix="meter-") as name:
        copy = fresh(bench, made, files, Path(name))
        ran = _slipcover(bench, copy, module, files, confined=confined)
        outcomes = list(read_junit(copy / "junit.xml"))
        coverage = read_slipcover(copy / "slipcover.json", bench.package.file_of(module))
    failing = tuple(outcome.test for outcome in outcomes if not outcome.good)
    note = "" if coverage else f"not measured: {_why(ran)}"
    return Measured(coverage or NOTHING, len(outcomes), failing, seconds=ran.seconds, note=note)


NOTHING = Coverage((), (), (), ())


def _why(ran: Ran) -> str:
    return f"did not end within {METER_S_MAX} s" if ran.timed_out else ran.tail


def _slipcover(
    bench: Bench, copy: Path, module: str, files: Sequence[str], *, confined: bool
) -> Ran:
    source = str(Path(bench.package.file_of(module)).parent)
    meter = [str(bench.python), "-m", "slipcover", "--branch", "--json", "--out", "slipcover.json"]
    argv = (*meter, "--source", source, "-m", *PYTEST, "-p", "no:randomly", *files)
    env = environment(bench, copy)
    return run(Call(argv, copy, METER_S_MAX, env, confined=confined))


def read_slipcover(path: Path, file: str) -> Coverage | None:
    """Read one file's part of SlipCover's JSON; None where it is not there.

    Shape: {"files": {path: {"executed_lines": [1], "missing_lines": [2],
    "executed_branches": [[1, 2]], "missing_branches": [[1, 0]], ...}}}.
    """
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))["files"].get(file)
    if found is None:
        return None
    return Coverage(
        tuple(found["executed_lines"]),
        tuple(found["missing_lines"]),
        tuple((a, b) for a, b in found["executed_branches"]),
        tuple((a, b) for a, b in found["missing_branches"]),
    )


def read_junit(path: Path) -> Iterator[Outcome]:
    """Read pytest's JUnit file; a file that can't be collected counts as one bad test.

    Shape: <testcase classname="tests.test_a.TestB" name="test_c[1]"> with a child
    <failure>, <error> or <skipped> (expected failures are skipped, too), or none.
    """
    if not path.exists():
        return
    # The text comes from tests, but pytest writes the file; expat bounds entities.
    for case in ET.parse(path).iter("testcase"):  # noqa: S314
        place = (case.get("classname") or "").replace(".", "/")
        bad = any(child.tag in BAD for child in case)
        yield Outcome(f"{place}::{case.get('name')}", not bad)
