"""One thing that is wrong with a mission file, where it stands and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import MissionFileError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Problem:
    """A mistake at `line` and `column` (1-based) of a file; `step` is a step's id or ""."""

    message: str
    path: str
    line: int = 1
    column: int = 1
    step: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.text}"

    @property
    def text(self) -> str:
        """Say what is wrong without the place: "step verify: unknown key"."""
        return f"step {self.step}: {self.message}" if self.step else self.message


def in_file_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Sort by place and drop repetitions."""
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda problem: (problem.path, problem.line, problem.column)))


def error_of(problems: Sequence[Problem]) -> MissionFileError:
    """Make the error to raise for problems (at least one): the first's place, everyone's text."""
    first, *others = problems
    message = "\n".join([first.text, *map(str, others)])
    return MissionFileError(message, path=first.path, line=first.line, column=first.column)
