"""From an idea to a proven test: situation, observation, oracle, candidate, verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.coverage import Arc
from bot.domain.mission import EngineName
from bot.domain.tested import Mutant


class Verdict(StrEnum):
    """Why a candidate was kept or dropped, cheap before dear (design: Gates)."""

    UNREADABLE = "unreadable"
    FORBIDDEN = "forbidden"
    BROKEN = "broken"
    FAILED = "failed"
    TIMED_OUT = "timed out"
    FLAKY = "flaky"
    HOLLOW = "hollow"
    USELESS = "useless"
    CLASHING = "clashing"
    ACCEPTED = "accepted"


class OracleOrigin(StrEnum):
    """Where an assertion's expected value came from."""

    DOCUMENTED = "documented"
    EXPECTED = "expected"
    OBSERVED = "observed"


@dataclass(frozen=True)
class Expectation:
    """What a document or a model says before anyone has seen the result.

    Exactly one of `value` (source text) and `raises` (a dotted exception
    name or a builtin's name) is set. `source` says where it stands, for
    example "docstring of clamp, line 12".
    """

    origin: OracleOrigin
    source: str
    value: str | None = None
    raises: str | None = None

    def __post_init__(self) -> None:
        if (self.value is None) == (self.raises is None):
            raise ValueError("an expectation has a value or an exception, not both")
        if self.origin is OracleOrigin.OBSERVED:
            raise ValueError("what was observed was not expected")


@dataclass(frozen=True)
class Situation:
    """Set-up, call and expectation, before it is a test.

    `imports` are whole import lines; `setup` are statements, in order; `call`
    is one expression whose value is looked at ("" where `setup` alone is the
    act). `fixtures` are pytest's: tmp_path, monkeypatch. `segment` is the
    qualified name of the segment aimed at. `condition` says in a few words
    what makes it differ ("quantity is 0"), for the test's name; "" if unknown.
    `prompt` names the question that a model answered with it, "" for none.
    """

    segment: str
    imports: tuple[str, ...]
    setup: tuple[str, ...]
    call: str
    engine: EngineName
    fixtures: tuple[str, ...] = ()
    expectation: Expectation | None = None
    condition: str = ""
    prompt: str = ""

    @property
    def source(self) -> str:
        """Show the whole situation as Python source, for digests and for people."""
        return "\n".join((*self.imports, *self.setup, self.call))


class ObservedEnd(StrEnum):
    """How a situation ended; REFUSED was not run, because the static gate said no."""

    RETURNED = "returned"
    RAISED = "raised"
    BROKEN = "broken"
    TIMED_OUT = "timed out"
    DIED = "died"
    REFUSED = "refused"


class Look(StrEnum):
    """How closely situations are observed.

    ALONE: each in a fork of its own; what is kept was seen so. TOGETHER: one follows
    the other in a fork, as long as none is seen to leave anything behind. GLANCE: the
    same, and what objects answer when asked (properties, length) is left out. AGAIN:
    all in one fork, whatever is left behind.
    """

    ALONE = "alone"
    TOGETHER = "together"
    GLANCE = "glance"
    AGAIN = "again"


class ValueKind(StrEnum):
    """How a value can be asserted.

    LITERAL, CONSTRUCTED: `source` evaluates (with `imports`) to an equal value
    of the same type; the worker has checked that. APPROX: the same, but holds
    floats, so it is compared with pytest.approx. ITERATED: an iterator;
    `source` is the list of its items. OBJECT: type and `fields` can be
    asserted. OPAQUE: only the type.
    """

    LITERAL = "literal"
    CONSTRUCTED = "constructed"
    APPROX = "approx"
    ITERATED = "iterated"
    OBJECT = "object"
    OPAQUE = "opaque"


@dataclass(frozen=True)
class Value:
    """A value as it can be written into a test; `type_name` is "module.qualname".

    `fields` are named by how a test gets at them: "total" for what an object stores and,
    after those, for its public properties; "dict()", "list()" for what it holds, "len()" for
    how much; "[0]", "['a']" for the items of a list, tuple or dict that cannot be written. The
    `source` of an object with fields is the name that a module holds it under, "" where it
    has none.
    """

    kind: ValueKind
    type_name: str
    source: str = ""
    imports: tuple[str, ...] = ()
    fields: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True)
class ErrorSeen:
    """An exception that left the call.

    `line` is the subject's line it passed last (0: none); `explicit` tells that a
    `raise` statement of the subject raised it. `mro` names its classes.
    """

    type_name: str
    message: str
    line: int
    explicit: bool
    mro: tuple[str, ...] = ()


@dataclass(frozen=True)
class Observation:
    """What one situation did. Lines and arcs are the subject's, as coverage.py counts them.

    `changed` holds the set-up's names whose value differs after the call, with
    the value after it; `written` the files under tmp_path that the call made
    or changed: relative path, text content; `environ` the variables of the
    environment that it left changed, and whether they were there before; `patterns`
    the regular expressions that were compiled meanwhile.
    """

    end: ObservedEnd
    lines: frozenset[int]
    arcs: frozenset[Arc]
    value: Value | None = None
    error: ErrorSeen | None = None
    changed: tuple[tuple[str, Value], ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    stdout: str = ""
    seconds: float = 0.0
    note: str = ""
    environ: tuple[tuple[str, bool], ...] = ()
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assertion:
    """Statements that check one thing, and where the expected value came from.

    `raises`, where set, is the exception expression for `pytest.raises` and
    `match` its pattern source ("" for none); then `statements` is empty.
    """

    origin: OracleOrigin
    statements: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    raises: str = ""
    match: str = ""


@dataclass(frozen=True)
class Drawn:
    """Inputs that a property test draws: its parameters, and the source of what draws each.

    `most` is how many are drawn; `examples` are tried beside them, a source for each parameter.
    """

    names: tuple[str, ...]
    strategies: tuple[str, ...]
    most: int
    examples: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A situation with its assertions: a test, unproven. `name` is a function name, "test_...".

    `says` is one line on what it shows, for its docstring, "" for none. `drawn` are the inputs
    of a property test, None for a test of one input.
    """

    name: str
    situation: Situation
    assertions: tuple[Assertion, ...]
    says: str = ""
    drawn: Drawn | None = None

    @property
    def is_hollow(self) -> bool:
        """Tell whether nothing is asserted."""
        return not self.assertions

    @property
    def is_about_an_error(self) -> bool:
        """Tell whether the test expects an exception."""
        return any(one.raises for one in self.assertions)


@dataclass(frozen=True)
class Kept:
    """A proven candidate and what it brought.

    `burden` is what a reader minds about it beside its length (ports.Craft.burden);
    `acts_on` names what of the subject it calls (ports.Craft.acts_on).
    """

    candidate: Candidate
    lines: frozenset[int]
    arcs: frozenset[Arc]
    kills: frozenset[Mutant]
    tried: frozenset[Mutant]
    burden: int = 0
    acts_on: frozenset[str] = frozenset()
