"""Where names come from: tests import them from the module that defines them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.engines.search.pieces import import_line
from bot.engines.search.trees import statements

if TYPE_CHECKING:
    from bot.domain.facts import ModuleFacts
    from bot.engines.search.code import Code


def origins(code: Code, facts: ModuleFacts) -> dict[str, str]:
    """Map names that the module imports from elsewhere to the import that gives them.

    The module that defines a class is known from its facts; for other names the
    module's own import says where they come from, relative ones made absolute.
    """
    found = {
        alias.name: f"from {base} import {alias.name}"
        for node in statements(code.tree)
        if isinstance(node, ast.ImportFrom) and (base := _absolute(node, facts))
        for alias in node.names
        if alias.asname is None
    }
    known = {
        one.qualname: import_line(one.module, one.qualname)
        for one in facts.known_classes
        if one.qualname in found
    }
    return found | known


def _absolute(node: ast.ImportFrom, facts: ModuleFacts) -> str:
    """Return the full name of the module that is imported from."""
    if not node.level:
        return node.module or ""
    parts = facts.module.split(".")
    # A package is its own folder, a module lies in one.
    cut = node.level - facts.path.endswith("__init__.py")
    above = parts[: len(parts) - cut]
    return ".".join([*above, node.module] if node.module else above)
