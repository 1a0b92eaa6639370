"""Put a choice into words: facts for the template, the prompt that it gives, and its name."""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, assert_never

from bot.domain.trial import ObservedEnd
from bot.engines.model.agenda import CHARS_A_TOKEN, ROUNDS_MAX, Choice, Kind
from bot.engines.model.asking import (
    LINES_MAX,
    TEST_SCHEMA,
    FollowUpFacts,
    GapFacts,
    Goal,
    Receiver,
    WholeTestFacts,
    pattern_of,
    situations_schema,
)
from bot.engines.model.meant import Source
from bot.engines.model.shown import shown
from bot.engines.model.signatures import ENTERED
from bot.engines.model.told import clipped, said
from bot.engines.model.variants import SEEDS_A_ROUND, VARIANTS, kind_of
from bot.engines.repair.callees import given
from bot.engines.repair.script import parsed
from bot.ports.model import Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.trial import Observation, Situation
    from bot.engines.model.goals import Aim
    from bot.engines.model.told import Start, Subject
    from bot.engines.model.variants import Experience, Variant
    from bot.engines.search.pieces import Way
    from bot.ports.prompts import Prompts, Written

PROMPT_TOKENS_MAX = 1300
"""Tokens of a prompt, by a count that errs upwards; a longer one loses what it can do without."""

GOAL_CHARS_MAX = 240
"""Characters of a goal in words."""

VALUES_CHARS_MAX = 240
"""Characters of the values that a call was given."""

DIGEST_DIGITS = 12

_INSIDE = partial(re.compile(r"`yield\b[^`]*` raises").sub, "the block inside `with` raises")
_SELF = re.compile(r"\bself\b")
_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*\Z")
_WORD = re.compile(r"\w+")

_TOKENS_MAX = {Kind.GAP: 400, Kind.FOLLOW_UP: 300, Kind.WHOLE_TEST: 400}

Facts = GapFacts | FollowUpFacts | WholeTestFacts


@dataclass(frozen=True)
class Question:
    """A choice in words, ready to be asked."""

    choice: Choice
    prompt: Prompt
    source: Source

    @property
    def way(self) -> str:
        """Name the way it is asked in: "gap@3f9a1c22/0.2"."""
        return self.source.prompt.partition(":")[0]

    @property
    def tokens(self) -> int:
        """Count the prompt's tokens, erring upwards."""
        return tokens_of(self.prompt.system, self.prompt.user)


class Questions:
    """Writes questions about one subject."""

    def __init__(
        self, subject: Subject, prompts: Prompts, experience: Experience | None = None
    ) -> None:
        self._subject = subject
        self._prompts = prompts
        self._experience = experience

    def question(self, choice: Choice, again: int = 0) -> Question | None:
        """Write a question in the way that is likeliest to bring a test.

        One that brought a test in an earlier run is put again, for its answer is known; one
        that failed is put in another way, with another example, and at last with other seeds.
        So is one that the same run has put before, `again` times. None where even its shortest
        form is too long.
        """
        known = self._experience
        seeds = (again + ROUNDS_MAX * (known.rounds if known else 0)) * SEEDS_A_ROUND
        if again:
            others = list(self._ways(choice, skip=again, seeds=seeds))
            new = [one for one in others if not (known and known.has_failed(one.source.prompt))]
            return max(new or others, key=lambda one: one.prompt.sampling.temperature, default=None)
        if known is None:
            return next(self._ways(choice), None)
        segment = choice.gap.segment.name
        good = (one for one in self._ways(choice) if known.brought_a_test(one.source.prompt))
        found = next(good, None)
        if found is not None:
            return found
        skip = known.failures(segment)
        ways = list(self._ways(choice, skip=skip))
        fresh = [one for one in ways if not known.has_failed(one.source.prompt)]
        fresh = fresh or list(self._ways(choice, skip=skip, seeds=seeds))
        if not fresh:
            return None
        return fresh[known.best(kind_of(choice), segment, [one.way for one in fresh])]

    def _ways(self, choice: Choice, *, skip: int = 0, seeds: int = 0) -> Iterator[Question]:
        """Yield a question for each way to ask it; `skip` leaves out so many examples."""
        node = self._subject.code.at(choice.gap.segment)
        assert node is not None
        start = self._subject.start(choice.gap, choice.way, skip)
        text = shown(self._subject.lines, node, choice.gap, choice.aims)
        whole = "\n".join(self._subject.lines[node.lineno - 1 : node.end_lineno])
        for variant in VARIANTS[choice.kind]:
            for facts in self._shorter(choice, start, text):
                written = self._prompts.write(variant.template, facts)
                if tokens_of(written.system, written.user) <= PROMPT_TOKENS_MAX:
                    prompt = _prompt(written, choice, facts, variant, seeds)
                    source = Source(name_of(prompt), choice.gap.segment.name, start, whole)
                    yield Question(choice, prompt, source)
                    break

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
        is_entered = choice.way.target.flavour in ENTERED
        says = (_INSIDE(aim.says) if is_entered else aim.says for aim in choice.aims)
        goals = tuple(Goal(at, one[:GOAL_CHARS_MAX]) for at, one in enumerate(says, 1))
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
                why = (why_missed(one, seen, choice) for one, seen in choice.tried)
                tried = tuple(dict.fromkeys(why))
                return FollowUpFacts(
                    module, names, text, start.given, calls, tried, goals, choice.most
                )
            case Kind.WHOLE_TEST:
                return WholeTestFacts(
                    module, names, text, start.given, calls, example, start.result, goals, LINES_MAX
                )
        assert_never(choice.kind)


