"""Files that only define values, and files that are one function from end to end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.engines.search.code import Code
from bot.engines.search.constants import VALUES_MAX, values_defined

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]

SOURCE = """
import logging
__all__ = ["LIMIT", "NAMES"]
LIMIT = 3
_hidden = 4
__version__ = "1"
VERSION_INFO = (1, 2)
logger = logging.getLogger()
NAMES: list[str] = ["a"]
UNSET: int
LIMIT = 4

class Colour:
    RED = 1
    if LIMIT:
        BLUE = 2
    else:
        GREEN = 3
    try:
        import colours
    except ImportError:
        BACKUP = 4

    def paint(self):
        inner = 1
        return inner

class _Private:
    A = 1
"""


def test_public_values_are_read_in_order() -> None:
    calls = [one.call for one in values_defined(Code(SOURCE), "m")]

    assert calls == [
        "LIMIT", "NAMES", "Colour.RED", "Colour.BLUE", "Colour.GREEN", "Colour.BACKUP",
    ]  # fmt: skip


def test_a_module_that_only_says_what_it_exports_has_that_read() -> None:
    source = "from a import b\n\n__all__ = ('b',)\n"

    assert [one.call for one in values_defined(Code(source), "m")] == ["__all__"]


def test_a_value_is_imported_from_its_module() -> None:
    found = values_defined(Code(SOURCE), "m")

    assert [one.imports for one in found[1:3]] == [
        ("from m import NAMES",),
        ("from m import Colour",),
    ]


def test_values_are_bounded() -> None:
    source = "\n".join(f"A{n} = {n}" for n in range(VALUES_MAX + 3))

    assert len(values_defined(Code(source), "m")) == VALUES_MAX


def test_an_engine_reads_the_values_of_its_module(bench: Make) -> None:
    assert [one.call for one in bench("A = 1\n").engine.values()] == ["A"]


def test_a_file_that_is_one_function_is_entered(bench: Make) -> None:
    file, _ = bench("def f(x):\n    return x").run()

    assert not file.missing
