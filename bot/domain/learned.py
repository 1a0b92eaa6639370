"""What asking a model taught: counts that add up, and what one mission's questions came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Count:
    """How often a model was asked in one way about one kind of gap, and of how many a test came.

    `variant` is the version of the template and the temperature: "gap@3f9a1c22/0.2".
    """

    model: str
    model_digest: str
    kind: str
    variant: str
    asked: int
    kept: int

    def __post_init__(self) -> None:
        if not 0 <= self.kept <= self.asked:
            raise ValueError(f"{self.kept} of {self.asked} questions cannot have brought a test")


@dataclass(frozen=True)
class Lesson:
    """What one question (`Asked.prompt`) came to: whether a test was kept."""

    prompt: str
    segment: str
    kept: bool


@dataclass(frozen=True)
class Learned:
    """What one mission's runs taught, all of them together.

    `rounds` counts the runs that asked, `lessons` are the latest questions, in order.
    Of two files about one mission the one with more rounds holds the other; files about
    different missions add up.
    """

    format: Literal[1] = field(default=1, kw_only=True)
    mission: str
    rounds: int = 0
    counts: tuple[Count, ...] = ()
    lessons: tuple[Lesson, ...] = ()
