"""Walk the way of an observation a few times before the first fork.

What is imported, cached or specialised by then is shared by all trials; each
page of memory that a fork needs not write saves 4 µs. Nothing of the subject runs.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .observe import Observer, Task
from .protocol import dump_line

if TYPE_CHECKING:
    from .boot import Stage

# From the eighth call on, Python 3.11 and newer run a function specialised.
ROUNDS = 10


@dataclass
class Sample:
    """Something to describe: an object that changes."""

    label: str
    parts: list[str]
    size: float = 0.5


def warm_up(stage: Stage, temp_dir: str) -> None:
    """Observe an object of ours, then forget what was measured; `temp_dir` stays as it was."""
    calls = ("sample.parts.append('b')", "dict(sample=sample)", "sample.missing", "iter('ab')")
    imports, setup = (f"from {__name__} import Sample",), ("sample = Sample('a', ['b'])",)
    tasks = [Task(imports, setup, call, ()) for call in calls]
    for task in tasks * ROUNDS:
        dump_line(Observer(stage, Path(temp_dir)).observe(task).plain())
    random.seed("0")
    stage.meter.renew()
    stage.meter.start()
    stage.meter.stop()
