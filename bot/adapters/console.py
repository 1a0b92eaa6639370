"""What people see while the program works: a terminal's way and GitHub Actions' way.

Text from a model, a test run or a repository is untrusted. It may steer a
terminal (escape sequences) and a runner (workflow commands, which it reads from
stdout and stderr alike), so all text is made visible here, and blocks of it go
through `quoted` only.
"""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from bot.adapters.clock import SystemClock
from bot.stages.markdown import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.ports.world import Clock

PROGRESS_EVERY_S = 5.0
QUOTED_CHARS_MAX = 20_000
PROGRESS_CHARS_MAX = 100
QUOTE_PREFIX = "| "
_ERASE_LINE = "\r\x1b[K"


class PlainConsole:
    """ports.Console for a terminal or a pipe.

    `show` goes to `out`, so that a report can be piped on; all else goes to
    `err`. Progress replaces its own line where `is_terminal`; elsewhere it
    prints at most every few seconds, and when the work is done.
    """

    def __init__(
        self, out: TextIO, err: TextIO, *, is_terminal: bool, clock: Clock | None = None
    ) -> None:
        self._out = out
        self._err = err
        self._is_terminal = is_terminal
        self._pace = _Pace(clock or SystemClock())
        self._progress_is_open = False

    def info(self, message: str, **fields: object) -> None:
        """Print one line."""
        self._line(_told(message, fields))

    def warning(self, message: str, **fields: object) -> None:
        """Print one line that asks for attention."""
        self._line(f"warning: {_told(message, fields)}")

    def progress(self, message: str, *, done: int, total: int) -> None:
        """Show how far long work is."""
        text = f"{one_line(message)} {done}/{total}"
        if not self._is_terminal:
            if self._pace.is_due() or done >= total:
                self._line(text)
            return
        _write(self._err, f"{_ERASE_LINE}{text[:PROGRESS_CHARS_MAX]}")
        self._progress_is_open = True
        if done >= total:
            self._close_progress()

    def quoted(self, title: str, text: str) -> None:
        """Print untrusted text, each line marked, with nothing left that steers a terminal."""
        self._line(f"{one_line(title)}:")
        for line in quoted_lines(text):
            self._line(line)

    @contextmanager
    def group(self, title: str) -> Iterator[None]:
        """Print a title above what is printed inside."""
        self._line(f"== {one_line(title)}")
        yield

    def show(self, text: str) -> None:
        """Print trusted text as it is."""
        self._close_progress()
        _write(self._out, f"{text}\n")

    def _line(self, text: str) -> None:
        self._close_progress()
        _write(self._err, f"{text}\n")

    def _close_progress(self) -> None:
        if self._progress_is_open:
            _write(self._err, "\n")
            self._progress_is_open = False


class ActionsConsole:
    """ports.Console for the log of a GitHub Actions job.

    `token` makes the word that ends a quotation; untrusted text cannot guess it.
    """

    def __init__(
        self,
        out: TextIO,
        *,
        clock: Clock | None = None,
        token: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._out = out
        self._pace = _Pace(clock or SystemClock())
        self._token = token
        self._is_grouped = False

    def info(self, message: str, **fields: object) -> None:
        """Print one line."""
        self._line(_told(message, fields))

    def warning(self, message: str, **fields: object) -> None:
        """Annotate the run."""
        title = escape_property("coverage missions")
        self._command(f"::warning title={title}::{escape_data(_told(message, fields))}")

    def progress(self, message: str, *, done: int, total: int) -> None:
        """Print how far long work is, at most every few seconds, and at its end."""
        if self._pace.is_due() or done >= total:
            self._line(f"{one_line(message)} {done}/{total}")

    def quoted(self, title: str, text: str) -> None:
        """Print untrusted text while the runner listens to no command."""
        token = self._token()
        self._line(f"{one_line(title)}:")
        self._command(f"::stop-commands::{token}")
        for line in quoted_lines(text):
            self._line(line)
        self._command(f"::{token}::")

    @contextmanager
    def group(self, title: str) -> Iterator[None]:
        """Fold what is printed inside; a group inside a group is only a title, runners know one."""
        if self._is_grouped:
            self._line(f"== {one_line(title)}")
            yield
            return
        self._command(f"::group::{escape_data(one_line(title))}")
        self._is_grouped = True
        try:
            yield
        finally:
            self._is_grouped = False
            self._command("::endgroup::")

    def show(self, text: str) -> None:
        """Print trusted text; even so, no line of it is taken for a command."""
        for line in text.split("\n"):
            self._line(line)

    def _line(self, text: str) -> None:
        _write(self._out, f"{without_commands(text)}\n")

    def _command(self, line: str) -> None:
        _write(self._out, f"{line}\n")


class _Pace:
    """Tells when enough time has passed to print progress again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next_s = clock.monotonic_s() + PROGRESS_EVERY_S

    def is_due(self) -> bool:
        now = self._clock.monotonic_s()
        if now < self._next_s:
            return False
        self._next_s = now + PROGRESS_EVERY_S
        return True


def escape_data(text: str) -> str:
    """Escape a workflow command's message (actions/toolkit, command.ts, escapeData)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Escape a workflow command's property.

    A comma ends a property and a colon may end the command, so both are escaped
    here and not in the message; a semicolon means something only in the old
    "##[command]" form, and the runner would show its escape
    (actions/runner, ActionCommand.cs, _escapePropertyMappings).
    """
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


def without_commands(line: str) -> str:
    """Return a line that a runner takes for no command, changed only where it was one.

    A runner looks for "::" at the start of a line, after white space, and for
    the old "##[" anywhere in it (actions/runner, ActionCommand.cs).
    """
    line = visible(line).replace("##[", "# #[")
    return f"{QUOTE_PREFIX}{line}" if line.lstrip().startswith("::") else line


def quoted_lines(text: str) -> list[str]:
    """Return untrusted text as marked lines, cut at a limit that is then named."""
    lines = text[:QUOTED_CHARS_MAX].splitlines()
    left = len(text) - QUOTED_CHARS_MAX
    if left > 0:
        lines.append(f"[{left} more characters]")
    return [QUOTE_PREFIX + visible(line).replace("##[", "# #[") for line in lines]


def _told(message: str, fields: dict[str, object]) -> str:
    words = [one_line(message)]
    words += [f"{name}={_field(str(value))}" for name, value in fields.items()]
    return " ".join(words)


def _field(value: str) -> str:
    text = one_line(value)
    return f'"{text}"' if " " in text or not text else text


def _write(stream: TextIO, text: str) -> None:
    # A log may be ASCII; showing an escape is better than ending the program.
    encoding = stream.encoding or "utf-8"
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()
