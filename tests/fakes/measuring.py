"""Let the interpreters that tests start measure themselves where the tests are measured."""

from __future__ import annotations

from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).parents[2]


def measuring() -> dict[str, str]:
    """Return the environment that tests/measuring/ waits for; {} where nothing is measured."""
    if Coverage.current() is None:
        return {}
    return {"PYTHONPATH": str(ROOT / "tests" / "measuring"), "OWN_COVERAGE_FOLDER": str(ROOT)}
