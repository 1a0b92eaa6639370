"""What is asked next: of all gaps the one that brings most for what its question costs."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from bot.domain.coverage import Gap
from bot.domain.facts import UNKNOWN_TYPE, CallableKind, Flavour
from bot.domain.trial import Observation, Situation
from bot.engines.model.asking import SITUATIONS_MAX, Shape
from bot.engines.model.goals import Aim, aims
from bot.engines.model.pace import cost
from bot.engines.model.signatures import ENTERED
from bot.engines.search.engine import gaps_of
from bot.engines.search.pieces import Way
from bot.engines.solver.sightings import CALLED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.domain.coverage import FileCoverage, Segment
    from bot.engines.model.told import Subject

GOALS_MAX = 4
"""Goals marked in one question."""

FOLLOWED_MAX = 2
"""Goals of a follow-up."""

GAP_QUESTIONS_MAX = 3
"""Questions about the inputs of one function; none is asked for a goal twice."""

RISK_WEIGHT = 1.5
"""How much more a gap weighs in a function that a reading calls risky."""

TRIED_MAX = 3
"""Calls told in a follow-up."""

ROUNDS_MAX = 3
"""Times that all is asked; each time in other words, or by chance otherwise answered."""

REMEMBERED_MAX = 24
"""Calls of one function that are remembered for it, the latest."""

CHARS_A_TOKEN = 3
"""Characters of code in a token, about; fewer than most models need, so that it errs upwards."""

TOKENS_AROUND = 350
"""Tokens of a question beside its function, about."""

TOKENS_A_SITUATION = 60
"""Tokens of one situation of an answer, about."""


class Kind(StrEnum):
    """What is asked; its value is the prompt's name."""

    GAP = "gap"
    FOLLOW_UP = "follow_up"
    WHOLE_TEST = "whole_test"


_HOPE = {Kind.GAP: 1.0, Kind.FOLLOW_UP: 0.5, Kind.WHOLE_TEST: 0.3}
"""Part of what is asked for that an answer is expected to bring, against the first question's."""


@dataclass(frozen=True)
class Choice:
    """What to ask about."""

    kind: Kind
    gap: Gap
    way: Way
    aims: tuple[Aim, ...]
    tried: tuple[tuple[Situation, Observation], ...] = ()

    @property
    def is_plain(self) -> bool:
        """Tell whether any call does, so that there is nothing to think about."""
        return not any(one.conditions for one in self.aims)

    @property
    def most(self) -> int:
        """Return how many situations are asked for: one more than there are goals to think of."""
        return 1 if self.is_plain else min(SITUATIONS_MAX, len(self.aims) + 1)

    @property
    def shape(self) -> Shape:
        """Say how long an answer is, and whether it says what its inputs need."""
        return Shape(len(self.aims), self.most, thinks=not self.is_plain)

    @property
    def worth(self) -> float:
        """Return what it may bring for each token that it costs."""
        size = sum(one.size for one in self.aims)
        segment = self.gap.segment
        lines = segment.last_line - segment.first_line + 1
        # A line of code has about ten tokens.
        tokens_in = TOKENS_AROUND + 10 * lines
        return _HOPE[self.kind] * size / cost(tokens_in, TOKENS_A_SITUATION * self.most)


@dataclass
class _State:
    """What was asked about one function, and what its answers did."""

    asked: set[tuple[int, str]] = field(default_factory=set)
    questions: int = 0
    is_followed: bool = False
    is_tested: bool = False
    tried: deque[tuple[Situation, Observation]] = field(
        default_factory=lambda: deque(maxlen=REMEMBERED_MAX)
    )


