"""Rewrite a situation so that its test tells more: arguments told apart, objects given a name.

The caller observes what is yielded, and takes it where the situation does what it did.
Text only; nothing runs.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd
from bot.languages.python.craft.acts import calls_within
from bot.languages.python.craft.conditions import FILLERS, TEXTS
from bot.languages.python.craft.syntax import expression, parsed
from bot.languages.python.craft.words import snake

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Observation, Situation
    from bot.languages.python.craft.definitions import Definition, Definitions

NAME_CHARS_MAX = 20


def clearer(
    situation: Situation, seen: Observation, definitions: Definitions
) -> Iterator[Situation]:
    """Yield situations that leave nothing behind, that show what a call did, that tell more apart.

    What a document says of a situation it says of these very arguments: they stay.
    """
    if seen.environ:
        yield _restoring(situation, seen.environ)
    if situation.expectation is not None:
        return
    is_mute = seen.value is not None and seen.value.source == "None" and not seen.changed
    if seen.end is ObservedEnd.RETURNED and is_mute:
        yield from _with_names(situation)
    apart = _told_apart(situation, definitions)
    if apart.source != situation.source:
        yield apart


def _restoring(situation: Situation, names: tuple[str, ...]) -> Situation:
    """Let the fixture set the variables first: at the end of the test it sets them back."""
    lines = tuple(f"monkeypatch.setenv({name!r}, '')" for name in names)
    fixtures = tuple(dict.fromkeys((*situation.fixtures, "monkeypatch")))
    return replace(situation, setup=(*lines, *situation.setup), fixtures=fixtures)


def _with_names(situation: Situation) -> Iterator[Situation]:
    """Give the objects that the call is handed names: what became of them can be looked at."""
    node = expression(situation.call)
    if not isinstance(node, ast.Call):
        return
    taken = set(re.findall(r"\w+", situation.source))
    setup = list(situation.setup)
    arguments: list[ast.expr] = []
    for one in node.args:
        kind = ast.unparse(one.func).rpartition(".")[2] if isinstance(one, ast.Call) else ""
        if not kind[:1].isupper():
            arguments.append(one)
            continue
        name = next(name for name in _names(snake(kind)) if name not in taken)
        taken.add(name)
        setup.append(f"{name} = {ast.unparse(one)}")
        arguments.append(ast.Name(name, ast.Load()))
    if len(setup) > len(situation.setup):
        call = ast.unparse(ast.Call(node.func, arguments, node.keywords))
        yield replace(situation, setup=tuple(setup), call=call)


def _names(base: str) -> Iterator[str]:
    yield base
    yield f"other_{base}"
    yield from (f"{base}_{number}" for number in count(3))


def _told_apart(situation: Situation, definitions: Definitions) -> Situation:
    """Give each argument that stood for any value one of its own: mixing them up is noticed."""
    return replace(
        situation,
        setup=tuple(_apart(text, definitions) for text in situation.setup),
        call=_apart(situation.call, definitions),
    )


def _apart(text: str, definitions: Definitions) -> str:
    try:
        tree = parsed(text)
    except SyntaxError:
        return text
    changed = False
    # What is parsed is shared: a copy is changed.
    tree = ast.parse(ast.unparse(tree))
    for call in calls_within(tree):
        fillers = list(_fillers(call, definitions.named(ast.unparse(call.func).rpartition(".")[2])))
        values = [node.value for node, _ in fillers]
        for number, (node, parameter) in enumerate(fillers):
            if values.count(node.value) > 1:
                node.value = _own(node.value, parameter, number)
                changed = True
    return ast.unparse(tree) if changed else text


def _fillers(call: ast.Call, definition: Definition | None) -> Iterator[tuple[ast.Constant, str]]:
    """Yield the arguments that stand for any value, bare or alone in a list; their parameters."""
    names = [one.arg for one in definition.parameters] if definition else []
    names += [""] * len(call.args)
    given = list(zip(call.args, names, strict=False))
    given += [(one.value, one.arg or "") for one in call.keywords]
    for node, name in given:
        inner = node.elts[0] if isinstance(node, ast.List) and len(node.elts) == 1 else node
        if isinstance(inner, ast.Constant) and _stands_for_any(inner.value):
            yield inner, name


def _stands_for_any(value: object) -> bool:
    return any(type(value) is type(one) and value == one for one in FILLERS)


def _own(value: object, parameter: str, number: int) -> str | float:
    """Return another value of the same type: a text says what it is for."""
    if isinstance(value, str):
        is_short = 0 < len(parameter) <= NAME_CHARS_MAX
        return parameter.strip("_") if is_short else TEXTS[number % len(TEXTS)]
    assert isinstance(value, int | float)
    return value + number
