"""The runner's file commands: outputs and the job summary.

Values end at a delimiter drawn at random and absent from the value, so that no
value can write a second output (actions/toolkit, file-command.ts does the same).
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

SUMMARY_BYTES_MAX = 1024 * 1024 - 1024


def set_outputs(environ: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Write outputs where a runner reads them; does nothing outside a runner.

    Raises:
        InputError: the runner's file cannot be written.
    """
    entries = "".join(_entry(name, value) for name, value in outputs.items())
    _append(environ, "GITHUB_OUTPUT", entries)


def add_summary(environ: Mapping[str, str], markdown: str) -> None:
    """Add to the job summary, cut to the runner's 1 MiB; does nothing outside a runner.

    Raises:
        InputError: the runner's file cannot be written.
    """
    text = markdown.encode()[:SUMMARY_BYTES_MAX].decode(errors="ignore")
    _append(environ, "GITHUB_STEP_SUMMARY", text + "\n")


def _append(environ: Mapping[str, str], variable: str, text: str) -> None:
    path = environ.get(variable)
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise InputError(
            f"{variable} names {path}, which cannot be written ({error.strerror}): in a container, "
            "mount the runner's folder at that very path; without a runner, unset it"
        ) from error


def _entry(name: str, value: str) -> str:
    delimiter = f"end_{secrets.token_hex(16)}"
    assert delimiter not in value
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"
