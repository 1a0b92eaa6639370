"""What an object says of itself, its text and its name, is asserted where a mutant changes it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.judging import returned

from bot.domain.mission import EngineName
from bot.domain.trial import Observation, Situation, Value, ValueKind
from bot.languages.python.craft.definitions import Definitions
from bot.languages.python.craft.oracle import judge

SOURCE = """\
class Shown:
    def __init__(self, func, doc=None):
        self.size = 1
        self.__doc__ = doc if doc is not None else func.__doc__
"""
MADE = Situation(
    "Shown.__init__", ("from shop import Shown",), (), 'Shown(len, doc="abc")', EngineName.SEARCH
)


def shown(doc: str, **others: str) -> Observation:
    fields = {**others, "__doc__": doc}
    literals = {name: Value(ValueKind.LITERAL, "builtins.str", one) for name, one in fields.items()}
    value = Value(ValueKind.OBJECT, "shop.Shown", fields=tuple(literals.items()))
    return returned(value)


def told(seen: Observation, under: Observation | None) -> list[str]:
    judged = judge(MADE, seen, [seen], Definitions(SOURCE), under)
    return [line for one in judged.assertions for line in one.statements]


@pytest.mark.parametrize(("under", "is_told"), [("'other'", True), ("'abc'", False), ("", False)])
def test_a_text_of_itself_is_asserted_where_a_mutant_changes_it(
    under: str, *, is_told: bool
) -> None:
    seen = shown("'abc'", size="1")

    lines = told(seen, shown(under, size="1") if under else None)

    assert ("assert result.__doc__ == 'abc'" in lines) is is_told
    assert "assert result.size == 1" in lines


def test_a_changed_text_of_itself_is_asserted_where_a_mutant_changes_it() -> None:
    value = shown("'abc'", size="1").value
    other = shown("None", size="1").value
    assert value is not None
    assert other is not None
    situation = replace(MADE, setup=("shown = Shown(len)",), call="shown.wrap(len)")
    seen = returned(changed=(("shown", value),))

    def lines(under: Observation | None) -> list[str]:
        judged = judge(situation, seen, [seen], Definitions(SOURCE), under)
        return [line for one in judged.assertions for line in one.statements]

    assert "assert shown.__doc__ == 'abc'" not in lines(None)
    assert "assert shown.__doc__ == 'abc'" in lines(replace(seen, changed=(("shown", other),)))
