"""What is asked for: one mission a subject, one campaign a plan.

The YAML form and its positions are mission/format.py's; here is what it means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.coverage import Tally

MISSION_ID = re.compile(r"m-[0-9a-f]{8}\Z")
STEP_ID = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]{0,99}\Z")
TARGET_PCT_DEFAULT = 85
TIMEOUT_S_MAX = 86_400
HIGH_BELOW_PCT = 50
# A file name has 255 bytes at most; the end of a long path tells more than its start.
SLUG_CHARACTERS_MAX = 120

ParameterValue = str | int | bool | tuple[str, ...]


class Priority(StrEnum):
    """How urgent a mission is: high below 50 %, medium below the target."""

    HIGH = "high"
    MEDIUM = "medium"


class EngineName(StrEnum):
    """Who proposes candidates, cheapest first."""

    SEARCH = "search"
    SOLVER = "solver"
    MODEL = "model"


class StepType(StrEnum):
    """What the step engine can execute."""

    TOOL = "tool"


class Tool(StrEnum):
    """The coverage tools that a `tool` step names, in the order of the work."""

    ANALYZE = "analyze"
    GENERATE = "generate"
    INTEGRATE = "integrate"
    VERIFY = "verify"
    ARCHIVE = "archive"
    REGISTRY = "registry"


@dataclass(frozen=True)
class Step:
    """One step: `parameters` are the type's own, already checked by mission/validate.py."""

    id: str
    name: str
    step_type: StepType
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    timeout_seconds: int | None = None
    continue_on_error: bool = False

    def __post_init__(self) -> None:
        if not STEP_ID.match(self.id):
            raise ValueError(
                f"step id {self.id!r} must start with a letter: [a-zA-Z][a-zA-Z0-9_-]*"
            )


@dataclass(frozen=True)
class MissionConfig:
    """Limits of the whole mission."""

    timeout_seconds: int = 1800
    fail_fast: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.timeout_seconds <= TIMEOUT_S_MAX:
            raise ValueError(f"timeout_seconds must be 1 to {TIMEOUT_S_MAX}")


@dataclass(frozen=True)
class Mission:
    """Bring one subject to its target.

    `id` comes from the path and stays over re-planning; `number` orders the
    files of one campaign (1-based); `subject_digest` is "sha256:" and 64 hex
    digits of the subject's bytes at plan time.
    """

    id: str
    number: int
    name: str
    description: str
    subject: str
    subject_digest: str
    language: str
    target_pct: int
    baseline: Tally
    priority: Priority
    category: str
    steps: tuple[Step, ...]
    config: MissionConfig = MissionConfig()

    def __post_init__(self) -> None:
        if not MISSION_ID.match(self.id):
            raise ValueError(f"mission id {self.id!r} must be m- and 8 hex digits")
        if not 0 <= self.target_pct <= 100:  # noqa: PLR2004 - a percentage
            raise ValueError(f"target_pct must be 0 to 100, got {self.target_pct}")

    @property
    def lines_needed(self) -> int:
        """Count the statements still to cover, a ceiling in integers."""
        return self.baseline.needed(self.target_pct)

    @property
    def slug(self) -> str:
        """Name the mission's files: the subject's path with "_" for what a file name can't hold."""
        words = re.sub(r"[^a-zA-Z0-9]+", "_", self.subject.rsplit(".", 1)[0]).strip("_").lower()
        return words[-SLUG_CHARACTERS_MAX:].lstrip("_")

    @property
    def file_name(self) -> str:
        """Name the mission file: "007_src_shop_cart.yaml"."""
        return f"{self.number:03d}_{self.slug}.yaml"

    @property
    def record_name(self) -> str:
        """Name the registry's file: "src_shop_cart-3f9a1c22.json".

        The id is in it because `a_b/c.py` and `a/b_c.py` have one slug.
        """
        return f"{self.slug}-{self.id.removeprefix('m-')}.json"


@dataclass(frozen=True)
class CampaignEntry:
    """One line of the master campaign.

    `written` is the start of the SHA-256 of the file as the plan wrote it (16
    hex digits): a file of another digest was edited by a person. It is "" once
    the file has edits to keep.
    """

    id: str
    file: str
    subject: str
    priority: Priority
    category: str
    baseline: Tally
    lines_needed: int
    written: str = ""


@dataclass(frozen=True)
class BlockedFile:
    """A source that cannot be measured, so that no mission can be opened for it.

    `reason` opens with the file, and the line where known, and says what to do.
    """

    subject: str
    category: str
    reason: str


class SkipKind(StrEnum):
    """Why a plan leaves a file alone that could have a mission: people answered so.

    An *obsolete* one has an open pull request that nothing is left to do for.
    """

    STOPPED = "stopped"
    IGNORED = "ignored"
    EDITED = "edited"
    PROPOSED = "proposed"
    CLOSED = "closed"
    UNAPPROVED = "unapproved"
    OBSOLETE = "obsolete"


@dataclass(frozen=True)
class SkippedFile:
    """A mission that is not planned because of what people answered.

    `subject` is "" where it is gone, and nothing tells its name any more; `baseline`
    tallies its statements as measured.
    """

    id: str
    subject: str
    kind: SkipKind
    reason: str
    baseline: Tally


@dataclass(frozen=True)
class Campaign:
    """All missions of one plan, in the order they should run.

    `baseline` tallies the statements of every measured file, not only of the
    missions' subjects; `failing_before` names tests that failed before we
    changed anything; `not_applicable` names files with nothing to cover;
    `blocked` are sources that are in no number, because nothing can measure them;
    `skipped` are in no number either, because people answered so.
    """

    target_pct: int
    baseline: Tally
    entries: tuple[CampaignEntry, ...]
    failing_before: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    blocked: tuple[BlockedFile, ...] = ()
    skipped: tuple[SkippedFile, ...] = ()


@dataclass(frozen=True)
class Limits:
    """Every loop's end, by name. Counts decide; seconds only stop."""

    situations_max: int = 4000
    situations_per_gap_max: int = 600
    plateau_max: int = 400
    tests_max: int = 200
    mutants_max: int = 60
    mission_seconds: int = 120
    trial_timeout_s: int = 5
    suite_timeout_s: int = 600
    output_bytes_max: int = 65_536
    memory_bytes_max: int = 2 * 1024**3
    processes_max: int = 128
    repeats: int = 3

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value < 1:
                raise ValueError(f"limit {name} must be at least 1, got {value}")
