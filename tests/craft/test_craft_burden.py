from __future__ import annotations

import pytest

from bot.domain.mission import EngineName
from bot.domain.trial import Assertion, Candidate, OracleOrigin, Situation
from bot.languages.python.craft.burden import MUTE, OUTSIDE, PRIVATE
from bot.languages.python.craft.craft import PythonCraft

CRAFT = PythonCraft(
    module="a",
    subject="a.py",
    source="""
def f(text: str, size: int = 1, items: 'list[int] | None' = None, name=None, ratio: float = 1): ...
def g(found: Path, rows: Mapping[str, int], either: Union[int, bytes]): ...
""",
)


def burden(call: str, *statements: str, setup: tuple[str, ...] = (), raises: str = "") -> int:
    told = [Assertion(OracleOrigin.OBSERVED, (one,)) for one in statements]
    if raises:
        told = [Assertion(OracleOrigin.OBSERVED, raises=raises)]
    situation = Situation("f", (), setup, call, EngineName.SEARCH)
    return CRAFT.burden(Candidate("test_f", situation, tuple(told)))


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["assert result is None"], MUTE),
        (["assert result.first is not None"], MUTE),
        (["assert isinstance(result, Query)", "assert repr(result) == 'Query()'"], MUTE),
        (["assert isinstance(result, Query)", "assert result.size == 1"], 0),
        (["assert result is True"], 0),
        (["assert result == 1"], 0),
        (["assert len(x) == 1", "assert result is None"], MUTE),
        (["assert len(list(result)) == 20"], MUTE),
        (["assert len(result) == 2", "assert result[0] == 1"], 0),
        (["assert len(result) == 0"], 0),
    ],
)
def test_a_test_that_hardly_watches_is_minded(statements: list[str], expected: int) -> None:
    assert burden("f('a')", *statements) == expected


@pytest.mark.parametrize(
    ("call", "setup", "expected"),
    [
        ("_f(1)", (), PRIVATE),
        ("x._f(1)", (), PRIVATE),
        ("x.total", ("x = _Cart()",), PRIVATE),
        ("Cart._Item.make()", (), PRIVATE),
        ("x.__len__()", (), 0),
        ("_('translated')", (), 0),
        ("f(x._size)", (), 0),
        ("cart._instance", ("boot()",), PRIVATE),
        ("Cart._known is f", ("learn()",), PRIVATE),
        ("f(cart.__class__)", (), 0),
        ("f(", (), 0),
    ],
)
def test_a_private_name_is_minded(call: str, setup: tuple[str, ...], expected: int) -> None:
    assert burden(call, "assert result == 1", setup=setup) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("f(None)", OUTSIDE),
        ("f(text=1)", OUTSIDE),
        ("f('a', 'b')", OUTSIDE),
        ("f('a', items=1)", OUTSIDE),
        ("f('a', items=['b'])", OUTSIDE),
        ("f(given)", OUTSIDE),
        ("f('a', True, [1], 2, 1)", 0),
        ("f('a', items=None)", 0),
        ("f(anything)", 0),
        ("f('a', items=[given])", 0),
        ("f('a', items=[])", 0),
        ("g(1, {'a': 1}, b'a')", 0),
        ("g(1, {'a': 'b'}, 1)", OUTSIDE),
        ("g(1, {}, 'a')", OUTSIDE),
        ("h(1)", 0),
        ("f(1, 2, 3, 4, 5, 6)", 0),
    ],
)
def test_a_value_that_annotations_rule_out_is_minded(call: str, expected: int) -> None:
    assert burden(call, raises="TypeError", setup=("given = None",)) == expected


def test_what_is_minded_adds_up() -> None:
    assert burden("f(None)", "assert result is None", setup=("_g()",)) == MUTE + PRIVATE + OUTSIDE
