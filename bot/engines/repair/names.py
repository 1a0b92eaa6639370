"""Where a name comes from: the subject, the standard library, pytest, the rest of the project."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.engines.repair.script import nodes
from bot.engines.repair.standard import MODULES, is_twin, standard_line, tool_line

if TYPE_CHECKING:
    from bot.domain.facts import ModuleFacts
    from bot.domain.trial import Situation
    from bot.engines.repair.project import Project


@dataclass(frozen=True)
class Use:
    """How a situation uses a name: attributes read from it, whether it is called itself."""

    attributes: frozenset[str]
    called: bool


def use_of(situation: Situation, name: str) -> Use:
    """Look how a situation uses a name."""
    attributes, called = set(), False
    for node in nodes(situation, imports=False):
        if isinstance(node, ast.Attribute) and _is(node.value, name):
            attributes.add(node.attr)
        called = called or (isinstance(node, ast.Call) and _is(node.func, name))
    return Use(frozenset(attributes), called)


class Names:
    """Resolves names; nothing is ever installed, so unknown ones stay unknown."""

    def __init__(self, facts: ModuleFacts, project: Project) -> None:
        self.facts = facts
        self.project = project

    def line(self, name: str, use: Use) -> str:
        """Return the import line that gives a name, "" where nobody knows it."""
        return (
            self.certain(name, use) or tool_line(name) or self.project.line(name)
            if not name.startswith("__")
            else ""
        )

    def certain(self, name: str, use: Use) -> str:
        """Return the line where no guess is needed: the subject's name, or the standard library's.

        A name that the subject has comes as the subject has it, unless that is a module which is
        called like its own class.
        """
        given = self.project.imports.get(name, "")
        if given and not (given == f"import {name}" and use.called and is_twin(name)):
            return given
        if not given and name in self.facts.global_names:
            return f"from {self.facts.module} import {name}"
        return standard_line(name, use.attributes, called=use.called)

    def is_module(self, name: str) -> bool:
        """Tell whether a module is known: the standard library's, or imported by the subject."""
        top = name.partition(".")[0]
        lines = self.project.imports.values()
        return top in MODULES or any(line.split()[1].partition(".")[0] == top for line in lines)


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
