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
    """Spell a keyword as the signature does."""
    complaint = case.failure.complaint
    assert isinstance(complaint, Unexpected)

    def rename(node: ast.Call, target: CallableFacts | None) -> None:
        free = [one.name for one in _not_given(node, target)]
        like = difflib.get_close_matches(complaint.name, free, 1, CLOSE)
        meant = [complaint.meant] if complaint.meant else like
        for keyword in node.keywords:
            if keyword.arg == complaint.name and meant:
                keyword.arg = meant[0]

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
    """Take away arguments that the signature has no place for."""
    complaint = case.failure.complaint
    assert isinstance(complaint, Unexpected | Surplus | Twice)

    def drop(node: ast.Call, target: CallableFacts | None) -> None:
        if not isinstance(complaint, Surplus):
            node.keywords = [one for one in node.keywords if one.arg != complaint.name]
        elif complaint.most < 0:
            node.args, node.keywords = [], []
        else:
            del node.args[_places(node, target, complaint) :]

    yield _changed(case, complaint.callee, drop)


def _changed(
    case: Case, callee: str, change: Change, needs: Needs | None = None
) -> Situation | None:
    """Change the calls that a message means; None where that changes nothing."""
    callees = Callees(case.situation, case.knowledge)

    def swap(node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Call) and not is_starred(node) and callees.is_meant(node, callee):
            change(node, callees.facts(node))
        return node

    return rewritten(case.situation, swap, needs)


def _places(node: ast.Call, target: CallableFacts | None, complaint: Surplus) -> int:
    """Return how many arguments have a place: all, where the message counts others."""
    if target is not None:
        return len(plain(target))
    # A receiver that the message counts is none of the call's own arguments.
    receiver = complaint.given - len(node.args)
    return complaint.most - receiver if receiver in {0, 1} else len(node.args)


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
    Rule("argument added", (Missing,), added, VALUES_MAX),
    Rule("argument renamed", (Unexpected,), renamed),
    Rule("argument given by name", (Surplus,), by_keyword),
    Rule("argument given by position", (Unnamed,), by_position),
    Rule("argument dropped", (Unexpected, Surplus, Twice), dropped),
)
