"""Talk to the warm worker: requests go out as JSON lines, what was seen comes back.

Everything the worker says is untrusted: lines are capped, parsed strictly, and
waited for no longer than a limit. A worker that dies is started again, a few
times; what it was doing then is told as DIED.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from bot import codec
from bot.domain.facts import ModuleFacts
from bot.domain.tested import MutantRun, TestRun
from bot.domain.trial import Look, Observation, ObservedEnd
from bot.errors import NothingRuns, SandboxError
from bot.languages.python.conversation import Conversation, Refused, WorkerGone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.domain.mission import Limits
    from bot.domain.tested import Mutant
    from bot.domain.trial import Situation
    from bot.ports.world import RunningProgram

T = TypeVar("T")

RESTARTS_MAX = 10
BATCH_MAX = 100
SITUATION_CHARS_MAX = 100_000
SUITE_WAIT_S = 60
MUTANT_WAIT_S = 240
FACTS_WAIT_S = 60


class PythonWorker:
    """A warm interpreter of the subject. Started at its first use, and again where it died."""

    def __init__(self, start: Callable[[], RunningProgram], limits: Limits) -> None:
        self._start = start
        self._limits = limits
        self._conversation: Conversation | None = None
        self._starts_left = 1 + RESTARTS_MAX

    def facts(self) -> ModuleFacts:
        """Describe the imported subject.

        Raises:
            NothingRuns: it cannot be imported; the message ends with the reason.
            SandboxError: the worker died too often.
        """
        answers, lost = self._ask({"kind": "facts"}, ModuleFacts, 1, FACTS_WAIT_S)
        if not answers or answers[0] is None:
            raise NothingRuns(f"the subject cannot be described: {lost or 'unreadable answer'}")
        return answers[0]

    def observe(
        self,
        situations: Sequence[Situation],
        mutant: Mutant | None = None,
        *,
        look: Look = Look.ALONE,
    ) -> list[Observation]:
        """Run situations in forks and look at what each did, in order; see ports.Worker.

        Raises:
            NothingRuns: the subject cannot be imported.
            SandboxError: the worker died too often.
        """
        found: list[Observation] = []
        while len(found) < len(situations):
            batch = situations[len(found) : len(found) + BATCH_MAX]
            if len(batch[0].source) > SITUATION_CHARS_MAX:
                found.append(_ended(ObservedEnd.BROKEN, "the situation is too long"))
                continue
            found.extend(self._observe_some(_before_too_long(batch), mutant, look))
        return found

    def _observe_some(
        self, batch: Sequence[Situation], mutant: Mutant | None, look: Look
    ) -> list[Observation]:
        """Observe until the batch is done or the worker dies; at least one is told."""
        request = {
            "kind": "observe",
            "situations": [codec.to_plain(one) for one in batch],
            "mutant": codec.to_plain(mutant) if mutant else None,
            "look": look,
        }
        answers, lost = self._ask(request, Observation, len(batch), self._limits.trial_timeout_s)
        unreadable = _ended(ObservedEnd.DIED, "the trial's answer cannot be read")
        seen = [answer or unreadable for answer in answers]
        told = [*seen, _ended(ObservedEnd.DIED, lost)] if lost else seen
        return told[: len(batch)]

    def try_tests(
        self, source: str, file_name: str, mutants: Sequence[Mutant] = (), *, enough: int = 1
    ) -> TestRun:
        """Run a test file by pytest in one fork, then under mutants; see ports.Worker.

        Raises:
            NothingRuns: the subject cannot be imported.
            SandboxError: the worker died too often.
        """
        request = {
            "kind": "tests",
            "source": source,
            "file_name": file_name,
            "mutants": [codec.to_plain(mutant) for mutant in mutants],
            "enough": enough,
        }
        wait_s = SUITE_WAIT_S + (MUTANT_WAIT_S if mutants else 0)
        answers, lost = self._ask(request, TestRun, 1, wait_s)
        if answers and answers[0] is not None:
            return answers[0]
        note = lost or "the trial's answer cannot be read"
        return TestRun((), frozenset(), frozenset(), 0.0, broken=True, note=note)

    def try_mutants(
        self, source: str, file_name: str, mutants: Sequence[Mutant]
    ) -> list[MutantRun]:
        """Run the test file once per mutant, in order; see ports.Worker.

        Raises:
            NothingRuns: the subject cannot be imported.
            SandboxError: the worker died too often.
        """
        found: list[MutantRun] = []
        while len(found) < len(mutants):
            batch = mutants[len(found) :]
            request = {
                "kind": "mutants",
                "source": source,
                "file_name": file_name,
                "mutants": [codec.to_plain(mutant) for mutant in batch],
            }
            answers, lost = self._ask(request, _Answer, len(batch), MUTANT_WAIT_S)
            # A mutant that takes the worker down with it proves nothing about the tests.
            told = [*answers, None] if lost else answers
            found.extend(
                MutantRun(mutant, answer.applied, answer.killed_by)
                if answer
                else MutantRun(mutant, applied=False, killed_by=())
                for mutant, answer in zip(batch, told, strict=False)
            )
        return found

    def close(self) -> None:
        """End the interpreter and all that it started. Idempotent."""
        if self._conversation is not None:
            self._conversation.part()
            self._conversation = None

    def _drop(self) -> None:
        """End a conversation that went wrong; a later request starts another."""
        if self._conversation is not None:
            self._conversation.stop()
            self._conversation = None

    def _ask(
        self, request: Mapping[str, object], kind: type[T], count: int, wait_s: float
    ) -> tuple[list[T | None], str]:
        """Return the answers that came, None for an unreadable one, and why no more came ("")."""
        answers: list[T | None] = []
        try:
            conversation = self._talking()
            conversation.send(request)
            for _ in range(count):
                answers.append(_structured(kind, conversation.answer(wait_s)))  # noqa: PERF401 - those that came before an end count
            conversation.end()
        except WorkerGone as gone:
            self._drop()
            return answers, str(gone)
        except Refused as refused:
            self._drop()
            raise NothingRuns(f"the subject cannot be imported: {refused}") from refused
        return answers, ""

    def _talking(self) -> Conversation:
        if self._conversation is None:
            if self._starts_left == 0:
                raise SandboxError(f"the worker died {1 + RESTARTS_MAX} times; see the notes")
            self._starts_left -= 1
            self._conversation = Conversation(self._start())
            self._conversation.hello()
        return self._conversation


@dataclass(frozen=True)
class _Answer:
    """What the worker says of one mutant."""

    applied: bool
    killed_by: tuple[str, ...]


def _structured(kind: type[T], plain: object) -> T | None:
    """Parse an answer; None where the trial's process made something else of it."""
    try:
        return codec.from_plain(kind, plain)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def _ended(end: ObservedEnd, note: str) -> Observation:
    return Observation(end, frozenset(), frozenset(), note=note)


def _before_too_long(batch: Sequence[Situation]) -> Sequence[Situation]:
    """Return the situations up to the first that is too long to send."""
    for index, situation in enumerate(batch):
        if len(situation.source) > SITUATION_CHARS_MAX:
            return batch[:index]
    return batch
