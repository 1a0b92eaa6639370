"""What all peers share: their pins, a scratch copy without network, one file a module."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from benchmark.meter import Bench, environment, fresh, measure
from benchmark.programs import Call, run
from benchmark.removal import test_names, without
from benchmark.results import Made

if TYPE_CHECKING:
    from benchmark.programs import Ran
    from benchmark.results import Measured

ROUNDS_MAX = 3


@dataclass(frozen=True)
class Budget:
    """What a peer may use for one module."""

    seconds: int
    seed: int


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
    """A test file's text, "" for none; `dropped` tests never were Python."""

    text: str
    seconds: float
    note: str = ""
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scratch:
    """A fresh copy of the package in which a peer works, confined."""

    bench: Bench
    copy: Path

    @property
    def source(self) -> Path:
        """Return the folder that the package is imported from."""
        return self.copy / self.bench.package.source

    def run(self, argv: tuple[str, ...], seconds_max: float, **env: str) -> Ran:
        """Run one of the programs beside the environment's Python."""
        program = str(self.bench.python.with_name(argv[0]))
        given = {**environment(self.bench, self.copy), **env}
        return run(Call((program, *argv[1:]), self.copy, seconds_max, given, confined=True))


def make(peer: Peer, bench: Bench, module: str, made: Path, name: str, budget: Budget) -> Made:
    """Let the peer write its tests, keep them as one file in `made`."""
    file = f"tests/test_{module.replace('.', '_')}_{name}.py"
    with tempfile.TemporaryDirectory(prefix=f"{name}-") as folder:
        copy = fresh(bench, made, [], Path(folder))
        written = peer.write(Scratch(bench, copy), module, budget)
    if written.text:
        (made / file).parent.mkdir(parents=True, exist_ok=True)
        (made / file).write_text(written.text, encoding="utf-8")
    return Made(
        module,
        (file,) if written.text else (),
        seconds=round(written.seconds, 1),
        status="tests written" if written.text else "nothing written",
        note=written.note.replace(f"{copy}/", ""),
        dropped=written.dropped,
    )


def keep_passing(bench: Bench, one: Made, made: Path, kept: Path) -> Measured:
    """Copy the file to `kept` without the tests that fail, and measure what remains."""
    (file,) = one.files
    text = (made / file).read_text(encoding="utf-8")
    removed = list(one.dropped)
    (kept / file).parent.mkdir(parents=True, exist_ok=True)
    (kept / file).write_text(text, encoding="utf-8")
    measured = measure(bench, one.module, kept, one.files, confined=True)
    for _ in range(ROUNDS_MAX):
        bad = _bad(measured, file, text)
        if not bad:
            break
        removed += sorted(bad)
        text = without(text, bad)
        (kept / file).write_text(text, encoding="utf-8")
        measured = measure(bench, one.module, kept, one.files, confined=True)
    return replace(measured, removed=tuple(removed))


def _bad(measured: Measured, file: str, text: str) -> set[str]:
    """Name the functions to take out; all of them where the file does not even load."""
    names = test_names(text)
    place = file.removesuffix(".py")
    if measured.note or any(not test.startswith(f"{place}::") for test in measured.failing):
        return set(names)
    return {test.partition("::")[2].partition("[")[0] for test in measured.failing} & set(names)
