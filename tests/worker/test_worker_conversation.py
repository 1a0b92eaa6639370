"""Whatever a worker says or fails to say, the host gets an answer in time."""

from __future__ import annotations

import io
import json
import os
from typing import BinaryIO

import pytest
from fakes.worker_project import situation

from bot.domain.mission import Limits
from bot.domain.tested import Mutant
from bot.domain.trial import ObservedEnd
from bot.errors import NothingRuns, SandboxError
from bot.languages.python import conversation as module
from bot.languages.python.conversation import Conversation, Refused, WorkerGone
from bot.languages.python.trial import RESTARTS_MAX, PythonWorker
from bot.languages.python.worker_config import TrialLimits, WorkerConfig

HELLO = {"hello": "3.11", "spawn_s": 0.0}
DONE = {"done": True}
SEEN = {"end": "returned", "lines": [1], "arcs": [[1, 2]]}


class Scripted:
    """A program that says what it was told to, whatever it is asked."""

    def __init__(self, *lines: object, last_words: str = "") -> None:
        said = b"".join(
            line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines
        )
        self._stdout = io.BytesIO(said)
        self._stdin = io.BytesIO()
        self._last_words = last_words
        self.stopped = 0

    @property
    def stdin(self) -> BinaryIO:
        return self._stdin

    @property
    def stdout(self) -> BinaryIO:
        return self._stdout

    def stop(self) -> str:
        self.stopped += 1
        return self._last_words


