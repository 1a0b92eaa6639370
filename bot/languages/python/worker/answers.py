"""Answer the host's requests, one message for each situation, run or mutant."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Callable

from .errors_seen import clean
from .pace import Pace, alike
from .records import BROKEN, DIED, TIMED_OUT, Seen
from .trial_file import TRIAL_SUFFIX, remove_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .processes import Ending
    from .protocol import Plain
    from .trials import Trials

FACTS_TIMEOUT_S = 60
SUITE_TIMEOUT_S_MAX = 60
MUTANT_TIMEOUT_S_MIN = 1.0
MUTANT_SLOWNESS_MAX = 3
MUTANTS_PER_FORK = 40
NOTE_CHARS_MAX = 1000
DAMAGE_SHOWN = 3
ALONE = "alone"


def answer(trials: Trials, request: Plain) -> Iterator[Plain]:
    """Yield the answers to one request, in order; {"error": ...} where nothing can be tried."""
    if trials.stage.error:
        yield {"error": trials.stage.error}
        return
    trials.checkout.refresh()
    try:
        # Wrapped, because what a trial says must not pass for what the worker says.
        for plain in _ANSWERS[request["kind"]](trials, request):
            yield {"answer": plain}
    except CannotTell as error:
        yield {"error": str(error)}


class CannotTell(Exception):
    """The subject stands in the way of any answer; the message says how."""


def _facts(trials: Trials, _: Plain) -> Iterator[Plain]:
    ending = trials.run({"kind": "facts"}, alike(FACTS_TIMEOUT_S))
    if ending.final is None:
        reason = ending.reason or "no answer"
        raise CannotTell(f"the module cannot be described: {reason}; {_tail(ending)}")
    yield _parse(ending.final)


def _observe(trials: Trials, request: Plain) -> Iterator[Plain]:
    timeout_s: float = trials.stage.config.limits.trial_timeout_s
    if request["mutant"] is not None:
        # A mutant often never ends; to be slower than that is a difference too.
        timeout_s = min(timeout_s, MUTANT_TIMEOUT_S_MIN)
    left = request["situations"]
    while left:
        batch = left[:1] if request["look"] == ALONE else left
        job = {**request, "situations": batch}
        ending = trials.run(job, alike(timeout_s), len(batch))
        if trials.damage and len(batch) > 1:
            # Somebody in it changed the project: each must be seen alone.
            yield from _observe(trials, {**request, "situations": batch, "look": ALONE})
            return
        # A process may say more than it was asked, or end before it says anything.
        seen = [_parse(line) for line in ending.steps[: len(batch)]]
        yield from (_unless_harmful(one, trials.damage) for one in seen)
        if not seen or (ending.final is None and len(seen) < len(batch)):
            yield _unfinished(ending, trials.damage)
            seen.append({})
        left = left[len(seen) :]


def _unless_harmful(seen: Plain, damage: tuple[str, ...]) -> Plain:
    """Return what was seen; a test that leaves its mark on the project cannot be kept."""
    return Seen(BROKEN, note=_harm(damage)).plain() if damage else seen


def _unfinished(ending: Ending, damage: tuple[str, ...]) -> Plain:
    """Describe a situation in which the process ended, or was ended."""
    end = TIMED_OUT if ending.timed_out else DIED
    note = "; ".join(part for part in (ending.reason, _harm(damage), _tail(ending)) if part)
    return Seen(end, note=note[:NOTE_CHARS_MAX]).plain()


def _harm(damage: tuple[str, ...]) -> str:
    shown = ", ".join(damage[:DAMAGE_SHOWN])
    return clean(f"it changed files of the project: {shown}")[:NOTE_CHARS_MAX] if damage else ""


def _tests(trials: Trials, request: Plain) -> Iterator[Plain]:
    """Run a file; where it passes, run it under mutants too, until enough are noticed."""
    trials.passed = None
    mutants = request["mutants"]
    with _TestFile(trials, request) as path:
        job = {**request, "kind": "tests", "path": path}
        pace = Pace(_suite_timeout(trials, request), _mutant_timeout)
        ending = trials.run(job, pace, 1 + len(mutants))
        if trials.damage and mutants:
            # Was it the tests, or the subject under a mutant, that changed the project?
            ending = trials.run({**job, "mutants": []}, pace)
        run = _tried(trials, ending)
        seconds = _sound_seconds(run)
        if seconds is None:
            yield run
            return
        trials.passed = (request["source"], seconds)
        timeout_s = _mutant_timeout(seconds)
        runs = _tried_on(trials, job, _heard_runs(ending, 1), timeout_s)
    found = [{"mutant": mutant, **one} for mutant, one in zip(mutants, runs)]
    yield {**run, "mutants": found}


def _tried(trials: Trials, ending: Ending) -> Plain:
    """Return what a file's own run came to, a run that did not end included."""
    if not ending.steps:
        heard = Heard(ending.news)
        return {
            "ends": [[name, heard.ends.get(name, "not run")] for name in heard.tests],
            "lines": [],
            "arcs": [],
            "seconds": 0.0,
            "broken": not heard.tests and not ending.timed_out,
            "timed_out": ending.timed_out,
            "note": f"in {heard.running or 'collection'}: {ending.reason}; {_tail(ending)}",
        }
    run = _parse(ending.steps[0])
    harm = _harm(trials.damage)
    return {**run, "broken": True, "note": harm} if harm else run


