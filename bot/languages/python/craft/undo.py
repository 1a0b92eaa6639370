"""Find what undoes a call: a round trip says what a value that differs elsewhere cannot. Pure."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.languages.python.craft.syntax import expression

if TYPE_CHECKING:
    from bot.domain.trial import Situation
    from bot.languages.python.craft.definitions import Definition, Definitions

_OPPOSITES = (
    ("compress", "decompress"), ("encode", "decode"), ("encrypt", "decrypt"),
    ("dumps", "loads"), ("dump", "load"), ("serialize", "deserialize"),
    ("pack", "unpack"), ("zip", "unzip"), ("escape", "unescape"), ("quote", "unquote"),
    ("pickle", "unpickle"), ("wrap", "unwrap"), ("inflate", "deflate"), ("sign", "unsign"),
    ("to", "from"),
)  # fmt: skip


def undone(situation: Situation, definitions: Definitions) -> Situation | None:
    """Return the situation that also undoes its call: `decompress(compress("abc"))`.

    By the names of the subject's functions, or of the methods of the same receiver; what
    undoes it takes one value. None where there is no such sister, or a document spoke.
    """
    node = expression(situation.call)
    if not isinstance(node, ast.Call) or situation.expectation is not None:
        return None
    found: ast.expr | None
    if isinstance(node.func, ast.Name):
        sister = _sister(node.func.id, "", definitions)
        found = ast.Name(sister.name, ast.Load()) if sister else None
    elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        called = definitions.called(situation)
        sister = _sister(node.func.attr, called.class_name, definitions) if called else None
        found = ast.Attribute(node.func.value, sister.name, ast.Load()) if sister else None
    else:
        return None
    if sister is None or found is None:
        return None
    imports = situation.imports
    if isinstance(node.func, ast.Name):
        imports = _importing(imports, node.func.id, sister.name)
    call = ast.unparse(ast.Call(found, [node], []))
    return replace(situation, imports=imports, call=call, condition="") if imports else None


def _sister(name: str, class_name: str, definitions: Definitions) -> Definition | None:
    for opposite in _opposites(name):
        owned = f"{class_name}.{opposite}" if class_name else opposite
        found = definitions.named(owned)
        if found is not None and found.name == opposite and _takes_one(found):
            return found
    return None


def _opposites(name: str) -> list[str]:
    """Name what may undo a function: each word of its name by its opposite."""
    pairs = [*_OPPOSITES, *((after, before) for before, after in _OPPOSITES)]
    return [
        re.sub(rf"(?<![a-z]){before}(?![a-z])", after, name)
        for before, after in pairs
        if re.search(rf"(?<![a-z]){before}(?![a-z])", name)
    ]


def _takes_one(definition: Definition) -> bool:
    args = definition.node.args
    must = len(definition.parameters) - len(args.defaults)
    return bool(definition.parameters) and must <= 1 and None not in args.kw_defaults


def _importing(imports: tuple[str, ...], name: str, sister: str) -> tuple[str, ...]:
    """Import the sister from where the function comes; () where that is not plain."""
    for line in imports:
        origin, _, names = line.partition(" import ")
        if names == name:
            return tuple(dict.fromkeys((*imports, f"{origin} import {sister}")))
    return ()
