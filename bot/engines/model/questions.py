"""Put a choice into words: facts for the template, the prompt that it gives, and its name."""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from bot.domain.trial import ObservedEnd
from bot.engines.model.agenda import CHARS_A_TOKEN, Choice, Kind
from bot.engines.model.asking import (
    LINES_MAX,
    SITUATIONS_SCHEMA,
    TEST_SCHEMA,
    FollowUpFacts,
    GapFacts,
    Goal,
    Tried,
    WholeTestFacts,
)
from bot.engines.model.proposals import Source
from bot.engines.model.shown import shown
from bot.engines.model.told import clipped, said
from bot.engines.repair.callees import given
from bot.engines.repair.script import parsed
from bot.ports.model import Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Observation, Situation
    from bot.engines.model.goals import Aim
    from bot.engines.model.told import Start, Subject
    from bot.engines.search.pieces import Way
    from bot.ports.prompts import Prompts, Written

PROMPT_TOKENS_MAX = 1200
"""Tokens of a prompt, by a count that errs upwards; a longer one loses what it can do without."""

GOAL_CHARS_MAX = 240
"""Characters of a goal in words."""

DIGEST_DIGITS = 12

_WORD = re.compile(r"\w+")

_SAMPLING = {
    Kind.GAP: Sampling(temperature=0.2, seed=0, tokens_max=400),
    Kind.FOLLOW_UP: Sampling(temperature=0.5, seed=1, tokens_max=300),
    Kind.WHOLE_TEST: Sampling(temperature=0.2, seed=2, tokens_max=400),
}
"""What failed is not asked for in the same way again."""

Facts = GapFacts | FollowUpFacts | WholeTestFacts


@dataclass(frozen=True)
class Question:
    """A choice in words, ready to be asked."""

    choice: Choice
    prompt: Prompt
    source: Source

    @property
    def tokens(self) -> int:
        """Count the prompt's tokens, erring upwards."""
        return _tokens(self.prompt.system, self.prompt.user)


class Questions:
    """Writes questions about one subject."""

    def __init__(self, subject: Subject, prompts: Prompts) -> None:
        self._subject = subject
        self._prompts = prompts

    def question(self, choice: Choice) -> Question | None:
        """Write a question; None where even its shortest form is too long."""
        node = self._subject.code.at(choice.gap.segment)
        assert node is not None
        start = self._subject.start(choice.gap, choice.way)
        text = shown(self._subject.lines, node, choice.gap, choice.aims)
        for facts in self._shorter(choice, start, text):
            written = self._prompts.write(choice.kind.value, facts)
            if _tokens(written.system, written.user) <= PROMPT_TOKENS_MAX:
                prompt = _prompt(written, choice.kind)
                name = f"{written.version}:{digest_of(prompt)}"
                whole = "\n".join(self._subject.lines[node.lineno - 1 : node.end_lineno])
                source = Source(name, choice.gap.segment.name, start, whole)
                return Question(choice, prompt, source)
        return None

    def _shorter(self, choice: Choice, start: Start, text: str) -> Iterator[Facts]:
        """Yield the facts of a question, each with less than the one before."""
        facts = self._facts(choice, start, text)
        yield facts
        yield replace(facts, names=())
        if isinstance(facts, FollowUpFacts):
            facts = replace(facts, names=(), tried=facts.tried[:1])
        else:
            facts = replace(facts, names=(), example="", result="")
        yield facts
        yield replace(facts, given=(), goals=facts.goals[:1])

    def _facts(self, choice: Choice, start: Start, text: str) -> Facts:
        module = self._subject.material.facts.module
        node = self._subject.code.at(choice.gap.segment)
        assert node is not None
        names = self._subject.names(choice.way, node)
        goals = tuple(Goal(at, aim.says[:GOAL_CHARS_MAX]) for at, aim in enumerate(choice.aims, 1))
        calls = self._subject.calls(choice.gap, start)
        # A call that nobody saw run says nothing, and small models repeat whatever they are shown.
        example = start.base.call if start.base and start.result else ""
        match choice.kind:
            case Kind.GAP:
                return GapFacts(
                    module,
                    names,
                    text,
                    start.given,
                    calls,
                    example,
                    start.result,
                    goals,
                    choice.most,
                )
            case Kind.FOLLOW_UP:
                tried = tuple(
                    Tried(_whole_call(one), why_missed(one, seen, choice))
                    for one, seen in choice.tried
                )
                return FollowUpFacts(
                    module, names, text, start.given, calls, tried, goals, choice.most
                )
            case Kind.WHOLE_TEST:
                return WholeTestFacts(
                    module, names, text, start.given, calls, example, start.result, goals, LINES_MAX
                )
        assert_never(choice.kind)


def digest_of(prompt: Prompt) -> str:
    """Digest all that an answer hangs on beside the model."""
    sampling = prompt.sampling
    whole = "\0".join(
        (
            prompt.system, prompt.user, prompt.schema,
            f"{sampling.temperature} {sampling.seed} {sampling.tokens_max}",
        )
    )  # fmt: skip
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:DIGEST_DIGITS]


def why_missed(situation: Situation, seen: Observation, choice: Choice) -> str:
    """Say what a call did, and the condition that kept it from the first goal it missed."""
    told = {
        ObservedEnd.TIMED_OUT: "did not end in time",
        ObservedEnd.REFUSED: f"is not allowed: {clipped(seen.note)}",
        ObservedEnd.BROKEN: f"could not be set up: {clipped(seen.note)}",
        ObservedEnd.DIED: "ended the interpreter",
    }.get(seen.end) or said(seen)
    missed = (_kept_from(aim, situation, seen, choice.way) for aim in choice.aims)
    kept = next(filter(None, missed), "")
    return f"{told}; {kept}" if kept else told


def _kept_from(aim: Aim, situation: Situation, seen: Observation, way: Way) -> str:
    """Return the first condition on the way to a goal that was decided otherwise."""
    for one in aim.conditions:
        if one.line in seen.lines and not one.is_met(seen.arcs):
            values = _values(one.text, situation, way)
            was = f"was {str(not one.wanted).lower()}" if one.text else "did not happen"
            shown_ = f"`{one.text}` {was}" if one.text else f"“{one.says}” {was}"
            return f"{shown_} with {values}" if values else shown_
    return ""


def _values(condition: str, situation: Situation, way: Way) -> str:
    """Say which arguments the call gave for the names in a condition."""
    tree = parsed(situation.call)
    node = tree.body[0] if tree and tree.body else None
    call = getattr(node, "value", None)
    if not condition or not isinstance(call, ast.Call):
        return ""
    # A long condition is cut short and no Python any more; its names are words all the same.
    used = set(_WORD.findall(condition))
    return ", ".join(
        f"{parameter.name} = {ast.unparse(value)}"
        for parameter, value in given(call, way.target)
        if parameter.name in used
    )


def _whole_call(situation: Situation) -> str:
    return "; ".join((*situation.setup, situation.call))[:GOAL_CHARS_MAX]


def _prompt(written: Written, kind: Kind) -> Prompt:
    schema = TEST_SCHEMA if kind is Kind.WHOLE_TEST else SITUATIONS_SCHEMA
    return Prompt(written.version, written.system, written.user, schema, _SAMPLING[kind])


def _tokens(*texts: str) -> int:
    return sum(map(len, texts)) // CHARS_A_TOKEN + 1