class Agenda:
    """Chooses questions; the same coverage and answers give the same choices."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._states: dict[Segment, _State] = {}
        self._by_name: dict[str, Segment] = {}
        self.round = 0
        self.risky: frozenset[str] = frozenset()
        """Functions of which a gap weighs more, by their qualified names."""

    def choose(self, file: FileCoverage, skip: Segment | None = None) -> Choice | None:
        """Return the next question, None where nothing is left to ask."""
        found = [
            choice
            for gap in gaps_of(file, self._subject.material.segments)
            if gap.segment.kind in CALLED and gap.segment != skip
            for choice in self._choices(gap)
        ]
        # Of equals the larger gap comes first, as gaps do.
        return max(found, key=self._weight, default=None)

    def begin_again(self) -> bool:
        """Begin another round of all questions; False where that was the last one."""
        if self.round + 1 >= ROUNDS_MAX or not self._states:
            return False
        self.round += 1
        for state in self._states.values():
            state.asked.clear()
            state.questions, state.is_followed, state.is_tested = 0, False, False
        return True

    def _weight(self, one: Choice) -> float:
        return one.worth * (RISK_WEIGHT if one.gap.segment.name in self.risky else 1.0)

    def asked(self, choice: Choice) -> None:
        """Take notice that a question is put."""
        state = self._state(choice.gap.segment)
        self._by_name[choice.gap.segment.name] = choice.gap.segment
        match choice.kind:
            case Kind.GAP:
                state.questions += 1
            case Kind.FOLLOW_UP:
                state.is_followed = True
            case Kind.WHOLE_TEST:
                state.is_tested = True
            case _:
                assert_never(choice.kind)
        state.asked |= {one.key for one in choice.aims}

    def learn(self, situation: Situation, seen: Observation) -> None:
        """Take notice of what a proposed situation did."""
        self._state(self._by_name[situation.segment]).tried.append((situation, seen))

    def _state(self, segment: Segment) -> _State:
        return self._states.setdefault(segment, _State())

    def _choices(self, gap: Gap) -> Iterator[Choice]:
        node = self._subject.code.at(gap.segment)
        way = self._subject.way(gap.segment) if node is not None else None
        if node is None or way is None:
            return
        state = self._state(gap.segment)
        found = aims(node, gap)
        fresh = [one for one in found if one.key not in state.asked]
        known = [one for one in found if one.key in state.asked]
        if way.target.flavour in ENTERED:
            # No call says what the block inside does.
            if not state.is_tested:
                yield Choice(Kind.WHOLE_TEST, gap, way, most_together(found, FOLLOWED_MAX))
        elif fresh and state.questions < GAP_QUESTIONS_MAX:
            yield Choice(Kind.GAP, gap, way, most_together(fresh, GOALS_MAX))
        elif known and state.tried and not state.is_followed:
            goals = most_together(known, FOLLOWED_MAX)
            yield Choice(Kind.FOLLOW_UP, gap, way, goals, nearest(state.tried, goals))
        elif found and not state.is_tested and needs_more(way, self._subject):
            yield Choice(Kind.WHOLE_TEST, gap, way, most_together(found, FOLLOWED_MAX))


def most_together(found: Sequence[Aim], most: int) -> tuple[Aim, ...]:
    """Take the goals that bring most, in line order; what one brings on its way counts once."""
    left, taken = list(found), list[Aim]()
    run = set[int]()
    while left and len(taken) < most:
        # Of equals the last one is taken: it stands deeper.
        best = max(left, key=lambda one: (_gain(one, run), one.line, one.says))
        left.remove(best)
        taken.append(best)
        run |= best.lines | best.passed
    return tuple(sorted(taken, key=lambda one: (one.line, one.says)))


def _gain(aim: Aim, run: set[int]) -> int:
    return len((aim.lines | aim.passed) - run) + len(aim.arcs)


def nearest(
    tried: Iterable[tuple[Situation, Observation]], goals: Sequence[Aim]
) -> tuple[tuple[Situation, Observation], ...]:
    """Take the calls that met most of what the goals need, of equals the first."""

    def met(seen: Observation) -> int:
        return sum(one.is_met(seen.arcs) for goal in goals for one in goal.conditions)

    return tuple(sorted(tried, key=lambda one: -met(one[1]))[:TRIED_MAX])


def needs_more(way: Way, subject: Subject) -> bool:
    """Tell whether a call of plain values may not say it: fakes, several objects, protocols."""
    target = way.target
    if way.owner is not None or way.then is not None:
        return True
    if target.flavour is not Flavour.PLAIN and target.kind is not CallableKind.PROPERTY:
        return True
    classes = subject.classes
    for one in target.parameters:
        facts = classes.get(one.type.name)
        if facts is not None and (facts.abstract or facts.is_protocol):
            return True
        if one.type.name == UNKNOWN_TYPE and one.required:
            return True
    return False
