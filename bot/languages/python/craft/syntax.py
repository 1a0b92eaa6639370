"""Parse Python text without the warnings that odd literals cause."""

from __future__ import annotations

import ast
import warnings


def parsed(source: str) -> ast.Module:
    """Parse without the warnings that odd literals cause.

    Raises:
        SyntaxError: it is no Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def nodes_of_line(text: str) -> list[ast.AST]:
    """Return what one line of code is made of, the outermost first; [] for other texts."""
    if "\n" in text:
        return []
    try:
        return list(ast.walk(parsed(text)))
    except SyntaxError:
        return []


def expression(source: str) -> ast.expr | None:
    """Parse one expression, None where it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return None
