"""Read a checkout's sources where they lie: what a plan over a given report needs, and no more."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.errors import NothingRuns
from bot.languages.python import segments
from bot.languages.python.scratch import FILE_BYTES_MAX, own_files
from bot.languages.python.source_text import decoded
from bot.languages.python.tree import find_tree, settings_files, sources

if TYPE_CHECKING:
    from pathlib import Path

TEXTS_KEPT_CHARS_MAX = 64 * 1024**2


class PythonSources:
    """ports.Sources for a checkout; nothing is copied and nothing runs.

    `out` is the folder for results: the tests that lie there are no sources.
    """

    def __init__(self, root: Path, tests_dir: str | None, out: Path) -> None:
        self._tree = find_tree(root, tests_dir)
        self._out = out
        # A plan looks at each text twice, for what is old and for its digest.
        self._texts: dict[str, str] = {}
        self._room = TEXTS_KEPT_CHARS_MAX

    @cached_property
    def _sources(self) -> dict[str, None]:
        """Return the sources in order; a dict, so that asking for one takes no time."""
        root = self._tree.root
        known = frozenset(own_files(root))
        settings = {
            name: text
            for name, text in settings_files(root).items()
            if name in known and (root / name).resolve().is_relative_to(root)
        }
        found = [path for path in sources(self._tree, settings) if self._is_own(path, known)]
        if self._out.is_relative_to(root):
            below = f"{self._out.relative_to(root).as_posix()}/"
            found = [path for path in found if not path.startswith(below)]
        return dict.fromkeys(found)

    def _is_own(self, path: str, known: frozenset[str]) -> bool:
        """Tell whether a copy would hold the file, perhaps behind a link to one of its folders."""
        root = self._tree.root
        file = root / path
        if path not in known:
            real = file.resolve()
            if not real.is_relative_to(root) or real.relative_to(root).as_posix() not in known:
                return False
        return file.stat().st_size <= FILE_BYTES_MAX

    def sources(self) -> tuple[str, ...]:
        """Name the files that can be subjects, in order."""
        return tuple(self._sources)

    def read(self, path: str) -> str:
        """Return a source's text in its own encoding; what is no text is shown as U+FFFD.

        Raises:
            NothingRuns: the path names none of the sources.
        """
        text = self._texts.get(path)
        if text is None:
            text = decoded(self._content(path))
            self._room -= len(text)
            if self._room >= 0:
                self._texts[path] = text
        return text

    def why_unreadable(self, path: str) -> str:
        """Return why a source does not parse, with file and line; "" where it does.

        Raises:
            NothingRuns: the path names none of the sources.
        """
        return segments.why_unreadable(self._content(path), path)

    def _content(self, path: str) -> bytes:
        # Only what was found to lie inside the checkout is read.
        if path not in self._sources:
            raise NothingRuns(f"{path} is no source of this checkout")
        return (self._tree.root / path).read_bytes()
