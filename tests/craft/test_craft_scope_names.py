"""What a function's own variables are called is no behaviour of it."""

from __future__ import annotations

import pytest
from fakes.judging import call, literal, returned

from bot.domain.trial import Verdict
from bot.languages.python.craft.craft import PythonCraft


@pytest.mark.parametrize(
    ("body", "is_told"),
    [
        ("return locals()", False),
        ("return dict(locals())", False),
        ("found = vars()\n    return found", False),
        ("yield sorted(dir())", False),
        ("return dir(text)", True),
        ("return vars(text)", True),
        ("locals()\n    return 1", True),
        ("found = locals()\n    return len(text)", True),
        ("def inner():\n        return locals()\n    return 1", True),
    ],
)
def test_names_of_a_scope_are_not_asserted(body: str, *, is_told: bool) -> None:
    craft = PythonCraft(module="a", subject="a.py", source=f"def f(text):\n    {body}\n")
    seen = returned(literal("{'text': 'a'}", "builtins.dict"))

    judgement = craft.judge(call("f('a')", segment="f"), seen, (seen,))

    assert bool(judgement.assertions) is is_told
    assert (judgement.verdict is Verdict.HOLLOW) is (not is_told)
