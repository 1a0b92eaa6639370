"""Write and read what a generated test file says of itself.

A docstring for people, then one comment line a mission for programs:
`# coverage-missions: mission=m-3f9a1c22 engines=search seed=0 lines=14 arcs=6 killed=9/11`.
"""

from __future__ import annotations

import re
from textwrap import fill
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports.craft import Provenance

MARK = "# coverage-missions: "
LINES_MAX = 5
WIDTH = 88


def header(provenance: Provenance, module: str, earlier: Sequence[str]) -> str:
    """Return docstring and provenance lines; `earlier` are such lines of missions before."""
    line = provenance_line(provenance)
    lines = [*(one for one in earlier if one != line), line][-LINES_MAX:]
    return "\n".join([docstring(provenance, module), *lines])


def docstring(provenance: Provenance, module: str) -> str:
    """Tell a reader what these tests are and how far to trust them."""
    lines = _count(provenance.lines_gained, "line")
    branches = _count(provenance.arcs_gained, "branch", "branches")
    mutants = _count(provenance.mutants_tried, "sampled mutant")
    model = f" Some inputs are the model's ({provenance.model})." * bool(provenance.model)
    text = (
        f"They run {lines} and {branches} that no other test ran, and notice "
        f"{provenance.mutants_killed} of {mutants} of those lines.{model} Where no document "
        "says what is right, they pin what the code does: change them when it should do otherwise."
    )
    title = f"Tests for {module}, written by coverage mission {provenance.mission_id}."
    return f'"""{title}\n\n{fill(text, WIDTH)}\n"""'


def provenance_line(provenance: Provenance) -> str:
    """Return the comment line for programs."""
    fields = {
        "mission": provenance.mission_id,
        "engines": ",".join(provenance.engines) or "none",
        "model": re.sub(r"\s+", "_", provenance.model),
        "seed": str(provenance.seed),
        "lines": str(provenance.lines_gained),
        "arcs": str(provenance.arcs_gained),
        "killed": f"{provenance.mutants_killed}/{provenance.mutants_tried}",
    }
    return MARK + " ".join(f"{key}={value}" for key, value in fields.items() if value)


def read_lines(text: str) -> list[str]:
    """Return a file's provenance lines, [] where no mission wrote it."""
    return [line for line in text.splitlines() if line.startswith(MARK)]


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
