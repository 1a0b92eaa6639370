"""One reading of the subject: what is risky in it and when it raises, checked by its syntax.

A model is shown an outline and answers by schema. What it says is believed only where the
code bears it out: functions exist, an error is raised there by one statement, and the words
that say when name what that statement hangs on, with no number that the code does not have.
An invariant is chosen of those that types allow; whether it holds is tried later.
"""

from __future__ import annotations

import ast
import json
import re
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from bot.domain.reading import ErrorCase, Reading
from bot.engines.model.asking import (
    ERRORS_MAX,
    RISKS_MAX,
    WORDS_CHARS_MAX,
    AnalysisFacts,
    reading_schema,
)
from bot.engines.model.invariants import Rules, chosen, rules_of
from bot.engines.model.paths import conditions_to
from bot.engines.model.questions import PROMPT_TOKENS_MAX, tokens_of
from bot.engines.model.raises import raised_by
from bot.engines.search.engine import gaps_of
from bot.engines.solver.sightings import CALLED
from bot.ports.model import Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.coverage import FileCoverage, Segment
    from bot.engines.model.raises import Raised
    from bot.engines.model.told import Subject
    from bot.engines.search.code import FunctionNode
    from bot.ports.prompts import Prompts, Written

ANALYSIS = "analysis"
"""The template's name."""

MISSION_SECONDS_MIN = 600
"""Limit of a mission from which a reading is asked for: its answer takes a quarter of a minute."""

TOKENS_MAX = 900
"""Tokens of an answer: what fills all fields has about 700."""

TOKENS_USUAL = 300
"""Tokens of a usual answer; the 1.5 B model's were 262 to 325."""

FIELDS = ("purpose", "risks", "errors", "rules")
"""Of an answer, as the schema names them."""

FUNCTIONS_MAX = 12
"""Functions of an outline: those with the most to cover, then the longest."""

SIGNATURE_CHARS_MAX = 120
RAISES_MAX = 4
"""Raises told of one function."""

