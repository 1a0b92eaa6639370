"""Time `plan` over a given report of ten thousand files, first and again.

Run by `make bench-plan`. The repository is made up in a scratch folder; both
plans must stay within SECONDS_MAX and MEGABYTES_MAX.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SECONDS_MAX = 10
MEGABYTES_MAX = 500
PACKAGE_FILES = 100
FUNCTIONS = 5
FUNCTION = """\
def step_{number}(value, low=0):
    if value > low:
        return value - {number}
    return low


"""
FUNCTION_LINES = FUNCTION.count("\n")


def main(words: Sequence[str]) -> int:
    """Print seconds and memory of both plans; return 1 where one is over its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    files = parser.parse_args(words).files
    with tempfile.TemporaryDirectory(prefix="bench-") as top:
        root = Path(top)
        _write_repository(root, files)
        kept = [_timed(root, name) for name in ("first plan", "same again")]
    return 0 if all(kept) else 1


def _write_repository(root: Path, files: int) -> None:
    """Write packages of small modules and the report that measured nothing but their imports."""
    source = "".join(FUNCTION.format(number=number) for number in range(FUNCTIONS))
    starts = [at * FUNCTION_LINES for at in range(FUNCTIONS)]
    measured = {
        "executed_lines": [start + 1 for start in starts],
        "missing_lines": [start + line for start in starts for line in (2, 3, 4)],
        "executed_branches": [],
        "missing_branches": [[start + 2, start + line] for start in starts for line in (3, 4)],
    }
    report = {}
    for number in range(files):
        path = f"src/package{number // PACKAGE_FILES:03}/module{number % PACKAGE_FILES:02}.py"
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(source, encoding="utf-8")
        report[path] = measured
    text = json.dumps({"meta": {"format": 3}, "files": report})
    (root / "report.json").write_text(text, encoding="utf-8")


def _timed(root: Path, name: str) -> bool:
    """Run the command as people do; tell whether it stayed within its bounds."""
    argv = [sys.executable, "-m", "bot", "plan", "--root", str(root)]
    argv += ["--report", str(root / "report.json"), "--matrix-out", str(root / "matrix.json")]
    started = time.perf_counter()
    output = os.open(os.devnull, os.O_WRONLY)
    quiet = [(os.POSIX_SPAWN_DUP2, output, stream) for stream in (1, 2)]
    pid = os.posix_spawn(sys.executable, argv, dict(os.environ), file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    os.close(output)
    seconds, megabytes = time.perf_counter() - started, usage.ru_maxrss * 1024 / 1e6
    cpu = usage.ru_utime + usage.ru_stime
    sys.stdout.write(f"{name}: {seconds:.1f} s ({cpu:.1f} s of CPU), {megabytes:.0f} MB\n")
    if os.waitstatus_to_exitcode(status) != 0:
        sys.stdout.write(f"{name}: the command failed\n")
        return False
    if seconds > SECONDS_MAX or megabytes > MEGABYTES_MAX:
        sys.stdout.write(f"{name}: more than {SECONDS_MAX} s or {MEGABYTES_MAX} MB\n")
        return False
    return True


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
