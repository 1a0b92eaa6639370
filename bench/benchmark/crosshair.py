"""CrossHair `cover`: symbolic execution that prints one pytest function a path."""

from __future__ import annotations

import ast
import re
import time
from typing import TYPE_CHECKING

from benchmark.peers import Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmark.peers import Budget, Scratch

# It prints only when it is done, so each function and class is asked for alone.
START_S = 2.0
SHARE_S_MIN = 1.0
# It counts its own CPU seconds, so it is planned for the budget and ended well after.
OVERTIME = 2
TEST = re.compile(r"^def (test_\w+)\(", re.MULTILINE)


class CrossHair:
    """Shares the module's seconds evenly among its functions and classes."""

    pins = ("crosshair-tool==0.0.112",)
    options = ("--example_output_format", "pytest", "--coverage_type", "opcode")

    def write(self, scratch: Scratch, module: str, budget: Budget) -> Written:
        """Join what it prints for each part of the module; what is no Python is dropped."""
        source = scratch.copy / scratch.bench.package.file_of(module)
        left = list(parts(source.read_text(encoding="utf-8")))
        started = time.monotonic()
        printed, late = list[str](), 0
        while left:
            name, conditions = left.pop(0)
            spent = time.monotonic() - started
            share = max(SHARE_S_MIN, (budget.seconds - spent) / (len(left) + 1) - START_S)
            timeout = ("--per_condition_timeout", f"{share / conditions:.2f}")
            argv = ("crosshair", "cover", *self.options, *timeout, f"{module}.{name}")
            limit = OVERTIME * budget.seconds - spent
            if limit < START_S:
                late += 1
                continue
            ran = scratch.run(argv, limit)
            printed.append("" if ran.timed_out else ran.out)
            late += ran.timed_out
        text, dropped = join(printed)
        note = f"{late} functions and classes not done in time" if late else ""
        return Written(text, time.monotonic() - started, note, dropped)


def parts(text: str) -> Iterator[tuple[str, int]]:
    """Name a module's functions and classes, with the number of functions in each."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, 1
        elif isinstance(node, ast.ClassDef):
            methods = sum(isinstance(one, ast.FunctionDef) for one in node.body)
            if methods:
                yield node.name, methods


def join(printed: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Make one file of all outputs: imports once, names made distinct.

    Returns the file, "" where no test is left, and the tests that do not compile:
    it writes objects by their repr, `<object at 0x7f>` included.
    """
    imports = dict[str, None]()
    tests, dropped = list[str](), list[str]()
    for text in printed:
        head, *chunks = re.split(r"^(?=def test_)", text, flags=re.MULTILINE)
        imports |= dict.fromkeys(line for line in head.splitlines() if line.strip())
        for chunk in chunks:
            name = f"test_{len(tests) + len(dropped)}_{_name(chunk)}"
            renamed = TEST.sub(f"def {name}(", chunk, count=1).rstrip() + "\n"
            (tests if _compiles(renamed) else dropped).append(
                renamed if _compiles(renamed) else name
            )
    if not tests:
        return "", tuple(dropped)
    good = [line for line in imports if _compiles(line)]
    return "\n".join(good) + "\n\n\n" + "\n\n".join(tests), tuple(dropped)


def _name(chunk: str) -> str:
    found = TEST.match(chunk)
    assert found
    return found[1].removeprefix("test_")


def _compiles(text: str) -> bool:
    try:
        compile(text, "<crosshair>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
