"""What a subject promises: documented errors, annotated parameters. Read from its source text."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.languages.python.craft.acts import act, receivers
from bot.languages.python.craft.syntax import expression

if TYPE_CHECKING:
    from bot.domain.trial import Situation
    from bot.languages.python.craft.definitions import Definition, Definitions

_SCALARS = {
    "str": str,
    "int": int,
    "float": float,
    "bool": bool,
    "bytes": bytes,
    "None": type(None),
}
_RAISES = re.compile(r"(?i)\brais(?:e|es|ed|ing)\b|\bexceptions?\b|\bthrows\b")
_ROWS = {"list": ast.List, "List": ast.List, "Sequence": ast.List | ast.Tuple, "set": ast.Set}
_TYPED = (
    r":type\s+{0}:\s*([^\n]+)",
    r":param\s+([^:\n]+?)\s+{0}:",
    r"(?m)^\s*{0}\s*\(([^()\n]+)\)\s*:",
    r"(?m)^\s*{0}\s+:\s+([^\n]+)$",
)
_IN_WORDS = {"string": "str", "integer": "int", "boolean": "bool"}
_MAPPINGS = frozenset({"dict", "Dict", "Mapping"})


def documents_error(definition: Definition | None, error_name: str) -> bool:
    """Tell whether the documents say that it raises this error (the name without its module)."""
    if definition is None:
        return False
    said = re.search(rf"\b{re.escape(error_name)}\b", definition.documents)
    return bool(said and _RAISES.search(definition.documents))


def is_well_typed(situation: Situation, definitions: Definitions) -> bool:
    """Tell whether a public callable got arguments that its annotations plainly allow.

    True only where nothing is left to guess: every argument a literal of its
    annotated builtin type, in the call and in all of the set-up, which may only
    make objects of the subject and call their methods.
    """
    definition = definitions.called(situation)
    node = act(situation.call)
    if definition is None or definition.is_private or definition.name.startswith("__"):
        return False
    if not isinstance(node, ast.Call) or not _is_sound(node, situation, definitions):
        return False
    return all(_is_sound(one, situation, definitions) for one in _setup_calls(situation))


def _setup_calls(situation: Situation) -> list[ast.expr | None]:
    """Return the calls that the set-up is made of; None for a statement that is none."""
    found: list[ast.expr | None] = []
    for statement in situation.setup:
        _, _, assigned = statement.partition(" = ")
        found.append(act(assigned) if assigned else act(statement))
    return found


def _is_sound(node: ast.expr | None, situation: Situation, definitions: Definitions) -> bool:
    """Judge one call, and the call that makes its receiver."""
    if not isinstance(node, ast.Call) or _has_stars(node):
        return False
    definition = definitions.called(replace(situation, call=ast.unparse(node), segment=""))
    if definition is None or definition.node.decorator_list:
        return False
    pairs = bound(definition, node)
    if pairs is None or not all(_fits(parameter, argument) for parameter, argument in pairs):
        return False
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(receiver, ast.Call):
        return _is_sound(receiver, situation, definitions)
    return receiver is None or (
        isinstance(receiver, ast.Name) and receiver.id in receivers(situation)
    )


def _fits(parameter: ast.arg, argument: ast.expr) -> bool:
    return parameter.annotation is not None and allows(parameter.annotation, argument)


def _has_stars(node: ast.Call) -> bool:
    return any(isinstance(a, ast.Starred) for a in node.args) or any(
        k.arg is None for k in node.keywords
    )


def bound(definition: Definition, node: ast.Call) -> list[tuple[ast.arg, ast.expr]] | None:
    """Pair the parameters with the arguments they get; None where one has no parameter."""
    if len(node.args) > len(definition.parameters):
        return None
    pairs = list(zip(definition.parameters, node.args, strict=False))
    by_name = {p.arg: p for p in (*definition.parameters, *definition.keywords)}
    for keyword in node.keywords:
        parameter = by_name.get(keyword.arg or "")
        if parameter is None:
            return None
        pairs.append((parameter, keyword.value))
    return pairs


def defaults(definition: Definition) -> dict[str, str]:
    """Map the parameters that have a default to its source."""
    args = definition.node.args
    places = [*args.posonlyargs, *args.args]
    given = list(zip(reversed(places), reversed(args.defaults), strict=False))
    named = zip(args.kwonlyargs, args.kw_defaults, strict=True)
    return {one.arg: ast.unparse(value) for one, value in (*given, *named) if value is not None}


def allows(annotation: ast.expr, argument: ast.expr) -> bool:
    """Tell whether a literal argument is plainly of the annotated type; False when in doubt."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        quoted = expression(annotation.value)
        return quoted is not None and allows(quoted, argument)
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return allows(annotation.left, argument) or allows(annotation.right, argument)
    if isinstance(annotation, ast.Subscript):
        return _allows_inside(annotation, argument)
    return _allows_scalar(ast.unparse(annotation), argument)


