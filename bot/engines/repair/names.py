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
            self.certain(name, use)
            or tool_line(name)
            or self.project.line(name)
            or self._module(name, use)
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
        if use.attributes & frozenset(self.facts.global_names) and _last(self.facts.module) == name:
            return _module_line(self.facts.module)
        if use.attributes and self.facts.module.startswith(f"{name}."):
            return f"import {self.facts.module}"
        return standard_line(name, use.attributes, called=use.called)

    def _module(self, name: str, use: Use) -> str:
        """Return the import of a module of the project that has what is read from a name."""
        found = (
            one
            for one in self.project.modules
            if _last(one) == name and use.attributes & self.project.names(one)
        )
        return next(map(_module_line, found), "")

    def is_module(self, name: str) -> bool:
        """Tell whether a module is known: the standard library's, or imported by the subject."""
        top = name.partition(".")[0]
        lines = self.project.imports.values()
        return top in MODULES or any(line.split()[1].partition(".")[0] == top for line in lines)


def _last(module: str) -> str:
    return module.rpartition(".")[2]


def _module_line(module: str) -> str:
    package, _, last = module.rpartition(".")
    return f"from {package} import {last}" if package else f"import {last}"


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
