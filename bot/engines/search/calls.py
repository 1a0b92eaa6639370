"""Write a draft as a situation: imports, set-up and one call, as a person would write them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.domain.facts import CallableKind, Flavour, ParameterFacts, ParameterKind
from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.engines.search.dunders import operator_call
from bot.engines.search.page import Page, applied
from bot.engines.search.pieces import (
    Draft,
    Piece,
    Scope,
    Slot,
    Step,
    import_line,
    plain_value,
)

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts

CALL_MAX = 88
"""Characters of a call; a longer one gets names for its arguments."""

ELSEWHERE = "monkeypatch.chdir(tmp_path)"
"""Goes first where a call depends on the current directory: files then lie under tmp_path."""

ELSEWHERE_FIXTURES = ("tmp_path", "monkeypatch")

_COLLECT = """async def collect(items):
    return [item async for item in items]"""


def situation_of(draft: Draft, segment: str) -> Situation:
    """Write the draft; `segment` is the segment aimed at."""
    page = Page()
    target = draft.way.target
    if draft.elsewhere:
        page.setup.append(ELSEWHERE)
        page.fixtures.extend(ELSEWHERE_FIXTURES)
    page.names.update(_root(fact.qualname) for fact in (target, draft.way.maker) if fact)
    for slot, piece in draft.filled:
        if slot.scope is Scope.PATCH:
            page.take(piece, slot.name)
            page.setup.extend([piece.source] if piece.source else [])
    receiver = _receiver(draft, page)
    call = _call(draft, receiver, page)
    if draft.bare:
        call = ""
    elif draft.look is not None:
        page.setup.extend([call] if call else [])
        call = _look(draft.look, receiver)
    elif draft.effect is not None:
        call = page.seen_after(call, draft.effect)
    elif draft.listed and call:
        call = f"list({call})"
    return Situation(
        segment=segment,
        imports=_once_each(page.imports),
        setup=tuple(page.setup),
        call=call,
        engine=EngineName.SEARCH,
        fixtures=tuple(dict.fromkeys(page.fixtures)),
        expectation=draft.expectation,
        condition=draft.condition,
    )


def _look(reader: CallableFacts, receiver: str) -> str:
    """Read the receiver."""
    name = reader.qualname.rsplit(".", 1)[-1]
    if name == "__len__":
        return f"len({receiver})"
    return f"{receiver}.{name}" + ("" if reader.kind is CallableKind.PROPERTY else "()")


def _once_each(lines: list[str]) -> tuple[str, ...]:
    """Return the imports that give each name, one per name; the first that gives it wins."""
    return tuple({line.rpartition(" ")[2]: line for line in reversed(lines) if line}.values())[::-1]


def moved(situation: Situation) -> Situation:
    """Return the situation run in a temporary folder."""
    fixtures = dict.fromkeys((*situation.fixtures, *ELSEWHERE_FIXTURES))
    return replace(situation, setup=(ELSEWHERE, *situation.setup), fixtures=tuple(fixtures))


def _root(qualname: str) -> str:
    return qualname.partition(".")[0]


def _receiver(draft: Draft, page: Page) -> str:
    """Write what makes the receiver and return its name, "" where none is needed."""
    way = draft.way
    if draft.receiver is not None:
        expression = page.take(draft.receiver, _owner_name(draft))
    elif way.maker is not None:
        page.imports.append(import_line(way.maker.module, way.maker.qualname))
        arguments = _arguments(way.maker, draft.filled, Scope.RECEIVER, page)
        expression = f"{way.maker.qualname}({arguments})"
        if way.maker.flavour is Flavour.COROUTINE:
            expression = _run(expression, page)
    else:
        return ""
    name = page.assign(_owner_name(draft), expression)
    for step in draft.before:
        page.setup.append(_step(step, name, page))
    return name


def _step(step: Step, receiver: str, page: Page) -> str:
    if step.target is None:
        slot, piece = step.arguments[0]
        return f"{receiver}.{step.attribute} = {page.take(piece, slot.name)}"
    arguments = _arguments(step.target, step.arguments, Scope.CALL, page)
    text = f"{receiver}.{step.target.qualname.rsplit('.', 1)[-1]}({arguments})"
    return _run(text, page) if step.target.flavour is Flavour.COROUTINE else text


def _owner_name(draft: Draft) -> str:
    owner = draft.way.owner
    return owner.qualname.rsplit(".", 1)[-1] if owner else "receiver"


def _call(draft: Draft, receiver: str, page: Page) -> str:
    target = draft.way.target
    name = target.qualname.rsplit(".", 1)[-1]
    if draft.way.setter:
        pieces = _pieces(target, draft.filled, Scope.CALL, page)
        page.setup.append(f"{receiver}.{name} = {pieces[0][1] if pieces else None}")
        return f"{receiver}.{name}"
    owner = draft.way.owner
    if owner is not None and (name in owner.abstract or owner.is_protocol):
        return _unbound(draft, receiver, page)
    if target.kind is CallableKind.PROPERTY:
        return f"{receiver}.{name}"
    if receiver and name.startswith("__") and name.endswith("__"):
        values = [source for _, source in _pieces(target, draft.filled, Scope.CALL, page)]
        done = operator_call(name, receiver, values)
        if done is not None:
            page.imports.extend(done.imports)
            page.setup.extend(done.setup)
            return applied(done.call, draft.applied, page) if done.call else ""
    callee = f"{receiver}.{name}" if receiver else _callee(target, page)
    text = f"{callee}({_arguments(target, draft.filled, Scope.CALL, page)})"
    if len(text) > CALL_MAX:
        text = f"{callee}({_arguments(target, draft.filled, Scope.CALL, page, named=True)})"
    if draft.way.then is None:
        entered = _entered(text, draft, page) or _flavoured(text, target.flavour, page)
        return applied(entered, draft.applied, page)
    inner = page.assign(draft.way.then.qualname.rsplit(".", 1)[-1], text)
    arguments = _arguments(draft.way.then, draft.filled, Scope.THEN, page)
    called = _flavoured(f"{inner}({arguments})", draft.way.then.flavour, page)
    return applied(called, draft.applied, page)


def _unbound(draft: Draft, receiver: str, page: Page) -> str:
    """Call an abstract method's own body, which no instance leads to."""
    target, owner = draft.way.target, draft.way.owner
    assert owner is not None
    page.imports.append(import_line(owner.module, owner.qualname))
    if target.kind is CallableKind.PROPERTY:
        return f"{target.qualname}.fget({receiver})"
    arguments = _arguments(target, draft.filled, Scope.CALL, page)
    text = f"{target.qualname}({', '.join(filter(None, [receiver, arguments]))})"
    return _flavoured(text, target.flavour, page)


