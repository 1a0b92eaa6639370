"""Notice when a trial looks at files outside the project: elsewhere they are different ones.

What a call returns after it read /etc/passwd is true on one machine only. One
audit hook stays in the process, for hooks cannot be removed; it listens only
while it is entered. A question about a path that raises no event
(os.stat, os.path.exists) and what other programs read go unnoticed.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from .errors_seen import clean

if TYPE_CHECKING:
    from types import TracebackType

    from .protocol import Config

SHOWN = 2
PATH_CHARS_MAX = 200
DECISIONS_MAX = 10_000

# Opened by its number, a stream is closed for all that comes after, the runner's own output too.
_STANDARD_STREAMS = range(3)
_EVENTS = frozenset(("open", "os.listdir", "os.scandir", "sqlite3.connect"))
# There is more than Python in these, wherever an interpreter calls them its prefix.
_SHARED_PREFIXES = frozenset(("/", "/usr", "/usr/local"))
# What the standard library itself reads, and what is the same everywhere.
_COMMON = (
    "/dev/null",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
    "/usr/share/zoneinfo",
    "/usr/share/locale",
    "/usr/lib/locale",
    "/usr/share/mime",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/ssl",
)
_LIBRARIES = ("/usr/lib/python", "/usr/lib64/python", "/usr/local/lib/python")

# Bound before any subject can replace them.
_getcwd, _fsdecode = os.getcwd, os.fsdecode
_join, _normpath, _realpath = os.path.join, os.path.normpath, os.path.realpath
_dirname = os.path.dirname


class Lookout:
    """Collects the first paths outside `folders` that are opened or listed while it is entered.

    The folders in `listed` may be listed themselves, and nothing in them.
    """

    def __init__(self, folders: tuple[str, ...] = (), listed: tuple[str, ...] = ()) -> None:
        named = [_normpath(folder) for folder in (*folders, *_COMMON) if folder]
        real = [_realpath(folder) for folder in named]
        inside = [folder for folder in dict.fromkeys((*named, *real)) if folder != "/"]
        self._exact = frozenset((*inside, *listed, *map(_realpath, listed)))
        self._beginnings = (*(folder + "/" for folder in inside), *_LIBRARIES)
        self._decisions: dict[str, bool] = {}
        self._found: dict[str, None] = {}
        self._listens = False

    def install(self) -> None:
        """Hear of every file that this process opens from now on."""
        # A hook of the subject's own may refuse ours; then nothing is noticed.
        with contextlib.suppress(Exception):
            sys.addaudithook(self.hear)

    def __enter__(self) -> Lookout:  # noqa: PYI034 - Self is newer than Python 3.9
        self._found.clear()
        self._listens = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listens = False

    @property
    def note(self) -> str:
        """Say what was looked at since the last entry, "" for nothing."""
        if not self._found:
            return ""
        shown = ", ".join(clean(path)[:PATH_CHARS_MAX] for path in self._found)
        return f"it looks at files outside the project: {shown}"

    def hear(self, event: str, arguments: tuple[object, ...]) -> None:
        """Take an audit event; never raises, for that would forbid what it tells."""
        if not self._listens or event not in _EVENTS:
            return
        path = arguments[0] if arguments else None
        if isinstance(path, int) and path in _STANDARD_STREAMS:
            self._note(f"standard stream {int(path)}")
        if isinstance(path, (str, bytes)):
            # A cwd that is gone, a path no system takes: the subject hears of it itself.
            with contextlib.suppress(Exception):
                self._judge(_fsdecode(path))

    def _judge(self, path: str) -> None:
        full = path if path.startswith("/") else _join(_getcwd(), path)
        inside = self._decisions.get(full)
        if inside is None:
            inside = self._is_inside(full)
            if len(self._decisions) < DECISIONS_MAX:
                self._decisions[full] = inside
        if not inside:
            self._note(_normpath(full))

    def _note(self, what: str) -> None:
        if len(self._found) < SHOWN:
            self._found[what] = None

    def _is_inside(self, full: str) -> bool:
        return any(
            path in self._exact or path.startswith(self._beginnings)
            for path in (_normpath(full), _realpath(full))
        )


def lookout_for(config: Config, own_folder: str) -> Lookout:
    """Make one that lets pass the project, the interpreter, what it imports, and `own_folder`.

    To be called when the subject is imported: `sys.path` is as tests will see it then.
    """
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    imports = [_join(config.root, path) for path in sys.path]
    ours = os.path.dirname(_realpath(__file__))
    folders = (config.root, own_folder, config.overlay, ours, *imports)
    # Where the project has no folder for tests, a test file lies in the temporary
    # folder, and pytest lists the folders above it; what else is in them stays outside.
    above = (_dirname(own_folder), _dirname(_dirname(own_folder)))
    return Lookout((*folders, *sorted(prefixes - _SHARED_PREFIXES)), above)
