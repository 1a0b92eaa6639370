"""Small words for people's texts: ranges of lines, behaviours, lists cut with their rest named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from bot.stages.markdown import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")


@dataclass(frozen=True)
class Listed(Generic[T]):
    """The items that are shown, and how many more there are."""

    items: tuple[T, ...]
    left: int


def listed(items: Sequence[T], most: int) -> Listed[T]:
    """Show at most `most` items."""
    return Listed(tuple(items[:most]), max(0, len(items) - most))


def clip(text: str, most: int) -> str:
    """Return one visible line of at most `most` characters; what was cut is counted behind it."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[:most]}… [{len(line) - most} more characters]"


def clip_block(text: str, most: int) -> str:
    """Return visible text of many lines, cut like `clip`."""
    block = visible(text)
    return block if len(block) <= most else f"{block[:most]}\n… [{len(block) - most} more]"


def clip_path(path: str, most: int) -> str:
    """Return a path of at most `most` characters, cut at the front: its end tells most."""
    line = one_line(path)
    return line if len(line) <= most else f"…{line[-(most - 1) :]}"


def ranges(lines: Iterable[int]) -> tuple[str, ...]:
    """Join neighbouring lines, in order: {3, 4, 5, 9} are ("3-5", "9")."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and runs[-1][-1] == line - 1:
            runs[-1] = [runs[-1][0], line]
        else:
            runs.append([line])
    return tuple("-".join(map(str, run)) for run in runs)


def ranges_text(lines: Iterable[int], most: int) -> str:
    """Say which lines, in at most `most` ranges: "3-5, 9 and 4 more ranges"; "" for none."""
    return ranges_told(listed(ranges(lines), most))


def ranges_told(shown: Listed[str]) -> str:
    """Say ranges that are listed already, as `ranges_text` does."""
    rest = f" and {counted(shown.left, 'more range')}" if shown.left else ""
    return ", ".join(shown.items) + rest


def lines_named(ranges: str) -> str:
    """Name ranges of lines: "line 84", "lines 3-5, 9"."""
    return f"line {ranges}" if ranges.isdigit() else f"lines {ranges}"


def behaviour(test_name: str) -> str:
    """Read a test's name as a sentence: "test_total_is_zero" is "total is zero"."""
    name = test_name.rsplit("::", 1)[-1]
    return " ".join(name.removeprefix("test_").replace("_", " ").split()) or test_name


def counted_tests(tests: int, cases: int) -> str:
    """Count test functions and, where they differ, their cases: "12 tests (19 cases)"."""
    told = counted(tests, "test")
    return told if tests == cases else f"{told} ({counted(cases, 'case')})"


def counted(count: int, noun: str, nouns: str = "") -> str:
    """Count a noun: "1 test", "1,204 tests"; `nouns` where the plural is not in "s"."""
    return f"{count:,} {noun if count == 1 else nouns or f'{noun}s'}"
