"""Pynguin: evolutionary search with assertions chosen by mutation analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.peers import Written

if TYPE_CHECKING:
    from benchmark.peers import Budget, Scratch

FOLDER = "pynguin-tests"
# Its clock ends the search; assertions and minimising follow.
SECONDS_TIMES_MAX = 5
OVERHEAD_S_MAX = 120


class Pynguin:
    """Runs it once a module; its search gets the whole budget, what follows comes on top."""

    pins = ("pynguin==0.48.0",)
    # Its help recommends --no-xfail for better mutation scores; the others are its
    # defaults, written out.
    options = (
        *("--algorithm", "DYNAMOSA"),
        *("--assertion-generation", "MUTATION_ANALYSIS"),
        *("--no-xfail", "True"),
    )

    def write(self, scratch: Scratch, module: str, budget: Budget) -> Written:
        """Return the one file that it exports."""
        folder = scratch.copy / FOLDER
        folder.mkdir()
        argv = (
            *("pynguin", "--no-rich", "--project-path", str(scratch.source), *self.options),
            *("--module-name", module, "--output-path", str(folder)),
            *("--maximum-search-time", str(budget.seconds), "--seed", str(budget.seed)),
        )
        limit = OVERHEAD_S_MAX + SECONDS_TIMES_MAX * budget.seconds
        ran = scratch.run(argv, limit, PYNGUIN_DANGER_AWARE="1")
        exported = sorted(folder.glob("test_*.py"))
        text = exported[0].read_text(encoding="utf-8") if exported else ""
        return Written(text, ran.seconds, "" if text else _why(ran.timed_out, ran.tail))


def _why(timed_out: bool, tail: str) -> str:  # noqa: FBT001 - one caller, right above
    return "killed: out of time" if timed_out else tail
