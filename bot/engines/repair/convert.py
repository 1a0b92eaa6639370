"""Rules for values of the wrong type: converted, or made anew by the factory of their type."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.domain.facts import UNKNOWN_TYPE, ParameterFacts, TypeFacts
from bot.engines.repair.callees import Callees, given, instance_of, is_starred, variable_of
from bot.engines.repair.failure import bare
from bot.engines.repair.messages import Abstract, NoAttribute, Other, Unfit, Wanted
from bot.engines.repair.plain import BY_WORD, holders
from bot.engines.repair.rule import Rule
from bot.engines.repair.script import (
    Needs,
    bound,
    expression,
    free_name,
    nodes,
    rewritten,
    terminal,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Situation
    from bot.engines.repair.rule import Case, Knowledge

VALUES_MAX = 2
"""Values tried in place of one that does not fit."""

_UNIONS = frozenset({"typing.Union", "types.UnionType", "typing.Optional"})
_SAME = frozenset({"typing.List", "typing.Dict", "typing.Set", "typing.Tuple", "typing.FrozenSet"})
# What else a plain value may be passed as.
_ALSO = {"bool": {"int", "float", "complex"}, "int": {"float", "complex"}, "float": {"complex"}}
_KINDS = frozenset(
    {"str", "int", "float", "bool", "bytes", "bytearray", "complex", "list", "dict", "set",
     "tuple", "frozenset"}
)  # fmt: skip
_DATES = "from datetime import "
# By declared type: the kinds that convert, the shell around them, its import.
_NO_SHELL: tuple[frozenset[str], str, str] = (frozenset(), "", "")
_SHELLS: dict[str, tuple[frozenset[str], str, str]] = {
    "pathlib.Path": (frozenset({"str"}), "Path({})", "from pathlib import Path"),
    "decimal.Decimal": (frozenset({"str", "int"}), "Decimal({})", "from decimal import Decimal"),
    "fractions.Fraction": (
        frozenset({"str", "int"}), "Fraction({})", "from fractions import Fraction",
    ),
    "uuid.UUID": (frozenset({"str"}), "UUID({})", "from uuid import UUID"),
    "datetime.date": (frozenset({"str"}), "date.fromisoformat({})", _DATES + "date"),
    "datetime.datetime": (frozenset({"str"}), "datetime.fromisoformat({})", _DATES + "datetime"),
    "datetime.timedelta": (frozenset({"int", "float"}), "timedelta({})", _DATES + "timedelta"),
    "builtins.bytes": (frozenset({"str"}), "{}.encode()", ""),
    "builtins.str": (frozenset({"int", "float"}), "str({})", ""),
    "builtins.tuple": (frozenset({"list", "set"}), "tuple({})", ""),
    "builtins.set": (frozenset({"list", "tuple"}), "set({})", ""),
    "builtins.frozenset": (frozenset({"list", "tuple", "set"}), "frozenset({})", ""),
    "builtins.list": (frozenset({"tuple", "set"}), "list({})", ""),
}  # fmt: skip

Change = Callable[[ParameterFacts, ast.expr, Needs], ast.expr | None]


def converted(case: Case) -> Iterator[Situation | None]:
    """Convert arguments whose type is not the declared one: `Path("a.txt")`, `Colour.RED`."""

    def convert(parameter: ParameterFacts, value: ast.expr, needs: Needs) -> ast.expr | None:
        member = _member(parameter, value, case.knowledge)
        if member is not None:
            needs.take([member[1]])
            return expression(member[0])
        for name in _types(parameter.type):
            kinds, shell, line = _SHELLS.get(name, _NO_SHELL)
            if kind_of(value, case.situation) in kinds:
                needs.take([line])
                return expression(shell.format(ast.unparse(value)))
        return None

    yield _changed(case, convert)


def made(case: Case) -> Iterator[Situation | None]:
    """Replace arguments whose type is not the declared one by what its factory makes."""
    for level in range(VALUES_MAX):
        yield _made(case, level)


def _made(case: Case, level: int) -> Situation | None:
    taken = bound(case.situation)

    def make(parameter: ParameterFacts, _: ast.expr, needs: Needs) -> ast.expr | None:
        return _filled(case, parameter, level, (needs, taken))

    return _changed(case, make)


def concrete(case: Case) -> Iterator[Situation | None]:
    """Replace the call of an abstract class by what its factory makes: a small fake."""
    complaint = case.failure.complaint
    assert isinstance(complaint, Abstract)
    facts = case.knowledge.classes.get(complaint.name)
    if facts is None:
        return
    needs, taken = Needs(), bound(case.situation)
    parameter = instance_of(facts, variable_of(facts))

    def swap(node: ast.AST) -> ast.AST:
        is_it = isinstance(node, ast.Call) and terminal(node.func) == complaint.name
        return (_filled(case, parameter, 0, (needs, taken)) if is_it else None) or node

    yield rewritten(case.situation, swap, needs)


def replaced(case: Case) -> Iterator[Situation | None]:
    """Replace plain arguments of the type that a message names by what it asks for."""
    match case.failure.complaint:
        case Unfit(type_name=kind, wanted=word):
            yield _replaced(case.situation, kind, BY_WORD[word], ())
        case NoAttribute(owner=kind, name=name) if case.failure.line:
            for source, imports in holders(name):
                yield _replaced(case.situation, kind, source, imports)
        case _:
            return


def _replaced(
    situation: Situation, kind: str, source: str, imports: tuple[str, ...]
) -> Situation | None:
    needs = Needs()

    def swap(node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Call):
            for at, value in enumerate(node.args):
                if kind_of(value, situation) == kind:
                    needs.take(imports)
                    node.args[at] = expression(source)
        return node

    return rewritten(situation, swap, needs)


def kind_of(node: ast.expr, situation: Situation | None = None) -> str:
    """Return the type of a literal, or of a name that is given one; "" where it is not plain."""
    if isinstance(node, ast.Name) and situation is not None:
        values = [
            one.value
            for one in nodes(situation, imports=False)
            if isinstance(one, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == node.id for t in one.targets)
        ]
        return kind_of(values[0]) if len(values) == 1 else ""
    match node:
        case ast.JoinedStr():
            return "str"
        case ast.List() | ast.Dict() | ast.Set() | ast.Tuple():
            return type(node).__name__.lower()
        case ast.UnaryOp(operand=ast.Constant(value=int() | float() as value)):
            return type(value).__name__
        case ast.Constant(value=value):
            return type(value).__name__
        case _:
            return ""


def fits(kind: str, declared: TypeFacts, knowledge: Knowledge) -> bool:
    """Tell whether a plain value of a type may be passed; in doubt it may."""
    name = declared.name
    if name in _UNIONS:
        optional = name == "typing.Optional" and kind == "NoneType"
        return optional or any(fits(kind, one, knowledge) for one in declared.args)
    if name in _SAME:
        name = f"builtins.{bare(name).lower()}"
    module, _, short = name.rpartition(".")
    if name == UNKNOWN_TYPE or declared.literals:
        return True
    if short == "NoneType":
        return kind == "NoneType"
    if module == "builtins":
        is_plain = short in _KINDS
        return not is_plain or kind == short or short in _ALSO.get(kind, ())
    known = knowledge.classes.get(short)
    is_library = name in _SHELLS
    return not is_library and (known is None or known.name != name or known.is_protocol)


def _types(declared: TypeFacts) -> list[str]:
    """Return the names of a declared type, or of a union's members."""
    return [one.name for one in (declared, *(declared.args if declared.name in _UNIONS else ()))]


