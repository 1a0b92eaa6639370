"""Say in a few words what makes a situation differ from its neighbours. Text only.

Values that an engine puts in for want of better ones ("abc", 1) tell nothing and
are said last.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.trial import ValueKind
from bot.languages.python.craft.acts import act, receivers
from bot.languages.python.craft.asked import asked
from bot.languages.python.craft.contract import bound
from bot.languages.python.craft.syntax import expression
from bot.languages.python.craft.words import DANGLING, LINKS, UNSAID, snake, value_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.trial import Observation, Situation
    from bot.languages.python.craft.definitions import Definitions

TEXTS = ("abc", "def", "ghi", "jkl", "mno", "pqr")
"""What stands for any text, where several are to be told apart."""

FILLERS = (*TEXTS, "a", 1, 1.5)
MESSAGE_WORDS_MAX = 6
MESSAGE_WORDS_MIN = 2
TEXT_WORDS = 3
# What is quoted, and names of files.
_UNSAYABLE = re.compile(r"'[^']*'|\"[^\"]*\"|\S*[./\\]\S+")
# Calls that only prepare files.
_PREPARATIONS = frozenset({"write_text", "write_bytes", "mkdir", "touch", "setattr", "setenv"})


@dataclass(frozen=True)
class Said:
    """A literal argument: its parameter ("" if unknown) and its value in words."""

    parameter: str
    value: object
    text: str
    is_keyword: bool = False

    @property
    def is_filler(self) -> bool:
        """Tell whether it stands for any value: a text that names its parameter does."""
        items = self.value if isinstance(self.value, list) else [self.value]
        names = [snake(one) for one in items if isinstance(one, str)]
        is_named = bool(items) and bool(self.parameter) and names == [self.parameter] * len(items)
        return is_named or _is_filler(self.value)

    @property
    def is_special(self) -> bool:
        """Tell whether functions tend to treat it apart: None, nothing, a negative number."""
        value = self.value
        is_negative = isinstance(value, int | float) and value < 0
        return value is None or isinstance(value, bool) or not value or is_negative

    @property
    def state(self) -> str:
        """Say that the parameter has the value: "when_text_is_empty"."""
        text = self.text
        if isinstance(self.value, str | bytes | list | tuple | dict) and not self.value:
            text = "empty"
        return f"when_{self.parameter}_is_{text}"


def _is_filler(value: object) -> bool:
    if isinstance(value, list | tuple):
        return bool(value) and all(map(_is_filler, value))
    if isinstance(value, dict):
        return bool(value) and all(_is_filler(item) for pair in value.items() for item in pair)
    return any(type(value) is type(one) and value == one for one in FILLERS)


def conditions(
    situation: Situation, aimed: ast.expr | None, first: Observation, definitions: Definitions
) -> list[str]:
    """Return conditions, the most telling first, each once; "" stands for saying none."""
    said = _arguments(situation, aimed, definitions)
    telling = [one for one in said if not one.is_filler and one.text not in UNSAID]
    known = [
        _told(situation),
        _asked(situation, first, definitions),
        *_states(telling, is_alone=len(said) == 1),
        _values(telling),
        _message(first),
        _history(situation),
        _receiver(situation),
    ]
    if first.error is not None and len(said) == 1:
        known.append(_values(said))
    rest = [_text(situation, aimed), *_details(first), _values(said), _everything(said)]
    return list(dict.fromkeys([*filter(None, known), "", *filter(None, rest)]))


def _asked(situation: Situation, first: Observation, definitions: Definitions) -> str:
    """Say what the last branch of the called function asked that the situation took."""
    definition = definitions.called(situation)
    if definition is None:
        return ""
    error, node = first.error, act(situation.call)
    pairs = bound(definition, node) if isinstance(node, ast.Call) else None
    known = (*definition.parameters, *definition.keywords)
    given = {one.arg for one in (known if pairs is None else (name for name, _ in pairs))}
    return asked(definition, given, first.lines, error.line if error and error.explicit else 0)


def _told(situation: Situation) -> str:
    """Say what the engine said of it."""
    told = snake(situation.condition)
    return told if not told or told.split("_")[0] in LINKS else f"when_{told}"


def _arguments(
    situation: Situation, aimed: ast.expr | None, definitions: Definitions
) -> list[Said]:
    """Return the call's literal arguments that can be said."""
    if not isinstance(aimed, ast.Call):
        return []
    definition = definitions.called(situation)
    names = [p.arg for p in definition.parameters] if definition else []
    names += [""] * len(aimed.args)
    given = [_said(name, node) for name, node in zip(names, aimed.args, strict=False)]
    given += [_said(one.arg or "", one.value, is_keyword=True) for one in aimed.keywords]
    return [one for one in given if one is not None]


