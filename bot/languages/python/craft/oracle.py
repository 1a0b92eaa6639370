"""Decide what an observation proves: assertions that always held, suspected bugs, or nothing.

A situation is observed several times under other hash seeds, time zones, locales
and orders. Only what was equal every time is asserted.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, assert_never

from bot.domain.trial import Assertion, ObservedEnd, OracleOrigin, ValueKind, Verdict
from bot.languages.python.craft.acts import act, is_tautology, makes_its_value
from bot.languages.python.craft.expected import agrees, contradiction
from bot.languages.python.craft.facets import facets
from bot.languages.python.craft.identify import (
    PLAIN,
    differing,
    identifying,
    is_still_given,
    without_foreign,
    without_given,
)
from bot.languages.python.craft.raised import judge_raised
from bot.languages.python.craft.stability import agreed, gives_local_names, same, steady
from bot.languages.python.craft.values import OF_ITSELF, assertions, written_literal
from bot.ports.craft import Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.trial import Observation, Situation, Value
    from bot.languages.python.craft.definitions import Definitions

STATEMENTS_MAX = 8
FILES_MAX = 3
OUTPUT_CHARS_MAX = 600
FIXTURES = frozenset({"tmp_path", "monkeypatch", "capsys", "caplog"})
_RESULT_NAMES = ("result", "outcome", "returned")


def judge(
    situation: Situation,
    first: Observation,
    again: Sequence[Observation],
    definitions: Definitions,
    under: Observation | None = None,
) -> Judgement:
    """Turn observations of one situation into assertions; see ports.Craft.judge."""
    seen = (first, *again)
    if first.environ:
        bugs = _judge_end(situation, seen, definitions, under).bugs
        note = f"it leaves {first.environ[0][0]} changed in the environment of all tests"
        return Judgement((), bugs, Verdict.FORBIDDEN, note)
    if len({observation.end for observation in seen}) > 1:
        return Judgement((), verdict=Verdict.FLAKY, note="it does not always end the same way")
    return _judge_end(situation, seen, definitions, under)


def _judge_end(
    situation: Situation,
    seen: Sequence[Observation],
    definitions: Definitions,
    under: Observation | None,
) -> Judgement:
    first = seen[0]
    match first.end:
        case ObservedEnd.RETURNED:
            return _judge_returned(situation, seen, definitions, under)
        case ObservedEnd.RAISED:
            return judge_raised(situation, seen, definitions)
        case ObservedEnd.TIMED_OUT:
            return Judgement((), verdict=Verdict.TIMED_OUT, note=first.note)
        case ObservedEnd.BROKEN:
            return Judgement((), verdict=Verdict.BROKEN, note=first.note)
        case ObservedEnd.DIED:
            return Judgement((), verdict=Verdict.FAILED, note=first.note)
        case ObservedEnd.REFUSED:
            return Judgement((), verdict=Verdict.FORBIDDEN, note=first.note)
    assert_never(first.end)


def result_name(situation: Situation) -> str:
    """Choose the local that holds the call's value, so that it hides no name of the set-up."""
    words = set(re.findall(r"\w+", situation.source))
    return next((name for name in _RESULT_NAMES if name not in words), "result_of_call")


def _judge_returned(
    situation: Situation,
    seen: Sequence[Observation],
    definitions: Definitions,
    under: Observation | None,
) -> Judgement:
    bugs = [contradiction(situation, one, definitions) for one in seen]
    # What hangs on what ran before is no finding.
    bug = bugs[0] if None not in bugs else None
    if bug is not None:
        return Judgement((), (bug,), Verdict.FAILED, "it contradicts its documents")
    value = agreed([observation.value for observation in seen], situation.source)
    changed = changes(situation, seen, definitions, under)
    effects = (*chain(*changed.values()), *_written(seen), *_printed(situation, seen))
    other = under.value if under else None
    told = _told(situation, value, definitions, other, has_effects=bool(effects))
    if is_unsteady(seen):
        values = [observation.value for observation in seen]
        told = facets(values, result_name(situation), situation.call, OracleOrigin.OBSERVED)
    if effects and value is not None and value.source in PLAIN:
        # What it did says more than that nothing came back.
        told, effects = effects[: STATEMENTS_MAX - len(told)], told
    kept = (*told, *effects)[:STATEMENTS_MAX]
    if kept:
        return Judgement(kept)
    if all(_is_same(seen[0], other) for other in seen[1:]):
        return Judgement((), verdict=Verdict.HOLLOW, note="nothing it did can be asserted")
    return Judgement((), verdict=Verdict.FLAKY, note="what it does differs between runs")


def is_unsteady(seen: Sequence[Observation]) -> bool:
    """Tell whether what was returned differs between runs: it has no value to speak of."""
    return any(
        observation.value is not None
        and observation.value.kind is not ValueKind.OBJECT
        and not same(seen[0].value, observation.value)
        for observation in seen
    )


def _is_same(one: Observation, other: Observation) -> bool:
    return (
        same(one.value, other.value)
        and one.written == other.written
        and one.stdout == other.stdout
        and [name for name, _ in one.changed] == [name for name, _ in other.changed]
        and all(same(a, b) for (_, a), (_, b) in zip(one.changed, other.changed, strict=True))
    )