def name_of(prompt: Prompt) -> str:
    """Name a question: "gap@3f9a1c22/0.2:0b1c2d3e4f5a"."""
    return f"{prompt.version}/{prompt.sampling.temperature:g}:{digest_of(prompt)}"


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
    """Say what a call did, the condition that kept it from a goal, and the values that decided.

    Where no condition is known to have, all that it was given is told.
    """
    told = {
        ObservedEnd.TIMED_OUT: "did not end in time",
        ObservedEnd.REFUSED: f"is not allowed: {clipped(seen.note)}",
        ObservedEnd.BROKEN: f"could not be set up: {clipped(seen.note)}",
        ObservedEnd.DIED: "ended the interpreter",
    }.get(seen.end) or said(seen)
    missed = (_kept_from(aim, situation, seen, choice.way) for aim in choice.aims)
    kept = next(filter(None, missed), "")
    if not kept:
        values = _values(None, situation, choice.way)
        kept = f"that was with {values}" if values else ""
    return "; ".join(filter(None, (told, kept)))


def _kept_from(aim: Aim, situation: Situation, seen: Observation, way: Way) -> str:
    """Return the first condition on the way to a goal that was decided otherwise."""
    for one in aim.conditions:
        if one.line in seen.lines and not one.is_met(seen.arcs):
            values = _values(one.text, situation, way)
            was = f"was {str(not one.wanted).lower()}" if one.text else "did not happen"
            shown_ = f"`{one.text}` {was}" if one.text else f"“{one.says}” {was}"
            return f"{shown_} with {values}" if values else shown_
    return ""


def _values(condition: str | None, situation: Situation, way: Way) -> str:
    """Say what the call gave for the names in a condition, for all its parameters with None."""
    tree = parsed(situation.call)
    node = tree.body[0] if tree and tree.body else None
    call = getattr(node, "value", None)
    if condition == "" or not isinstance(call, ast.Call):
        return ""
    # A long condition is cut short and no Python any more; its names are words all the same.
    used = None if condition is None else set(_WORD.findall(condition))
    made = _made(situation.setup)
    values = ", ".join(
        f"{parameter.name} = {clipped(made.get(source := ast.unparse(value), source))}"
        for parameter, value in given(call, way.target)
        if used is None or parameter.name in used
    )
    return values[:VALUES_CHARS_MAX]


def _made(setup: Sequence[str]) -> dict[str, str]:
    """Return what a set-up gives each name that it gives a value once, as source."""
    nodes = [tree.body[0] for text in setup if (tree := parsed(text)) and tree.body]
    names = [
        (ast.unparse(one.targets[0]), ast.unparse(one.value))
        for one in nodes
        if isinstance(one, ast.Assign) and len(one.targets) == 1
    ]
    often = Counter(name for name, _ in names)
    return {name: value for name, value in names if often[name] == 1}


def _prompt(written: Written, choice: Choice, facts: Facts, variant: Variant, seeds: int) -> Prompt:
    schema = TEST_SCHEMA
    if choice.kind is not Kind.WHOLE_TEST:
        # A question that was too long has fewer goals left than were chosen.
        shape = replace(choice.shape, goals=len(facts.goals))
        schema = situations_schema(_patterns(facts.calls), shape, _receiver(choice, facts))
    sampling = Sampling(variant.temperature, variant.seed + seeds, _TOKENS_MAX[choice.kind])
    return Prompt(written.version, written.system, written.user, schema, sampling)


def _receiver(choice: Choice, facts: Facts) -> Receiver | None:
    """Return the variable on which the first call is made, where its state alone decides."""
    owner, name = choice.way.owner, facts.calls[0].partition(".")[0] if facts.calls else ""
    is_state = all(_SELF.search(one.says) for one in choice.aims)
    if owner is None or not facts.given or not name.isidentifier() or not is_state:
        return None
    maker = choice.way.maker or owner.constructor
    return Receiver(name, is_made=maker is not None and bool(maker.parameters))


def _patterns(calls: Sequence[str]) -> tuple[str, ...]:
    """Return what calls as told are held to; () where one is no call or reading of a plain name."""
    names = [one.partition("(")[0] for one in calls]
    is_plain = all(
        _NAME.match(name) and ("." in name if name == one else one.endswith(")"))
        for name, one in zip(names, calls, strict=True)
    )
    return tuple(dict.fromkeys(map(pattern_of, calls))) if is_plain else ()


def tokens_of(*texts: str) -> int:
    """Count the tokens of texts, erring upwards."""
    return sum(map(len, texts)) // CHARS_A_TOKEN + 1
