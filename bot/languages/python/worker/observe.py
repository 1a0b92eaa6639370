"""Run one situation inside a trial's process and look at everything it did.

Measured are set-up and call, and the items of an iterator that is shown;
describing values never counts. Where a situation has no call, its last
set-up statement is the act: an exception from it is an outcome, one from an
earlier statement means that the situation is broken.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING

from .boot import Stage
from .errors_seen import describe_error, is_of_pytest, one_line
from .files import changed_files, snapshot
from .fingerprint import Print, fingerprint, is_a
from .looks import Looker
from .patterns import compiled, compiled_since
from .records import BROKEN, ITERATED, RAISED, RETURNED, Seen, ValueSeen
from .streams import Captured
from .values import Describer, is_iterator

if TYPE_CHECKING:
    from .protocol import Plain

NAMES_MAX = 40
TMP_PATH = "test"
"""Folder in a trial's own that a situation gets as `tmp_path`."""

Namespace = dict[str, object]


@dataclass(frozen=True)
class Task:
    """A situation, as far as the worker needs it."""

    imports: tuple[str, ...]
    setup: tuple[str, ...]
    call: str
    fixtures: tuple[str, ...]

    @classmethod
    def of(cls, plain: Plain) -> Task:
        """Parse a Situation's JSON."""
        return cls(
            tuple(plain["imports"]),
            tuple(plain["setup"]),
            str(plain["call"]),
            tuple(plain["fixtures"]),
        )

    @property
    def preparation(self) -> tuple[str, ...]:
        """Return the statements that come before the act."""
        return self.setup if self.call else self.setup[:-1]

    @property
    def act(self) -> CodeType:
        """Compile the act.

        Raises:
            SyntaxError: it does not parse.
        """
        if self.call:
            return compile(self.call.strip(), "<call>", "eval", dont_inherit=True)
        return compile("\n".join(self.setup[-1:]), "<setup>", "exec", dont_inherit=True)


