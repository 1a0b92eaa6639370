"""Which callables depend on the current directory: programs, and code that names relative files."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bot.engines.search.code import dotted
from bot.engines.search.passed import FILE_CALLS
from bot.engines.search.pieces import plain_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.facts import CallableFacts
    from bot.engines.search.code import Code, FunctionNode

# A suffix alone says little ("example.com", "os.path"), so the usual ones are listed.
_RELATIVE_FILE = re.compile(
    r"(?!/)(?:[\w. -]+/)*[\w. -]*\."
    r"(?:cfg|conf|csv|dat|db|env|html|ini|jsonl?|lock|log|md|pickle|pid|pkl|rst|sqlite3?"
    r"|toml|tsv|txt|xlsx|xml|ya?ml)",
    re.IGNORECASE,
)
_FILE_CALLS = FILE_CALLS | {"codecs.open", "sqlite3.connect"}


def depends_on_directory(code: Code, facts: CallableFacts) -> bool:
    """Tell whether a call may read or write the current directory unless told another place."""
    defaults = [plain_value(one.default) for one in facts.parameters if one.default]
    if any(found and _is_relative(found[0]) for found in defaults):
        return True
    node = code.function(facts)
    return node is not None and body_depends(code, node)


def body_depends(code: Code, node: FunctionNode) -> bool:
    """Tell whether a function reads the command line or names a relative file.

    Functions that it calls in the subject count, and constants that it mentions.
    """
    return any(_reads_command_line(one) or _names_file(one) for one in _parts(code, node))


def _parts(code: Code, node: FunctionNode) -> Iterator[ast.AST]:
    for part in code.within(node):
        # A constant stands for itself; inside a body it has to be handed to what opens it.
        if isinstance(part, ast.Constant):
            yield ast.Call(ast.Name("open"), [part], [])
        yield from ast.walk(part)


def _reads_command_line(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="parse_args" | "parse_known_args")):
            return True
        case ast.Attribute():
            return dotted(node) == "sys.argv"
        case _:
            return False


def _names_file(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=called, args=[ast.Constant(value=name), *_]):
            opens = dotted(called) in _FILE_CALLS or dotted(called).startswith("os.path.")
            return opens and _is_relative(name)
        case ast.arguments(defaults=defaults, kw_defaults=named):
            given = [one.value for one in (*defaults, *named) if isinstance(one, ast.Constant)]
            return any(map(_is_relative, given))
        case _:
            return False


def _is_relative(value: object) -> bool:
    return isinstance(value, str) and _RELATIVE_FILE.fullmatch(value) is not None
