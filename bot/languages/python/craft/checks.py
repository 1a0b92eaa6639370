"""Tell what a function's body itself asks about an argument: a value, a type, a shape. Text only.

What it asks for is meant, whatever is declared.
"""

from __future__ import annotations

import ast
import builtins
import collections.abc
import numbers
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.languages.python.craft.definitions import Definition

_ROWS = ast.Tuple | ast.List | ast.Set
_SAMPLES: dict[type[ast.expr], object] = {
    ast.Lambda: len, ast.JoinedStr: "", ast.Tuple: (), ast.List: [], ast.ListComp: [],
    ast.Set: {1}, ast.SetComp: {1}, ast.Dict: {}, ast.DictComp: {},
}  # fmt: skip
_SHAPES: dict[type[ast.pattern], tuple[type, ...]] = {
    ast.MatchSequence: (list, tuple),
    ast.MatchMapping: (dict,),
}
_MODULES = (builtins, collections.abc, numbers)


class NoSample:
    """Stands for what its source does not show plainly."""


def sample(node: ast.expr) -> object:
    """Return a value of the type that the source makes: a literal's own, an empty container."""
    if type(node) in _SAMPLES:
        return _SAMPLES[type(node)]
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return NoSample()


def asks_for(definition: Definition | None, parameter: str, value: ast.expr) -> bool:
    """Tell whether the code itself compares a parameter with this value, or asks for its type."""
    if definition is None:
        return False
    given = sample(value)
    return any(
        _is_met(node, parameter, value, given) or _is_refused(node, parameter, given)
        for node in definition.own_nodes()
    )


def _is_met(node: ast.AST, parameter: str, value: ast.expr, given: object) -> bool:
    match node:
        case ast.Compare(left=left, comparators=[other]):
            sides = ((left, other), (other, left))
            source = ast.unparse(value)
            return (
                any(_is(one, parameter) and source in _sources(two) for one, two in sides)
                or _asked_type(node, parameter, given) is True
            )
        case ast.Match(subject=subject, cases=cases) if _is(subject, parameter):
            patterns = (inner for one in cases for inner in _patterns(one.pattern))
            return any(_is_matched(one, value, given) for one in patterns)
        case ast.Call():
            return _asked_type(node, parameter, given) is True
        case _:
            return False


def _is_refused(node: ast.AST, parameter: str, given: object) -> bool:
    """Tell whether a guard raises for values of another type, and this is one."""
    if not isinstance(node, ast.If) or isinstance(given, NoSample):
        return False
    raised = [any(isinstance(one, ast.Raise) for one in part) for part in (node.body, node.orelse)]
    return any(
        _asked_type(one, parameter, given) is False
        for one in ast.walk(node.test)
        if any(raised) and isinstance(one, ast.Call | ast.Compare)
    )


def _asked_type(node: ast.AST, parameter: str, given: object) -> bool | None:
    """Return whether a check of a parameter's type holds; None where it is none, or in doubt."""
    match node:
        case ast.Call(func=ast.Name("isinstance"), args=[one, asked]) if _is(one, parameter):
            pass
        case ast.Compare(left=ast.Call(func=ast.Name("type"), args=[one]), comparators=[asked]) if (
            _is(one, parameter)
        ):
            pass
        case ast.Call(func=ast.Name("callable"), args=[one]) if _is(one, parameter):
            return None if isinstance(given, NoSample) else callable(given)
        case _:
            return None
    answers = [_is_of(one, given) for one in _united(asked)]
    return True if True in answers else None if None in answers else False


def _united(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the sides of `A | B`, and what a tuple holds."""
    if isinstance(node, ast.BinOp | _ROWS):
        sides = [node.left, node.right] if isinstance(node, ast.BinOp) else node.elts
        for one in sides:
            yield from _united(one)
    else:
        yield node


def _is_of(named: ast.expr, given: object) -> bool | None:
    """Tell whether a value is of a class of Python that source names; None for any other class."""
    if isinstance(given, NoSample):
        return None
    name = ast.unparse(named).rpartition(".")[2]
    if ast.unparse(named) == "None" or name == "NoneType":
        return given is None
    found = next((vars(one)[name] for one in _MODULES if name in vars(one)), None)
    return isinstance(given, found) if isinstance(found, type) and found is not object else None


def _is(node: ast.expr, parameter: str) -> bool:
    """Tell whether source is a parameter, or the attribute of its own name."""
    match node:
        case ast.Name(id=name):
            return name == parameter
        case ast.Attribute(value=ast.Name("self"), attr=name):
            return name.lstrip("_") == parameter
        case _:
            return False


def _sources(node: ast.expr) -> list[str]:
    return [ast.unparse(one) for one in (node.elts if isinstance(node, _ROWS) else [node])]


def _patterns(pattern: ast.pattern) -> Iterator[ast.pattern]:
    """Yield the alternatives of a pattern."""
    if isinstance(pattern, ast.MatchOr):
        for one in pattern.patterns:
            yield from _patterns(one)
    elif isinstance(pattern, ast.MatchAs) and pattern.pattern is not None:
        yield from _patterns(pattern.pattern)
    else:
        yield pattern


def _is_matched(pattern: ast.pattern, value: ast.expr, given: object) -> bool:
    match pattern:
        case ast.MatchClass(cls=named):
            return _is_of(named, given) is True
        case ast.MatchValue(value=one):
            return ast.unparse(one) == ast.unparse(value)
        case ast.MatchSingleton(value=one):
            return given is one
        case _:
            return isinstance(given, _SHAPES.get(type(pattern), ()))