_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9 _.,<>=-]{2,}\Z")
_IDENTIFIER = re.compile(r"[A-Za-z]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DULL = frozenset({"is", "not", "in", "and", "or", "the", "a", "an", "of", "to", "true", "false"})


class Analysis:
    """Writes the question about a whole subject, once, and reads its answer."""

    def __init__(self, subject: Subject, prompts: Prompts) -> None:
        self._subject = subject
        self._prompts = prompts
        self._segments = _by_name(subject)
        self._is_asked = False

    @cached_property
    def _rules(self) -> Rules:
        material = self._subject.material
        return rules_of(material.facts, self._subject.code.tree, material.can_be_tried)

    def prompt(self, file: FileCoverage) -> Prompt | None:
        """Write the question; None where it was put already, or is not worth its time.

        Whether it is hangs on the mission's limit and not on its clock, which steers nothing.
        """
        is_short = self._subject.material.limits.mission_seconds < MISSION_SECONDS_MIN
        if self._is_asked or is_short:
            return None
        self._is_asked = True
        shown = self._shown(file)
        written = self._written(shown)
        while shown and tokens_of(written.system, written.user) > PROMPT_TOKENS_MAX:
            shown = shown[:-1]
            written = self._written(shown)
        if not shown:
            return None
        sampling = Sampling(temperature=0.0, seed=0, tokens_max=TOKENS_MAX)
        schema = reading_schema(shown, self._raised(shown), self._ruled(shown))
        return Prompt(written.version, written.system, written.user, schema, sampling)

    def _shown(self, file: FileCoverage) -> list[str]:
        """Name the functions of an outline, those first that are least to be left out.

        Those that are covered are among them: tests are worded and rules tried for all.
        """
        gaps = gaps_of(file, tuple(self._segments.values()))
        missing = {gap.segment.name: len(gap.lines) for gap in gaps}

        def weight(name: str) -> tuple[int, int]:
            one = self._segments[name]
            return -missing.get(name, 0), one.first_line - one.last_line

        wanted = sorted(self._segments, key=weight)
        others = [name for name in wanted if name not in self._rules]
        shown = {*others[: FUNCTIONS_MAX - len(self._rules)], *self._rules}
        return [name for name in wanted if name in shown]

    def _written(self, shown: Sequence[str]) -> Written:
        inside = [one for name, one in self._segments.items() if name in shown]
        lines = tuple(self._outline(one) for one in inside)
        is_told = bool(self._raised(shown)), bool(self._ruled(shown))
        module = self._subject.material.facts.module
        return self._prompts.write(
            ANALYSIS, AnalysisFacts(module, lines, RISKS_MAX, ERRORS_MAX, *is_told)
        )

    def _raised(self, shown: Sequence[str]) -> dict[str, list[str]]:
        """Map those of these functions that raise by name to the errors' names."""
        found = {name: self._raises(self._segments[name]) for name in shown}
        return {name: [one.plain for one in raised] for name, raised in found.items() if raised}

    def _raises(self, segment: Segment) -> list[Raised]:
        node = self._subject.code.at(segment)
        return raised_by(node) if node is not None else []

    def _ruled(self, shown: Sequence[str]) -> Rules:
        return {name: rules for name, rules in self._rules.items() if name in shown}

    def _outline(self, segment: Segment) -> str:
        """Write one function in a line: signature, what it says of itself, what it raises when."""
        node = self._subject.code.at(segment)
        assert node is not None
        signature = f"{segment.name}({ast.unparse(node.args)})"[:SIGNATURE_CHARS_MAX]
        doc = (ast.get_docstring(node) or "").partition("\n")[0][:SIGNATURE_CHARS_MAX]
        told = [
            f"raises {one.plain} where {_guard(node, one.statement)}" for one in raised_by(node)
        ]
        return "; ".join(part for part in (signature, doc, *told[:RAISES_MAX]) if part)

    def read(self, text: str, prompt: str) -> Reading | None:
        """Return what of an answer the code bears out; None where it is no reading.

        `prompt` names the question.
        """
        answer = parsed(text)
        if answer is None:
            return None
        purpose = answer.get("purpose")
        risky = [one for item in _items(answer, "risks", RISKS_MAX) for one in self._risky(item)]
        errors = [one for item in _items(answer, "errors", ERRORS_MAX) for one in self._error(item)]
        return Reading(
            _plain_words(purpose),
            tuple(dict.fromkeys(risky)),
            tuple(dict.fromkeys(errors)),
            chosen(answer.get("rules"), self._rules),
            prompt,
        )

    def _risky(self, item: dict[str, object]) -> Iterator[str]:
        segment = self._segment(item.get("function"))
        if segment is not None:
            yield segment.name

    def _error(self, item: dict[str, object]) -> Iterator[ErrorCase]:
        segment, when = self._segment(item.get("function")), _plain_words(item.get("when"))
        node = self._subject.code.at(segment) if segment is not None else None
        if segment is None or node is None or not when:
            return
        wanted = str(item.get("error")).rpartition(".")[2]
        found = [one.statement for one in raised_by(node) if one.plain == wanted]
        if len(found) == 1 and _is_grounded(when, _guard(node, found[0])):
            lines = found[0].lineno, found[0].end_lineno or found[0].lineno
            yield ErrorCase(segment.name, wanted, when, lines)

    def _segment(self, name: object) -> Segment | None:
        """Find the function of a name, qualified or not; None where none or several have it."""
        if not isinstance(name, str):
            return None
        name = name.partition("(")[0].strip()
        if name in self._segments:
            return self._segments[name]
        found = [one for own, one in self._segments.items() if own.rpartition(".")[2] == name]
        return found[0] if len(found) == 1 else None


def _by_name(subject: Subject) -> dict[str, Segment]:
    """Map functions to their places, in line order; of several with one name to the longest."""
    found: dict[str, Segment] = {}
    for one in subject.material.segments:
        if one.kind in CALLED and subject.code.at(one) is not None:
            known = found.get(one.name)
            found[one.name] = max(known or one, one, key=_length)
    return dict(sorted(found.items(), key=lambda pair: pair[1].first_line))


def _length(segment: Segment) -> int:
    return segment.last_line - segment.first_line


def parsed(text: str) -> dict[str, object] | None:
    """Return the object that an answer is, or its whole fields where it was cut; None for none."""
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        found = dict(_fields(text))
    return found if isinstance(found, dict) and "purpose" in found else None


def _fields(text: str) -> Iterator[tuple[str, object]]:
    """Yield the fields of a reading that can be read by themselves."""
    decoder = json.JSONDecoder(strict=False)
    for name in FIELDS:
        if key := re.search(rf'"{name}"\s*:\s*', text):
            with suppress(ValueError, RecursionError):
                yield name, decoder.raw_decode(text, key.end())[0]


def _items(answer: dict[str, object], key: str, most: int) -> list[dict[str, object]]:
    found = answer.get(key)
    items = found if isinstance(found, list) else []
    return [one for one in items[:most] if isinstance(one, dict)]


def _guard(node: FunctionNode, one: ast.Raise) -> str:
    """Say what must hold for a statement to run; "" where nothing must."""
    return " and ".join(condition.says for condition in conditions_to(node, one.lineno))


def _is_grounded(when: str, guard: str) -> bool:
    """Tell whether words speak of what a condition names, with no number of their own."""
    named = {word.lower() for word in _IDENTIFIER.findall(guard)} - _DULL
    told = {word.lower() for word in _IDENTIFIER.findall(when)} - _DULL
    numbers = set(_NUMBER.findall(when)) <= set(_NUMBER.findall(guard))
    return bool(named & told) and numbers


def _plain_words(said: object) -> str:
    """Return a few words as they may stand in a docstring, "" where they may not."""
    text = " ".join(said.split()).rstrip(". ") if isinstance(said, str) else ""
    text = text.removeprefix("when ").removeprefix("if ").replace("`", "")
    return text if len(text) <= WORDS_CHARS_MAX and _WORDS.match(text) else ""