def _changed(case: Case, change: Change) -> Situation | None:
    """Change the arguments of the subject's calls whose plain type is not the declared one."""
    if case.failure.kind not in {"TypeError", "AttributeError"}:
        return None
    callees = Callees(case.situation, case.knowledge)
    needs = Needs()

    def swap(node: ast.AST) -> ast.AST:
        target = callees.facts(node) if isinstance(node, ast.Call) else None
        if not isinstance(node, ast.Call) or target is None or is_starred(node):
            return node
        changed = {
            id(value): change(parameter, value, needs) or value
            for parameter, value in given(node, target)
            if _is_wrong(case, parameter, value)
        }
        node.args = [changed.get(id(one), one) for one in node.args]
        for keyword in node.keywords:
            keyword.value = changed.get(id(keyword.value), keyword.value)
        return node

    return rewritten(case.situation, swap, needs)


def _is_wrong(case: Case, parameter: ParameterFacts, value: ast.expr) -> bool:
    """Tell whether an argument is plainly of another type than its parameter declares."""
    kind = kind_of(value, case.situation)
    is_default = kind == "NoneType" and parameter.default == "None"
    return bool(kind) and not is_default and not fits(kind, parameter.type, case.knowledge)


def _filled(
    case: Case, parameter: ParameterFacts, level: int, into: tuple[Needs, set[str]]
) -> ast.expr | None:
    """Return the factory's value for a parameter, what it needs put into `into`."""
    needs, taken = into
    offers = case.knowledge.make(parameter, free_name(parameter.name, taken))
    if level >= len(offers):
        return None
    needs.take(offers[level].imports, offers[level].setup, offers[level].fixtures)
    return expression(offers[level].source)


def _member(
    parameter: ParameterFacts, value: ast.expr, knowledge: Knowledge
) -> tuple[str, str] | None:
    """Return an enum's member that a text names, and its import; None for others."""
    said = str(value.value).lower() if isinstance(value, ast.Constant) else ""
    for name in _types(parameter.type):
        facts = knowledge.classes.get(bare(name))
        for member in facts.members if facts else ():
            if facts and member.lower() == said:
                line = f"from {facts.module} import {facts.qualname.partition('.')[0]}"
                return f"{facts.qualname}.{member}", line
    return None


RULES = (
    Rule("argument converted", (Unfit, Wanted, NoAttribute, Other), converted),
    Rule("argument made", (Unfit, Wanted, NoAttribute, Other), made, VALUES_MAX),
    Rule("argument replaced", (Unfit, NoAttribute), replaced, VALUES_MAX),
    Rule("fake made", (Abstract,), concrete),
)
