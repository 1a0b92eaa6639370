"""Rules for calls that do not fit a signature: what is missing, too much or misspelt."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.domain.facts import CallableFacts, ParameterFacts, ParameterKind
from bot.domain.trial import Situation
from bot.engines.repair.callees import Callees, given, is_starred, named, plain
from bot.engines.repair.messages import Missing, Surplus, Twice, Unexpected, Unnamed
from bot.engines.repair.rule import Rule
from bot.engines.repair.script import Needs, bound, expression, free_name, rewritten

if TYPE_CHECKING:
    from bot.engines.repair.rule import Case

VALUES_MAX = 2
"""Values tried for the missing arguments of one call."""

DROPS_MAX = 2
"""Ways to take surplus arguments away: those without a place, those without a need."""

CLOSE = 0.6
"""How alike a wrong keyword and a parameter's name must be (difflib's ratio)."""

Found = Iterator[Situation | None]
Change = Callable[[ast.Call, CallableFacts | None], None]


def added(case: Case) -> Found:
    """Give a call the arguments it lacks, made by the factories of their types."""
    for level in range(VALUES_MAX):
        yield _added(case, level)


def _added(case: Case, level: int) -> Situation | None:
    complaint = case.failure.complaint
    assert isinstance(complaint, Missing)
    taken, needs = bound(case.situation), Needs()

    def add(node: ast.Call, target: CallableFacts | None) -> None:
        for parameter in _lacking(node, target, complaint):
            made = case.knowledge.make(parameter, free_name(parameter.name, taken))
            if made:
                chosen = made[min(level, len(made) - 1)]
                needs.take(chosen.imports, chosen.setup, chosen.fixtures)
                _give(node, parameter, chosen.source, target)

    return _changed(case, complaint.callee, add, needs)


def renamed(case: Case) -> Found:
    """Spell a keyword as the signature does, or that of the callee that it is passed on to."""
    complaint = case.failure.complaint
    assert isinstance(complaint, Unexpected)
    inner = case.knowledge.callable_of(complaint.callee)

    def rename(node: ast.Call, target: CallableFacts | None) -> None:
        free = [one.name for one in (*_not_given(node, target), *_not_given(node, inner))]
        like = difflib.get_close_matches(complaint.name, free, 1, CLOSE)
        meant = [complaint.meant] if complaint.meant else like
        for keyword in node.keywords:
            if keyword.arg == complaint.name and meant:
                keyword.arg = meant[0]

    yield _changed(case, complaint.callee, rename)


def taken_for_other(case: Case) -> Found:
    """Spell a keyword as the parameter that lacks an argument, where `**kwargs` took it."""
    complaint = case.failure.complaint
    assert isinstance(complaint, Missing)

    def rename(node: ast.Call, target: CallableFacts | None) -> None:
        known = {one.name for one in named(target)} if target else set()
        for keyword in node.keywords:
            like = difflib.get_close_matches(keyword.arg or "", complaint.names, 1, CLOSE)
            if keyword.arg not in known and like:
                keyword.arg = like[0]

    yield _changed(case, complaint.callee, rename)


def by_keyword(case: Case) -> Found:
    """Name arguments that were given by position to parameters that have none."""
    complaint = case.failure.complaint
    assert isinstance(complaint, Surplus)

    def name(node: ast.Call, target: CallableFacts | None) -> None:
        most = len(plain(target))
        free = [one for one in _not_given(node, target) if one.kind is ParameterKind.KEYWORD_ONLY]
        free.sort(key=lambda one: not one.required)
        extra = node.args[most:]
        if len(extra) <= len(free):
            del node.args[most:]
            pairs = zip(free, extra, strict=False)
            node.keywords += [ast.keyword(one.name, value) for one, value in pairs]

    yield _changed(case, complaint.callee, name)


def by_position(case: Case) -> Found:
    """Give by position what has no name; arguments after a gap stay where they are."""
    complaint = case.failure.complaint
    assert isinstance(complaint, Unnamed)

    def unname(node: ast.Call, target: CallableFacts | None) -> None:
        names = complaint.names or tuple(one.arg or "" for one in node.keywords)
        order = [one.name for one in plain(target)] or list(names)
        for name in order[len(node.args) :]:
            found = next((one for one in node.keywords if one.arg == name and name in names), None)
            if found is None:
                return
            node.keywords.remove(found)
            node.args.append(found.value)

    yield _changed(case, complaint.callee, unname)


def dropped(case: Case) -> Found:
    """Take away arguments that the signature has no place for, then all that it does not need."""
    yield _dropped(case, needed=False)
    if isinstance(case.failure.complaint, Surplus):
        yield _dropped(case, needed=True)


def _dropped(case: Case, *, needed: bool) -> Situation | None:
    complaint = case.failure.complaint
    assert isinstance(complaint, Unexpected | Surplus | Twice | Unnamed)

    def drop(node: ast.Call, target: CallableFacts | None) -> None:
        match complaint:
            case Surplus(most=-1):
                node.args, node.keywords = [], []
            case Surplus():
                del node.args[_places(node, target, complaint, needed=needed) :]
            case Unnamed(names=()):
                node.keywords = []
            case Unnamed(names=names):
                node.keywords = [one for one in node.keywords if one.arg not in names]
            case _:
                node.keywords = [one for one in node.keywords if one.arg != complaint.name]

    return _changed(case, complaint.callee, drop)


def _changed(
    case: Case, callee: str, change: Change, needs: Needs | None = None
) -> Situation | None:
    """Change the calls that a message means; None where that changes nothing."""
    callees = Callees(case.situation, case.knowledge)
    complaint = case.failure.complaint
    passed_on = complaint.name if isinstance(complaint, Unexpected) else ""

    def is_it(node: ast.Call) -> bool:
        # A keyword may be passed on to a callee that is not in the text.
        takes = bool(passed_on) and any(one.arg == passed_on for one in node.keywords)
        return takes or (callees.is_meant(node, callee) and not is_starred(node))

    def swap(node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Call) and is_it(node):
            change(node, callees.facts(node))
        return node

    return rewritten(case.situation, swap, needs)


def _places(
    node: ast.Call, target: CallableFacts | None, complaint: Surplus, *, needed: bool
) -> int:
    """Return how many arguments have a place, or are needed; all where the message means others."""
    if target is not None:
        return len([one for one in plain(target) if one.required or not needed])
    # A receiver that the message counts is none of the call's own arguments.
    receiver = complaint.given - len(node.args)
    if receiver not in {0, 1}:
        return len(node.args)
    return min(1, complaint.most - receiver) if needed else complaint.most - receiver


def _lacking(
    node: ast.Call, target: CallableFacts | None, complaint: Missing
) -> list[ParameterFacts]:
    """Return the required parameters that a call does not give."""
    if target is None:
        there = {one.arg for one in node.keywords}
        kind = ParameterKind.KEYWORD_ONLY
        return [ParameterFacts(one, kind) for one in complaint.names if one not in there]
    known = {one.name for one, _ in given(node, target)}
    return [one for one in target.parameters if one.required and one.name not in known]


def _give(
    node: ast.Call, parameter: ParameterFacts, source: str, target: CallableFacts | None
) -> None:
    """Add one argument: by position where it is the next one, else by name."""
    value = expression(source)
    order = [one.name for one in plain(target)]
    is_next = order[len(node.args) : len(node.args) + 1] == [parameter.name]
    if is_next and not node.keywords:
        node.args.append(value)
    elif parameter.kind is not ParameterKind.POSITIONAL_ONLY:
        node.keywords.append(ast.keyword(parameter.name, value))


def _not_given(node: ast.Call, target: CallableFacts | None) -> list[ParameterFacts]:
    """Return the parameters that could still be given by name; none of an unknown callable."""
    if target is None:
        return []
    there = {one.name for one, _ in given(node, target)}
    return [one for one in named(target) if one.name not in there]


RULES = (
    Rule("argument renamed", (Missing,), taken_for_other),
    Rule("argument added", (Missing,), added, VALUES_MAX),
    Rule("argument renamed", (Unexpected,), renamed),
    Rule("argument given by name", (Surplus,), by_keyword),
    Rule("argument given by position", (Unnamed,), by_position),
    Rule("argument dropped", (Unexpected, Surplus, Twice, Unnamed), dropped, DROPS_MAX),
)
