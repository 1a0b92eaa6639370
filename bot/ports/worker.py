"""The door to a warm interpreter of one subject, and the conditions it runs under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.domain.trial import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.facts import ModuleFacts
    from bot.domain.tested import Mutant, MutantRun, TestRun
    from bot.domain.trial import Observation, Situation


class Worker(Protocol):
    """A warm interpreter of the subject: pytest and the subject imported once, a fork per trial."""

    def facts(self) -> ModuleFacts:
        """Describe the imported subject.

        Raises:
            NothingRuns: it cannot be imported; the message ends with the reason.
        """
        ...

    def observe(
        self,
        situations: Sequence[Situation],
        mutant: Mutant | None = None,
        *,
        look: Look = Look.ALONE,
    ) -> list[Observation]:
        """Run situations in forks and look at what each did, in order.

        With a mutant, the subject is changed by it in each fork; where it cannot be, the
        observation is BROKEN.
        """
        ...

    def try_tests(
        self, source: str, file_name: str, mutants: Sequence[Mutant] = (), *, enough: int = 1
    ) -> TestRun:
        """Run a test file by pytest in one fork, under the project's own pytest configuration.

        Where it passes, it is run under mutants too, one after the other, until so many
        are noticed; they share the fork while nothing is left behind in it.
        """
        ...

    def try_mutants(
        self, source: str, file_name: str, mutants: Sequence[Mutant]
    ) -> list[MutantRun]:
        """Run all tests of a file that passes once per mutant, in order."""
        ...

    def close(self) -> None:
        """End the interpreter and all that it started. Idempotent."""
        ...


@dataclass(frozen=True)
class Conditions:
    """What differs between two warm workers, so that a test that depends on it shows as flaky.

    `other_build`: the standard library keeps its promises, and what it promises nobody
    (compressed bytes, what follows a seed) is as another build of the language may have it.
    """

    hash_seed: int = 0
    timezone: str = "UTC"
    locale: str = "C.UTF-8"
    reverse_order: bool = False
    other_build: bool = False