def _allows_scalar(name: str, argument: ast.expr) -> bool:
    try:
        value: object = ast.literal_eval(argument)
    except (ValueError, TypeError, SyntaxError, MemoryError):
        return False
    wanted = _SCALARS.get(name)
    return wanted is not None and (
        type(value) is wanted or (wanted is float and type(value) is int)
    )


def _allows_inside(annotation: ast.Subscript, argument: ast.expr) -> bool:
    outer = ast.unparse(annotation.value).rpartition(".")[2]
    inner = annotation.slice
    if outer == "Optional":
        return allows(inner, argument) or allows(ast.Constant(None), argument)
    if outer == "Union" and isinstance(inner, ast.Tuple):
        return any(allows(one, argument) for one in inner.elts)
    if outer in _ROWS and isinstance(argument, _ROWS[outer]):
        return all(allows(inner, item) for item in argument.elts)
    if outer in _MAPPINGS and isinstance(argument, ast.Dict) and isinstance(inner, ast.Tuple):
        key, value = inner.elts
        return all(k is not None and allows(key, k) for k in argument.keys) and all(
            allows(value, v) for v in argument.values
        )
    return False


def contradicts(annotation: ast.expr, argument: ast.expr) -> bool:
    """Tell whether a literal argument is plainly not of the annotated type; False when in doubt."""
    try:
        value: object = ast.literal_eval(argument)
    except (ValueError, TypeError, SyntaxError, MemoryError):
        return False
    return _is_plain(annotation) and not (
        allows(annotation, argument) or (isinstance(value, bool) and _takes_numbers(annotation))
    )


def stated(parameter: ast.arg, definition: Definition) -> ast.expr | None:
    """Return a parameter's annotation, else the type that its docstring gives; None for neither.

    The forms of Sphinx (`:param int size:`, `:type size: int`), Google (`size (int):`) and
    NumPy (`size : int`) are read.
    """
    if parameter.annotation is not None:
        return parameter.annotation
    for form in _TYPED:
        found = re.search(form.format(re.escape(parameter.arg)), definition.documents)
        if found:
            return expression(_in_python(found[1]))
    return None


def _in_python(text: str) -> str:
    """Write a type as people do ("string or None, optional") as an annotation."""
    words = re.sub(r",?\s*\(?\boptional\b\)?|`", "", text).strip()
    words = re.sub(r"\s+or\s+", " | ", words)
    return re.sub(r"\w+", lambda found: _IN_WORDS.get(found[0], found[0]), words)


def _is_plain(annotation: ast.expr) -> bool:
    """Tell whether an annotation is made of builtin scalars alone, as far as it is read here."""
    match annotation:
        case ast.Constant(value=str() as text):
            quoted = expression(text)
            return quoted is not None and _is_plain(quoted)
        case ast.Constant(value=None):
            return True
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _is_plain(left) and _is_plain(right)
        case ast.Subscript(value=outer, slice=inner):
            name = ast.unparse(outer).rpartition(".")[2]
            inside = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            is_known = name in {"Optional", "Union", "list", "List"} or name in _MAPPINGS
            return is_known and all(_is_plain(one) for one in inside)
        case _:
            return ast.unparse(annotation) in _SCALARS


def _takes_numbers(annotation: ast.expr) -> bool:
    return bool({"int", "float"} & set(re.findall(r"\w+", ast.unparse(annotation))))
