"""Rules for what was expected and did not happen: drop it, and observe what does."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.engines.repair.messages import Asserted, Disagreed, NotRaised
from bot.engines.repair.rule import Rule
from bot.engines.repair.script import dotted, parsed, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Case

_RAISES = frozenset({"pytest.raises", "raises", "self.assertRaises", "pytest.warns"})


def expectation_dropped(case: Case) -> Iterator[Situation | None]:
    """Expect nothing. A document's word never gets here: where it is wrong, that is a finding."""
    yield replace(case.situation, expectation=None)


def assertions_dropped(case: Case) -> Iterator[Situation | None]:
    """Take assertions out of the set-up; what the last one looks at becomes the call."""
    if case.failure.line:
        return
    looked = ""
    for text in case.situation.setup:
        for node in ast.walk(parsed(text) or ast.Module([], [])):
            if isinstance(node, ast.Assert):
                looked = ast.unparse(_looked_at(node.test))
    changed = rewritten(case.situation, lambda node: None if isinstance(node, ast.Assert) else node)
    if changed is not None:
        yield changed if changed.call else replace(changed, call=looked)


def raises_dropped(case: Case) -> Iterator[Situation | None]:
    """Run what stands inside `pytest.raises`, without it."""

    def swap(node: ast.AST) -> ast.AST | list[ast.stmt]:
        if isinstance(node, ast.With) and any(_is_raises(one) for one in node.items):
            return node.body
        return node

    yield rewritten(case.situation, swap)


def _looked_at(test: ast.expr) -> ast.expr:
    """Return the side of an assertion that calls something: `f(1)` of `f(1) == 2`."""
    inner = test.operand if isinstance(test, ast.UnaryOp) else test
    sides = [inner.left, *inner.comparators] if isinstance(inner, ast.Compare) else [inner]
    calling = [one for one in sides if any(isinstance(n, ast.Call) for n in ast.walk(one))]
    return next(iter(calling or sides))


def _is_raises(item: ast.withitem) -> bool:
    made = item.context_expr
    return isinstance(made, ast.Call) and dotted(made.func) in _RAISES


RULES = (
    Rule("expectation dropped", (Disagreed,), expectation_dropped),
    Rule("assertions dropped", (Asserted,), assertions_dropped),
    Rule("raises dropped", (NotRaised,), raises_dropped),
)
