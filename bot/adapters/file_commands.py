"""The runner's file commands: outputs and the job summary.

Values end at a delimiter drawn at random and absent from the value, so that no
value can write a second output (actions/toolkit, file-command.ts does the same).
"""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SUMMARY_BYTES_MAX = 1024 * 1024 - 1024


def set_outputs(environ: Mapping[str, str], outputs: Mapping[str, str]) -> None:
    """Write outputs where a runner reads them; does nothing outside a runner."""
    path = environ.get("GITHUB_OUTPUT")
    if path:
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.writelines(_entry(name, value) for name, value in outputs.items())


def add_summary(environ: Mapping[str, str], markdown: str) -> None:
    """Add to the job summary, cut to the runner's 1 MiB; does nothing outside a runner."""
    path = environ.get("GITHUB_STEP_SUMMARY")
    if path:
        text = markdown.encode()[:SUMMARY_BYTES_MAX].decode(errors="ignore")
        with Path(path).open("a", encoding="utf-8") as stream:
            stream.write(text + "\n")


def _entry(name: str, value: str) -> str:
    delimiter = f"end_{secrets.token_hex(16)}"
    assert delimiter not in value
    return f"{name}<<{delimiter}\n{value}\n{delimiter}\n"
