"""Answer a failed situation with repaired ones: the table of rules, and who was answered before.

Deterministic and bounded: each rule has its own most, an answer has at most REPAIRS_MAX
situations, and what was repaired ROUNDS_MAX times and still fails is given up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.trial import Situation
from bot.engines.repair import (
    arguments,
    attributes,
    convert,
    cut,
    expectations,
    imports,
    patches,
    receivers,
    unknown,
)
from bot.engines.repair.failure import failure_of
from bot.engines.repair.rule import Case

if TYPE_CHECKING:
    from bot.domain.trial import Observation
    from bot.engines.repair.rule import Knowledge, Rule

REPAIRS_MAX = 4
"""Repaired situations for one failure."""

ROUNDS_MAX = 3
"""Repairs of one situation, one upon the other."""

SOURCE_MAX = 8000
"""Characters of one situation; a longer one is not repaired."""

KNOWN_MAX = 5000
"""Repaired situations remembered; after that nothing is repaired any more."""

RULES: tuple[Rule, ...] = (
    *cut.RULES,
    *unknown.RULES,
    *imports.RULES,
    *receivers.RULES,
    *arguments.RULES,
    *patches.RULES,
    *attributes.RULES,
    *convert.RULES,
    *expectations.RULES,
)
"""In the order in which they are tried: the likeliest answer to a complaint first."""


@dataclass(frozen=True)
class Repair:
    """A repaired situation, and the name of the rule that repaired it."""

    situation: Situation
    rule: str


def repairs(situation: Situation, seen: Observation, knowledge: Knowledge) -> tuple[Repair, ...]:
    """Return repaired situations, the likeliest first; () where nothing is wrong or known.

    A rule that changes what is called drops the expectation, for it was about something else.
    """
    failure = failure_of(situation, seen)
    if failure is None or len(situation.source) > SOURCE_MAX:
        return ()
    case = Case(situation, failure, knowledge)
    found: dict[Situation, str] = {situation: ""}
    for rule in RULES:
        if isinstance(failure.complaint, rule.answers) and len(found) <= REPAIRS_MAX:
            for one in _applied(rule, case):
                kept = one if rule.keeps else replace(one, expectation=None)
                found.setdefault(kept, rule.name)
    del found[situation]
    return tuple(Repair(one, name) for one, name in found.items())[:REPAIRS_MAX]


class Repairer:
    """Repairs what engines propose, each failure once and none for ever."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._rules: dict[Situation, tuple[str, ...]] = {}

    def repair(self, situation: Situation, seen: Observation) -> list[Repair]:
        """Return repaired situations that were not returned before."""
        before = self._rules.setdefault(situation, ())
        if len(before) >= ROUNDS_MAX or len(self._rules) >= KNOWN_MAX:
            return []
        found = [
            one
            for one in repairs(situation, seen, self._knowledge)
            if one.situation not in self._rules
        ]
        self._rules |= {one.situation: (*before, one.rule) for one in found}
        return found

    def says(self, situation: Situation) -> str:
        """Say what was repaired, for the record: "repaired: import added"; "" for nothing."""
        rules = self._rules.get(situation, ())
        return f"repaired: {', '.join(rules)}" if rules else ""


def _applied(rule: Rule, case: Case) -> list[Situation]:
    """Apply one rule. Text from a model may nest deeper than a syntax tree can be walked."""
    found: list[Situation] = []
    try:
        for one in rule.apply(case):
            found += [one] if one is not None and len(found) < rule.most else []
    except RecursionError:
        return []
    return found
