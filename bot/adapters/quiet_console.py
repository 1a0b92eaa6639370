"""Consoles over another one, for missions that run beside others."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.ports.world import Console

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager


@dataclass(frozen=True)
class SubjectConsole:
    """ports.Console that opens each line with a subject, and names it nowhere else in the line."""

    inner: Console
    subject: str

    def info(self, message: str, **fields: object) -> None:
        """Print one line."""
        self.inner.info(self._about(message), **self._others(fields))

    def warning(self, message: str, **fields: object) -> None:
        """Print one line that asks for attention."""
        self.inner.warning(self._about(message), **self._others(fields))

    def progress(self, message: str, *, done: int, total: int) -> None:
        """Show how far long work is."""
        text = message.removeprefix(self.subject).lstrip(": ")
        self.inner.progress(self._about(text), done=done, total=total)

    def quoted(self, title: str, text: str) -> None:
        """Print untrusted text."""
        self.inner.quoted(self._about(title), text)

    def group(self, title: str) -> AbstractContextManager[None]:
        """Fold what is printed inside."""
        return self.inner.group(self._about(title))

    def show(self, text: str) -> None:
        """Print trusted text as it is."""
        self.inner.show(text)

    def _about(self, message: str) -> str:
        return f"{self.subject}: {message}"

    def _others(self, fields: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in fields.items() if value != self.subject}


class SilentConsole:
    """ports.Console that says nothing: what it would say was said once already."""

    def info(self, message: str, **fields: object) -> None:
        """Say nothing."""

    def warning(self, message: str, **fields: object) -> None:
        """Say nothing."""

    def progress(self, message: str, *, done: int, total: int) -> None:
        """Say nothing."""

    def quoted(self, title: str, text: str) -> None:
        """Say nothing."""

    @contextmanager
    def group(self, title: str) -> Iterator[None]:  # noqa: ARG002 - the port's
        """Say nothing."""
        yield

    def show(self, text: str) -> None:
        """Say nothing."""
