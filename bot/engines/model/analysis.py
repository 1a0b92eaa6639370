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
from bot.engines.search.engine import gaps_of
from bot.engines.solver.sightings import CALLED
from bot.ports.model import Prompt, Sampling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.coverage import FileCoverage, Segment
    from bot.engines.model.told import Subject
    from bot.engines.search.code import FunctionNode
    from bot.ports.prompts import Prompts, Written

ANALYSIS = "analysis"
"""The template's name."""

MISSION_SECONDS_MIN = 600
"""Limit of a mission from which a reading is asked for: its answer takes half a minute."""

TOKENS_MAX = 600
"""Tokens of an answer."""

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
        self._segments = tuple(one for one in subject.material.segments if one.kind in CALLED)
        self._rules = rules_of(subject.material.facts, subject.code.tree)
        self._is_asked = False

    def prompt(self, file: FileCoverage) -> Prompt | None:
        """Write the question; None where it was put already, or is not worth its time.

        Whether it is hangs on the mission's limit and not on its clock, which steers nothing.
        """
        is_short = self._subject.material.limits.mission_seconds < MISSION_SECONDS_MIN
        if self._is_asked or is_short:
            return None
        self._is_asked = True
        shown = self._shown(file)
        if not shown:
            return None
        written = self._written(shown)
        while tokens_of(written.system, written.user) > PROMPT_TOKENS_MAX:
            shown = shown[:-1]
            written = self._written(shown)
        sampling = Sampling(temperature=0.0, seed=0, tokens_max=TOKENS_MAX)
        names = [one.name for one in shown]
        schema = reading_schema(names, self._raised(shown), self._ruled(shown))
        return Prompt(written.version, written.system, written.user, schema, sampling)

    def _shown(self, file: FileCoverage) -> list[Segment]:
        """Return the functions of an outline, in line order.

        Those that are covered are among them: tests are worded and rules tried for all.
        """
        missing = {gap.segment: len(gap.lines) for gap in gaps_of(file, self._segments)}
        called = [one for one in self._segments if self._subject.code.at(one) is not None]
        wanted = sorted(called, key=lambda one: (-missing.get(one, 0), -_length(one)))
        return sorted(wanted[:FUNCTIONS_MAX], key=lambda one: one.first_line)

    def _written(self, shown: Sequence[Segment]) -> Written:
        lines = tuple(self._outline(one) for one in shown)
        is_told = bool(self._raised(shown)), bool(self._ruled(shown))
        module = self._subject.material.facts.module
        return self._prompts.write(
            ANALYSIS, AnalysisFacts(module, lines, RISKS_MAX, ERRORS_MAX, *is_told)
        )

    def _raised(self, shown: Sequence[Segment]) -> dict[str, list[str]]:
        """Map those of these functions that raise by name to the errors' names."""
        nodes = ((one.name, self._subject.code.at(one)) for one in shown)
        found = {name: [error for error, _ in _raises(node)] for name, node in nodes if node}
        return {name: errors for name, errors in found.items() if errors}

    def _ruled(self, shown: Sequence[Segment]) -> Rules:
        names = {one.name for one in shown}
        return {name: rules for name, rules in self._rules.items() if name in names}

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
        found = [one for name, one in _raises(node) if name == wanted]
        if len(found) == 1 and _is_grounded(when, _guard(node, found[0])):
            lines = found[0].lineno, found[0].end_lineno or found[0].lineno
            yield ErrorCase(segment.name, wanted, when, lines)

    def _segment(self, name: object) -> Segment | None:
        """Find the function of a name, qualified or not; None where none or several have it."""
        if not isinstance(name, str):
            return None
        name = name.partition("(")[0].strip()
        exact = [one for one in self._segments if one.name == name]
        found = exact or [one for one in self._segments if one.name.rpartition(".")[2] == name]
        return found[0] if len(found) == 1 else None


def _length(segment: Segment) -> int:
    return segment.last_line - segment.first_line


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