def _suite_timeout(trials: Trials, request: Plain) -> int:
    tests = 1 + request["source"].count("def test")
    return int(min(SUITE_TIMEOUT_S_MAX, tests * trials.stage.config.limits.trial_timeout_s))


def _mutants(trials: Trials, request: Plain) -> Iterator[Plain]:
    """Run the unmutated file first: its time is the measure, and it must pass.

    Where it was the last file that ran, and passed, that is known.
    """
    mutants = request["mutants"]
    with _TestFile(trials, request) as path:
        job = {**request, "path": path, "enough": 1 + len(mutants)}
        seconds = _known_seconds(trials, request)
        if seconds is None:
            pace = alike(_suite_timeout(trials, request))
            as_is = trials.run({**job, "kind": "tests", "mutants": []}, pace)
            seconds = _sound_seconds(_tried(trials, as_is))
        if seconds is None:
            yield from ({"applied": False, "killed_by": []} for _ in mutants)
            return
        yield from _tried_on(trials, job, [], _mutant_timeout(seconds))


def _mutant_timeout(seconds: float) -> float:
    """Return how long a file may take under a mutant, from how long it takes without."""
    return max(MUTANT_TIMEOUT_S_MIN, MUTANT_SLOWNESS_MAX * seconds)


def _tried_on(trials: Trials, job: Plain, found: list[Plain], timeout_s: float) -> list[Plain]:
    """Try what is left of a job's mutants, a few in each process, until enough are noticed."""
    mutants, most = job["mutants"], MUTANTS_PER_FORK
    while len(found) < len(mutants) and _noticed(found) < job["enough"]:
        batch = mutants[len(found) : len(found) + most]
        enough = job["enough"] - _noticed(found)
        part = {**job, "kind": "mutants", "mutants": batch, "enough": enough}
        ending = trials.run(part, alike(timeout_s), len(batch))
        if trials.damage and len(batch) > 1:
            # One of them changed the project: each must be tried alone.
            most = 1
            continue
        found += _heard_runs(ending, 0)[: len(batch)] or [{"applied": False, "killed_by": []}]
    return found


def _noticed(found: list[Plain]) -> int:
    return sum(bool(one["killed_by"]) for one in found)


def _heard_runs(ending: Ending, first: int) -> list[Plain]:
    """Return what became of each mutant, the one that the process did not survive included."""
    found = [_mutant_run(_parse(line)) for line in ending.steps[first:]]
    heard = Heard(ending.news)
    if ending.final is None and heard.applied:
        # Too slow or dead is noticed too: by the test that was running.
        found.append({"applied": True, "killed_by": [heard.running or "collection"]})
    return found


def _mutant_run(run: Plain) -> Plain:
    if not run.get("applied"):
        return {"applied": False, "killed_by": []}
    killers = [name for name, end in run.get("ends", ()) if end in ("failed", "error")]
    broken = ["collection"] if run.get("broken") else []
    return {"applied": True, "killed_by": killers or broken}


def _known_seconds(trials: Trials, request: Plain) -> float | None:
    """Return how long the file took when it passed last, None where it was not the last."""
    if trials.passed is None or trials.passed[0] != request["source"]:
        return None
    return trials.passed[1]


def _sound_seconds(run: Plain) -> float | None:
    """Return how long a run took in which tests ran and all passed; None for another."""
    ends = {end for _, end in run.get("ends", ())}
    return float(run.get("seconds", 0.0)) if ends == {"passed"} and not run.get("broken") else None


class Heard:
    """What a trial said of the step that it did not end."""

    def __init__(self, news: Sequence[bytes]) -> None:
        self.tests: list[str] = []
        self.ends: dict[str, str] = {}
        self.running = ""
        self.applied = False
        for line in news:
            told = _parse(line)
            self.tests = told.get("tests", self.tests)
            self.running = told.get("started", self.running)
            self.applied = told.get("applied", self.applied)
            if "ended" in told:
                self.ends[told["ended"]] = told["end"]
                self.running = ""


class _TestFile:
    """A test file beside the project's own while it is tried, under a name that is ours.

    Where the tests' folder cannot be written, it lies in the worker's own
    folder, and the project's conftest fixtures are not in reach.
    """

    def __init__(self, trials: Trials, request: Plain) -> None:
        stem = os.path.basename(request["file_name"])
        self._name = (stem.removesuffix(".py")) + TRIAL_SUFFIX
        self._source: str = request["source"]
        self._trials = trials
        self._path = ""

    def __enter__(self) -> str:
        folder = self._trials.stage.config.tests_path
        for place in (folder, self._trials.base):
            self._path = os.path.join(place, self._name)
            try:
                with open(self._path, "w", encoding="utf-8", errors="replace") as file:
                    file.write(self._source)
            except OSError:
                continue
            break
        # The file belongs to the checkout while it is tried: trials must not change it either.
        self._trials.checkout.refresh()
        return self._path

    def __exit__(self, *_: object) -> None:
        remove_file(self._path)


def _parse(line: bytes) -> Plain:
    """Read a line that a trial wrote; what is no JSON counts as nothing said."""
    try:
        plain = json.loads(line)
    except ValueError:
        return {}
    return plain if isinstance(plain, dict) else {}


def _tail(ending: Ending) -> str:
    return clean(ending.output.decode("utf-8", "replace"))[-NOTE_CHARS_MAX:].strip()


_ANSWERS: dict[str, Callable[[Trials, Plain], Iterator[Plain]]] = {
    "facts": _facts,
    "observe": _observe,
    "tests": _tests,
    "mutants": _mutants,
}
