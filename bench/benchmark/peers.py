"""What all peers share: their pins, a scratch copy, files of tests for one module."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmark.asked import Place
from benchmark.meter import Bench, environment, fresh, measure
from benchmark.programs import Call, run
from benchmark.removal import test_names, without
from benchmark.results import Made

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmark.programs import Ran
    from benchmark.results import Measured

ROUNDS_MAX = 3


@dataclass(frozen=True)
class Budget:
    """What a peer may use for one module."""

    seconds: int
    seed: int
    place: Place | None = None


class Peer(Protocol):
    """One peer; `options` stand in the results, so that others can repeat them."""

    @property
    def pins(self) -> tuple[str, ...]:
        """Return what is installed for it."""

    @property
    def options(self) -> tuple[str, ...]:
        """Return the flags that it always gets."""

    def write(self, scratch: Scratch, module: str, budget: Budget) -> Written:
        """Let it write tests for one module."""


@dataclass(frozen=True)
class Written:
    """A test file's text, "" for none, and those of `more`; `dropped` tests never were Python."""

    text: str
    seconds: float
    note: str = ""
    dropped: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the texts of all files."""
        return tuple(text for text in (self.text, *self.more) if text)


@dataclass(frozen=True)
class Scratch:
    """A fresh copy of the package in which a peer works, confined."""

    bench: Bench
    copy: Path

    @property
    def source(self) -> Path:
        """Return the folder that the package is imported from."""
        return self.copy / self.bench.package.source

    def run(
        self, argv: tuple[str, ...], seconds_max: float, *, networked: bool = False, **env: str
    ) -> Ran:
        """Run one of the programs beside the environment's Python."""
        program = str(self.bench.python.with_name(argv[0]))
        given = {**environment(self.bench, self.copy), **env}
        call = Call((program, *argv[1:]), self.copy, seconds_max, given, confined=True)
        return run(replace(call, networked=networked))


def make(peer: Peer, bench: Bench, module: str, made: Path, name: str, budget: Budget) -> Made:
    """Let the peer write its tests, keep them as one file in `made`."""
    stem = f"tests/test_{module.replace('.', '_')}_{name}"
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as folder:
        copy = fresh(bench, made, [], Path(folder))
        written = peer.write(Scratch(bench, copy), module, budget)
    files = tuple(f"{stem}_{n}.py" if n else f"{stem}.py" for n in range(len(written.texts)))
    for file, text in zip(files, written.texts, strict=True):
        (made / file).parent.mkdir(parents=True, exist_ok=True)
        (made / file).write_text(text, encoding="utf-8")
    return Made(
        module,
        files,
        seconds=round(written.seconds, 1),
        status="tests written" if files else "nothing written",
        note=written.note.replace(f"{copy}/", ""),
        dropped=written.dropped,
    )


def keep_passing(bench: Bench, one: Made, made: Path, kept: Path) -> Measured:
    """Copy the files to `kept` without the tests that fail, and measure what remains."""
    texts = {file: (made / file).read_text(encoding="utf-8") for file in one.files}
    removed = list(one.dropped)
    for file, text in texts.items():
        (kept / file).parent.mkdir(parents=True, exist_ok=True)
        (kept / file).write_text(text, encoding="utf-8")
    measured = measure(bench, one.module, kept, one.files, confined=True)
    for _ in range(ROUNDS_MAX):
        bad = _bad(measured, texts)
        if not any(bad.values()):
            break
        for file, names in bad.items():
            removed += sorted(names)
            texts[file] = without(texts[file], names)
            (kept / file).write_text(texts[file], encoding="utf-8")
        measured = measure(bench, one.module, kept, one.files, confined=True)
    return replace(measured, removed=tuple(removed))


def _bad(measured: Measured, texts: Mapping[str, str]) -> dict[str, set[str]]:
    """Name the functions to take out of each file; all where one does not even load."""
    places = {file.removesuffix(".py"): file for file in texts}
    failing = [test.partition("::") for test in measured.failing]
    names = {file: set(test_names(text)) for file, text in texts.items()}
    if measured.note or any(place not in places for place, _, _ in failing):
        return names
    found: dict[str, set[str]] = {file: set() for file in texts}
    for place, _, test in failing:
        found[places[place]].add(test.partition("[")[0])
    return {file: bad & names[file] for file, bad in found.items()}
