"""Decide what an exception proves. It becomes a test only where the subject stands by it.

That is: a `raise` of the subject, its documents, or an expectation. An internal
error after plainly sound input is a suspected bug; anything else is a failure.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bot.domain.outcome import SuspectedBug
from bot.domain.trial import Assertion, OracleOrigin, Verdict
from bot.languages.python.craft.acts import act, done
from bot.languages.python.craft.contract import documents_error, is_well_typed
from bot.languages.python.craft.expected import finding, names_error, shortened
from bot.languages.python.craft.imports import imported_name
from bot.languages.python.craft.stability import common_text
from bot.languages.python.craft.unbound import unbound_name
from bot.ports.craft import Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.trial import ErrorSeen, Observation, Situation
    from bot.languages.python.craft.definitions import Definitions

PATTERN_CHARS_MAX = 60
PATTERN_CHARS_MIN = 4
_SPECIAL = re.compile(r"([.^$*+?{}\[\]\\|()])")

# The interpreter's or the harness's end, never the subject's answer.
NEVER = frozenset(
    f"builtins.{name}"
    for name in (
        "GeneratorExit",
        "ImportError",
        "KeyboardInterrupt",
        "MemoryError",
        "ModuleNotFoundError",
        "NameError",
        "RecursionError",
        "SystemError",
    )
)
# Errors of the code itself: after sound input they are findings, never answers.
INTERNAL = frozenset(
    f"builtins.{name}"
    for name in (
        "AttributeError",
        "IndexError",
        "KeyError",
        "RecursionError",
        "TypeError",
        "UnboundLocalError",
        "ZeroDivisionError",
    )
)
_TAKING = frozenset({"pop", "popleft", "popitem"})
_UNBOUND = frozenset({"builtins.NameError", "builtins.UnboundLocalError"})
# What a callee answers to a bad value, and the subject passes on: int("x"), a missing file.
PASSED_ON = frozenset({"builtins.OSError", "builtins.SystemExit", "builtins.ValueError"})


def judge_raised(
    situation: Situation, seen: Sequence[Observation], definitions: Definitions
) -> Judgement:
    """Turn an exception that left the call every time into an assertion, a finding, or neither."""
    errors = [observation.error for observation in seen if observation.error is not None]
    if not errors:
        return Judgement((), verdict=Verdict.BROKEN, note="no error was recorded")
    error = errors[0]
    if any(other.type_name != error.type_name for other in errors):
        return Judgement((), verdict=Verdict.FLAKY, note="its error differs between runs")
    bug = _unbound(situation, seen[0], definitions) or _bug(situation, error, definitions)
    if bug is not None:
        return Judgement((), (bug,), Verdict.FAILED, f"a suspected bug: {bug.actual}")
    if error.type_name == "builtins.SystemExit" and not _pins_arguments(situation):
        note = "how it ends depends on the command line of whoever runs it"
        return Judgement((), verdict=Verdict.FAILED, note=note)
    origin = _origin(situation, error, definitions)
    written = _written(error)
    if origin is None or written is None:
        note = f"{error.type_name} is not what the subject says it raises"
        return Judgement((), verdict=Verdict.FAILED, note=note)
    text, imports = written
    needed = (*imports, "import pytest")
    match = pattern([other.message for other in errors], situation.source) if _speaks(error) else ""
    return Judgement((Assertion(origin, (), needed, raises=text, match=match),))


def _pins_arguments(situation: Situation) -> bool:
    """Tell whether the call has arguments of its own, or the set-up sets sys.argv."""
    node = act(situation.call)
    has_own = isinstance(node, ast.Call) and bool(node.args or node.keywords)
    return has_own or "argv" in situation.source


def _origin(
    situation: Situation, error: ErrorSeen, definitions: Definitions
) -> OracleOrigin | None:
    """Say why the error may be asserted; None where it may not."""
    expectation = situation.expectation
    if error.type_name in NEVER:
        return None
    if expectation is not None and expectation.raises and names_error(expectation, error):
        return expectation.origin
    if documents_error(definitions.called(situation), error.type_name.rpartition(".")[2]):
        return OracleOrigin.DOCUMENTED
    passed_on = PASSED_ON & {error.type_name, *error.mro}
    answers = error.explicit or passed_on or _lacks_key(situation, error, definitions)
    return OracleOrigin.OBSERVED if answers else None


def _lacks_key(situation: Situation, error: ErrorSeen, definitions: Definitions) -> bool:
    """Tell whether a mapping says that it has no such key: the one that the call asked for."""
    if error.type_name != "builtins.KeyError" or _misses_variable(error, definitions):
        return False
    return _misses_argument(situation, error)


def _misses_variable(error: ErrorSeen, definitions: Definitions) -> bool:
    """Tell whether the environment may lack it: here, and not on another machine."""
    return error.type_name == "builtins.KeyError" and "environ" in definitions.source


def _bug(situation: Situation, error: ErrorSeen, definitions: Definitions) -> SuspectedBug | None:
    """Return the finding: a document says otherwise, or sound input meets an internal error."""
    expectation = situation.expectation
    name = error.type_name.removeprefix("builtins.")
    shown = shortened(f"raises {name}: {error.message}")
    # Without a line of its own, the error came before the subject did: set-up, harness.
    if error.line == 0 or (error.explicit and expectation is None):
        return None
    if expectation is not None and expectation.origin is OracleOrigin.DOCUMENTED:
        if names_error(expectation, error) or error.type_name in NEVER:
            return None
        said = (
            f"returns {expectation.value}" if expectation.value else f"raises {expectation.raises}"
        )
        return finding(situation, definitions, said, shown, error.line)
    internal = error.type_name in INTERNAL and not error.explicit
    internal = internal and not _misses_argument(situation, error)
    internal = internal and not _misses_variable(error, definitions)
    documented = documents_error(definitions.called(situation), name)
    if internal and not documented and is_well_typed(situation, definitions):
        return finding(situation, definitions, "no internal error", shown, error.line)
    return None


def _unbound(
    situation: Situation, seen: Observation, definitions: Definitions
) -> SuspectedBug | None:
    """Return the finding of a name that can have no value: no argument is to blame for that."""
    error = seen.error
    if error is None or error.type_name not in _UNBOUND or "monkeypatch" in situation.fixtures:
        return None
    name = unbound_name(definitions.source, error.line, error.message, seen.lines)
    if not name:
        return None
    shown = shortened(f"raises {error.type_name.removeprefix('builtins.')}: {error.message}")
    segment = definitions.around(error.line) or situation.segment
    return SuspectedBug(
        segment, error.line, situation.source, f"a value for {name}", shown, "the code itself"
    )


def _misses_argument(situation: Situation, error: ErrorSeen) -> bool:
    """Tell whether a look-up did not find what the call itself asked for: that is an answer."""
    nodes = list(ast.walk(done(situation) or ast.Constant(None)))
    given = [node.value for node in nodes if isinstance(node, ast.Constant)]
    match error.type_name:
        case "builtins.KeyError":
            return any(error.message in {repr(value), str(value)} for value in given)
        case "builtins.AttributeError":
            # `getattr(self, name)` says of a name that is not there what a mapping says of a key.
            names = [value for value in given if isinstance(value, str)]
            return any(error.message.endswith(f"has no attribute {name!r}") for name in names)
        case "builtins.IndexError":
            # `pop` of nothing and an index past the end: so sequences say it.
            return any(isinstance(node, ast.Subscript) for node in nodes) or any(
                isinstance(node, ast.Attribute) and node.attr in _TAKING for node in nodes
            )
        case _:
            return False


def _written(error: ErrorSeen) -> tuple[str, tuple[str, ...]] | None:
    """Name the error's class; a private or local one by its nearest public base."""
    for name in (error.type_name, *error.mro):
        if name in {"builtins.Exception", "builtins.BaseException"} and name != error.type_name:
            return None
        found = imported_name(name, ())
        if found is not None:
            return found
    return None


def _speaks(error: ErrorSeen) -> bool:
    """Tell whether the message is the subject's own; an interpreter's changes with its version."""
    return error.explicit or error.type_name == "builtins.SystemExit"


def pattern(messages: Sequence[str], situation: str) -> str:
    """Return a pattern for the stable start of messages, "" where too little is stable."""
    # The number and the words of a system's error differ between systems.
    text = common_text(messages, situation).partition("[Errno")[0].rstrip()
    if len(text) > PATTERN_CHARS_MAX:
        text = text[:PATTERN_CHARS_MAX].rpartition(" ")[0]
    short = len(text) < PATTERN_CHARS_MIN and text != messages[0]
    return "" if short else _SPECIAL.sub(r"\\\1", text)
