"""An edit is of the text that it names, and makes only its own statement anew."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

from bot.languages.python.worker.switching import Edit, Switchboard, apply_edit

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """\
import functools

LIMIT = 3
"""


@pytest.mark.parametrize(
    "wrong",
    [Edit(99, 0, 1, "a", "b"), Edit(0, 0, 1, "a", "b"), Edit(1, 0, 6, "nothing", "x")],
)
def test_an_edit_of_other_text_is_refused(wrong: Edit) -> None:
    assert apply_edit(SOURCE, wrong) is None


@pytest.mark.parametrize("mark", ["\f", "\v", "\x1c", "\x85", "\u2028"])
def test_an_edit_counts_lines_as_python_does(mark: str) -> None:
    source = f'X = "a{mark}b"\r\n{mark if mark == chr(12) else ""}\rdef f(a):\n    return a\n'

    assert apply_edit(source, Edit(4, 11, 12, "a", "1")) == source.replace("return a", "return 1")


def test_an_edit_never_adds_lines() -> None:
    assert apply_edit(SOURCE, Edit(3, 0, 5, "LIMIT", "A\nB")) is None


def test_an_edit_keeps_the_other_bytes() -> None:
    assert apply_edit("a = 1\r\nb = 2\n", Edit(1, 4, 5, "1", "3")) == "a = 3\r\nb = 2\n"


ONE_BY_ONE = """\
from __future__ import annotations
import functools; first = lambda n: n + 1; second = lambda n: n - 1

@functools.lru_cache(
    maxsize=3,
)
def third(n: int) -> Unknown:
    return n * 3

if True:
    def fourth(n):
        return n / 4

class Fifth:
    def __secret(self):
        return self.__size
    __size = 5
    def size(self):
        return self.__secret() % 6
"""


@pytest.mark.parametrize(
    ("line", "before", "after", "call", "expected"),
    [
        (2, "+", "*", "m.first(7), m.second(7)", (7, 6)),
        (2, "- 1", "- 2", "m.first(7), m.second(7)", (8, 5)),
        (8, "*", "+", "m.third.__wrapped__(7)", 10),
        (12, "/", "-", "m.fourth(7)", 3),
        (19, "%", "+", "m.Fifth().size()", 11),
    ],
)
def test_a_mutant_makes_only_its_statement_anew(
    tmp_path: Path, line: int, before: str, after: str, call: str, expected: object
) -> None:
    path = tmp_path / "one_by_one.py"
    path.write_text(ONE_BY_ONE)
    spec = importlib.util.spec_from_file_location("one_by_one", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    switchboard = Switchboard(str(path))
    column = ONE_BY_ONE.splitlines()[line - 1].index(before)
    unchanged = eval(call, {"m": made})

    switched = switchboard.switch(Edit(line, column, column + len(before), before, after))

    assert switched
    assert eval(call, {"m": made}) == expected
    switchboard.restore()
    assert eval(call, {"m": made}) == unchanged
    assert all(part is not switchboard._whole for part in switchboard._parts.values())
