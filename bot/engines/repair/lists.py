"""Argument lists as text: `1, name="abc"` is what stands between a call's brackets."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.engines.repair.script import parse

if TYPE_CHECKING:
    from collections.abc import Callable

Argument = ast.expr | ast.keyword


def without_keyword(source: str, name: str) -> str:
    """Take an argument given by name out of a list."""
    return _kept(source, lambda one, _: not (isinstance(one, ast.keyword) and one.arg == name))


def without_last(source: str) -> str:
    """Take the last argument given by position out of a list."""
    return _kept(source, lambda one, last: one is not last)


def _kept(source: str, keeps: Callable[[Argument, Argument | None], bool]) -> str:
    """Return the arguments to keep as they are written; what is no list stays as it is."""
    text = f"f({source})"
    tree = parse(text)
    match tree.body if tree else []:
        case [ast.Expr(value=ast.Call(args=args, keywords=keywords))]:
            last = args[-1] if args else None
            listed: list[Argument] = [*args, *keywords]
            kept = [one for one in listed if keeps(one, last)]
            return ", ".join(ast.get_source_segment(text, one) or "" for one in kept)
        case _:
            return source
