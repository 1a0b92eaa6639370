"""Let the interpreters that tests start measure themselves where the tests are measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]


WORKER = str(ROOT / "bot" / "languages" / "python" / "worker")


def measuring(argv: Sequence[str]) -> dict[str, str]:
    """Return what tests/measuring/ waits for; {} for others' programs and where none measures."""
    if Coverage.current() is None or not any(word.startswith(WORKER) for word in argv):
        return {}
    return {"PYTHONPATH": str(ROOT / "tests" / "measuring"), "OWN_COVERAGE_FOLDER": str(ROOT)}
