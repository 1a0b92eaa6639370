"""The till as a fixture."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from fakes.till import SUBJECT, Till

from bot.languages.python.craft.craft import PythonCraft

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    module = ModuleType("shop.till")
    package = ModuleType("shop")
    package.__path__ = []
    package.till = module  # type: ignore[attr-defined]
    sys.modules.update({"shop": package, "shop.till": module})
    exec(compile(SUBJECT, "till.py", "exec"), vars(module))
    place = tmp_path / "situation"
    place.mkdir()
    craft = PythonCraft(module="shop.till", subject="src/shop/till.py", source=SUBJECT)
    yield Till(module, place, craft)
    del sys.modules["shop"], sys.modules["shop.till"]
