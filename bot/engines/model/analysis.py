"""One reading of the subject: what is risky in it and when it raises, checked by its syntax.

A model is shown an outline and answers by schema. What it says is believed only where the
code bears it out: functions exist, an error is raised there by one statement, and the words
that say when name what that statement hangs on, with no number that the code does not have.
An invariant is taken where what it names exists; whether it holds is tried later.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.reading import ErrorCase, Reading
from bot.engines.model.asking import (
    ERRORS_MAX,
    INVARIANTS_MAX,
    READING_SCHEMA,
    RISKS_MAX,
    WORDS_CHARS_MAX,
    AnalysisFacts,
)
from bot.engines.model.invariants import invariants
from bot.engines.model.paths import conditions_to
from bot.engines.model.questions import PROMPT_TOKENS_MAX, tokens_of
from bot.engines.search.engine import gaps_of
from bot.engines.solver.sightings import CALLED
from bot.ports.model import Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.coverage import FileCoverage, Segment
    from bot.engines.model.told import Subject
    from bot.engines.search.code import FunctionNode
    from bot.ports.prompts import Prompts

ANALYSIS = "analysis"
"""The template's name."""

MISSION_SECONDS_MIN = 600
"""Limit of a mission from which a reading is asked for: its answer takes half a minute."""

TOKENS_MAX = 400
"""Tokens of an answer."""

FUNCTIONS_MAX = 12
"""Functions of an outline, those with the most to cover."""

FUNCTIONS_MIN = 3
"""Functions with gaps below which there is no order worth a question."""

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
        self._is_asked = False

    def prompt(self, file: FileCoverage) -> Prompt | None:
        """Write the question; None where it was put already, or is not worth its time.

        Whether it is hangs on the mission's limit and not on its clock, which steers nothing.
        """
        is_short = self._subject.material.limits.mission_seconds < MISSION_SECONDS_MIN
        if self._is_asked or is_short:
            return None
        self._is_asked = True
        facts = self._facts(file)
        if facts is None:
            return None
        written = self._prompts.write(ANALYSIS, facts)
        while tokens_of(written.system, written.user) > PROMPT_TOKENS_MAX:
            facts = replace(facts, functions=facts.functions[:-1])
            written = self._prompts.write(ANALYSIS, facts)
        sampling = Sampling(temperature=0.0, seed=0, tokens_max=TOKENS_MAX)
        return Prompt(written.version, written.system, written.user, READING_SCHEMA, sampling)

    def _facts(self, file: FileCoverage) -> AnalysisFacts | None:
        """Outline the functions with gaps; None where there are too few to be put in order."""
        gaps = [
            gap
            for gap in gaps_of(file, self._subject.material.segments)
            if gap.segment.kind in CALLED and self._subject.code.at(gap.segment) is not None
        ]
        if len(gaps) < FUNCTIONS_MIN:
            return None
        largest = sorted(gaps, key=lambda gap: -len(gap.lines))[:FUNCTIONS_MAX]
        lines = [
            self._outline(one.segment)
            for one in sorted(largest, key=lambda gap: gap.segment.first_line)
        ]
        facts = self._subject.material.facts
        return AnalysisFacts(facts.module, tuple(lines), RISKS_MAX, ERRORS_MAX, INVARIANTS_MAX)

    def _outline(self, segment: Segment) -> str:
        """Write one function in a line: signature, what it says of itself, what it raises when."""
        node = self._subject.code.at(segment)
        assert node is not None
        signature = f"{segment.name}({ast.unparse(node.args)})"[:SIGNATURE_CHARS_MAX]
        doc = (ast.get_docstring(node) or "").partition("\n")[0][:SIGNATURE_CHARS_MAX]
        told = [f"raises {name} where {_guard(node, one)}" for name, one in _raises(node)]
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
            invariants(answer.get("invariants"), self._subject.code.tree),
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
        found = [one for name, one in _raises(node) if name == wanted]
        if len(found) == 1 and _is_grounded(when, _guard(node, found[0])):
            lines = found[0].lineno, found[0].end_lineno or found[0].lineno
            yield ErrorCase(segment.name, wanted, when, lines)

    def _segment(self, name: object) -> Segment | None:
        """Find the function of a name, qualified or not; None where none or several have it."""
        if not isinstance(name, str):
            return None
        name = name.partition("(")[0].strip()
        called = [one for one in self._subject.material.segments if one.kind in CALLED]
        exact = [one for one in called if one.name == name]
        found = exact or [one for one in called if one.name.rpartition(".")[2] == name]
        return found[0] if len(found) == 1 else None


def parsed(text: str) -> dict[str, object] | None:
    """Return the object that an answer is; None where it is none."""
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and "purpose" in found else None


def _items(answer: dict[str, object], key: str, most: int) -> list[dict[str, object]]:
    found = answer.get(key)
    items = found if isinstance(found, list) else []
    return [one for one in items[:most] if isinstance(one, dict)]


def _raises(node: FunctionNode) -> list[tuple[str, ast.Raise]]:
    """Return the errors that a function's own statements raise by name, in line order."""
    found = []
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(one, ast.Raise) and one.exc is not None:
            made = one.exc.func if isinstance(one.exc, ast.Call) else one.exc
            found.append((ast.unparse(made).rpartition(".")[2], one))
        waiting += ast.iter_child_nodes(one)
    return sorted(found, key=lambda pair: pair[1].lineno)


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