def _said(name: str, node: ast.expr, *, is_keyword: bool = False) -> Said | None:
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    text = value_words(value)
    return Said(snake(name), value, text, is_keyword) if text else None


def _states(telling: Sequence[Said], *, is_alone: bool) -> Iterator[str]:
    """Say which parameter has a special value, or is a number: "when_quantity_is_2"."""
    named = [one for one in telling if one.parameter]
    if is_alone and not any(one.is_special or one.is_keyword for one in named):
        return
    special = [one for one in named if one.is_special]
    numbers = [one for one in named if isinstance(one.value, int | float)]
    for found in (special, numbers):
        if len(found) > 1:
            yield f"{found[0].state}_and_{found[1].state.removeprefix('when_')}"
        yield from (one.state for one in found)


def _values(said: Sequence[Said]) -> str:
    return "for_" + "_and_".join(one.text for one in said[:2]) if said else ""


def _everything(said: Sequence[Said]) -> str:
    parts = [f"{one.parameter}_{one.text}" if one.parameter else one.text for one in said]
    return "with_" + "_and_".join(parts) if parts else ""


def _message(first: Observation) -> str:
    """Say an error in its own words, without what it quotes."""
    if first.error is None or not first.error.explicit:
        return ""
    line = _UNSAYABLE.sub(" ", first.error.message.partition("\n")[0].replace("()", ""))
    found = [snake(part).split("_") for part in re.split(r"[,;:(]", line) if snake(part)]
    parts = found[0] if found else []
    while parts and parts[-1] in DANGLING:
        parts.pop()
    if parts and parts[0] in {"a", "an", "the"}:
        parts.pop(0)
    if not MESSAGE_WORDS_MIN <= len(parts) <= MESSAGE_WORDS_MAX:
        return ""
    return "_".join(parts) if line.isascii() else ""


def _history(situation: Situation) -> str:
    """Say what was done to the object last: "after_add"."""
    last = expression(situation.setup[-1]) if situation.setup else None
    if not isinstance(last, ast.Call) or not isinstance(last.func, ast.Attribute):
        return ""
    return "" if last.func.attr in _PREPARATIONS else f"after_{snake(last.func.attr)}"


def _receiver(situation: Situation) -> str:
    """Say what is special about the object: what it was made of, or that it is new."""
    node = act(situation.call)
    target = node.func if isinstance(node, ast.Call) else node
    if not isinstance(target, ast.Attribute):
        return ""
    root = ast.unparse(target.value)
    made = receivers(situation).get(root, target.value)
    if not isinstance(made, ast.Call):
        return ""
    called = snake(ast.unparse(made.func).rpartition(".")[2])
    given = [(keyword.arg or "", keyword.value) for keyword in made.keywords]
    if not made.args and not given and not _is_touched(root, situation.setup):
        return f"for_a_new_{called}"
    said = [_said("", one) for one in made.args] + [_said(name, one) for name, one in given]
    told = [
        f"{one.parameter}_{one.text}" if one.parameter else one.text
        for one in said
        if one is not None and not one.is_filler and one.text not in UNSAID
    ]
    # A class tells something of the object; a function that made it does not.
    kind = [called] if ast.unparse(made.func).rpartition(".")[2][:1].isupper() else []
    return "_".join(["for", *kind, *told[:2]]) if told else ""


def _is_touched(root: str, setup: Sequence[str]) -> bool:
    uses = sum(bool(re.search(rf"\b{re.escape(root)}\b", statement)) for statement in setup)
    return uses > 1


def _text(situation: Situation, aimed: ast.expr | None) -> str:
    """Say how a long text begins that is given, directly or by a name of the set-up."""
    made = receivers(situation)
    given = [*aimed.args, *(k.value for k in aimed.keywords)] if isinstance(aimed, ast.Call) else []
    for node in given:
        source = made.get(node.id) if isinstance(node, ast.Name) else node
        if isinstance(source, ast.Constant) and isinstance(source.value, str):
            parts = [part for part in snake(source.value).split("_") if part.isalpha()]
            if parts:
                return "for_" + "_".join(parts[:TEXT_WORDS])
    return ""


def _details(first: Observation) -> Iterator[str]:
    """Say a field of the object that came back: "with_version_1_0"."""
    fields = first.value.fields if first.value is not None else ()
    for name, value in fields:
        said = _field_words(value.source) if value.kind is ValueKind.LITERAL else ""
        if said and not name.startswith("_"):
            yield f"with_{snake(name)}_{said}"


def _field_words(source: str) -> str:
    node = expression(source)
    said = _said("", node) if node is not None else None
    return said.text if said and not said.is_filler and said.text not in UNSAID else ""