class Silent(Scripted):
    """A program that says nothing until it is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self._read_fd, self._write_fd = os.pipe()
        self._pipe = os.fdopen(self._read_fd, "rb")

    @property
    def stdout(self) -> BinaryIO:
        return self._pipe

    def stop(self) -> str:
        # Counted first: the end of the pipe wakes a reader who stops this program too.
        words = super().stop()
        if self.stopped == 1:
            os.close(self._write_fd)
        return words


class Stubborn(Silent):
    """A silent program whose first end is reported as a failure."""

    def stop(self) -> str:
        is_first = self.stopped == 0
        words = super().stop()
        if is_first:
            raise SandboxError("it cannot be ended")
        return words


def worker(*programs: Scripted) -> PythonWorker:
    waiting = list(programs)
    return PythonWorker(lambda: waiting.pop(0), Limits())


def test_answers_come_in_order() -> None:
    seen = worker(Scripted(HELLO, {"answer": SEEN}, {"answer": SEEN}, DONE)).observe(
        [situation("a()"), situation("b()")]
    )

    assert [one.end for one in seen] == [ObservedEnd.RETURNED] * 2
    assert seen[0].arcs == {(1, 2)}


def test_the_request_is_one_line_of_json() -> None:
    program = Scripted(HELLO, {"answer": SEEN}, DONE)

    worker(program).observe([situation("naïve('\n')")])

    sent = program.stdin
    assert isinstance(sent, io.BytesIO)
    (line,) = sent.getvalue().splitlines()
    assert json.loads(line)["situations"][0]["call"] == "naïve('\n')"


@pytest.mark.parametrize("answer", [{"end": "strange"}, {}, 3, None, [], {"end": "died", "x": 1}])
def test_an_answer_of_another_shape_is_a_trial_that_died(answer: object) -> None:
    program = Scripted(HELLO, {"answer": answer}, {"answer": SEEN}, DONE)

    first, second = worker(program).observe([situation("a()"), situation("b()")])

    assert first.end is ObservedEnd.DIED
    assert second.end is ObservedEnd.RETURNED


@pytest.mark.parametrize(
    "broken", [b"", b"no json\n", b"[1]\n", b"{", {"neither": 1}, b"[" * 100_000 + b"\n"]
)
def test_a_worker_that_breaks_off_is_started_again(broken: object) -> None:
    first = Scripted(HELLO, {"answer": SEEN}, broken, last_words="Segmentation fault")
    second = Scripted(HELLO, {"answer": SEEN}, DONE)

    seen = worker(first, second).observe([situation(f"f({n})") for n in range(3)])

    ends = [ObservedEnd.RETURNED, ObservedEnd.DIED, ObservedEnd.RETURNED]
    assert [one.end for one in seen] == ends
    assert first.stopped > 0


def test_a_worker_that_says_too_much_is_not_believed_further() -> None:
    first = Scripted(HELLO, {"answer": SEEN}, {"answer": SEEN}, DONE)

    (seen, *more) = worker(first).observe([situation("a()")])

    assert seen.end is ObservedEnd.RETURNED
    assert more == []
    assert first.stopped > 0


def test_a_worker_that_dies_too_often_is_an_error() -> None:
    programs = [Scripted(HELLO) for _ in range(1 + RESTARTS_MAX)]
    unlucky = worker(*programs)

    with pytest.raises(SandboxError, match="died"):
        unlucky.observe([situation("f()")] * (2 + RESTARTS_MAX))


@pytest.mark.parametrize("greeting", [b"", {"hello": "3.11"}, {"spawn_s": "soon"}])
def test_a_worker_that_never_greets_has_no_subject(greeting: object) -> None:
    with pytest.raises(NothingRuns, match="ended while it imported"):
        worker(Scripted(greeting)).facts()


def test_an_import_error_is_passed_on() -> None:
    program = Scripted(HELLO, {"error": "ImportError: no shop"})

    with pytest.raises(NothingRuns, match="no shop"):
        worker(program).facts()


def test_facts_of_another_shape_are_refused() -> None:
    with pytest.raises(NothingRuns, match="unreadable"):
        worker(Scripted(HELLO, {"answer": {}}, DONE)).facts()


def test_a_test_run_without_an_answer_is_broken() -> None:
    gone = worker(Scripted(HELLO, last_words="out of memory")).try_tests("", "test_a.py")
    odd = worker(Scripted(HELLO, {"answer": 3}, DONE)).try_tests("", "test_a.py")

    assert gone.broken
    assert "out of memory" in gone.note
    assert odd.broken
    assert "cannot be read" in odd.note


def test_mutants_without_an_answer_were_not_applied() -> None:
    mutants = [Mutant(n, 0, 1, "a", "b") for n in (1, 2, 3, 4)]
    killed = {"applied": True, "killed_by": ["test_a"]}
    first = Scripted(HELLO, {"answer": killed}, {"answer": 3})
    second = Scripted(HELLO, {"answer": killed}, DONE)

    runs = worker(first, second).try_mutants("", "test_a.py", mutants)

    assert [run.mutant for run in runs] == mutants
    assert [run.applied for run in runs] == [True, False, False, True]


def test_a_silent_worker_is_ended_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE_S", 0.01)
    monkeypatch.setattr(module, "HELLO_WAIT_S", 0.01)
    program = Silent()

    with pytest.raises(Refused, match="silent for too long"):
        Conversation(program).hello()

    assert program.stopped > 0
    program.stdout.close()


def test_a_program_that_cannot_be_ended_is_still_told_as_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "GRACE_S", 0.01)
    monkeypatch.setattr(module, "HELLO_WAIT_S", 0.01)
    program = Stubborn()

    # A traceback in the timer's thread would be a warning, and warnings are errors.
    with pytest.raises(Refused, match="silent for too long"):
        Conversation(program).hello()

    program.stdout.close()


def test_a_subject_that_loops_at_import_holds_nobody_up_for_long() -> None:
    assert module.HELLO_WAIT_S + module.GRACE_S <= 80


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("", "the worker ended"),
        (" \n\n", "the worker ended"),
        ('Traceback:\n  File "/x/y.py"\nValueError: no\n\n', "the worker ended: ValueError: no"),
        ("in /tmp/ab/zygote.py:3", "the worker ended: in zygote.py:3"),
        ("'/tmp/a/b' is 1/2 of http://host/a/b", "the worker ended: 'b' is 1/2 of http://host/a/b"),
        ("x" * 500, "the worker ended: " + "x" * 200),
    ],
)
def test_of_the_last_words_one_line_without_folders_is_told(printed: str, told: str) -> None:
    with pytest.raises(Refused) as caught:
        Conversation(Scripted(last_words=printed)).hello()

    assert str(caught.value) == f"the interpreter ended while it imported: {told}"


def test_a_pipe_that_nobody_reads_is_a_worker_gone() -> None:
    program = Scripted(HELLO)
    program.stdin.close()

    with pytest.raises(WorkerGone):
        Conversation(program).send({"kind": "facts"})


def test_a_line_without_end_is_not_read_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINE_BYTES_MAX", 100)

    with pytest.raises(Refused):
        Conversation(Scripted(b"x" * 1000)).hello()


def test_closing_an_unused_worker_starts_nothing() -> None:
    worker().close()


def test_a_config_names_absolute_paths() -> None:
    limits = TrialLimits.of(Limits())

    with pytest.raises(ValueError, match="absolute"):
        WorkerConfig("here", ("src",), "", "a.py", "a", "tests", limits)