def _callee(target: CallableFacts, page: Page) -> str:
    page.imports.append(import_line(target.module, target.qualname))
    return target.qualname


def _entered(text: str, draft: Draft, page: Page) -> str:
    """Write a `with` whose body raises or reads what it may, "" where it does nothing."""
    body = [piece for slot, piece in draft.filled if slot.scope is Scope.BODY]
    if not body:
        return ""
    local, _, read = body[0].source.partition(" = ")
    if read:
        # What it is given has its parameter's name here only where that could be had.
        if not any(one.startswith(f"{read.partition('.')[0]} = ") for one in page.setup):
            return ""
        page.setup.append(f"with {text}:\n    {body[0].source}")
        return f"({local}, {read})"
    page.setup.append(f"def use():\n    with {text}:\n        {body[0].source}")
    return "use()"


def _flavoured(text: str, flavour: Flavour, page: Page) -> str:
    """Write a call so that its body runs and its value shows."""
    match flavour:
        case Flavour.COROUTINE:
            return _run(text, page)
        case Flavour.ASYNC_GENERATOR:
            page.imports.append("import asyncio")
            page.setup.append(_COLLECT)
            return f"asyncio.run(collect({text}))"
        case Flavour.CONTEXT_MANAGER:
            page.setup.append(f"with {text} as entered:\n    pass")
            return "entered"
        case Flavour.ASYNC_CONTEXT_MANAGER:
            page.imports.append("import asyncio")
            page.setup.append(
                f"async def enter():\n    async with {text} as entered:\n        return entered"
            )
            return "asyncio.run(enter())"
        case Flavour.PLAIN | Flavour.GENERATOR:
            return text
        case _:
            assert_never(flavour)


def _run(text: str, page: Page) -> str:
    page.imports.append("import asyncio")
    return f"asyncio.run({text})"


def _pieces(
    target: CallableFacts, filled: tuple[tuple[Slot, Piece], ...], scope: Scope, page: Page
) -> list[tuple[Slot, str]]:
    """Write a special method's arguments; they have positions, never names."""
    order = {one: at for at, one in enumerate(target.parameters)}
    mine = [(slot, piece) for slot, piece in filled if slot.scope is scope]
    mine.sort(key=lambda pair: order.get(pair[0].parameter or _NO_PARAMETER, 0))
    return [(slot, page.take(piece, slot.name)) for slot, piece in mine]


def _arguments(
    target: CallableFacts,
    filled: tuple[tuple[Slot, Piece], ...],
    scope: Scope,
    page: Page,
    *,
    named: bool = False,
) -> str:
    """Write arguments: required ones by position, optional ones by name."""
    order = {one: at for at, one in enumerate(target.parameters)}
    mine = [(slot, piece) for slot, piece in filled if slot.scope is scope]
    ordered = sorted(mine, key=lambda pair: order.get(pair[0].parameter or _NO_PARAMETER, 0))
    variadic = any(_kind(slot) is ParameterKind.VAR_POSITIONAL for slot, _ in ordered)
    written = []
    for slot, piece in ordered:
        source = page.take(piece, slot.name)
        kind = _kind(slot)
        is_long = named and len(source) > CALL_MAX // 4
        if kind not in _VARIADIC and (is_long or (slot.changes and _can_change(source))):
            source = page.assign(slot.name, source)
        by_name = kind is ParameterKind.KEYWORD_ONLY or (
            kind is ParameterKind.POSITIONAL_OR_KEYWORD and slot.optional and not variadic
        )
        written.append(f"{slot.name}={source}" if by_name else source)
    return ", ".join(written)


def _can_change(source: str) -> bool:
    """Tell whether a value can be changed in place: numbers and texts cannot."""
    found = plain_value(source)
    return found is None or isinstance(found[0], list | dict | set)


_VARIADIC = frozenset({ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD})
_NO_PARAMETER = ParameterFacts("", ParameterKind.POSITIONAL_ONLY)


def _kind(slot: Slot) -> ParameterKind:
    return slot.parameter.kind if slot.parameter else ParameterKind.POSITIONAL_OR_KEYWORD
