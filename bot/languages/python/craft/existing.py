"""Read an earlier mission's test file so that new tests can join it. Its tests stay as they are."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from bot.errors import NothingRuns
from bot.languages.python.craft.definitions import Function
from bot.languages.python.craft.header import MARK, read_lines
from bot.languages.python.craft.imports import Import, imports_of
from bot.languages.python.craft.syntax import parsed


@dataclass(frozen=True)
class Existing:
    """A test file in parts: provenance lines, import lines, the rest as it is.

    `imported` are its plain imports; `names` what its module level binds;
    `bodies` its functions and classes without their names, to know equal ones again.
    """

    docstring: str = ""
    provenance: tuple[str, ...] = ()
    imports: str = ""
    rest: str = ""
    imported: tuple[Import, ...] = ()
    names: frozenset[str] = frozenset()
    bodies: frozenset[str] = field(default_factory=frozenset)


def read_existing(text: str) -> Existing:
    """Take a test file apart.

    Raises:
        NothingRuns: it does not parse.
    """
    try:
        tree = parsed(text)
    except SyntaxError as error:
        raise NothingRuns(
            f"the mission's test file does not parse (line {error.lineno}): mend or remove it"
        ) from error
    statements = list(tree.body)
    lines = text.splitlines()
    docstring = ast.get_docstring(tree) is not None
    after_docstring = (statements[0].end_lineno or 0) if docstring else 0
    head_end = after_docstring
    for node in statements[docstring:]:
        if not isinstance(node, ast.Import | ast.ImportFrom):
            break
        head_end = node.end_lineno or head_end
    own = read_lines(text)
    imports = [line for line in lines[after_docstring:head_end] if not line.startswith(MARK)]
    rest = [line for line in lines[head_end:] if not line.startswith(MARK)]
    return Existing(
        docstring="\n".join(lines[:after_docstring]),
        provenance=tuple(own),
        imports="\n".join(imports).strip("\n"),
        rest="\n".join(rest).strip("\n"),
        imported=tuple(one for node in tree.body for one in imports_of(node)),
        names=frozenset(_names(tree)),
        bodies=frozenset(body_of(node) for node in tree.body),
    )


def _names(tree: ast.Module) -> list[str]:
    names = []
    for node in tree.body:
        if isinstance(node, Function | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names.extend(one.id for one in node.targets if isinstance(one, ast.Name))
    return names


def body_of(node: ast.stmt) -> str:
    """Return a form that two functions share when only their names differ."""
    if not isinstance(node, ast.FunctionDef):
        return ast.dump(node)
    copy = ast.FunctionDef("", node.args, node.body, node.decorator_list)
    return ast.dump(copy)
