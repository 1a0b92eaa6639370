"""What trials tell the host, field by field as bot.domain.trial names them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from .tracing import Ran

if TYPE_CHECKING:
    from .protocol import Plain

LITERAL, CONSTRUCTED, APPROX = "literal", "constructed", "approx"
ITERATED, OBJECT, OPAQUE = "iterated", "object", "opaque"
RETURNED, RAISED, BROKEN, TIMED_OUT, DIED = "returned", "raised", "broken", "timed out", "died"


@dataclass(frozen=True)
class ValueSeen:
    """A value as it can be written into a test."""

    kind: str
    type_name: str
    source: str = ""
    imports: tuple[str, ...] = ()
    fields: tuple[tuple[str, ValueSeen], ...] = ()


@dataclass(frozen=True)
class ErrorRecord:
    """An exception that left the call."""

    type_name: str
    message: str
    line: int
    explicit: bool
    mro: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """What one situation did."""

    end: str
    ran: Ran = field(default_factory=Ran)
    value: ValueSeen | None = None
    error: ErrorRecord | None = None
    changed: tuple[tuple[str, ValueSeen], ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    stdout: str = ""
    seconds: float = 0.0
    note: str = ""
    environ: tuple[tuple[str, bool], ...] = ()
    patterns: tuple[str, ...] = ()

    def plain(self) -> Plain:
        """Write it as an Observation's JSON."""
        plain = asdict(self)
        plain.update(plain_ran(self.ran))
        del plain["ran"]
        return plain


def plain_ran(ran: Ran) -> Plain:
    """Write lines and arcs as JSON, in order."""
    return {"lines": sorted(ran.lines), "arcs": [list(arc) for arc in sorted(ran.arcs)]}
