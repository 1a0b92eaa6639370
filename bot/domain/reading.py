"""What a model made of a subject, as far as the subject's own syntax bears it out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.invariant import Invariant


@dataclass(frozen=True)
class ErrorCase:
    """A function's one `raise` of an error, and when it is reached, in a few words.

    `lines` are those of the statement, the first and the last (1-based).
    """

    function: str
    error: str
    when: str
    lines: tuple[int, int]

    def holds(self, error: str, line: int) -> bool:
        """Tell whether an error ("shop.errors.CartError") that left a line is this one."""
        is_inside = self.lines[0] <= line <= self.lines[1]
        return is_inside and error.rpartition(".")[2] == self.error


@dataclass(frozen=True)
class Reading:
    """What a subject is for, which of its functions are risky, its error cases, and its rules.

    `invariants` are about what the subject has, and believed no further; `prompt` names the
    question that all of it answers, as `Asked` does.
    """

    purpose: str
    risky: tuple[str, ...]
    errors: tuple[ErrorCase, ...]
    invariants: tuple[Invariant, ...] = ()
    prompt: str = ""

    def case(self, function: str, error: str, line: int) -> ErrorCase | None:
        """Return the case of an error that was seen; None where none is told."""
        found = (one for one in self.errors if one.function == function and one.holds(error, line))
        return next(found, None)
