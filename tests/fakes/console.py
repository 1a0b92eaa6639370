"""A console that remembers what it was told."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class FakeConsole:
    """ports.Console; `told` holds (method, message) in order, `quotes` the untrusted texts."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.quotes: list[str] = []

    def info(self, message: str, **fields: object) -> None:
        self.told.append(("info", _with(message, fields)))

    def warning(self, message: str, **fields: object) -> None:
        self.told.append(("warning", _with(message, fields)))

    def progress(self, message: str, *, done: int, total: int) -> None:
        self.told.append(("progress", f"{message} {done}/{total}"))

    def quoted(self, title: str, text: str) -> None:
        self.told.append(("quoted", title))
        self.quotes.append(text)

    @contextmanager
    def group(self, title: str) -> Iterator[None]:
        self.told.append(("group", title))
        yield

    def show(self, text: str) -> None:
        self.told.append(("show", text))


def _with(message: str, fields: dict[str, object]) -> str:
    return " ".join([message, *(f"{name}={value}" for name, value in fields.items())])
