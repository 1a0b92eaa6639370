"""Rules for imports that fail: the module that is meant, or its class, or none at all."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.engines.repair.attributes import closest
from bot.engines.repair.failure import bare
from bot.engines.repair.messages import NoAttribute, NoModule, NotInModule, Unfit
from bot.engines.repair.names import use_of
from bot.engines.repair.rule import Rule
from bot.engines.repair.script import dotted, expression, nodes, parsed, rewritten
from bot.engines.repair.standard import PUBLIC, is_twin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Case

Statement = ast.Import | ast.ImportFrom


def corrected(case: Case) -> Iterator[Situation | None]:
    """Import from where the names are, and leave out what nobody knows and nobody uses.

    A name that is used and that nobody knows ends it: no module is ever fetched.
    """
    failing = [one for one in nodes(case.situation) if isinstance(one, Statement)]
    answers = {ast.dump(one): _answers(case, one) for one in failing if _fails(case, one)}
    if any(answer is None for answer in answers.values()):
        return
    moved = {
        alias.name: case.knowledge.project.nearest(alias.name)
        for one in failing
        if isinstance(one, ast.Import) and ast.dump(one) in answers
        for alias in one.names
    }

    def swap(node: ast.AST) -> ast.AST | list[ast.stmt] | None:
        if isinstance(node, Statement) and ast.dump(node) in answers:
            return list(answers[ast.dump(node)] or ()) or None
        if isinstance(node, ast.Attribute) and moved.get(dotted(node)):
            return expression(moved[dotted(node)])
        return node

    yield rewritten(case.situation, swap)


def swapped(case: Case) -> Iterator[Situation | None]:
    """Import the class instead of the module of its name, or the module instead: datetime."""

    def swap(node: ast.AST) -> ast.AST:
        match node:
            case ast.Import(names=[ast.alias(name=name, asname=None)]):
                is_other = is_twin(name) and _is_class_meant(case, name)
                return ast.ImportFrom(name, [ast.alias(name)], 0) if is_other else node
            case ast.ImportFrom(module=module, names=[ast.alias(name=name, asname=None)]):
                is_other = name == module and is_twin(name) and _is_module_meant(case, name)
                return ast.Import([ast.alias(name)]) if is_other else node
            case _:
                return node

    yield rewritten(case.situation, swap)


def _is_class_meant(case: Case, name: str) -> bool:
    match case.failure.complaint:
        case NoAttribute(owner=owner, name=attribute):
            return owner == name and attribute not in PUBLIC[name]
        case _:
            return use_of(case.situation, name).called


def _is_module_meant(case: Case, name: str) -> bool:
    match case.failure.complaint:
        case NoAttribute(owner=owner, name=attribute):
            return bare(owner) == name and attribute in PUBLIC[name]
        case _:
            return False


def _fails(case: Case, node: Statement) -> bool:
    """Tell whether a statement is one that the message means."""
    complaint = case.failure.complaint
    if isinstance(complaint, NotInModule):
        is_it = isinstance(node, ast.ImportFrom) and node.module == complaint.module
        return is_it and any(one.name == complaint.name for one in node.names)
    assert isinstance(complaint, NoModule)
    names = (
        [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
    )
    return any(f"{name}.".startswith(f"{complaint.module}.") for name in names)


def _answers(case: Case, node: Statement) -> list[ast.stmt] | None:
    """Return what stands for a failing import; None where nobody knows what it is."""
    used = {one.id for one in nodes(case.situation, imports=False) if isinstance(one, ast.Name)}
    found: list[ast.stmt] = []
    for alias in node.names:
        local = alias.asname or alias.name.partition(".")[0]
        if isinstance(node, ast.ImportFrom):
            line = _from_where(case, node.module or "", alias)
        else:
            line = _which(case, alias)
        if line:
            found.extend((parsed(line) or ast.Module([], [])).body)
        elif local in used:
            return None
    return found


def _from_where(case: Case, module: str, alias: ast.alias) -> str:
    """Return the line that imports one name; "" where nobody knows it."""
    complaint, project = case.failure.complaint, case.knowledge.project
    local = alias.asname or alias.name
    if isinstance(complaint, NotInModule) and alias.name != complaint.name:
        return _line(module, alias.name, local)
    line = case.knowledge.names.line(alias.name, use_of(case.situation, local))
    if line:
        return f"{line} as {local}" if alias.asname and " as " not in line else line
    nearest = module if module in project.modules else project.nearest(module)
    near = closest(alias.name, project.names(nearest)) if nearest else []
    return _line(nearest, near[0], local) if near else ""


def _which(case: Case, alias: ast.alias) -> str:
    """Return the line that imports the module which is meant, under the same name."""
    complaint = case.failure.complaint
    assert isinstance(complaint, NoModule)
    if not f"{alias.name}.".startswith(f"{complaint.module}."):
        return f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
    nearest = case.knowledge.project.nearest(alias.name)
    if not nearest:
        return ""
    is_dotted = "." in alias.name and not alias.asname
    return f"import {nearest}" if is_dotted else f"import {nearest} as {alias.asname or alias.name}"


def _line(module: str, name: str, local: str) -> str:
    return f"from {module} import {name}" + (f" as {local}" if local != name else "")


RULES = (
    Rule("import corrected", (NoModule, NotInModule), corrected, keeps=True),
    Rule("import swapped", (Unfit, NoAttribute), swapped, keeps=True),
)
