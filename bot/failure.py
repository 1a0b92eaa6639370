"""The one boundary where what nobody expected is caught: a failure becomes a value.

The command line uses it for the whole program, a campaign for each mission, so
that one mission's bad luck is never the others'.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot.errors import BotError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

# Nobody can act, running again may help: the code of errors.OutsideError.
EXIT_LOST = OutsideError.exit_code
EXIT_BUG = 70
EXIT_INTERRUPTED = 130
CAUSES_MAX = 100


@dataclass(frozen=True)
class Failure:
    """What went wrong: `message` says what to do next; `trace` is a bug's traceback, else ""."""

    exit_code: int
    message: str
    trace: str = ""

    @property
    def is_bug(self) -> bool:
        """Tell whether it is ours to mend."""
        return self.exit_code == EXIT_BUG


def attempt(act: Callable[[], T]) -> T | Failure:
    """Return what `act` returns, or its failure.

    Raises:
        KeyboardInterrupt: it was interrupted, whatever failed while it cleaned up.
    """
    try:
        return act()
    except Exception as error:
        if _is_interrupted(error):
            raise KeyboardInterrupt from error
        if isinstance(error, BotError):
            return Failure(error.exit_code, str(error))
        told = f"{type(error).__name__}: {error}"
        return Failure(EXIT_BUG, f"a bug of ours: {told}", traceback.format_exc())


def _is_interrupted(error: BaseException | None) -> bool:
    """Tell whether an error came up while an interrupt was on its way out."""
    for _ in range(CAUSES_MAX):
        if error is None or isinstance(error, KeyboardInterrupt):
            return error is not None
        error = error.__context__
    return False


def exit_code_of(failures: Sequence[Failure]) -> int:
    """Return the code to exit with, 0 without failures: a bug's, else of who can act first.

    Codes grow from the author (2) over the owner (3) to nobody (4).
    """
    codes = {failure.exit_code for failure in failures}
    return EXIT_BUG if EXIT_BUG in codes else min(codes, default=0)
