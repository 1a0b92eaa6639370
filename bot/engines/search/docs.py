"""Doctests of the subject as situations: their set-up, their call, and the documented result."""

from __future__ import annotations

import ast
import doctest
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import Expectation, OracleOrigin, Situation
from bot.engines.search.clock import without_clock
from bot.engines.search.origins import origins
from bot.engines.search.pieces import import_line, plain_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.facts import ModuleFacts
    from bot.engines.search.code import Code

EXAMPLES_MAX = 40
"""Examples read per text."""

_REMARK = re.compile(r"#\s*(?:returns?:?|gives:?|[-=]+>)\s*([^\n]+?)\s*\Z")
_PARSER = doctest.DocTestParser()


@dataclass(frozen=True)
class Example:
    """One `>>>` example: its source, and its documented result as source or exception name."""

    source: str
    line: int
    value: str | None = None
    raises: str | None = None


def examples_in(text: str) -> list[Example]:
    """Return the doctest examples of a text; a text that is no sound doctest has none.

    `line` counts from 0 in the text.
    """
    try:
        found = _PARSER.get_examples(text)
    except ValueError:
        return []
    return [_example(one) for one in found][:EXAMPLES_MAX]


def _example(one: doctest.Example) -> Example:
    source, want = one.source.strip(), one.want.strip()
    still = without_clock(source)
    if still != source or one.options.get(doctest.SKIP):
        # What the clock or the author's own mark makes differ is no promise.
        return Example(still, one.lineno)
    if not want:
        return Example(source, one.lineno, value=_remarked(source))
    if one.exc_msg:
        return Example(source, one.lineno, raises=one.exc_msg.split(":", 1)[0].strip())
    if source.startswith("print("):
        return Example(source, one.lineno)
    literal = "..." not in want and plain_value(want) is not None
    return Example(source, one.lineno, value=want if literal else None)


def _remarked(source: str) -> str | None:
    """Return the literal that a comment behind the code promises: `f(2)  # returns 4`."""
    found = _REMARK.search(source)
    return found[1] if found and plain_value(found[1]) is not None else None


def documented(facts: ModuleFacts, code: Code) -> dict[str, list[Situation]]:
    """Map qualified names to the situations of their docstrings' examples."""
    found: dict[str, list[Situation]] = {}
    known = origins(code, facts)
    nodes: list[tuple[str, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]]
    nodes = [("", code.tree), *code.classes.items(), *code.functions]
    for name, node in nodes:
        text = ast.get_docstring(node, clean=False) or ""
        if ">>>" in text and isinstance(node.body[0], ast.Expr):
            made = _situations(facts, known, (name, text), node.body[0].lineno)
            for situation in made:
                found.setdefault(situation.segment, []).append(situation)
    return found


def _situations(
    facts: ModuleFacts, known: Mapping[str, str], docstring: tuple[str, str], first: int
) -> list[Situation]:
    name, text = docstring
    found: list[Situation] = []
    setup: list[str] = []
    imports: list[str] = []
    for example in examples_in(text):
        try:
            tree = ast.parse(example.source)
        except SyntaxError:
            continue
        if not tree.body:
            continue
        if not isinstance(tree.body[-1], ast.Expr):
            kept = imports if isinstance(tree.body[-1], ast.Import | ast.ImportFrom) else setup
            kept.append(ast.unparse(tree))
            continue
        call = ast.unparse(tree.body[-1])
        found.append(
            Situation(
                segment=_aimed(tree.body[-1], name),
                imports=tuple(
                    dict.fromkeys((*_imports(facts, known, [*setup, call], imports), *imports))
                ),
                setup=tuple(setup),
                call=call,
                engine=EngineName.SEARCH,
                expectation=_expectation(example, name, first + example.line),
            )
        )
        setup.append(call)
    return found


def _aimed(node: ast.Expr, owner: str) -> str:
    """Name the segment an example is about: the docstring's owner, or the function it calls."""
    call = node.value
    if owner or not isinstance(call, ast.Call):
        return owner
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _imports(
    facts: ModuleFacts, known: Mapping[str, str], sources: list[str], given: list[str]
) -> list[str]:
    """Import the subject's names that the examples use without saying where they come from."""
    used = {
        one.id
        for source in sources
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.Name)
    }
    named = " ".join(given).replace(",", " ").split()
    own = [one for one in facts.global_names if one in used and one not in named]
    return [
        known.get(one, import_line(facts.module, one)) for one in own if not one.startswith("__")
    ]


def _expectation(example: Example, name: str, line: int) -> Expectation | None:
    if example.value is None and example.raises is None:
        return None
    return Expectation(
        OracleOrigin.DOCUMENTED,
        f"docstring of {name or 'the module'}, line {line}",
        value=example.value,
        raises=example.raises,
    )
