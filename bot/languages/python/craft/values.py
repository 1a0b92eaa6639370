"""Write what was observed as assertions that read well: one line where it fits, else its shape.

Statements speak of a name ("result"); the renderer puts the call in its place
where the name is used once. Text only: nothing is evaluated but literals.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, assert_never

from bot.domain.trial import Assertion, OracleOrigin, Value, ValueKind
from bot.languages.python.craft.imports import imported_name, read_imports
from bot.languages.python.craft.literals import pieces, side_by_side
from bot.languages.python.craft.outline import SINGLETONS, WIDTH, outline
from bot.languages.python.craft.syntax import expression

if TYPE_CHECKING:
    from collections.abc import Iterable

LINES_MAX = 12
TEXT_LINES_MAX = 10
FIELDS_MAX = 8
DEPTH_MAX = 2
CONTAINERS = frozenset({"builtins.list", "builtins.tuple", "builtins.dict"})
"""Types that show their items where they cannot be written."""

OF_ITSELF = frozenset({"__doc__", "__name__", "__qualname__"})
"""What an object says of itself: told only where a mutant changes it, or nothing else is there."""

_CONTAINERS = ast.List | ast.Tuple | ast.Set | ast.Dict


def assertions(value: Value, name: str, origin: OracleOrigin) -> tuple[Assertion, ...]:
    """Return assertions that hold for the value, the most telling first; () where none can be."""
    made = [
        Assertion(origin, (statement,), imports) for statement, imports in _facts(value, name, 0)
    ]
    return tuple(made[:FIELDS_MAX])


Fact = tuple[str, tuple[str, ...]]


def _facts(value: Value, name: str, depth: int) -> Iterable[Fact]:
    match value.kind:
        case ValueKind.LITERAL:
            return _literal(value.source, name)
        case ValueKind.CONSTRUCTED:
            return _constructed(value, name)
        case ValueKind.APPROX:
            return _approximate(value, name)
        case ValueKind.ITERATED:
            return _iterated(value, name)
        case ValueKind.OBJECT:
            return _fields(value, name, depth)
        case ValueKind.OPAQUE:
            return ()
    assert_never(value.kind)


def _literal(source: str, name: str) -> list[Fact]:
    if source in SINGLETONS:
        return [(f"assert {name} is {source}", ())]
    node = expression(source)
    if node is None:
        return []
    written = written_literal(node, source)
    if written:
        return [(f"assert {name} == {written}", ())]
    return [(f"assert {text}", ()) for text in outline(node, name)]


def written_literal(node: ast.expr, source: str) -> str:
    """Return a literal's text as a test shows it, "" where it is too long to read."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return _text(node.value, source)
    return source if _lines(node, source) <= LINES_MAX else ""


def _text(text: str | bytes, source: str) -> str:
    if len(source) <= WIDTH:
        return source
    if isinstance(text, bytes):
        return ""
    parts = pieces(text)
    if len(parts) > TEXT_LINES_MAX or max(map(len, parts)) > WIDTH:
        return ""
    return side_by_side(text)


