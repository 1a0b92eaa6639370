"""Several servers as one model: questions wait in a bounded queue, each server has one at a time.

What is begun is answered in the background. A server that fails is left out, its question
goes to another one; people are told by whoever asks next, so that lines never mix.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from bot.adapters.models.call import Call, answer_bounds
from bot.adapters.models.endpoint import Endpoint, Speech
from bot.errors import ModelError
from bot.ports.model import Completion, CompletionEnd, ModelCard, Prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.ports.world import Console

ANSWER_SECONDS_MAX = 120
QUEUE_MAX = 8
"""Questions begun and not asked for yet; the oldest gives way."""

BAD_IN_A_ROW_MAX = 3
"""A server that fails so often one after the other is left out."""

GRACE_S = 30.0
"""What a name's look-up may take beyond an answer's time."""

CLOSE_S = 2.0
OVER = "the mission's time was over"


@dataclass(eq=False)
class _Job:
    """One question: `call` is its way to a server once it has one, `failure` a bug of ours."""

    prompt: Prompt
    done: Event = field(default_factory=Event)
    is_asked: bool = False
    call: Call | None = None
    completion: Completion | None = None
    failure: BaseException | None = None


class Fleet:
    """Implements ports.Model over servers that have the same model.

    An answer may take `seconds_max`, and no more than `seconds_left()` tells when it
    starts. `key` is sent to servers that speak as OpenAI's does.
    """

    def __init__(
        self,
        endpoints: Sequence[Endpoint],
        *,
        console: Console,
        seconds_left: Callable[[], float],
        seconds_max: float = ANSWER_SECONDS_MAX,
        key: str = "",
    ) -> None:
        assert endpoints, "a fleet has at least one server; MissingModel is for none"
        self._endpoints = list(endpoints)
        self._console = console
        self._seconds_left = seconds_left
        self._seconds_max = seconds_max
        self._key = key
        self._lock = Condition()
        self._jobs: dict[Prompt, _Job] = {}
        self._waiting: deque[_Job] = deque()
        self._has_started = False
        self._serving = 0
        self._left_out: list[str] = []
        self._is_closed = False
        self._note = ""
        self._card = _card_of(endpoints)

    @property
    def card(self) -> ModelCard | None:
        """Tell who answers; None once no server is left."""
        return None if self._note else self._card

    @property
    def note(self) -> str:
        """Say why nobody answers any more, "" while somebody does."""
        return self._note

    def begin(self, prompt: Prompt) -> None:
        """Start to answer in the background, if a server is free by and by."""
        with self._lock:
            if prompt not in self._jobs and not self._is_over():
                self._give_way()
                self._add(_Job(prompt))

    def forget(self, prompt: Prompt) -> None:
        """Drop a question that was begun; a server that works on it is free for another."""
        with self._lock:
            job = self._jobs.get(prompt)
            if job is not None and not job.is_asked:
                self._drop(job)

    def ask(self, prompt: Prompt) -> Completion:
        """Return the answer, begun before or now."""
        with self._lock:
            job = self._jobs.get(prompt)
            if job is None and self._is_over():
                end = CompletionEnd.CANCELLED if self._is_closed else CompletionEnd.FAILED
                return Completion("", end, note=self._note)
            job = job or self._add(_Job(prompt))
            job.is_asked = True
            if job in self._waiting:
                self._waiting.remove(job)
                self._waiting.appendleft(job)
        # One that was begun may have to end first.
        is_done = job.done.wait(2 * self._seconds_max + GRACE_S)
        with self._lock:
            self._jobs.pop(prompt, None)
            if not is_done:
                self._stop(job, CompletionEnd.TIMED_OUT)
            lines, self._left_out = self._left_out, []
        for line in lines:
            self._console.warning("a server of the model is left out", why=line)
        if job.failure is not None:
            raise job.failure
        return job.completion or Completion("", CompletionEnd.TIMED_OUT)

    def close(self) -> None:
        """Cut what is under way; the servers stop to generate. Idempotent."""
        with self._lock:
            self._is_closed = True
            for job in list(self._jobs.values()):
                self._stop(job, CompletionEnd.CANCELLED)
            self._jobs.clear()
            self._waiting.clear()
            self._lock.notify_all()
            self._lock.wait_for(lambda: self._serving == 0, CLOSE_S)

    def _is_over(self) -> bool:
        return self._is_closed or bool(self._note)

    def _give_way(self) -> None:
        """Drop the oldest question that nobody waits for and no server works on."""
        idle = [job for job in self._jobs.values() if not job.is_asked]
        if len(idle) >= QUEUE_MAX:
            oldest = next((job for job in idle if job.call is None or job.done.is_set()), idle[0])
            self._drop(oldest)

    def _drop(self, job: _Job) -> None:
        self._stop(job, CompletionEnd.CANCELLED)
        del self._jobs[job.prompt]
        if job in self._waiting:
            self._waiting.remove(job)

    def _add(self, job: _Job) -> _Job:
        self._jobs[job.prompt] = job
        self._waiting.append(job)
        if not self._has_started:
            self._has_started = True
            for endpoint in self._endpoints:
                self._serving += 1
                Thread(target=self._serve, args=(endpoint,), daemon=True).start()
        self._lock.notify()
        return job

    def _stop(self, job: _Job, end: CompletionEnd) -> None:
        if job.call is not None:
            job.call.cut(end)
        elif job.completion is None:
            _finish(job, Completion("", end))

    def _serve(self, endpoint: Endpoint) -> None:
        """Answer one question after the other by one server, until it fails or all is over."""
        try:
            bad = 0
            while bad < BAD_IN_A_ROW_MAX and (job := self._next()) is not None:
                completion = self._answered(endpoint, job)
                if completion is None:
                    return
                bad = bad + 1 if _is_bad(completion) else 0
                if bad >= BAD_IN_A_ROW_MAX:
                    why = f"{bad} bad answers in a row: {completion.note}"
                    self._leave_out(endpoint, why, None)
                _finish(job, completion)
        finally:
            with self._lock:
                self._serving -= 1
                self._lock.notify_all()

    def _answered(self, endpoint: Endpoint, job: _Job) -> Completion | None:
        """Answer a question; None where the server is left out, and the question another one's."""
        try:
            return self._answer(endpoint, job)
        except ModelError as error:
            self._leave_out(endpoint, str(error), job)
            return None
        except BaseException as error:
            # A bug of ours: whoever asks gets it, and waits no longer.
            job.failure = error
            job.done.set()
            raise

    def _next(self) -> _Job | None:
        with self._lock:
            self._lock.wait_for(lambda: self._waiting or self._is_closed)
            return None if self._is_closed else self._take()

    def _take(self) -> _Job:
        """Take the first question; its call exists from now on, so that it can be cut."""
        job = self._waiting.popleft()
        seconds = max(0.0, min(self._seconds_max, self._seconds_left()))
        job.call = Call(answer_bounds(job.prompt.sampling.tokens_max, seconds))
        return job

    def _answer(self, endpoint: Endpoint, job: _Job) -> Completion:
        call = job.call
        assert call is not None
        if call.bounds.seconds <= 0:
            return Completion("", CompletionEnd.TIMED_OUT, note=OVER)
        if endpoint.facts.speech is Speech.OPENAI:
            call.use(self._key)
        with call:
            return endpoint.answer(job.prompt, call)

    def _leave_out(self, endpoint: Endpoint, why: str, job: _Job | None) -> None:
        """Go on without a server; its question is another one's now, or nobody's."""
        with self._lock:
            self._left_out.append(f"{endpoint.facts.url}: {why}")
            self._endpoints.remove(endpoint)
            if not self._endpoints:
                self._note = f"no server of the model is left: {why}"
            if job is not None and self._jobs.get(job.prompt) is not job:
                _finish(job, Completion("", CompletionEnd.CANCELLED))
            elif job is not None and not self._is_over():
                job.call = None
                self._waiting.appendleft(job)
                self._lock.notify()
            elif job is not None:
                _finish(job, Completion("", CompletionEnd.FAILED, note=why))
            if self._note:
                for one in self._waiting:
                    _finish(one, Completion("", CompletionEnd.FAILED, note=self._note))
                self._waiting.clear()


def _finish(job: _Job, completion: Completion) -> None:
    job.completion = completion
    job.done.set()


def _is_bad(completion: Completion) -> bool:
    """Tell whether an answer speaks against its server."""
    is_mute = completion.end is CompletionEnd.TIMED_OUT and not completion.text
    return (completion.end is CompletionEnd.FAILED or is_mute) and completion.note != OVER


def _card_of(endpoints: Sequence[Endpoint]) -> ModelCard:
    cards = [endpoint.facts.card for endpoint in endpoints]
    return replace(cards[0], context_tokens=min(card.context_tokens for card in cards))
