"""What a mission tried, line by line: attempts, and what a model was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from bot.domain.invariant import Invariant
from bot.domain.mission import EngineName
from bot.domain.tested import Mutant
from bot.domain.trial import Situation, Verdict

ANSWER_CHARS_MAX = 8000
"""Characters of an answer that are kept, and read; what comes after them is not."""


class Purpose(StrEnum):
    """What a situation was judged for.

    GAIN: missing lines and arcs. NOTICE: mutants that no kept test notices. ADD: the same,
    by a kept test that says more. READ: a value of a module that runs nothing but its import.
    SHOW: a function that works, of which only errors are kept. POLISH: to take the place of a
    kept test. HOLD: a rule that is said to hold for all inputs. ANSWER: none, for nothing
    could be read.
    """

    GAIN = "gain"
    NOTICE = "notice"
    ADD = "add"
    READ = "read"
    SHOW = "show"
    POLISH = "polish"
    HOLD = "hold"
    ANSWER = "answer"


@dataclass(frozen=True)
class Sought:
    """What a situation was judged for; `mutants` are those that it was to notice.

    `shown_by` is the source of the kept test that shows what an idle step of it does, "" for
    none: it gave way to that one, and does again where that one is kept. `invariant` is the
    rule that was to hold, and `inputs` those that were tried beside drawn ones, a source for
    each parameter.
    """

    purpose: Purpose = Purpose.GAIN
    mutants: tuple[Mutant, ...] = ()
    shown_by: str = ""
    invariant: Invariant | None = None
    inputs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Attempt:
    """One line of a trajectory: who proposed what, what for, and what became of it.

    `prompt` names the question that a model answered with it, as `Asked` does; "" for none.
    `situation` is what was judged, so that it can be judged again; None for an answer out of
    which nothing could be read.
    """

    format: Literal[1] = field(default=1, kw_only=True)
    number: int
    engine: EngineName
    segment: str
    verdict: Verdict
    source: str
    gained_lines: int
    gained_arcs: int
    note: str = ""
    prompt: str = ""
    situation: Situation | None = None
    sought: Sought = Sought()


@dataclass(frozen=True)
class Rejudged:
    """An attempt and its second verdict; None where it cannot be judged again, `note` says why."""

    attempt: Attempt
    verdict: Verdict | None
    note: str = ""

    @property
    def differs(self) -> bool:
        """Tell whether the second verdict is another one."""
        return self.verdict is not None and self.verdict is not self.attempt.verdict


@dataclass(frozen=True)
class Asked:
    """One line of completions.jsonl: what a model was asked, and what it answered.

    `prompt` is the version of the template, the temperature, and the digest of the whole
    question: "gap@3f9a1c22/0.2:0b1c2d3e4f5a"; `goals` are the lines (1-based) that were asked
    for, `text` the answer, `end` why it ended there, `situations` how many could be read out
    of it, `kind` the kind of code that the gap is in.
    """

    format: Literal[1] = field(default=1, kw_only=True)
    number: int
    model: str
    model_digest: str
    prompt: str
    segment: str
    goals: tuple[int, ...]
    text: str
    end: str
    situations: int
    tokens_in: int
    tokens_out: int
    seconds: float
    note: str = ""
    kind: str = ""

    @property
    def version(self) -> str:
        """Name the way that it was asked in: "gap@3f9a1c22/0.2"."""
        return self.prompt.partition(":")[0]