def _lines(node: ast.expr, source: str) -> int:
    """Count the lines that a formatter would give it."""
    if len(source) <= WIDTH:
        return 1
    if isinstance(node, _CONTAINERS | ast.Call):
        parts = [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
        return 2 + sum(_lines(part, ast.unparse(part)) for part in parts)
    return LINES_MAX + 1


def _constructed(value: Value, name: str) -> list[Fact]:
    node = expression(value.source)
    if node is not None and _lines(node, value.source) <= LINES_MAX:
        # A name alone stands for the very object: a class, an enum's member, a sentinel.
        compared = "is" if isinstance(node, ast.Name | ast.Attribute) else "=="
        return [(f"assert {name} {compared} {value.source}", value.imports)]
    told = outline(node, name) if node is not None else []
    return [(f"assert {text}", _used(text, value)) for text in told] or type_fact(value, name)


def _used(text: str, value: Value) -> tuple[str, ...]:
    """Return the imports of a value that a part of it needs."""
    words = set(re.findall(r"\w+", text))
    return tuple(one.line for one in read_imports(value.imports) if one.bound in words)


def _approximate(value: Value, name: str) -> list[Fact]:
    node = expression(value.source)
    if node is None:
        return []
    if _lines(node, value.source) > LINES_MAX:
        told = outline(node, name, lambda item: approximate(_copy(item)))
        return [(f"assert {text}", _needed(text, value)) for text in told]
    if _is_nan(value.source):
        return [(f"assert math.isnan({name})", ("import math",))]
    close = approximate(node)
    return [(f"assert {name} == {close}", _needed(close, value))]


def _needed(text: str, value: Value) -> tuple[str, ...]:
    return (*value.imports, *(("import pytest",) if "pytest." in text else ()))


def _copy(node: ast.expr) -> ast.expr:
    """Return a node that may be changed: what is parsed is shared."""
    return ast.parse(ast.unparse(node), mode="eval").body


def _is_nan(source: str) -> bool:
    return source.replace('"', "'") in {"float('nan')", "math.nan", "nan"}


def approximate(node: ast.expr) -> str:
    """Put pytest.approx where floats are; around a whole flat row of numbers at once.

    approx does not look into containers inside containers, and constructors
    take numbers, so there it is put around each float or left out.
    """
    if _is_number(node):
        return f"pytest.approx({ast.unparse(node)})"
    flat = node.values if isinstance(node, ast.Dict) else getattr(node, "elts", [])
    if isinstance(node, ast.List | ast.Tuple | ast.Dict) and flat and all(map(_is_number, flat)):
        return f"pytest.approx({ast.unparse(node)})"
    return ast.unparse(_Approximator().visit(node))


def _is_number(node: ast.AST) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) in {int, float}


class _Approximator(ast.NodeTransformer):
    """Wraps floats; leaves what is hashed (sets, keys) and what is constructed alone."""

    def visit_Set(self, node: ast.Set) -> ast.expr:
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.expr:
        node.values = [self.visit(item) for item in node.values]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        return (
            _close(node)
            if isinstance(node.operand, ast.Constant) and type(node.operand.value) is float
            else node
        )

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return _close(node) if type(node.value) is float else node


def _close(node: ast.expr) -> ast.expr:
    pytest = ast.Attribute(ast.Name("pytest", ast.Load()), "approx", ast.Load())
    return ast.Call(pytest, [node], [])


def _iterated(value: Value, name: str) -> list[Fact]:
    node = expression(value.source)
    if not isinstance(node, ast.List):
        return []
    if _lines(node, value.source) > LINES_MAX:
        told = outline(node, name) if name.isidentifier() else ()
        if not told:
            return [(f"assert len(list({name})) == {len(node.elts)}", ())]
        # What is used up is looked at more than once: by a list of it.
        first = f"{name} = list({name})\nassert {told[0]}"
        return [(first, value.imports), *((f"assert {text}", value.imports) for text in told[1:])]
    plain = ast.unparse(node)
    text = ast.unparse(_Approximator().visit(node))
    if text == plain:
        return [(f"assert list({name}) == {value.source}", value.imports)]
    return [(f"assert list({name}) == {text}", (*value.imports, "import pytest"))]


def _fields(value: Value, name: str, depth: int) -> list[Fact]:
    """Say which it is or its type, then its public fields; objects in them are looked into once."""
    named = [(f"assert {name} is {value.source}", value.imports)] if value.source else []
    # What has an item at a place, and a length, needs no type.
    facts = named or ([] if value.type_name in CONTAINERS else type_fact(value, name))
    if depth >= DEPTH_MAX + (value.type_name in CONTAINERS):
        return facts
    for field, inner in value.fields:
        place = reach(name, field)
        if place:
            facts.extend(_facts(inner, place, depth + (value.type_name not in CONTAINERS)))
    return facts


def reach(name: str, field: str) -> str:
    """Say how a test gets at a field, "" where it should not.

    A field is an attribute or property ("total"), an item ("[0]", "['key']"), or what a
    builtin says of the object ("len()", "list()").
    """
    if field.startswith("["):
        return f"{name}{field}"
    if field.endswith("()"):
        return f"{field[:-2]}({name})"
    is_private = field.startswith("_") and field not in OF_ITSELF
    return "" if is_private or not field.isidentifier() else f"{name}.{field}"


def type_fact(value: Value, name: str) -> list[Fact]:
    """Return the isinstance assertion, [] for types that a test cannot or need not name."""
    found = imported_name(value.type_name, value.imports)
    if found is None:
        return []
    written, imports = found
    return [(f"assert isinstance({name}, {written})", imports)]
