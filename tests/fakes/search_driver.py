"""Drives the search engine in this process: facts by `inspect`, observations by `sys.settrace`.

A small stand-in for the worker, for tests of proposals: no fork, no limits but a
count of traced lines.
"""

from __future__ import annotations

import builtins
import collections.abc
import contextlib
import errno
import importlib
import inspect
import io
import os
import pathlib
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coverage.parser import PythonParser
from fakes.inspected_facts import module_facts

from bot.domain.coverage import Arc, FileCoverage, Segment, SegmentKind
from bot.domain.mission import Limits
from bot.domain.trial import ErrorSeen, Observation, ObservedEnd, Situation, Value, ValueKind
from bot.engines.search.code import Code, first_line, last_line
from bot.engines.search.engine import SearchEngine
from bot.languages.python.worker.patterns import compiled, compiled_since
from bot.ports.engine import Material

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

STEPS_MAX = 100_000
_ENV = os.environ  # noqa: TID251 - stands in for the worker's monkeypatch


class TooLong(BaseException):
    """A situation ran too many lines."""


@dataclass
class Patch:
    """A monkeypatch that undoes itself."""

    undo: list[tuple[object, str, object]] = field(default_factory=list)
    home: pathlib.Path | None = None

    def setattr(self, target: str, value: object, raising: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002
        module, _, name = target.rpartition(".")
        top, *inner = module.split(".")
        holder: object = importlib.import_module(top)
        for one in inner:
            holder = getattr(holder, one)
        self.undo.append((holder, name, getattr(holder, name)))
        setattr(holder, name, value)

    def setitem(self, mapping: dict[str, object], key: str, value: object) -> None:
        mapping[key] = value

    def delitem(self, mapping: dict[str, object], key: str, raising: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002
        mapping.pop(key, None)

    def setenv(self, name: str, value: str) -> None:
        self.undo.append((_ENV, name, _ENV.get(name)))
        _ENV[name] = value

    def delenv(self, name: str, raising: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002
        self.undo.append((_ENV, name, _ENV.get(name)))
        _ENV.pop(name, None)

    def chdir(self, path: pathlib.Path) -> None:
        self.home = self.home or pathlib.Path.cwd()
        os.chdir(path)

    def end(self) -> None:
        if self.home:
            os.chdir(self.home)
        for holder, name, value in reversed(self.undo):
            if isinstance(holder, collections.abc.MutableMapping):
                holder.pop(name, None)
                if value is not None:
                    holder[name] = value
            else:
                setattr(holder, name, value)


@dataclass
class Tracer:
    """Notes lines and arcs of one file, as coverage.py's parser maps them."""

    file: str
    parser: PythonParser
    lines: set[int] = field(default_factory=set)
    arcs: set[Arc] = field(default_factory=set)
    steps: int = 0
    last: int = 0

    def trace(self, frame: FrameType, _event: str, _: object) -> object:
        self.steps += 1
        if self.steps > STEPS_MAX:
            raise TooLong
        if frame.f_code.co_filename != self.file:
            return None
        previous = [-frame.f_code.co_firstlineno]

        def local(frame: FrameType, event: str, _: object) -> object:
            self.steps += 1
            if self.steps > STEPS_MAX:
                raise TooLong
            if event == "line":
                line = self.parser.first_line(frame.f_lineno)
                self.lines.add(line)
                if line != previous[0]:
                    self.arcs.add((previous[0], line))
                self.last = previous[0] = line
            elif event == "return":
                self.arcs.add((previous[0], -frame.f_code.co_firstlineno))
            return local

        return local


@contextlib.contextmanager
def unharmed(folder: pathlib.Path) -> Iterator[None]:
    """Give the test process back its standard streams and its folder.

    A subject that opens a number closes what is behind it: `open(1)` took the
    streams of every program that later tests started.
    """
    streams = [os.dup(number) for number in range(3)]
    here = pathlib.Path.cwd()
    ordinary = builtins.open

    def by_name(file: object, *args: object, **kwargs: object) -> object:
        if isinstance(file, int):
            # Its file object would close the number again whenever it is collected.
            raise OSError(errno.EBADF, "Bad file descriptor")
        return ordinary(file, *args, **kwargs)  # type: ignore[call-overload]  # as it was asked

    os.chdir(folder)
    builtins.open = by_name  # type: ignore[assignment]  # for a subject's calls alone
    try:
        yield
    finally:
        builtins.open = ordinary
        os.chdir(here)
        for number, kept in enumerate(streams):
            os.dup2(kept, number)
            os.close(kept)


@dataclass
class Bench:
    """One subject under search."""

    module: str
    source: str
    path: str
    folder: pathlib.Path
    texts: dict[str, str] = field(default_factory=dict)
    seed: int = 1
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self.parser = PythonParser(text=self.source)
        self.parser.parse_source()
        self.exits = {line for line, count in self.parser.exit_counts().items() if count > 1}
        self.tracer = Tracer(self.path, self.parser)
        before = sys.gettrace()
        sys.settrace(self.tracer.trace)  # type: ignore[arg-type] # typeshed wants a recursive type
        try:
            self.loaded = importlib.import_module(self.module)
        finally:
            sys.settrace(before)
        branches = {arc for arc in self.parser.arcs() if arc[0] in self.exits}
        self.imported = FileCoverage(
            "subject.py", frozenset(), frozenset(self.parser.statements), frozenset(),
            frozenset(branches),
        ).with_executed(self.tracer.lines, self.tracer.arcs)  # fmt: skip
        self.engine = SearchEngine(self.material())

    def material(self) -> Material:
        code = Code(self.source)
        facts = module_facts(self.loaded, (self.tracer.lines, self.tracer.arcs))
        segments = [Segment("", SegmentKind.MODULE, 1, self.source.count("\n") + 1)]
        segments += [
            Segment(name, SegmentKind.CLASS, node.lineno, node.end_lineno or node.lineno)
            for name, node in code.classes.items()
        ]
        segments += [
            Segment(name, SegmentKind.FUNCTION, first_line(node), last_line(node))
            for name, node in code.functions
        ]
        return Material(facts, tuple(segments), self.source, self.texts, self.seed, self.limits)

    def observe(self, situation: Situation) -> Observation:
        with unharmed(self.folder):
            return self._observe(situation)

    def _observe(self, situation: Situation) -> Observation:
        tracer = Tracer(self.path, self.parser)
        patch = Patch()
        scope: dict[str, object] = {"tmp_path": self.folder, "monkeypatch": patch}
        end, error, shown = ObservedEnd.RETURNED, None, None
        compiled_before = compiled()
        before = sys.gettrace()
        kept = dict(sys.modules)
        out = io.StringIO()
        try:
            exec("\n".join(situation.imports), scope)
            sys.settrace(tracer.trace)  # type: ignore[arg-type] # as above
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                exec("\n".join(situation.setup), scope)
                value = eval(situation.call or "None", scope)
                if callable(value) or self._is_closed(value):
                    shown = Value(
                        ValueKind.OPAQUE, f"{type(value).__module__}.{type(value).__name__}"
                    )
                if inspect.isgenerator(value):
                    items = [one for _, one in zip(range(20), value, strict=False)]
                    if any(type(one).__module__ == self.module for one in items):
                        shown = Value(ValueKind.OPAQUE, "builtins.generator")
        except TooLong:
            end = ObservedEnd.TIMED_OUT
        except BaseException as raised:  # noqa: BLE001 - whatever a situation raises is observed
            end = ObservedEnd.RAISED
            name = f"{type(raised).__module__}.{type(raised).__qualname__}"
            error = ErrorSeen(name, str(raised), tracer.last, explicit=False)
        finally:
            sys.settrace(before)
            patch.end()
            for name in set(sys.modules) - set(kept):
                del sys.modules[name]
            sys.modules.update(kept)
        return Observation(
            end,
            frozenset(tracer.lines),
            frozenset(tracer.arcs),
            value=shown,
            error=error,
            stdout=out.getvalue(),
            patterns=compiled_since(compiled_before),
        )

    def _is_closed(self, value: object) -> bool:
        """Tell whether a value is an object of the subject with no public state."""
        state = getattr(value, "__dict__", {"public": True})
        is_own = type(value).__module__ == self.module
        return is_own and all(name.startswith("_") for name in state)

    def run(
        self, batch: int = 16, *, is_kept: Callable[[Situation], bool] = lambda _: True
    ) -> tuple[FileCoverage, list[tuple[Situation, Observation]]]:
        """Search to the end; return what is covered then and all that was tried.

        A situation that is not kept gains nothing, as one of which nothing can be asserted.
        """
        file = self.imported
        tried: list[tuple[Situation, Observation]] = []
        while file.missing or file.missing_arcs:
            situations = self.engine.propose(file, batch)
            if not situations:
                break
            for situation in situations:
                seen = self.observe(situation)
                after = file.with_executed(seen.lines, seen.arcs) if is_kept(situation) else file
                gained = after != file
                file = after
                self.engine.learn(situation, seen, gained=gained)
                tried.append((situation, seen))
        return file, tried
