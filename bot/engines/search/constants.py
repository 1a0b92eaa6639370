"""What a module only defines: public values of modules and classes, to be read by a test."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.engines.search.pieces import import_line
from bot.engines.search.ways import is_private

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.engines.search.code import Code

VALUES_MAX = 12
"""Values proposed per module."""

_CHANGING = ("version", "author", "copyright", "license", "email", "logger", "log")
"""Names whose values are another's business, or change with every release."""

_LISTING = "__all__"
"""What a module exports: a test of it repeats the source, so it is the last to be read."""


def values_defined(code: Code, module: str) -> list[Situation]:
    """Return situations that read one public value each, in source order."""
    names = [("", name) for name in _assigned(code.tree.body) if name != _LISTING]
    names += [
        (f"{owner}.", name)
        for owner, node in code.classes.items()
        if not is_private(owner)
        for name in _assigned(node.body)
    ]
    names = names or [("", name) for name in _assigned(code.tree.body)]
    return [
        Situation(
            segment=owner.rstrip("."),
            imports=(import_line(module, f"{owner}{name}"),),
            setup=(),
            call=f"{owner}{name}",
            engine=EngineName.SEARCH,
        )
        for owner, name in dict.fromkeys(names)
        if not is_private(name) and not any(one in name.lower() for one in _CHANGING)
    ][:VALUES_MAX]


def _assigned(body: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that statements bind to values, those under conditions included."""
    for node in body:
        match node:
            case ast.Assign(targets=targets):
                yield from (one.id for one in targets if isinstance(one, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name
            case ast.If(body=inner, orelse=other):
                yield from _assigned([*inner, *other])
            case ast.Try(body=inner, handlers=handlers):
                yield from _assigned([*inner, *(one for h in handlers for one in h.body)])
            case _:
                continue
