"""The doors to the world: programs, time, people, texts, forges, files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from bot.domain.outcome import CommentDraft, Published, PullDraft, SandboxTier


@dataclass(frozen=True)
class Confinement:
    """What a confined program may use, and how much of it.

    `readable` and `writable` are existing absolute paths; everything else of
    the file system is absent or empty. There is no network. `env` is the whole
    environment. Limits are per program: wall seconds, address space of each
    process, processes, bytes of stdout and of stderr kept, bytes of one file.
    """

    readable: tuple[Path, ...]
    writable: tuple[Path, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    wall_s: int = 600
    memory_bytes: int = 2 * 1024**3
    processes: int = 128
    output_bytes: int = 1024**2
    file_bytes: int = 256 * 1024**2


@dataclass(frozen=True)
class Request:
    """A program to run: `argv[0]` is absolute, `cwd` lies in a readable or writable path."""

    argv: tuple[str, ...]
    cwd: Path
    confinement: Confinement

    def __post_init__(self) -> None:
        if not self.argv or not self.argv[0].startswith("/"):
            raise ValueError(f"a request names its program by an absolute path: {self.argv[:1]}")


@dataclass(frozen=True)
class Ran:
    """How a program ended; `exit_code` is None where it was stopped at a limit."""

    exit_code: int | None
    stdout: str
    stderr: str
    timed_out: bool
    truncated: bool
    seconds: float


class RunningProgram(Protocol):
    """A confined program that talks over its standard input and output."""

    @property
    def stdin(self) -> BinaryIO:
        """Write here; flush to send."""
        ...

    @property
    def stdout(self) -> BinaryIO:
        """Read here; end of file means that the program is gone."""
        ...

    def stop(self) -> str:
        """End it and all that it started, at once; return the tail of its stderr. Idempotent."""
        ...


class Sandbox(Protocol):
    """Confines untrusted programs: no token, no network, no writes elsewhere, limits, other uid."""

    @property
    def tier(self) -> SandboxTier:
        """Name how strong it is."""
        ...

    def run(self, request: Request) -> Ran:
        """Run to the end or to a limit; the whole process tree is gone when it returns.

        Raises:
            SandboxError: the confinement itself could not be set up.
        """
        ...

    def start(self, request: Request) -> RunningProgram:
        """Start a program to talk with; `stop` ends it, not `wall_s` or `output_bytes`."""
        ...


class Clock(Protocol):
    """The only source of time."""

    def now_iso(self) -> str:
        """Return the UTC time, "2026-01-31T12:00:00Z"."""
        ...

    def monotonic_s(self) -> float:
        """Return seconds that never run back."""
        ...

    def epoch_s(self) -> float:
        """Return the UTC time in seconds since 1970, as GitHub names its limits' ends."""
        ...

    def pause(self, seconds: float) -> None:
        """Wait so long."""
        ...


class Console(Protocol):
    """Where people read what happens. Untrusted text goes through `quoted` only."""

    def info(self, message: str, **fields: object) -> None:
        """Print one line: a constant message and its fields."""
        ...

    def warning(self, message: str, **fields: object) -> None:
        """Print one line that asks for attention."""
        ...

    def progress(self, message: str, *, done: int, total: int) -> None:
        """Show how far long work is; on a terminal the line replaces itself."""
        ...

    def quoted(self, title: str, text: str) -> None:
        """Print untrusted text so that no runner takes it for a command."""
        ...

    def group(self, title: str) -> AbstractContextManager[None]:
        """Fold what is printed inside under a title."""
        ...

    def show(self, text: str) -> None:
        """Print trusted text of many lines as it is: a table, a report."""
        ...


class Templates(Protocol):
    """Texts for people and models, written from facts."""

    def render(self, name: str, facts: object) -> str:
        """Render prompts/<name> from a dataclass of facts.

        Raises:
            TemplateError: the template's variables are not the facts' fields.
        """
        ...


class Forge(Protocol):
    """Where pull requests go."""

    def publish(self, pull: PullDraft, comment: CommentDraft, *, result_dir: Path) -> Published:
        """Create or update the branch and its pull request; never touch a person's commits.

        Raises:
            GitError: git refused.
        """
        ...

    def untick(self, branch: str) -> None:
        """Take away what is ticked for a branch: its mission was done, and nothing came of it.

        Raises:
            ForgeError: the forge refused.
        """
        ...


class Store(Protocol):
    """A folder of small files: a mission's result directory. Names are relative, "/" always."""

    def read(self, name: str) -> str | None:
        """Return a file's text, None where there is none.

        Raises:
            UnicodeDecodeError: it is not UTF-8.
        """
        ...

    def write(self, name: str, text: str) -> None:
        """Write a file whole or not at all."""
        ...

    def append(self, name: str, line: str) -> None:
        """Add one line to a file, so that a kill loses at most the line being written."""
        ...

    def delete(self, name: str) -> None:
        """Remove a file or a folder with all it holds; nothing happens where there is none."""
        ...

    def names(self, folder: str) -> tuple[str, ...]:
        """Name all files below a folder, in order, relative to it."""
        ...
