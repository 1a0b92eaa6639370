"""Rules of reading: bodies, constants, examples and other people's calls."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from bot.engines.search.code import Code
from bot.engines.search.reading import shapes_of
from bot.engines.search.shapes import Shape, Trait
from bot.engines.search.words import guard_words, words_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    from bot.domain.trial import Situation

    Make = Callable[..., Bench]


def shape_of(body: str) -> Shape:
    code = Code(f"def f(x, y=0):\n    {body}\n")
    return shapes_of(code, code.functions[0][1])["x"]


TRAITS = {
    "a slice": ("return x[1:]", Trait.SEQUENCE),
    "an index": ("return x[-1]", Trait.SEQUENCE),
    "items in pairs": ("for a, b in x.items():\n        print(a, b)", Trait.MAPPING),
    "a numbered loop": ("for at, b in enumerate(x):\n        print(b)", Trait.SEQUENCE),
    "a comprehension": ("return {a for a in x}", Trait.SEQUENCE),
    "an order of texts": ("return x < 'm'", Trait.TEXT),
    "an order of numbers": ("return x >= 3", Trait.NUMBER),
    "a difference": ("return x - y", Trait.NUMBER),
    "text added": ("return x + 'a'", Trait.TEXT),
    "formatted text added": ("return x + f'{y}'", Trait.TEXT),
    "a number added": ("return x + 1", Trait.NUMBER),
    "counted up": ("x += 1", Trait.NUMBER),
    "a pattern's text": ("import re\n    return re.sub('a', x)", Trait.TEXT),
    "the text of a match": ("return P.match(x)", Trait.TEXT),
    "a cast": ("return int(x)", Trait.NUMBER),
    "called": ("return x()", Trait.CALLABLE),
    "asked whether it is called": ("return callable(x)", Trait.CALLABLE),
    "joined": ("return ','.join(x)", Trait.SEQUENCE),
    "a path": ("import os\n    return os.path.exists(x)", Trait.PATH),
    "a json text": ("import json\n    return json.loads(x)", Trait.JSON),
    "annotated": ("z: str = x\n    return z.split()", Trait.TEXT),
    "the first of two": ("z = x or y\n    return z[1:]", Trait.SEQUENCE),
    "unpacked": ("a, b = x\n    return a", None),
}


@pytest.mark.parametrize(("body", "trait"), TRAITS.values(), ids=TRAITS.keys())
def test_a_use_says_what_a_value_is(body: str, trait: Trait | None) -> None:
    found = shape_of(body)

    assert (trait in found.traits) if trait else found.element is not None


def test_an_attribute_that_is_set_is_known_afterwards() -> None:
    code = Code("def f(x, y):\n    x.name = y\n    return x.name.strip()\n")

    shapes = shapes_of(code, code.functions[0][1])

    assert "strip" in shapes["y"].attributes


def test_a_value_is_followed_into_the_function_it_is_passed_to() -> None:
    code = Code("def g(a):\n    return a['k']\ndef f(x):\n    with x as z:\n        return g(z)\n")

    assert list(shapes_of(code, code.functions[1][1])["x"].keys) == ["k"]


def test_key_defaults_are_keys() -> None:
    assert list(shape_of("return x.get('a', 1), x.pop('b')").keys) == ["a", "b"]


CONSTANTS = (
    "def f(x):\n    '''Say nothing.'''\n    if x == -3:\n        return b'raw'\n"
    "    if x == -y:\n        return True\n    return 'word' + '' + 'w' * 4\n"
)


def test_constants_are_collected_without_docstrings() -> None:
    words = words_in([ast.parse(CONSTANTS)])

    assert words.texts == ("raw", "word", "w")
    assert set(words.numbers) == {-3, 3, 4}


def test_a_pattern_keeps_what_its_flags_change() -> None:
    words = words_in([ast.parse("import re\nA = re.compile('a b', re.VERBOSE)\nB = re.compile(C)")])

    assert words.patterns == ("(?x)a b",)


GUARDS = {
    "if": ("if x == 'a':\n        return 1", ("a",)),
    "while": ("while x != 'a':\n        x = 'b'", ("a",)),
    "assert": ("assert x == 'a'", ("a",)),
    "for": ("for one in ('a', 'b'):\n        print('c')", ("a", "b")),
    "try": ("try:\n        x = 'a'\n    except ValueError:\n        x = 'b'", ()),
    "plain": ("x = 'a'", ("a",)),
}


@pytest.mark.parametrize(("body", "texts"), GUARDS.values(), ids=GUARDS.keys())
def test_a_guard_gives_its_own_constants(body: str, texts: tuple[str, ...]) -> None:
    code = Code(f"def f(x):\n    {body}\n")

    assert guard_words(code, code.functions[0][1], 2).texts == texts


def test_a_case_is_a_guard() -> None:
    code = Code("def f(x):\n    match x:\n        case 'a':\n            return 'b'\n")

    assert guard_words(code, code.functions[0][1], 3).texts == ("a",)


def test_a_guard_outside_functions_has_no_constants() -> None:
    assert guard_words(Code("X = 'a'\n"), None, 1).texts == ()


def proposed(bench: Make, source: str, **texts: str) -> list[Situation]:
    files = {name.replace("_", "."): text for name, text in texts.items()}
    made = bench(source, texts=files)
    return made.engine.propose(made.imported, 30)


PLAIN = "def f(a, b=None):\n    return (a, b)\nclass K:\n    def f2(self, a):\n        return a\n"
CALLS = {
    "positional": ("f('seen')", "f('seen')"),
    "by name": ("f(a='seen', b=2)", "f('seen', b=2)"),
    "of a name of the subject": ("f(K)", "f(K)"),
    "with a lambda": ("f(lambda x: x)", "f(lambda x: x)"),
    "with a comprehension": ("f([x for x in 'ab'])", "f([x for x in 'ab'])"),
}


@pytest.mark.parametrize(("call", "written"), CALLS.values(), ids=CALLS.keys())
def test_calls_of_other_files_are_tried(bench: Make, call: str, written: str) -> None:
    assert written in [one.call for one in proposed(bench, PLAIN, test_py=f"{call}\n")]


@pytest.mark.parametrize(
    "call",
    ["f(*rows)", "f(unknown)", "f(1, 2, 3)", "f(z=1)", "f(b='seen')", "f((yield))", "f2('seen')"],
)
def test_calls_that_do_not_stand_alone_are_left_out(bench: Make, call: str) -> None:
    text = f"def use():\n    {call}\n"

    found = [one.call for one in proposed(bench, PLAIN, test_py=text)]

    assert call not in found
    assert not [one for one in found if "unknown" in one or "yield" in one or "seen" in one]


def test_calls_of_documents_are_tried(bench: Make) -> None:
    text = "Use it:\n\n```python\nf('fenced')\n```\n\n>>> f('prompted')\n1\n"

    calls = [one.call for one in proposed(bench, PLAIN, readme_md=text, broken_py="def (")]

    assert {"f('fenced')", "f('prompted')"} <= set(calls)


def test_calls_of_other_docstrings_are_tried(bench: Make) -> None:
    text = "def other():\n    '''\n    >>> f('elsewhere')\n    '''\n"

    assert "f('elsewhere')" in [one.call for one in proposed(bench, PLAIN, other_py=text)]


EXAMPLES = '''
"""Numbers.

>>> # only a comment
>>> one = 1
>>> from math import floor
>>> double(floor(1.5) + one)
4
>>> def broken(:
>>> __name__
'a'
"""

def double(x):
    """Double.

    >>> x = 4
    >>> double(x)
    8
    """
    if x == 'never':
        return 0
    return 2 * x
'''


def test_examples_bring_their_set_up_and_imports(bench: Make) -> None:
    found = {one.call: one for one in proposed(bench, EXAMPLES)}

    module, own = found["double(floor(1.5) + one)"], found["double(x)"]
    assert (module.segment, module.setup) == ("double", ("one = 1",))
    assert "from math import floor" in module.imports
    assert own.setup == ("x = 4",)
