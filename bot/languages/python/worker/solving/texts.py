"""Let the solver make texts that people can read.

By default CrossHair chooses among all of Unicode: a test would say "窔" where
"a" does, and tables of cases and digits of all scripts cost most of the time.
What needs other characters is left to the search engine, which has samples of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crosshair import core
from crosshair.libimpl.builtinslib import (
    LazyIntSymbolicStr,
    SymbolicBoundedIntTuple,
    make_concrete_or_symbolic,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

RANGES = ((9, 10), (32, 126))
"""Code points: tab, newline, and what ASCII can print."""


def use_readable_texts(ranges: Sequence[tuple[int, int]] = RANGES) -> None:
    """Make unknown texts of these characters alone, in this process."""

    def made(name: str, _: type) -> LazyIntSymbolicStr:
        return LazyIntSymbolicStr(SymbolicBoundedIntTuple(list(ranges), name))

    core._SIMPLE_PROXIES[str] = make_concrete_or_symbolic(made)  # type: ignore[arg-type]  # noqa: SLF001 - its `register_type` refuses known types
