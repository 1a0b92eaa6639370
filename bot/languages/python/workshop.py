"""Python's ways with one scratch copy: the door behind ports.Workshop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.domain.mission import Limits
from bot.errors import NothingRuns
from bot.languages.python import module_names, place, segments
from bot.languages.python.formatting import format_test
from bot.languages.python.hints import pytest_hints
from bot.languages.python.interpreter.environment import SubjectPython
from bot.languages.python.request import WORKER_DIR, python_request
from bot.languages.python.scratch import files_below, text_files
from bot.languages.python.source_text import SUFFIXES, decoded
from bot.languages.python.suite.coverage_settings import CoverageSettings, coverage_settings
from bot.languages.python.suite.measure import measure, unmeasured
from bot.languages.python.tree import Tree, module_file, settings_files, sources
from bot.languages.python.trial import PythonWorker
from bot.languages.python.worker_config import TrialLimits, WorkerConfig
from bot.ports.world import Sandbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.domain.coverage import Report, Segment
    from bot.ports.worker import Conditions, Worker
    from bot.ports.workshop import Suite

TEXT_BYTES_MAX = 256 * 1024
TEXTS_MAX = 2000
TEXTS_BYTES_MAX = 8 * 1024**2
_MINED = frozenset({".py", ".md", ".rst", ".txt"})


@dataclass(frozen=True)
class PythonWorkshop:
    """ports.Workshop for a scratch copy; the copy's sources must not change meanwhile."""

    tree: Tree
    subject_python: SubjectPython
    sandbox: Sandbox
    limits: Limits

    @property
    def python(self) -> str:
        """Describe the interpreter: "Python 3.12.1, the checkout's .venv"."""
        return f"Python {self.subject_python.version}, {self.subject_python.origin}"

    @cached_property
    def _sources(self) -> tuple[str, ...]:
        return sources(self.tree)

    @cached_property
    def _settings(self) -> CoverageSettings:
        return coverage_settings(settings_files(self.tree.root))

    def sources(self) -> tuple[str, ...]:
        """Name the files that can be subjects, in order."""
        return self._sources

    def segments(self, subject: str) -> tuple[Segment, ...]:
        """Cut a subject into its segments, in line order.

        Raises:
            NothingRuns: the file does not parse.
        """
        return segments.segments(self.read(subject), subject)

    def measure(self) -> Suite:
        """Run the whole suite once, fresh, and measure all sources.

        Raises:
            NothingRuns: no measurement came out.
        """
        return measure(self.tree, self.subject_python, self.sandbox, self.limits)

    def unmeasured(self, paths: tuple[str, ...]) -> Report:
        """Count the statements and arcs of these sources, with nothing executed.

        Raises:
            NothingRuns: no measurement came out.
        """
        return unmeasured(paths, self.tree, self.subject_python, self.sandbox, self.limits)

    def module_name(self, subject: str) -> str:
        """Return the dotted name under which tests import the subject."""
        return module_names.module_name(module_file(self.tree, subject))

    def tests_path(self, subject: str) -> str:
        """Say where the mission's test file goes."""
        tests_dir = self.tree.tests_dir
        hints = pytest_hints(settings_files(self.tree.root))
        return place.path_of_tests(
            subject,
            sources=self._sources,
            tests_dir=tests_dir,
            existing=list(files_below(self.tree.root, tests_dir)),
            python_files=hints.python_files,
        )

    def worker(self, subject: str, conditions: Conditions) -> Worker:
        """Give a warm interpreter for one subject; it starts at its first use.

        Raises:
            NothingRuns: no test could import the subject.
        """
        python, tree = self.subject_python, self.tree
        unnamed = module_names.why_no_import(module_file(tree, subject), subject)
        if unnamed:
            raise NothingRuns(unnamed)
        config = WorkerConfig(
            root=str(tree.root),
            source_roots=tree.source_roots,
            overlay=str(python.overlay),
            subject=subject,
            module=self.module_name(subject),
            tests_dir=str(PurePosixPath(self.tests_path(subject)).parent),
            limits=TrialLimits.of(self.limits),
            exclude_lines=self._settings.exclude_lines,
            reverse_order=conditions.reverse_order,
            other_build=conditions.other_build,
        )
        request = python_request(
            python,
            tree,
            (str(WORKER_DIR / "zygote.py"), config.to_json()),
            conditions=conditions,
            limits=self.limits,
            wall_s=self.limits.suite_timeout_s,
        )
        return PythonWorker(lambda: self.sandbox.start(request), self.limits)

    def read(self, path: str) -> str:
        """Return a file's text; source in its own encoding, bytes of none shown as U+FFFD."""
        return _text(self._inside(path))

    def why_unreadable(self, path: str) -> str:
        """Return why a source does not parse, with file and line; "" where it does.

        This is the parser of our own Python; the subject's may refuse what ours takes.
        """
        return segments.why_unreadable(self._inside(path).read_bytes(), path)

    def exists(self, path: str) -> bool:
        """Tell whether there is a file at a path of the copy."""
        target = (self.tree.root / path).resolve()
        return target.is_relative_to(self.tree.root.resolve()) and target.is_file()

    def write(self, path: str, text: str) -> None:
        """Write a file of the scratch copy, making its folders."""
        target = self._inside(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")

    def _inside(self, path: str) -> Path:
        """Return the absolute path; tests ran in the copy, so a link may lead anywhere.

        Raises:
            NothingRuns: the path leads out of the copy.
        """
        target = (self.tree.root / path).resolve()
        if not target.is_relative_to(self.tree.root.resolve()):
            raise NothingRuns(f"{path} leads out of the repository")
        return target

    def format(self, source: str, path: str) -> str:
        """Format a test file by the project's own settings.

        Raises:
            ValueError: the source does not parse.
        """
        return format_test(source, path, self.tree)

    def texts(self) -> Mapping[str, str]:
        """Return sources, tests, docs and examples by path; capped per file, in count, in all."""
        found: dict[str, str] = {}
        room = TEXTS_BYTES_MAX
        for path in text_files(self.tree.root, _MINED):
            file = self.tree.root / path
            size = file.stat().st_size
            if size > TEXT_BYTES_MAX or size > room:
                continue
            found[path] = _text(file)
            room -= size
            if len(found) >= TEXTS_MAX:
                break
        return found


def _text(file: Path) -> str:
    if file.suffix in SUFFIXES:
        return decoded(file.read_bytes())
    return file.read_text(encoding="utf-8", errors="replace")
