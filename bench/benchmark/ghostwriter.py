"""Hypothesis' ghostwriter: property-based tests from signatures and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.peers import Written

if TYPE_CHECKING:
    from benchmark.peers import Budget, Scratch

WRITE_S_MAX = 60


class Ghostwriter:
    """Runs `hypothesis write` once a module; it needs no budget."""

    pins = ("hypothesis[cli,ghostwriter]==6.170.15",)
    # Without it, nearly every test fails at the first input that the subject refuses.
    options = ("--style", "pytest", "--except", "Exception")

    def write(self, scratch: Scratch, module: str, budget: Budget) -> Written:  # noqa: ARG002 - as all peers
        """Return what it prints."""
        ran = scratch.run(("hypothesis", "write", *self.options, module), WRITE_S_MAX)
        text = "" if ran.code or "def test" not in ran.out else ran.out
        return Written(text, ran.seconds, "" if text else ran.tail)
