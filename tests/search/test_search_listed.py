"""An iterator that a test cannot write shows what is in it when it is made a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]

HELD = """\
class Line:
    def __init__(self, text: str) -> None:
        self.text = text

class Book:
    def __init__(self) -> None:
        self.lines = []

    def write(self, text: str) -> None:
        self.lines.append(Line(text))

    @property
    def filled(self):
        for line in self.lines:
            yield line

    def numbers(self):
        yield from range(3)
"""


def test_an_iterator_of_objects_is_made_a_list(bench: Make) -> None:
    _, tried = bench(HELD).run(is_kept=lambda one: one.call.startswith("list("))

    lists = [one for one, _ in tried if one.call.startswith("list(")]
    assert {one.call for one in lists} == {"list(book.filled)"}
    assert any("book.write(" in line for line in lists[0].setup)


def test_an_iterator_that_can_be_written_stays_as_it_is(bench: Make) -> None:
    _, tried = bench(HELD).run(is_kept=lambda one: ".numbers" not in one.call)

    assert "book.numbers()" in {one.call for one, _ in tried}
    assert "list(book.numbers())" not in {one.call for one, _ in tried}
