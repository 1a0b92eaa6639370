"""What the host tells a worker as its one argument; worker/protocol.py reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import codec

if TYPE_CHECKING:
    from bot.domain.mission import Limits


@dataclass(frozen=True)
class TrialLimits:
    """What one trial may use: seconds, bytes of output, bytes of address space."""

    trial_timeout_s: int
    output_bytes_max: int
    memory_bytes_max: int

    @classmethod
    def of(cls, limits: Limits) -> TrialLimits:
        """Take a trial's share of a mission's limits."""
        return cls(limits.trial_timeout_s, limits.output_bytes_max, limits.memory_bytes_max)


@dataclass(frozen=True)
class WorkerConfig:
    """Where a worker works and what it looks at.

    `root` is the absolute path of the scratch copy; `source_roots` ("src"; "" for
    the root itself), `subject` and `tests_dir` are relative to it. `overlay`
    is the absolute folder with coverage and pytest for this interpreter, "" for none.
    `exclude_lines` is the complete list of coverage.py's patterns, () for its default.
    """

    root: str
    source_roots: tuple[str, ...]
    overlay: str
    subject: str
    module: str
    tests_dir: str
    limits: TrialLimits
    exclude_lines: tuple[str, ...] = ()
    reverse_order: bool = False
    other_build: bool = False

    def __post_init__(self) -> None:
        for path in (self.root, self.overlay or "/"):
            if not path.startswith("/"):
                raise ValueError(f"a worker's paths are absolute: {path!r}")

    def to_json(self) -> str:
        """Write the argument."""
        return codec.to_json(self)