def _told(
    situation: Situation,
    value: Value | None,
    definitions: Definitions,
    other: Value | None,
    *,
    has_effects: bool,
) -> tuple[Assertion, ...]:
    """Assert the value, where that says something about the subject.

    `other` is the value under a mutant: what differs from it says something.
    """
    if value is None or _is_no_news(situation, value, definitions):
        return ()
    definition = definitions.called(situation)
    is_none = value.source == "None" and (other is None or other.source == "None")
    says_nothing = definition is not None and not definition.none_says_something
    if is_none and (has_effects or says_nothing):
        return ()
    origin = OracleOrigin.OBSERVED
    if situation.expectation is not None and agrees(situation.expectation, value):
        origin = situation.expectation.origin
    elif is_still_given(value, situation, definitions):
        return ()
    shown = identifying(value, situation, definitions, other)
    is_known = value.kind is ValueKind.OBJECT and not makes_its_value(situation)
    if is_known:
        name, but = situation.call.strip(), differing(value, other)
        shown = without_given(shown, name, situation, definitions, but=but)
    made = _made(shown, situation, origin)
    if value.kind is ValueKind.OBJECT and (is_known or _names_class(situation, value)):
        outer = f"assert isinstance({result_name(situation)},"
        return tuple(one for one in made if not one.statements[0].startswith(outer))
    return made


def _made(shown: Value, situation: Situation, origin: OracleOrigin) -> tuple[Assertion, ...]:
    """Write assertions; of what only is read and not worked out, none of its length.

    A registry grows with every entry, and a test that counts them has to be mended each time.
    """
    made = assertions(shown, result_name(situation), origin)
    is_read = not situation.setup and situation.call.replace(".", "").isidentifier()
    told = tuple(one for one in made if not one.statements[0].startswith("assert len("))
    return told if is_read and told else made


def _is_no_news(situation: Situation, value: Value, definitions: Definitions) -> bool:
    """Tell whether a value is clear from the call itself, or only names the subject's variables."""
    if not situation.call or is_tautology(situation.call, value.source):
        return True
    called = definitions.called(situation)
    return called is not None and gives_local_names(called.own_nodes())


def _names_class(situation: Situation, value: Value) -> bool:
    """Tell whether the call names the class itself: its type is then no news."""
    node = act(situation.call)
    if not isinstance(node, ast.Call):
        return False
    return ast.unparse(node.func).rpartition(".")[2] == value.type_name.rpartition(".")[2]


def changes(
    situation: Situation,
    seen: Sequence[Observation],
    definitions: Definitions,
    under: Observation | None = None,
) -> dict[str, list[Assertion]]:
    """Map the names that the call changed to what can be asserted of their new values.

    `under` is what a mutant did: fields that differ from its are told in any case.
    """
    made: dict[str, list[Assertion]] = {}
    # It changed, so what the text shows nothing of must have been changed elsewhere.
    attributes = definitions.changed_by(situation) or None
    for name, _ in seen[0].changed:
        values = [dict(observation.changed).get(name) for observation in seen]
        value = agreed(values, situation.source)
        if value is None or name.startswith("_") or name in FIXTURES:
            continue
        but = differing(value, dict(under.changed).get(name) if under else None)
        telling = _telling(value, attributes, definitions, but)
        but |= attributes or set()
        telling = without_given(telling, name, situation, definitions, but=but)
        telling = without_foreign(telling, situation, definitions)
        is_object = value.kind is ValueKind.OBJECT
        # The set-up shows which object it is, and its type; what changed are its fields.
        telling = replace(telling, source="") if is_object else telling
        facts = assertions(telling, name, OracleOrigin.OBSERVED)
        made[name] = [f for f in facts if not (is_object and _is_type_check(f))]
    return made


def _telling(
    value: Value, attributes: set[str] | None, definitions: Definitions, but: frozenset[str]
) -> Value:
    """Leave out the fields that the call does not touch, and those that are None.

    What is worked out from others (properties, items, lengths) is only reported where it changed.
    Fields named by `but` stay.
    """
    fields = [
        (name, inner)
        for name, inner in value.fields
        if name in (attributes or set()) | but
        or (attributes is None and name not in OF_ITSELF)
        or not name.isidentifier()
        or definitions.is_property(name)
    ]
    told = [field for field in fields if field[1].source != "None" or field[0] in but]
    return replace(value, fields=tuple(sorted(told or fields, key=_rank)))


def _rank(field: tuple[str, Value]) -> int:
    """Put what an object holds before its attributes, and those that tell nothing last.

    What is 0 or empty often was so before.
    """
    name, value = field
    is_content = name.startswith("[") or (name.endswith("()") and name != "len()")
    return 0 if is_content else 1 + (value.source in PLAIN)


def _is_type_check(fact: Assertion) -> bool:
    return fact.statements[0].startswith("assert isinstance(")


def _written(seen: Sequence[Observation]) -> list[Assertion]:
    """Assert the text of the files that the call wrote."""
    return [
        Assertion(OracleOrigin.OBSERVED, (_file_statement(path, text),))
        for path, text in seen[0].written[:FILES_MAX]
        if all(dict(observation.written).get(path) == text for observation in seen)
    ]


def _file_statement(path: str, text: str) -> str:
    place = f"(tmp_path / {path!r})"
    written = _short(text) if steady(text, "") else ""
    if written:
        return f"assert {place}.read_text(encoding='utf-8') == {written}"
    return f"assert {place}.is_file()"


def _printed(situation: Situation, seen: Sequence[Observation]) -> list[Assertion]:
    """Assert what the call printed."""
    text = seen[0].stdout
    if not text or any(observation.stdout != text for observation in seen):
        return []
    written = _short(text) if steady(text, situation.source) else ""
    if not written:
        return []
    statement = f"assert capsys.readouterr().out == {written}"
    return [Assertion(OracleOrigin.OBSERVED, (statement,))]


def _short(text: str) -> str:
    return written_literal(ast.Constant(text), repr(text)) if len(text) <= OUTPUT_CHARS_MAX else ""
