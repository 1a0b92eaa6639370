"""What the repository's modules define, and which standard names there are."""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.shop_texts import TEXTS

from bot.engines.repair.project import Project
from bot.engines.repair.standard import PUBLIC, is_twin, standard_line, tool_line

if TYPE_CHECKING:
    from fakes.counter import Counter


@pytest.mark.parametrize("module", PUBLIC)
def test_the_standard_library_has_the_names(module: str) -> None:
    loaded = importlib.import_module(module)

    assert sorted(name for name in PUBLIC[module] if not hasattr(loaded, name)) == []


LINES = {
    "a module": ("json", {"loads"}, "import json"),
    "a class": ("Decimal", set(), "from decimal import Decimal"),
    "a class of a module's name": ("datetime", {"now"}, "from datetime import datetime"),
    "a module of a class's name": ("datetime", {"timedelta"}, "import datetime"),
    "a module that is a function's name elsewhere": ("time", {"sleep"}, "import time"),
    "a module that nothing is read from": ("json", set(), ""),
    "a module that does something": ("antigravity", {"fly"}, ""),
    "a name of nobody": ("zzzz", {"a"}, ""),
}


@pytest.mark.parametrize(("name", "attributes", "line"), LINES.values(), ids=LINES)
def test_a_standard_name_is_imported_by_its_use(name: str, attributes: set[str], line: str) -> None:
    assert standard_line(name, frozenset(attributes), called=False) == line


def test_a_module_that_is_called_is_its_class() -> None:
    assert standard_line("datetime", frozenset(), called=True) == "from datetime import datetime"
    assert is_twin("datetime")
    assert not is_twin("json")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("pytest", "import pytest"),
        ("raises", "from pytest import raises"),
        ("mock", "from unittest import mock"),
        ("MagicMock", "from unittest.mock import MagicMock"),
        ("nothing", ""),
    ],
)
def test_names_of_tests_are_known(name: str, line: str) -> None:
    assert tool_line(name) == line


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("shop.carts", "shop.cart"),
        ("shop.cart.core.deep", "shop.cart"),
        ("far.away.money", "shop.money"),
        ("gatewai", "shop.gateway"),
        ("numpy", ""),
    ],
)
def test_a_wrong_module_means_the_nearest(shop: Counter, wrong: str, meant: str) -> None:
    assert shop.knowledge.project.nearest(wrong) == meant


def test_a_package_is_read_as_one(shop: Counter) -> None:
    facts = replace(shop.material.facts, module="shop", path="src/shop/__init__.py")
    texts = {f"src/{path}": text for path, text in TEXTS.items()}
    source = "from .money import Money\nfrom . import gateway\nfrom __future__ import x\n"

    project = Project(facts, source, texts)

    assert project.imports == {
        "Money": "from shop.money import Money",
        "gateway": "from shop import gateway",
    }
    assert project.modules == ("shop", "shop.cart", "shop.gateway", "shop.money")
    assert {"cart", "money", "Money"} <= project.names("shop")


def test_a_subject_that_lies_elsewhere_is_all_there_is(shop: Counter) -> None:
    facts = replace(shop.material.facts, path="elsewhere.py")

    project = Project(facts, "import json\n", TEXTS)

    assert project.modules == ("shop.cart", "shop")
    assert project.line("Money") == ""
    assert project.line("json") == "import json"