@dataclass
class Observer:
    """Observes one situation in this process; used once. `asks` objects what they offer."""

    stage: Stage
    temp_dir: Path
    asks: bool = True
    _stack: ExitStack = field(default_factory=ExitStack)
    _environ: dict[str, str] = field(default_factory=lambda: dict(os.environ))

    def observe(self, task: Task) -> Seen:
        """Run it and describe what it did; BROKEN where that hangs on files of this machine."""
        began = time.perf_counter()
        with self.stage.lookout as lookout:
            before = compiled()
            seen = replace(
                self._look(task),
                environ=_changed_since(self._environ),
                patterns=compiled_since(before),
            )
        if lookout.note:
            seen = Seen(BROKEN, seen.ran, note=lookout.note)
        return replace(seen, seconds=_since(began))

    def _look(self, task: Task) -> Seen:
        namespace: Namespace = {"__name__": "situation", "__builtins__": __builtins__}
        meter = self.stage.meter
        captured = Captured()
        with self._stack, captured:
            meter.start()
            try:
                imported = self._prepare(task, namespace)
                act = task.act
            except BaseException as error:
                meter.stop()
                return Seen(BROKEN, meter.ran(), note=one_line(error))
            meter.stop()
            return self._act(act, namespace, imported, captured)

    def _prepare(self, task: Task, namespace: Namespace) -> frozenset[str]:
        """Run imports, fixtures and set-up; return the names that are not the set-up's."""
        exec(compile("\n".join(task.imports), "<imports>", "exec", dont_inherit=True), namespace)
        # What an import sets, it sets in whatever test comes first.
        self._environ = dict(os.environ)
        self._add_fixtures(task.fixtures, namespace)
        known = frozenset(namespace)
        for statement in task.preparation:
            exec(compile(statement, "<setup>", "exec", dont_inherit=True), namespace)
        return known

    def _add_fixtures(self, fixtures: tuple[str, ...], namespace: Namespace) -> None:
        if "tmp_path" in fixtures:
            tmp_path = self.temp_dir / TMP_PATH
            tmp_path.mkdir()
            namespace["tmp_path"] = tmp_path
        if "monkeypatch" in fixtures:
            from _pytest.monkeypatch import MonkeyPatch

            patch = MonkeyPatch()
            self._stack.callback(patch.undo)
            namespace["monkeypatch"] = patch

    def _act(
        self, act: CodeType, namespace: Namespace, known: frozenset[str], captured: Captured
    ) -> Seen:
        """Run the act between two looks at the set-up's names and files."""
        names_before = _fingerprints(namespace, known)
        folder = namespace.get("tmp_path")
        files_before = snapshot(folder) if isinstance(folder, Path) else {}
        meter = self.stage.meter
        value: object = None
        meter.start()
        try:
            value = eval(act, namespace)
        except BaseException as error:
            meter.stop()
            if is_of_pytest(error, self.stage.config.subject_path):
                return Seen(BROKEN, meter.ran(), note=f"pytest's own error: {one_line(error)}")
            printed = captured.out()
            seen = Seen(RAISED, error=describe_error(error, self.stage.config.subject_path))
        else:
            meter.stop()
            printed = captured.out()
            shown = self._describe(value, namespace)
            seen = Seen(RETURNED, value=shown)
            # What an iterator prints while it is used up, a test that uses it up sees too.
            printed = captured.out() if shown.kind == ITERATED else printed
        stdout, note = self._shown(printed)
        describer = self._describer(namespace)
        changed = tuple(
            (name, describer.describe(namespace[name]))
            for name, after in _fingerprints(namespace, known).items()
            if names_before.get(name, after) != after
        )
        written = changed_files(folder, files_before) if isinstance(folder, Path) else ()
        seen = replace(
            seen, ran=meter.ran(), changed=changed, written=written, stdout=stdout, note=note
        )
        return self._asked(seen, value, namespace, captured) if self.asks else seen

    def _asked(self, seen: Seen, value: object, namespace: Namespace, captured: Captured) -> Seen:
        """Add what objects answer; last, for it runs the subject's code again."""
        describer = self._describer(namespace)
        looker = Looker(self.stage.config.module.partition(".")[0], describer, captured.out)
        return replace(
            seen,
            value=looker.complete(seen.value, value) if seen.value else None,
            changed=tuple(
                (name, looker.complete(one, namespace[name])) for name, one in seen.changed
            ),
        )

    def _describer(self, namespace: Namespace) -> Describer:
        forbidden = forbidden_texts(self.temp_dir, self.stage.config.root)
        return Describer(namespace, forbidden, self.stage.config.module, self.stage.held)

    def _describe(self, value: object, namespace: Namespace) -> ValueSeen:
        describer = self._describer(namespace)
        if not is_iterator(value):
            return describer.describe(value)
        return self._use_up(value, describer)

    def _use_up(self, value: object, describer: Describer) -> ValueSeen:
        """Show an iterator's items; what only ran to show it counts only where it is shown."""
        meter = self.stage.meter
        before = meter.ran()
        meter.start()
        try:
            shown = describer.iterate(iter(value))  # type: ignore[call-overload]  # it has __iter__
        except BaseException:
            shown = None
        meter.stop()
        if shown is None:
            meter.freeze(before)
            return ValueSeen("opaque", describer.describe(value).type_name)
        return ValueSeen(ITERATED, describer.describe(value).type_name, shown.source, shown.imports)

    def _shown(self, text: str) -> tuple[str, str]:
        """Return the output, or "" and a note where it is too long to be shown."""
        most = self.stage.config.limits.output_bytes_max
        if len(text) > most:
            return "", f"printed more than {most} characters"
        return text, ""


def forbidden_texts(temp_dir: Path, root: str) -> frozenset[str]:
    """Name the paths that differ from run to run: what shows them cannot be asserted."""
    return frozenset((str(temp_dir), os.path.realpath(temp_dir), root, os.path.realpath(root)))


def _fingerprints(namespace: Namespace, known: frozenset[str]) -> dict[str, Print]:
    names = [name for name in namespace if name not in known and not name.startswith("__")]
    return {
        name: fingerprint(namespace[name])
        for name in names[:NAMES_MAX]
        if not is_a(namespace[name], (ModuleType, FunctionType, type))
    }


def _changed_since(environ: dict[str, str]) -> tuple[tuple[str, bool], ...]:
    """Name the variables that were set, changed or deleted, in order, and if they were there."""
    now = dict(os.environ)
    names = sorted(environ.keys() | now.keys()) if now != environ else ()
    changed = [name for name in names if environ.get(name) != now.get(name)]
    return tuple((name, name in environ) for name in changed[:NAMES_MAX])


def _since(began: float) -> float:
    return round(time.perf_counter() - began, 6)
