"""Let the solver make values that people can read, and that it can copy.

By default CrossHair chooses a text's characters among all of Unicode: a test
would say "窔" where "a" does, and tables of cases and digits of all scripts cost
most of the time. What needs others is left to search, which has samples of them.
Time zones of any offset cannot be copied (CrossHair 0.0.112), which ends an
exploration, so that UTC stands for all of them.
"""

from __future__ import annotations

from datetime import timezone
from typing import TYPE_CHECKING

from crosshair import core
from crosshair.libimpl import datetimelib
from crosshair.libimpl.builtinslib import (
    LazyIntSymbolicStr,
    SymbolicBoundedIntTuple,
    make_concrete_or_symbolic,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

RANGES = ((9, 10), (32, 126))
"""Code points: tab, newline, and what ASCII can print."""


def use_readable_values(ranges: Sequence[tuple[int, int]] = RANGES) -> None:
    """Make unknown texts of these characters alone, and time zones UTC, in this process."""

    def text(name: str, _: type) -> LazyIntSymbolicStr:
        return LazyIntSymbolicStr(SymbolicBoundedIntTuple(list(ranges), name))

    # Its `register_type` refuses types that are known.
    makers = core._SIMPLE_PROXIES  # noqa: SLF001
    makers[str] = make_concrete_or_symbolic(text)  # type: ignore[arg-type]  # it calls what it gets
    for kind in (timezone, datetimelib.timezone):
        makers[kind] = lambda *_: timezone.utc
