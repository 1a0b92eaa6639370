"""A worker that runs nothing of a model before the static gate has seen it.

The sandbox would hold it as well. But a stranger's text may be hostile on purpose, and a
gate that reads it after it ran is no gate; so this stands before each way of observing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import Look, Observation, ObservedEnd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.facts import ModuleFacts
    from bot.domain.tested import Mutant, MutantRun, TestRun
    from bot.domain.trial import Situation
    from bot.ports.craft import Craft
    from bot.ports.worker import Worker


class ScreenedWorker:
    """Implements ports.Worker over another one; what a model proposed is screened first.

    The other engines build situations of their own, whose tests are screened before they run.
    """

    def __init__(self, worker: Worker, craft: Craft) -> None:
        self._worker = worker
        self._craft = craft
        self._reasons: dict[str, str] = {}

    def facts(self) -> ModuleFacts:
        """Describe the imported subject."""
        return self._worker.facts()

    def observe(
        self,
        situations: Sequence[Situation],
        mutant: Mutant | None = None,
        *,
        look: Look = Look.ALONE,
    ) -> list[Observation]:
        """Run what may run, in order; the rest ends as REFUSED, with the reason as its note."""
        reasons = [self._reason(one) for one in situations]
        allowed = [one for one, why in zip(situations, reasons, strict=True) if not why]
        seen = iter(self._worker.observe(allowed, mutant, look=look) if allowed else ())
        return [_refused(reason) if reason else next(seen) for reason in reasons]

    def _reason(self, situation: Situation) -> str:
        if situation.engine is not EngineName.MODEL:
            return ""
        source = situation.source
        if source not in self._reasons:
            self._reasons[source] = self._craft.screen(source)
        return self._reasons[source]

    def try_tests(
        self, source: str, file_name: str, mutants: Sequence[Mutant] = (), *, enough: int = 1
    ) -> TestRun:
        """Run a test file; its source was screened when it was made."""
        return self._worker.try_tests(source, file_name, mutants, enough=enough)

    def try_mutants(
        self, source: str, file_name: str, mutants: Sequence[Mutant]
    ) -> list[MutantRun]:
        """Run a test file once per mutant."""
        return self._worker.try_mutants(source, file_name, mutants)

    def close(self) -> None:
        """End the worker."""
        self._worker.close()


def _refused(reason: str) -> Observation:
    return Observation(ObservedEnd.REFUSED, frozenset(), frozenset(), note=reason)
