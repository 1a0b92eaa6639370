"""Rules of code outside functions: which surroundings it is run anew under."""

from __future__ import annotations

import pytest

from bot.engines.search.code import Code
from bot.engines.search.recipes import RECIPES_MAX, recipes


def absent(source: str, module: str = "shop.cart") -> list[str]:
    """Return the modules that the recipes take away."""
    return [
        line.split('"')[1]
        for one in recipes(Code(source), module)
        for line in one.setup
        if line.startswith("monkeypatch.setitem(") and line.endswith(", None)")
    ]


HANDLERS = {
    "named": ("except ImportError:", ["fast"]),
    "bare": ("except:", ["fast"]),
    "one of several": ("except (ImportError, OSError):", ["fast"]),
    "dotted": ("except builtins.ImportError:", []),
    "another": ("except ValueError:", []),
}


@pytest.mark.parametrize(("handler", "modules"), HANDLERS.values(), ids=HANDLERS)
def test_a_library_is_taken_away_where_its_absence_is_handled(
    handler: str, modules: list[str]
) -> None:
    assert absent(f"try:\n    import fast\n{handler}\n    fast = None\n") == modules


IMPORTS = {
    "import a.b": ["a.b"],
    "import a, b": ["a", "b"],
    "from a import b": ["a"],
    "from . import b": ["shop"],
    "from .b import c": ["shop.b"],
    "from ..b import c": ["b"],
    "from .. import b": [],
}


@pytest.mark.parametrize(("line", "modules"), IMPORTS.items())
def test_what_is_taken_away_has_its_full_name(line: str, modules: list[str]) -> None:
    source = f"try:\n    {line}\nexcept ImportError:\n    X = 1\n"

    assert absent(source) == modules


def test_a_function_that_stands_in_for_a_library_is_called() -> None:
    source = (
        "try:\n    from fast import total\nexcept ImportError:\n"
        "    def total(items, start=0):\n        return start\n"
    )

    calls = [one.call for one in recipes(Code(source), "cart")]

    assert 'runpy.run_module("cart")["total"]([1, 2, 3])' in calls


PLATFORMS = {
    "sys.platform": (
        "import sys\nif sys.platform == 'emscripten':\n    END = 1\n",
        'monkeypatch.setattr("sys.platform", "emscripten")',
    ),
    "platform.system": (
        "import platform\nif platform.system() == 'Haiku':\n    END = 1\n",
        'monkeypatch.setattr("platform.system", lambda: "Haiku")',
    ),
}


@pytest.mark.parametrize(("source", "change"), PLATFORMS.values(), ids=PLATFORMS)
def test_the_platform_that_is_asked_about_is_played(source: str, change: str) -> None:
    first = recipes(Code(source), "cart")[0]

    assert first.setup[0] == change
    assert first.call == 'runpy.run_module("cart")["END"]'


def test_what_is_inside_functions_has_no_recipes() -> None:
    source = "def f():\n    try:\n        import fast\n    except ImportError:\n        pass\n"

    assert recipes(Code(source), "cart") == []


def test_recipes_are_bounded() -> None:
    source = "import os\n" + "".join(f"X{at} = os.environ['V{at}A']\n" for at in range(50))

    assert len(recipes(Code(source), "cart")) == RECIPES_MAX
