"""The facts name what a subject offers, with the types as declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project
from fakes.worker_subjects import MONEY, TYPED

from bot.domain.facts import CallableKind, Flavour, ParameterKind, TypeFacts
from bot.errors import NothingRuns

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.facts import CallableFacts, ClassFacts, ModuleFacts


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> ModuleFacts:
    files = {"src/shop/money.py": MONEY, "src/shop/only_checked.py": "class Ghost: pass\n"}
    project = Project(tmp_path_factory.mktemp("facts"), TYPED, files)
    with project.worker() as worker:
        return worker.facts()


def function(facts: ModuleFacts, name: str) -> CallableFacts:
    return next(found for found in facts.functions if found.qualname == name)


def cls(facts: ModuleFacts, name: str) -> ClassFacts:
    return next(found for found in facts.classes if found.qualname == name)


def types_of(found: CallableFacts) -> dict[str, str]:
    return {p.name: p.type.name for p in found.parameters}


INT, STR = TypeFacts("builtins.int"), TypeFacts("builtins.str")


def test_parameters_carry_kind_type_and_default(facts: ModuleFacts) -> None:
    a, b, rest, c, more = function(facts, "typed").parameters

    assert (a.kind, a.type, a.required) == (ParameterKind.POSITIONAL_ONLY, INT, True)
    assert b.type == TypeFacts("typing.Union", (STR, TypeFacts("builtins.NoneType")))
    assert (b.default, b.required) == ("None", False)
    assert (rest.kind, rest.required) == (ParameterKind.VAR_POSITIONAL, False)
    assert (c.kind, c.default) == (ParameterKind.KEYWORD_ONLY, "'x'")
    assert c.type == TypeFacts("typing.Union", (INT, STR))
    assert more.kind is ParameterKind.VAR_KEYWORD


def test_returns_and_docstring_are_told(facts: ModuleFacts) -> None:
    found = function(facts, "typed")

    inner = TypeFacts("builtins.dict", (STR, TypeFacts("shop.money.Money")))
    assert found.returns == TypeFacts("builtins.list", (inner,))
    assert found.docstring == "Say types."


def test_lines_are_those_of_the_definition(facts: ModuleFacts) -> None:
    lines = TYPED.splitlines()
    found = function(facts, "typed")
    decorated = function(facts, "cached")

    assert lines[found.first_line - 1].startswith("def typed")
    assert lines[found.last_line - 1] == "    return []"
    assert lines[decorated.first_line - 1].startswith("@functools.lru_cache")


def test_literals_are_sources(facts: ModuleFacts) -> None:
    mode, level = function(facts, "chosen").parameters

    assert mode.type == TypeFacts("typing.Literal", literals=("'r'", "'w'"))
    assert level.type.literals == ("1", "2")


def test_one_name_that_cannot_be_resolved_hides_no_other(facts: ModuleFacts) -> None:
    assert types_of(function(facts, "odd")) == {
        "a": "?",
        "b": "builtins.int",
        "c": "shop.only_checked.Ghost",
        "d": "?",
    }


def test_variables_stand_for_their_bounds(facts: ModuleFacts) -> None:
    assert types_of(function(facts, "variables")) == {
        "a": "?",
        "b": "builtins.int",
        "c": "builtins.str",
        "d": "builtins.int",
        "e": "?",
        "f": "collections.abc.Callable",
    }


def test_defaults_are_literals_or_dots(facts: ModuleFacts) -> None:
    found = {p.name: p.default for p in function(facts, "defaults").parameters}

    assert found == {
        "a": "(1, [2])",
        "b": "3",
        "c": "...",
        "d": "{'k': 1.5}",
        "e": "...",
        "f": "...",
    }


@pytest.mark.parametrize(
    ("name", "flavour"),
    [
        ("typed", Flavour.PLAIN),
        ("generated", Flavour.GENERATOR),
        ("waited", Flavour.COROUTINE),
        ("streamed", Flavour.ASYNC_GENERATOR),
        ("managed", Flavour.CONTEXT_MANAGER),
        ("amanaged", Flavour.ASYNC_CONTEXT_MANAGER),
        ("cached", Flavour.PLAIN),
    ],
)
def test_flavours_are_told(facts: ModuleFacts, name: str, flavour: Flavour) -> None:
    assert function(facts, name).flavour is flavour


def test_a_decorated_function_keeps_its_signature(facts: ModuleFacts) -> None:
    assert types_of(function(facts, "cached")) == {"n": "builtins.int"}
    assert types_of(function(facts, "managed")) == {"name": "builtins.str"}


def test_functions_come_in_source_order_once(facts: ModuleFacts) -> None:
    names = [found.qualname for found in facts.functions]

    assert names[:3] == ["typed", "chosen", "odd"]
    assert len(names) == len(set(names))
    assert "print" not in names


def test_enums_name_their_members_and_are_not_made(facts: ModuleFacts) -> None:
    colour = cls(facts, "Colour")

    assert colour.members == ("RED", "BLUE")
    assert colour.constructor is None


@pytest.mark.parametrize(("name", "abstract"), [("Shape", ("area",)), ("Readable", ())])
def test_what_cannot_be_made_has_no_constructor(
    facts: ModuleFacts, name: str, abstract: tuple[str, ...]
) -> None:
    assert cls(facts, name).constructor is None
    assert cls(facts, name).abstract == abstract


def test_protocols_and_exceptions_are_marked(facts: ModuleFacts) -> None:
    assert cls(facts, "Readable").is_protocol
    assert not cls(facts, "Cart").is_protocol
    assert cls(facts, "ShopError").is_exception
    assert cls(facts, "ShopError").bases == ("builtins.ValueError",)


def test_exceptions_can_be_made(facts: ModuleFacts) -> None:
    plain, coded = cls(facts, "ShopError").constructor, cls(facts, "Coded").constructor

    assert plain is not None
    assert coded is not None
    assert [p.kind for p in plain.parameters][:1] == [ParameterKind.VAR_POSITIONAL]
    assert types_of(coded) == {"code": "builtins.int"}


def test_constructors_carry_the_types_of_the_fields(facts: ModuleFacts) -> None:
    item, pair = cls(facts, "Item").constructor, cls(facts, "Pair").constructor

    assert item is not None
    assert pair is not None
    assert item.kind is CallableKind.CONSTRUCTOR
    assert types_of(item) == {
        "name": "builtins.str",
        "price": "decimal.Decimal",
        "tags": "builtins.list",
    }
    assert types_of(pair) == {"left": "builtins.int", "right": "builtins.str"}
    assert cls(facts, "Item").has_eq
    assert not cls(facts, "Bare").has_eq


def test_methods_tell_how_they_are_reached(facts: ModuleFacts) -> None:
    cart = cls(facts, "Cart")

    assert {m.qualname: m.kind for m in cart.methods} == {
        "Cart.area": CallableKind.METHOD,
        "Cart.total": CallableKind.PROPERTY,
        "Cart.slow": CallableKind.PROPERTY,
        "Cart.parse": CallableKind.CLASSMETHOD,
        "Cart.blank": CallableKind.STATICMETHOD,
        "Cart.__len__": CallableKind.METHOD,
        "Cart._hidden": CallableKind.METHOD,
    }
    parse = next(m for m in cart.methods if m.qualname == "Cart.parse")
    assert types_of(parse) == {"text": "builtins.str"}
    assert parse.returns == TypeFacts("shop.subject.Cart")
    assert cart.constructor is not None
    assert [p.name for p in cart.constructor.parameters] == ["owner", "size"]


def test_generated_methods_are_nobodys(facts: ModuleFacts) -> None:
    assert [m.qualname for m in cls(facts, "Item").methods] == ["Item.label"]


def test_nested_classes_are_found(facts: ModuleFacts) -> None:
    assert cls(facts, "Cart.Line").constructor is not None


def test_known_classes_are_those_that_types_and_globals_lead_to(facts: ModuleFacts) -> None:
    known = {found.name: found for found in facts.known_classes}

    assert {"shop.money.Money", "shop.money.Purse", "decimal.Decimal"} <= set(known)
    assert "shop.subject.Cart" not in known
    assert not [name for name in known if "importlib" in name]
    assert known["shop.money.Money"].has_eq


def test_globals_and_import_lines_are_told(facts: ModuleFacts) -> None:
    assert {"LIMIT", "Cart", "typed"} <= set(facts.global_names)
    assert facts.threads_after_import == 1
    assert facts.imported_lines
    assert facts.imported_arcs


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ("import nothing_like_this", "nothing_like_this"),
        ("def f(:", "SyntaxError"),
        ("raise ValueError('on import')", "on import"),
        ("import sys; sys.exit('left')", "left"),
        ("import os; os._exit(3)", "ended while it imported"),
        ("import os; os.kill(os.getpid(), 11)", "ended while it imported"),
    ],
)
def test_a_subject_that_cannot_be_imported_says_why(
    tmp_path: Path, subject: str, reason: str
) -> None:
    project = Project(tmp_path, subject)

    with project.worker() as worker, pytest.raises(NothingRuns, match=reason):
        worker.facts()


def test_another_module_of_the_same_name_is_not_the_subject(tmp_path: Path) -> None:
    project = Project(tmp_path, "", {"other/json.py": ""})
    config = project.config()

    worker_config = type(config)(**{**vars(config), "subject": "other/json.py", "module": "json"})
    from bot.domain.mission import Limits
    from bot.languages.python.trial import PythonWorker

    worker = PythonWorker(lambda: project.start(worker_config), Limits())

    with pytest.raises(NothingRuns, match=r"finds .*json.*, not other/json.py"):
        worker.facts()
    worker.close()
