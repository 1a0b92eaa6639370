"""Compare Python versions with `Requires-Python` specifiers. Pure."""

from __future__ import annotations

import operator
import re

_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_CLAUSE = re.compile(r"\s*(~=|==|!=|>=|<=|>|<)\s*(\d+(?:\.\d+)*)(\.\*)?\s*\Z")


def satisfies(version: str, specifier: str) -> bool:
    """Tell whether "3.12.1" fits ">=3.9,<4"; a clause we cannot read rules nothing out.

    Source: PyPA, "Version specifiers", releases of numbers only.
    """
    return all(_fits(_numbers(version), clause) for clause in specifier.split(","))


def _fits(version: tuple[int, ...], clause: str) -> bool:
    found = _CLAUSE.match(clause)
    if found is None:
        return True
    sign, wanted, is_prefix = found[1], _numbers(found[2]), bool(found[3])
    width = len(wanted) if is_prefix else max(len(version), len(wanted))
    ours, theirs = _padded(version, width), _padded(wanted, width)
    if sign == "~=":
        return ours >= theirs and ours[: len(wanted) - 1] == wanted[:-1]
    return bool(_COMPARE[sign](ours, theirs))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _padded(numbers: tuple[int, ...], width: int) -> tuple[int, ...]:
    return (*numbers, *(0 for _ in range(width)))[:width]
