"""Name tests for the behaviour they show: test_add_raises_value_error_when_quantity_is_0.

A name is built of the function, what came of it, and what made it so; the last
is spelled out further only when the name is taken. Numbers are the last resort.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd, ValueKind
from bot.languages.python.definitions import act, expression, receivers
from bot.languages.python.words import article, snake, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.domain.trial import Observation, Situation, Value
    from bot.languages.python.definitions import Definitions

LENGTH_MAX = 70
_LINKS = frozenset(
    {"when", "for", "with", "without", "on", "if", "and", "in", "by", "after", "from"}
)
_DANGLING = _LINKS | {"a", "an", "the", "returns", "is", "to", "of"}

# Functions named for what they are, not for what they do.
_NOUNS = frozenset(
    {
        "amount", "area", "average", "balance", "count", "depth", "discount", "height", "index",
        "key", "label", "length", "level", "maximum", "mean", "median", "minimum", "name", "price",
        "rate", "score", "size", "state", "status", "subtotal", "sum", "tax", "title", "total",
        "value", "weight", "width",
    }
)  # fmt: skip
_SPECIAL = {
    "__add__": "addition", "__sub__": "subtraction", "__mul__": "multiplication",
    "__eq__": "equality",
    "__lt__": "ordering", "__le__": "ordering", "__gt__": "ordering", "__ge__": "ordering",
    "__len__": "length", "__getitem__": "getting_an_item", "__setitem__": "setting_an_item",
    "__delitem__": "deleting_an_item", "__contains__": "membership", "__iter__": "iteration",
    "__call__": "call", "__enter__": "entering", "__exit__": "leaving", "__bool__": "truth",
    "__neg__": "negation", "__truediv__": "division", "__post_init__": "creation",
}  # fmt: skip


def name(
    situation: Situation, first: Observation, taken: Collection[str], definitions: Definitions
) -> str:
    """Return a test name that says the behaviour and is not taken; see ports.Craft.name."""
    for candidate in _candidates(situation, first, definitions):
        if candidate not in taken:
            return candidate
    return numbered(next(_candidates(situation, first, definitions)), taken)


def numbered(base: str, taken: Collection[str]) -> str:
    """Return the name itself, or with the first number that makes it new."""
    if base not in taken:
        return base
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def function_words(situation: Situation, definitions: Definitions) -> str:
    """Say what the situation calls, in snake case; "module" for the module level."""
    node = _aimed(situation)
    called = definitions.called(situation)
    target = called.name if called else situation.segment.rpartition(".")[2]
    if isinstance(node, ast.Call):
        target = ast.unparse(node.func).rpartition(".")[2]
    elif isinstance(node, ast.Attribute):
        target = node.attr
    if target in {"__init__", "__new__"}:
        target = situation.segment.split(".")[-2] if "." in situation.segment else "new"
    return _SPECIAL.get(target) or snake(target) or "module"


def _aimed(situation: Situation) -> ast.expr | None:
    """Return what the call is about: in `parse(text).items`, parse, where that is aimed at."""
    node = act(situation.call)
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
    function = function_words(situation, definitions)
    outcome = outcome_words(situation, first, function)
    conditions = list(dict.fromkeys(_conditions(situation, definitions)))
    for condition in conditions:
        yield fitted(function, outcome, condition)
    owner = snake(situation.segment.rpartition(".")[0])
    if owner and owner != function:
        for condition in conditions:
            yield fitted(f"{owner}_{function}", outcome, condition)
    for condition in conditions[1:]:
        yield fitted(function, outcome, conditions[0], condition)


def fitted(*parts: str) -> str:
    """Join words to a name of at most 70 characters; a cut name ends on a telling word."""
    kept = "_".join(part for part in ("test", *parts) if part).split("_")
    if len("_".join(kept)) <= LENGTH_MAX:
        return "_".join(kept)
    while len("_".join(kept)) > LENGTH_MAX or kept[-1] in _DANGLING:
        kept.pop()
    return "_".join(kept)


def outcome_words(situation: Situation, first: Observation, function: str) -> str:
    """Say what came of it."""
    if first.end is ObservedEnd.RAISED and first.error is not None:
        return f"raises_{snake(first.error.type_name.rpartition('.')[2])}"
    if first.value is None or first.value.source == "None":
        effect = _effect_words(first)
        return effect or ("returns_none" if first.value else "")
    said = _value_words(first.value)
    verb = "is" if function in _NOUNS or _is_attribute(situation) else "returns"
    return f"{verb}_{said}" if said else ""


def _is_attribute(situation: Situation) -> bool:
    return isinstance(_aimed(situation), ast.Attribute)


def _effect_words(first: Observation) -> str:
    if first.changed:
        return f"changes_{snake(first.changed[0][0])}"
    if first.written:
        return f"writes_{snake(first.written[0][0])}"
    return "prints" if first.stdout else ""


def _value_words(value: Value) -> str:
    type_words = snake(value.type_name.rpartition(".")[2])
    if value.kind is ValueKind.OPAQUE and value.type_name == "builtins.str":
        return "text"
    match value.kind:
        case ValueKind.LITERAL | ValueKind.APPROX | ValueKind.ITERATED:
            return words(value.source) or article(type_words)
        case ValueKind.CONSTRUCTED if re.fullmatch(r"[A-Za-z_]\w*\.[A-Za-z_]\w*", value.source):
            return snake(value.source.rpartition(".")[2])
        case _:
            return article(type_words)


def _conditions(situation: Situation, definitions: Definitions) -> Iterable[str]:
    """Say what makes the situation differ: as told, by its arguments, by its receiver."""
    told = snake(situation.condition)
    if told:
        yield told if told.split("_")[0] in _LINKS else f"when_{told}"
    arguments = _argument_words(situation, definitions)
    if arguments and not told:
        yield arguments[0]
    yield from filter(None, (_history_words(situation), _receiver_words(situation)))
    yield from arguments
    yield ""


def _argument_words(situation: Situation, definitions: Definitions) -> list[str]:
    """Say the call's literal arguments: "for_blank_text"; then with the parameters' names."""
    node = _aimed(situation)
    if not isinstance(node, ast.Call):
        return []
    definition = definitions.called(situation)
    names = [p.arg for p in definition.parameters] if definition else []
    said = [
        (names[i] if i < len(names) else "", words(ast.unparse(a))) for i, a in enumerate(node.args)
    ]
    said += [(k.arg or "", words(ast.unparse(k.value))) for k in node.keywords]
    told = [(snake(name), text) for name, text in said if text]
    if not told:
        return []
    plain = "for_" + "_and_".join(text for _, text in told[:2])
    full = "with_" + "_and_".join(f"{name}_{text}" if name else text for name, text in told)
    return [plain, full]


def _receiver_words(situation: Situation) -> str:
    """Say what is special about the object: "for_an_empty_cart" is not known, a new one is."""
    node = act(situation.call)
    target = node.func if isinstance(node, ast.Call) else node
    if not isinstance(target, ast.Attribute):
        return ""
    root = ast.unparse(target.value)
    made = receivers(situation).get(root, target.value)
    if not isinstance(made, ast.Call):
        return ""
    is_new = not made.args and not made.keywords and not _is_touched(root, situation.setup)
    called = snake(ast.unparse(made.func).rpartition(".")[2])
    if is_new:
        return f"for_a_new_{called}"
    said = [
        words(ast.unparse(argument)) for argument in (*made.args, *(k.value for k in made.keywords))
    ]
    told = [text for text in said if text]
    return f"for_{called}_" + "_".join(told[:2]) if told else ""


def _history_words(situation: Situation) -> str:
    """Say what was done to the object last: "after_add"."""
    last = expression(situation.setup[-1]) if situation.setup else None
    if not isinstance(last, ast.Call) or not isinstance(last.func, ast.Attribute):
        return ""
    return f"after_{snake(last.func.attr)}"


def _is_touched(root: str, setup: Sequence[str]) -> bool:
    uses = sum(bool(re.search(rf"\b{re.escape(root)}\b", statement)) for statement in setup)
    return uses > 1
