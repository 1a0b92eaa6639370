"""Choose the few fields of an object that tell which one it is. Text only."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.trial import Value, ValueKind
from bot.languages.python.craft.acts import act, receivers
from bot.languages.python.craft.contract import bound
from bot.languages.python.craft.imports import read_imports
from bot.languages.python.craft.syntax import expression
from bot.languages.python.craft.values import CONTAINERS, OF_ITSELF

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.domain.trial import Situation
    from bot.languages.python.craft.definitions import Definitions

FIELDS_MAX = 5
PLAIN_FIELDS_MAX = 3
# What fields usually hold before anyone sets them.
PLAIN = frozenset({"None", "False", "0", "0.0", "''", '""', "b''", "[]", "()", "{}", "set()"})


def differing(value: Value, other: Value | None) -> frozenset[str]:
    """Name the fields of an object that another one has otherwise, or lacks."""
    if other is None:
        return frozenset()
    theirs = dict(other.fields)
    return frozenset(name for name, inner in value.fields if theirs.get(name) != inner)


def identifying(
    value: Value, situation: Situation, definitions: Definitions, other: Value | None = None
) -> Value:
    """Keep of an object the fields that are not as in any new one; of others, all.

    `other` is what a mutant made of it: fields that differ from that are kept first.

    Of an object of another package only what the subject or the situation spells out is
    kept: the rest is that package's affair, and may change with its version. Where nothing is
    left, the first few fields stay, or the very first.
    """
    if value.kind is not ValueKind.OBJECT:
        return value
    wanted, theirs = differing(value, other), dict(other.fields) if other else {}
    fields = [
        (name, identifying(inner, situation, definitions, theirs.get(name)))
        for name, inner in value.fields
    ]
    if is_container(value):
        # Its items are what it is: none of them is as in any other.
        return replace(value, fields=tuple(sorted(fields, key=lambda one: one[0] not in wanted)))
    first = [field for field in fields if field[0] in wanted][:FIELDS_MAX]
    telling = [
        field for field in fields if field[0] not in wanted | OF_ITSELF and not _is_plain(field[1])
    ]
    if not _is_own(value, situation):
        telling = [field for field in telling if _is_spelled(field[1], situation, definitions)]
    most = PLAIN_FIELDS_MAX if _is_own(value, situation) else 1
    kept = [*first, *telling[: FIELDS_MAX - len(first)]] or fields[:most]
    return replace(value, fields=tuple(field for field in fields if field in kept))


def is_container(value: Value) -> bool:
    """Tell whether it is a builtin list, tuple or dict, told by its items."""
    return value.kind is ValueKind.OBJECT and value.type_name in CONTAINERS


def without_foreign(value: Value, situation: Situation, definitions: Definitions) -> Value:
    """Keep all fields of an object, but of those that are objects only what identifies them."""
    fields = tuple(
        (name, identifying(inner, situation, definitions)) for name, inner in value.fields
    )
    return replace(value, fields=fields)


def without_given(
    value: Value,
    name: str,
    situation: Situation,
    definitions: Definitions,
    *,
    but: Collection[str] = (),
) -> Value:
    """Leave out the fields that are as the object's constructor was told: they were so before.

    `name` is the set-up's name of the object, `but` names fields that the act may have set.
    """
    made = receivers(situation).get(name)
    given = _arguments(made, situation, definitions) if isinstance(made, ast.Call) else {}
    fields = [
        (field, inner)
        for field, inner in value.fields
        if field in but or field not in given or given[field] != _plain_source(inner.source)
    ]
    return replace(value, fields=tuple(fields))


def is_still_given(value: Value, situation: Situation, definitions: Definitions) -> bool:
    """Tell whether the call reads what the constructor was told, after something else was done."""
    node = act(situation.call)
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return False
    name = node.value.id
    uses = [text for text in situation.setup if re.search(rf"\b{name}\b", text)]
    seen = Value(ValueKind.OBJECT, "", fields=((node.attr, value),))
    return len(uses) > 1 and not without_given(seen, name, situation, definitions).fields


def _arguments(made: ast.Call, situation: Situation, definitions: Definitions) -> dict[str, str]:
    """Map the parameters of a call to the sources of what they were given."""
    definition = definitions.called(replace(situation, call=ast.unparse(made), segment=""))
    pairs = bound(definition, made) if definition else None
    named = {keyword.arg: keyword.value for keyword in made.keywords if keyword.arg}
    named |= {parameter.arg: argument for parameter, argument in pairs or ()}
    return {name: ast.unparse(node) for name, node in named.items()}


def _plain_source(source: str) -> str:
    node = expression(source)
    return source if node is None else ast.unparse(node)


def _is_plain(value: Value) -> bool:
    return value.source in PLAIN


def _is_own(value: Value, situation: Situation) -> bool:
    """Tell whether the object is of a package that the situation tests, as far as is known."""
    top = value.type_name.partition(".")[0]
    tops = {one.module.partition(".")[0] for one in read_imports(situation.imports)}
    return top not in sys.stdlib_module_names and (not tops or top in tops)


def _is_spelled(value: Value, situation: Situation, definitions: Definitions) -> bool:
    """Tell whether an object is to be looked into, or is a text that subject or situation hold."""
    is_said = value.source[:1] in {"'", '"'} and value.source in situation.source
    return value.kind is ValueKind.OBJECT or is_said or definitions.mentions(value.source)
