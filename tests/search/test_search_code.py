"""Rules of what is read from the subject's text: its definitions, constants and calls."""

from __future__ import annotations

import ast

import pytest
from fakes.search_facts import called, parameter

from bot.domain.facts import CallableKind, ModuleFacts
from bot.engines.search.code import Code, constants_of, type_names
from bot.engines.search.mine import Miner
from bot.engines.search.reading import constructor_shapes, shapes_of
from bot.engines.search.shapes import Shape, Trait
from bot.engines.search.surroundings import patches_of


def expression(source: str) -> ast.expr:
    return ast.parse(source, mode="eval").body


def test_a_text_that_is_no_python_has_no_functions() -> None:
    code = Code("def f(:\n")

    assert code.functions == ()
    assert code.globals == {}


def test_only_constants_that_are_mentioned_are_taken_from_other_modules() -> None:
    texts = {
        "a.py": "LIMIT = (\n",
        "b.py": "LIMIT = 3\nOTHER = 4\nholder.LIMIT = 5\nLIMIT, OTHER = 1, 2\n",
        "c.py": "LIMIT = 9\n",
        "d.md": "LIMIT = 7\n",
    }
    code = Code("def f(x):\n    return x < LIMIT\n", texts)

    assert {name: ast.unparse(value) for name, value in code.globals.items()} == {"LIMIT": "3"}


def test_an_attribute_that_is_set_is_no_global() -> None:
    assert list(Code("SIZE: int = 1\nholder.size = 2\nLATER: int\n").globals) == ["SIZE"]


@pytest.mark.parametrize(
    ("source", "constants"),
    [("'a'", ["'a'"]), ("-1", ["-1"]), ("('a', [2, {3}])", ["'a'", "2", "3"]), ("[1, x]", ["1"]),
     ("...", []), ("f(1)", [])],
)  # fmt: skip
def test_constants_are_found_alone_and_in_containers(source: str, constants: list[str]) -> None:
    assert constants_of(expression(source)) == constants


@pytest.mark.parametrize(
    ("source", "names"),
    [("int", ["int"]), ("(int, a.B)", ["int", "a.B"]), ("int | str | None", ["int", "str"]),
     ("type(x)", [])],
)  # fmt: skip
def test_types_that_are_asked_about_have_names(source: str, names: list[str]) -> None:
    assert type_names(expression(source)) == names


def read(body: str, parameter: str = "x") -> Shape:
    code = Code("def f(x, key='a'):\n" + "".join(f"    {line}\n" for line in body.split("\n")))
    return shapes_of(code, code.functions[0][1])[parameter]


KEYS = {
    "awaited": "y = (await x)['kind']",
    "named": "y = (z := x)['kind']",
    "the first choice": "y = (x or {})['kind']",
    "annotated": "later: int\ny: str = x['kind']",
    "with a name": "with x['kind'] as y:\n    pass",
    "without a name": "with x['kind']:\n    pass",
}


@pytest.mark.parametrize("body", KEYS.values(), ids=KEYS)
def test_a_key_that_is_looked_up_is_noted(body: str) -> None:
    assert list(read(body).keys) == ["kind"]


INDEXES = {
    "a number": ("x[0]", {Trait.SEQUENCE}),
    "a negative number": ("x[-1]", {Trait.SEQUENCE}),
    "a slice": ("x[1:]", {Trait.SEQUENCE}),
    "something unknown": ("x[len(key)]", set()),
}


@pytest.mark.parametrize(("body", "traits"), INDEXES.values(), ids=INDEXES)
def test_an_index_tells_a_sequence_where_it_is_a_number(body: str, traits: set[Trait]) -> None:
    assert set(read(body).traits) == traits


LOOPS = {
    "items": ("for a, b in x.items():\n    b.name", {"name"}),
    "items in one": ("for pair in x.items():\n    pair.name", set()),
    "numbered": ("for a, b in enumerate(x):\n    b.name", {"name"}),
    "numbered in one": ("for pair in enumerate(x):\n    pair.name", set()),
    "plain": ("for b in x:\n    b.name", {"name"}),
}


@pytest.mark.parametrize(("body", "attributes"), LOOPS.values(), ids=LOOPS)
def test_the_name_in_a_loop_stands_for_an_item(body: str, attributes: set[str]) -> None:
    element = read(body).element

    assert set(element.attributes if element else ()) == attributes


def test_what_is_stored_in_an_unknown_object_is_still_the_parameter() -> None:
    assert list(read("box.kept = x\nx.name").attributes) == ["name"]


def test_a_constructor_without_named_parameters_has_no_shapes() -> None:
    code = Code("class C:\n    def __init__(*args):\n        self = args[0]\n")

    assert constructor_shapes(code, "C", code.functions[0][1]) == {}


def patched(body: str) -> dict[str, list[str]]:
    code = Code("import os, random\ndef f(key):\n" + body)
    found = patches_of(code, code.functions[0][1], "m")
    return {name: [one.source for one in pieces] for name, pieces in found.items()}


ENVIRONMENT = 'monkeypatch.setenv("HOME_TOWN", "abc")'


@pytest.mark.parametrize(
    "body",
    [
        "    return os.environ['HOME_TOWN']\n",
        "    return os.environ.get('HOME_TOWN')\n",
        "    os.getenv('HOME_TOWN')\n    return os.environ['HOME_TOWN']\n",
    ],
)
def test_a_variable_of_the_environment_is_set_once(body: str) -> None:
    found = patched(body)

    assert list(found) == ["env HOME_TOWN"]
    assert found["env HOME_TOWN"][0] == ENVIRONMENT


@pytest.mark.parametrize(
    "body",
    ["    return os.environ[key]\n", "    return os.getenv(key)\n", "    return os.name\n",
     "    return dice.choice(key)\n"],
)  # fmt: skip
def test_what_is_not_known_by_name_is_left_alone(body: str) -> None:
    assert patched(body) == {}


@pytest.mark.parametrize("call", ["random.choice(key)", "shuffle(key)"])
def test_chance_is_seeded(call: str) -> None:
    assert patched(f"    return {call}\n") == {"chance": ["random.seed(1)"]}


TARGET = called("f", parameter("x"), kind=CallableKind.FUNCTION)


@pytest.mark.parametrize(
    ("calls", "mined"),
    [
        ("f(1)\nf(2)\nf(1)\n", ["1", "2"]),
        ("f(len('ab'))\n", ["len('ab')"]),
        ("f(KNOWN)\n", ["KNOWN"]),
        ("f(local)\nf([one for one in 'ab'])\n", ["[one for one in 'ab']"]),
    ],
)
def test_a_call_that_stands_on_its_own_is_mined_once(calls: str, mined: list[str]) -> None:
    facts = ModuleFacts("m", "m.py", (TARGET,), (), (), ("f", "KNOWN"), frozenset(), frozenset())

    found = Miner(facts, {}).mine("", {"tests/test_f.py": calls})

    assert [one.arguments[0][1].source for one in found["f"]] == mined
