"""A file of very many functions: what search asks of it grows with it, not with its square."""

import ast

from fakes.growth import growth

from bot.domain.coverage import Segment, SegmentKind
from bot.domain.facts import ModuleFacts
from bot.engines.search.code import Code, first_line, last_line
from bot.engines.search.flows import flows
from bot.engines.search.trees import statements
from bot.engines.search.values import Values
from bot.engines.search.ways import Map, declared


def source_of(count: int) -> str:
    """Write functions that call the one before them."""
    return "".join(
        f"def f{n}(x, y):\n    if x > {n}:\n        return f{max(0, n - 1)}(x, y)\n    return y\n\n"
        for n in range(count)
    )


def look_around(count: int) -> int:
    """Ask for each function's ways in, what it mentions and what it hands on; count the ways."""
    code = Code(source_of(count))
    functions = tuple(declared("m", name, node, method=False) for name, node in code.functions)
    names = tuple(name for name, _ in code.functions)
    facts = ModuleFacts("m", "m.py", functions, (), (), names, frozenset(), frozenset())
    found = Map(facts, code, Values(facts, code.mutators))
    assert len(flows(code)) == 2 * count
    ways = 0
    for name, node in code.functions:
        segment = Segment(name, SegmentKind.FUNCTION, first_line(node), last_line(node))
        assert code.within(node)[0] is node
        ways += len(found.ways(segment))
    return ways


def test_looking_around_in_a_file_grows_with_its_functions_and_not_with_their_square() -> None:
    # Itself and up to three callers each.
    assert look_around(50) > 3 * 50
    # 8 times the functions: linear work takes 8 times as long, quadratic work 64 times.
    assert growth(look_around, small=250, large=2000) < 24


NESTED = '''
class A:
    """A."""
    def f(self):
        try:
            with x as y:
                def inner(): return lambda: [z for z in y]
        except E:
            import os
        finally:
            class B: pass
        match y:
            case 1: from a import b
for i in j:
    if k: pass
    else: import c
'''


def test_statements_are_walked_in_the_order_of_the_whole_tree() -> None:
    tree = ast.parse(NESTED)
    holders = ast.stmt | ast.ExceptHandler | ast.match_case | ast.Module

    assert list(statements(tree)) == [one for one in ast.walk(tree) if isinstance(one, holders)]
