"""Rewrite a situation so that its test tells more: arguments told apart, objects given a name.

The caller observes what is yielded, and takes it where the situation does what it did.
Text only; nothing runs.
"""

from __future__ import annotations

import ast
import builtins
import keyword
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
_RESERVED = frozenset((*dir(builtins), *keyword.kwlist))
_DEFINING = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


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


def _restoring(situation: Situation, changed: tuple[tuple[str, bool], ...]) -> Situation:
    """Let the fixture know the variables: at the end of the test it sets them back.

    For the code they are as they were: what was not there is not there.
    """
    lines: list[str] = []
    for name, was_there in changed:
        value = f"os.environ[{name!r}]" if was_there else "''"
        lines.append(f"monkeypatch.setenv({name!r}, {value})")
        lines += [] if was_there else [f"monkeypatch.delenv({name!r})"]
    imports = ("import os",) if any(was_there for _, was_there in changed) else ()
    return replace(
        situation,
        imports=tuple(dict.fromkeys((*situation.imports, *imports))),
        setup=(*lines, *situation.setup),
        fixtures=tuple(dict.fromkeys((*situation.fixtures, "monkeypatch"))),
    )


def _with_names(situation: Situation) -> Iterator[Situation]:
    """Give the objects that the call is handed names: what became of them can be looked at."""
    node = expression(situation.call)
    if not isinstance(node, ast.Call):
        return
    taken = {*re.findall(r"\w+", situation.source), *_RESERVED}
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
    yield f"the_{base}"
    yield from (f"{base}_{number}" for number in count(3))


def _told_apart(situation: Situation, definitions: Definitions) -> Situation:
    """Give each argument that stood for any value one of its own: mixing them up is noticed."""
    setup = tuple(_apart(text, definitions) for text in situation.setup)
    call = _apart(situation.call, definitions)
    if (setup, call) == (situation.setup, situation.call):
        return situation
    # The condition spoke of values that are others now.
    return replace(situation, setup=setup, call=call, condition="")


def _apart(text: str, definitions: Definitions) -> str:
    try:
        tree = parsed(text)
    except SyntaxError:
        return text
    if "monkeypatch" in text or any(isinstance(node, _DEFINING) for node in ast.walk(tree)):
        # Helpers that several tests share stay alike, and keep their comments.
        return text
    changed = False
    # What is parsed is shared: a copy is changed.
    tree = ast.parse(ast.unparse(tree))
    for call in calls_within(tree):
        fillers = list(_fillers(call, definitions.named(ast.unparse(call.func).rpartition(".")[2])))
        values = [node.value for node, _ in fillers]
        given = [*call.args, *(one.value for one in call.keywords)]
        used: set[object] = {
            one.value
            for one in given
            if isinstance(one, ast.Constant) and values.count(one.value) < 2  # noqa: PLR2004 - twins
        }
        for node, parameter in fillers:
            if values.count(node.value) > 1:
                node.value = _own(node.value, parameter, used)
                used.add(node.value)
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


def _own(value: object, parameter: str, used: set[object]) -> str | float:
    """Return an unused value of the same type: a text says what it is for."""
    if isinstance(value, str):
        name = parameter.strip("_")
        named = [name] if 0 < len(name) <= NAME_CHARS_MAX else []
        return next((one for one in (*named, *TEXTS) if one not in used), value)
    assert isinstance(value, int | float)
    return next(value + step for step in count() if value + step not in used)
