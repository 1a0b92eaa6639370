"""A worker that remembers: no trial is run twice, not even after a kill.

The engines are deterministic given what they observe, so a resumed mission
proposes the same situations again, finds their results here, and goes on where
it was stopped. The memory is a file of lines, "<key> <json>".
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, TypeVar

from bot.codec import from_plain, to_json
from bot.domain.facts import ModuleFacts
from bot.domain.tested import MutantRun, TestRun
from bot.domain.trial import Look, Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.tested import Mutant
    from bot.domain.trial import Situation
    from bot.ports.worker import Worker
    from bot.ports.world import Store

T = TypeVar("T")
KEY_LENGTH = 40


class Trials:
    """The memory of one mission's trials, shared by its workers."""

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._known = dict(_read_lines(_text(store, name)))
        self.seconds: list[float] = []

    def recall(self, cls: type[T], key: str) -> T | None:
        """Return what is remembered under a key, None where nothing is."""
        text = self._known.get(key)
        try:
            return None if text is None else from_plain(cls, json.loads(text))
        except (ValueError, RecursionError):
            # Another version's, or spoiled: it is asked again, and the last answer counts.
            return None

    def remember(self, key: str, result: object) -> None:
        """Keep a result, on disk too."""
        text = to_json(result)
        self._known[key] = text
        self._store.append(self._name, f"{key} {text}")


def _text(store: Store, name: str) -> str:
    """Read the memory; one that is no text is of no use, and would stay so."""
    try:
        return store.read(name) or ""
    except UnicodeDecodeError:
        store.delete(name)
        return ""


def _read_lines(text: str) -> list[tuple[str, str]]:
    """Split the memory's lines; a torn last line, left by a kill, is dropped."""
    # JSON leaves characters as they are that `splitlines` takes for ends of lines.
    pairs = [line.split(" ", 1) for line in text.split("\n")]
    return [(pair[0], pair[1]) for pair in pairs if len(pair) > 1 and _is_whole(pair[1])]


def _is_whole(text: str) -> bool:
    return text.endswith(("}", "]"))


class RecordedWorker:
    """Implements ports.Worker over another one, which starts only when something new is asked."""

    def __init__(self, start: Callable[[], Worker], trials: Trials, label: str) -> None:
        self._start = start
        self._worker: Worker | None = None
        self._trials = trials
        self._label = label
        self._asked: dict[str, int] = {}

    def facts(self) -> ModuleFacts:
        """Describe the imported subject."""
        key = self._key("facts", "")
        return self._fill(ModuleFacts, [key], lambda _: [self._inner().facts()])[0]

    def observe(
        self,
        situations: Sequence[Situation],
        mutant: Mutant | None = None,
        *,
        look: Look = Look.ALONE,
    ) -> list[Observation]:
        """Run what is not remembered, in order."""
        changed = f"{to_json(mutant)}\n" if mutant else ""
        kind = f"observe {look}"
        keys = [self._key(kind, f"{changed}{situation.source}") for situation in situations]
        return self._fill(
            Observation,
            keys,
            lambda new: self._inner().observe([situations[i] for i in new], mutant, look=look),
        )

    def try_tests(
        self, source: str, file_name: str, mutants: Sequence[Mutant] = (), *, enough: int = 1
    ) -> TestRun:
        """Run a test file by pytest, unless this very run is remembered."""
        under = "".join(f"{to_json(mutant)}\n" for mutant in mutants)
        key = self._key("tests", f"{enough}\n{under}{file_name}\n{source}")
        [run] = self._fill(
            TestRun,
            [key],
            lambda _: [self._inner().try_tests(source, file_name, mutants, enough=enough)],
        )
        self._trials.seconds.append(run.seconds)
        return run

    def try_mutants(
        self, source: str, file_name: str, mutants: Sequence[Mutant]
    ) -> list[MutantRun]:
        """Run the test file once per mutant that is not remembered."""
        keys = [self._key("mutant", f"{to_json(m)}\n{file_name}\n{source}") for m in mutants]
        return self._fill(
            MutantRun,
            keys,
            lambda new: self._inner().try_mutants(source, file_name, [mutants[i] for i in new]),
        )

    def close(self) -> None:
        """End the real worker, if it was started."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _inner(self) -> Worker:
        if self._worker is None:
            self._worker = self._start()
        return self._worker

    def _fill(
        self, cls: type[T], keys: Sequence[str], run: Callable[[list[int]], list[T]]
    ) -> list[T]:
        """Return a result per key; `run` is given the indexes of those not remembered."""
        known = [self._trials.recall(cls, key) for key in keys]
        new = [index for index, found in enumerate(known) if found is None]
        for index, result in zip(new, run(new) if new else [], strict=True):
            self._trials.remember(keys[index], result)
            known[index] = result
        return [found for found in known if found is not None]

    def _key(self, kind: str, text: str) -> str:
        """Digest a question; the same one asked again is a new one, so that repeats are real."""
        digest = hashlib.sha256(f"{self._label}\n{kind}\n{text}".encode()).hexdigest()
        nth = self._asked.get(digest, 0)
        self._asked[digest] = nth + 1
        return f"{digest[:KEY_LENGTH]}-{nth}"
