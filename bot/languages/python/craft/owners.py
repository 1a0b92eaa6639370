"""Say whose method a situation runs: the class that a test's name may speak of. Text only."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from bot.languages.python.craft.acts import done, operation, receivers

if TYPE_CHECKING:
    from bot.domain.trial import Situation
    from bot.languages.python.craft.definitions import Definitions

MAKERS_MAX = 8
"""Calls that are followed back from a local name to what made it, classes to their bases."""


def owner(situation: Situation, definitions: Definitions, ran: frozenset[int]) -> str:
    """Name the class whose method is acted on, "" where it is none's.

    An inherited method is its base's. Where the object's class is not plain, the segment's
    class is told. A class of which no method ran is not told; `ran` are the lines of the
    subject that did, none where that is not known.
    """
    node = done(situation)
    operated = operation(node)
    reached = node.func if isinstance(node, ast.Call) else node
    found = ""
    if operated is not None:
        found = _having(operated[0], definitions.class_of(operated[1], situation), definitions)
    elif isinstance(reached, ast.Attribute):
        found = _having(reached.attr, definitions.class_of(reached.value, situation), definitions)
    elif isinstance(reached, ast.Name) and _is_of_no_class(reached.id, situation, definitions):
        return ""
    found = found or situation.segment.rpartition(".")[0]
    return found if _is_run(found, definitions, ran) else ""


def _is_of_no_class(name: str, situation: Situation, definitions: Definitions) -> bool:
    """Tell whether a name is a function or class of the subject, or what one of these made."""
    made = receivers(situation)
    for _ in range(MAKERS_MAX):
        maker = made.get(name)
        if not (isinstance(maker, ast.Call) and isinstance(maker.func, ast.Name)):
            break
        name = maker.func.id
    return not hasattr(builtins, name) and definitions.is_outer(name)


def _having(method: str, class_name: str, definitions: Definitions) -> str:
    """Name the class, or the nearest base in the subject, that defines a method; else itself."""
    classes = [class_name]
    for _ in range(MAKERS_MAX):
        for one in classes:
            if method in {found.name for found in definitions.methods(one)}:
                return one
        classes = [base for one in classes for base in definitions.bases(one)]
    return class_name


def _is_run(class_name: str, definitions: Definitions, ran: frozenset[int]) -> bool:
    """Tell whether a method of a class ran; True too where that is not known."""
    bodies = [one.node for one in definitions.methods(class_name)]
    spans = (range(node.body[0].lineno, (node.end_lineno or 0) + 1) for node in bodies)
    return not (bodies and ran) or any(not ran.isdisjoint(span) for span in spans)
