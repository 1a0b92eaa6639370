"""Pynguin: evolutionary search with assertions chosen by mutation analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.peers import Written

if TYPE_CHECKING:
    from benchmark.peers import Budget, Scratch

FOLDER = "pynguin-tests"
# Minimising and writing have no clock of their own; ended before, it writes nothing.
SECONDS_TIMES_MAX = 5
OVERHEAD_S_MAX = 120
# Type tracing is as good on average; it takes other ways, so some crashes don't happen again.
FIRST = ()
SECOND = ("--type-tracing", "1.0")


class Pynguin:
    """Runs it once a module; its search gets the whole budget, its assertions the same again."""

    pins = ("pynguin==0.48.0",)
    # Its help recommends --no-xfail for better mutation scores; the others are its
    # defaults, written out.
    options = (
        *("--algorithm", "DYNAMOSA"),
        *("--assertion-generation", "MUTATION_ANALYSIS"),
        *("--no-xfail", "True"),
    )

    def write(self, scratch: Scratch, module: str, budget: Budget) -> Written:
        """Return the one file that it exports; where it crashes it gets a second try."""
        first = self._once(scratch, module, budget, FIRST)
        if first.text:
            return first
        second = self._once(scratch, module, budget, SECOND)
        note = f"first try: {first.note}" + (f"; second: {second.note}" if second.note else "")
        return Written(second.text, first.seconds + second.seconds, note)

    def _once(
        self, scratch: Scratch, module: str, budget: Budget, tracing: tuple[str, ...]
    ) -> Written:
        folder = scratch.copy / FOLDER
        folder.mkdir(exist_ok=True)
        argv = (
            *("pynguin", "--no-rich", "--project-path", str(scratch.source), *self.options),
            *("--module-name", module, "--output-path", str(folder), *tracing),
            *("--maximum-search-time", str(budget.seconds), "--seed", str(budget.seed)),
            *("--maximum-mutation-time", str(budget.seconds)),
        )
        limit = OVERHEAD_S_MAX + SECONDS_TIMES_MAX * budget.seconds
        ran = scratch.run(argv, limit, PYNGUIN_DANGER_AWARE="1")
        exported = sorted(folder.glob("test_*.py"))
        text = exported[0].read_text(encoding="utf-8") if exported else ""
        why = "killed: out of time" if ran.timed_out else ran.tail
        return Written(text, ran.seconds, "" if text else why)
