"""Name tests for the behaviour they show: test_add_raises_value_error_when_quantity_is_0.

A name is built of the function, what came of it, and what made it so; the last
is spelled out further only when the name is taken. Numbers are the last resort,
and go again where the test is dropped that had the name.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd, ValueKind
from bot.languages.python.craft.acts import calls_within, done, operation, receivers, statements
from bot.languages.python.craft.conditions import conditions
from bot.languages.python.craft.effects import NOTHING, effect_words
from bot.languages.python.craft.owners import owner
from bot.languages.python.craft.syntax import expression
from bot.languages.python.craft.words import DANGLING, article, provisional, snake, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.domain.trial import Observation, Situation, Value
    from bot.languages.python.craft.definitions import Definitions

LENGTH_MAX = 70

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef

# Functions named for what they are, not for what they do.
_NOUNS = frozenset(
    {
        "amount", "area", "average", "balance", "count", "depth", "discount", "height", "index",
        "key", "label", "length", "level", "maximum", "mean", "median", "minimum", "name", "price",
        "rate", "score", "size", "state", "status", "subtotal", "sum", "tax", "title", "total",
        "value", "weight", "width",
    }
)  # fmt: skip
# Functions that go through their argument: what they do there is its class's `__iter__`.
_LISTING = frozenset({"list", "set", "sorted", "tuple"})
_SPECIAL = {
    "__add__": "addition", "__sub__": "subtraction", "__mul__": "multiplication",
    "__truediv__": "division", "__floordiv__": "floor_division", "__mod__": "remainder",
    "__pow__": "power", "__matmul__": "matrix_product", "__and__": "bitwise_and",
    "__or__": "bitwise_or", "__xor__": "bitwise_xor", "__lshift__": "left_shift",
    "__rshift__": "right_shift", "__pos__": "plus_sign", "__invert__": "inversion",
    "__eq__": "equality", "__ne__": "inequality",
    "__lt__": "ordering", "__le__": "ordering", "__gt__": "ordering", "__ge__": "ordering",
    "__len__": "length", "__getitem__": "getting_an_item", "__setitem__": "setting_an_item",
    "__delitem__": "deleting_an_item", "__contains__": "membership", "__iter__": "iteration",
    "__call__": "call", "__enter__": "entering", "__exit__": "leaving", "__bool__": "truth",
    "__neg__": "negation", "__post_init__": "creation",
}  # fmt: skip


def name(
    situation: Situation, first: Observation, taken: Collection[str], definitions: Definitions
) -> str:
    """Return a test name that says the behaviour and is not taken; see ports.Craft.name."""
    for candidate in _candidates(situation, first, definitions):
        if candidate not in taken:
            return candidate
    return provisional(next(_candidates(situation, first, definitions)), taken)


def function_words(situation: Situation) -> str:
    """Say what the situation calls, in snake case; "module" for the module level."""
    node = _aimed(situation)
    if node is None:
        return _method_words(situation.segment.rpartition(".")[2], situation)
    return _said(node, situation)


def _said(node: ast.expr, situation: Situation) -> str:
    match node, operation(node):
        case ast.Call(func=ast.Call() as inner), _:
            return _said(inner, situation)
        case ast.Call(func=callee), _:
            return _callee_words(node, ast.unparse(callee).rpartition(".")[2], situation)
        case ast.Attribute(attr=name), _:
            return _method_words(name, situation)
        case ast.Compare(ops=[ast.Eq() | ast.NotEq()]), (str(), _) if _asks_for_none(node):
            return "comparison_with_none"
        case _, (method, _):
            return _SPECIAL[_meant(node, method, situation)]
        case _:
            return _mentioned(node, situation)


def _meant(node: ast.expr, method: str, situation: Situation) -> str:
    """Return the special method aimed at, where the outer operator only compares what it gave."""
    aimed = situation.segment.rpartition(".")[2]
    inner = {found[0] for one in ast.walk(node) if (found := _operated(one))}
    return aimed if aimed in inner and aimed in _SPECIAL else method


def _operated(node: ast.AST) -> tuple[str, ast.expr] | None:
    return operation(node) if isinstance(node, ast.expr) else None


def _callee_words(node: ast.Call, name: str, situation: Situation) -> str:
    """Say what a call calls; a helper of the set-up stands for what it is about."""
    if name in _LISTING and situation.segment.endswith(".__iter__"):
        return _SPECIAL["__iter__"]
    helper = _helpers(situation).get(name)
    made = receivers(situation).get(name) if isinstance(node.func, ast.Name) else None
    if isinstance(made, ast.Call) and not _mentions(made.func, name):
        # What the subject gave back has no name of its own: `wrapper = retry(3)`.
        return _said(made, situation)
    if helper is None:
        return _method_words(name, situation)
    opened = [one for one in ast.walk(helper) if isinstance(one, ast.With | ast.AsyncWith)]
    about = [*node.args, *(item.context_expr for one in opened for item in one.items)]
    calls = [one for part in about for one in calls_within(part)]
    return _said(calls[0], situation) if calls else _mentioned(node, situation)


def _mentions(node: ast.expr, name: str) -> bool:
    return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node))


def _helpers(situation: Situation) -> dict[str, ast.stmt]:
    """Map the functions that the set-up defines to their definitions."""
    body = [one for text in situation.setup for one in statements(text)]
    return {one.name: one for one in body if isinstance(one, _FUNCTIONS)}


def _mentioned(node: ast.expr, situation: Situation) -> str:
    """Say the segment aimed at where the act calls it or calls nothing, else the first call."""
    names = [ast.unparse(one.func).rpartition(".")[2] for one in calls_within(node)]
    aimed = situation.segment.rpartition(".")[2]
    known = [name for name in names if name not in _helpers(situation)]
    return _method_words(aimed if aimed in names or not known else known[0], situation)


def _method_words(name: str, situation: Situation) -> str:
    if name in {"__init__", "__new__"}:
        name = situation.segment.split(".")[-2] if "." in situation.segment else "new"
    return _SPECIAL.get(name) or snake(name) or "module"


def _asks_for_none(node: ast.expr) -> bool:
    sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
    return any(isinstance(one, ast.Constant) and one.value is None for one in sides)


def _entered(situation: Situation, first: Observation, definitions: Definitions) -> Situation:
    """Return the situation, or one of the argument that failed before its call was entered."""
    node = done(situation)
    ran = first.lines
    if first.end is not ObservedEnd.RAISED or not isinstance(node, ast.Call):
        return situation
    if definitions.is_entered(_alone(node, situation), ran):
        return situation
    given = (*node.args, *(keyword.value for keyword in node.keywords))
    inner = [_alone(one, situation) for part in given for one in calls_within(part)]
    return next((one for one in inner if definitions.is_entered(one, ran)), situation)


def _alone(node: ast.expr, situation: Situation) -> Situation:
    return replace(situation, call=ast.unparse(node), segment="", condition="")


def _aimed(situation: Situation) -> ast.expr | None:
    """Return what the call is about: in `parse(text).items`, parse, where that is aimed at."""
    node = done(situation)
    inner = node
    while isinstance(inner, ast.Attribute | ast.Subscript):
        inner = inner.value
    if isinstance(inner, ast.Call):
        called = ast.unparse(inner.func).rpartition(".")[2]
        if called == situation.segment.rpartition(".")[2]:
            return inner
    return node


def _candidates(
    situation: Situation, first: Observation, definitions: Definitions
) -> Iterator[str]:
    """Yield names, the best first: each says more of the situation than the one before."""
    situation = _entered(situation, first, definitions)
    function = function_words(situation)
    outcome = outcome_words(situation, first, function, definitions)
    told = conditions(situation, _aimed(situation), first, definitions)
    owned = _owned(function, owner(situation, definitions, first.lines))
    for condition in told:
        # Of several classes' methods only the class tells which one is meant.
        told_already = owned.removesuffix(f"_{function}") in f"{outcome}_{condition}"
        if definitions.has_classes and owned != function and not told_already:
            yield fitted(owned, outcome, condition)
        else:
            yield _joined(function, outcome, condition)
    for condition in told[1:]:
        if condition:
            yield fitted(function, outcome, told[0], condition)
    for condition in told if owned != function else ():
        yield fitted(owned, outcome, condition)


def _owned(function: str, class_name: str) -> str:
    """Put the class before what is called, where there is one that it does not name already."""
    said = snake(class_name)
    return f"{said}_{function}" if said and said != function else function


def _joined(function: str, outcome: str, condition: str) -> str:
    """Join the parts; where that is too long, a condition tells more than a value."""
    whole = "_".join(part for part in ("test", function, outcome, condition) if part)
    is_error = outcome.startswith("raises_")
    if len(whole) > LENGTH_MAX and condition and not is_error:
        return fitted(function, condition)
    if len(whole) > LENGTH_MAX and condition.startswith("when_"):
        # "for_none" says less than "when_input_string_is_none", and more than half of it.
        parts = condition.split("_is_")
        is_plain = len(parts) == 2 and not parts[1].startswith("not_")  # noqa: PLR2004 - who, what
        condition = f"for_{parts[1]}" if is_plain else condition
    return fitted(function, outcome, condition)


def fitted(*parts: str) -> str:
    """Join words to a name of at most 70 characters; a cut name ends on a telling word."""
    kept = "_".join(part for part in ("test", *parts) if part).split("_")
    if len("_".join(kept)) <= LENGTH_MAX:
        return "_".join(kept)
    while len("_".join(kept)) > LENGTH_MAX or kept[-1] in DANGLING:
        kept.pop()
    return "_".join(kept)


def outcome_words(
    situation: Situation, first: Observation, function: str, definitions: Definitions
) -> str:
    """Say what came of it."""
    if first.end is ObservedEnd.RAISED and first.error is not None:
        return f"raises_{snake(first.error.type_name.rpartition('.')[2])}"
    verb = "is" if function in _NOUNS or _is_attribute(situation) else "returns"
    effect = effect_words(situation, first, definitions)
    if first.value is None or first.value.source == "None":
        return effect or (f"{verb}_none" if first.value else "")
    if effect and first.value.source in NOTHING and (first.changed or first.written):
        return effect
    if snake(first.value.type_name.rpartition(".")[2]) == function and first.value.fields:
        return "is_created"
    said = _value_words(first.value)
    return f"{verb}_{said}" if said else ""


def _is_attribute(situation: Situation) -> bool:
    return isinstance(_aimed(situation), ast.Attribute)


def _value_words(value: Value) -> str:
    type_words = snake(value.type_name.rpartition(".")[2])
    if value.kind is ValueKind.OPAQUE and value.type_name == "builtins.str":
        return "text"
    match value.kind:
        case ValueKind.LITERAL | ValueKind.APPROX | ValueKind.ITERATED:
            return _pair(value.source) or words(value.source) or article(type_words)
        case ValueKind.CONSTRUCTED if re.fullmatch(r"[A-Za-z_]\w*\.[A-Za-z_]\w*", value.source):
            return snake(value.source.rpartition(".")[2])
        case _:
            return article(type_words)


def _pair(source: str) -> str:
    """Say two answers in one: "true_and_false"."""
    node = expression(source)
    items = node.elts if isinstance(node, ast.Tuple | ast.List) else []
    plain = [one for one in items if isinstance(one, ast.Constant) and _is_short(one.value)]
    if len(items) != 2 or len(plain) != len(items):  # noqa: PLR2004 - a pair
        return ""
    return "_and_".join(words(ast.unparse(one)) for one in plain)


def _is_short(value: object) -> bool:
    return isinstance(value, bool | int | None)
