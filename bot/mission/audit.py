"""The audit trail: one JSON line an event, chained by SHA-256 over whole entries.

Whoever edits, reorders, inserts or drops a line breaks the chain; whoever cuts
the end off is found out by the head hash that is kept elsewhere (in the record
or the pull request). Pure text: the corridor appends the lines. An entry
carries no time of its own, so that equal runs write equal trails.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.codec import from_plain, to_plain

FORMAT = 1
GENESIS = "0" * 64
LINE_CHARACTERS_MAX = 1_000_000


@dataclass(frozen=True)
class AuditEntry:
    """One event: `number` counts from 1, `previous` and `hash` are 64 hex digits.

    `step` is a step's id or "", `details` says what and why; `at` is a time in
    ISO form, "" where none is recorded.
    """

    format: int
    number: int
    event: str
    step: str
    details: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    previous: str = GENESIS
    hash: str = ""


@dataclass(frozen=True)
class AuditHead:
    """The end of a trail: how many entries it has and the last one's hash."""

    entries: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class AuditCheck:
    """What checking a trail found: `problem` is "" where it is whole, `head` its last good end."""

    head: AuditHead
    problem: str = ""


def entry_after(
    head: AuditHead, event: str, *, step: str = "", details: Mapping[str, str], at: str = ""
) -> AuditEntry:
    """Make the entry that follows a head."""
    entry = AuditEntry(FORMAT, head.entries + 1, event, step, dict(details), at, head.hash)
    return replace(entry, hash=hash_of(entry))


def head_after(entry: AuditEntry) -> AuditHead:
    """Return the head of a trail that ends with this entry."""
    return AuditHead(entry.number, entry.hash)


def hash_of(entry: AuditEntry) -> str:
    """Digest everything of an entry but its own hash, the previous one's included."""
    plain = to_plain(replace(entry, hash=""))
    return hashlib.sha256(_canonical(plain).encode("utf-8", "surrogatepass")).hexdigest()


def line_of(entry: AuditEntry) -> str:
    """Write an entry as one line, with no newline at the end."""
    return _canonical(to_plain(entry))


def verify(text: str, head: AuditHead | None = None) -> AuditCheck:
    """Check a whole trail, and that it ends at `head` where one is given."""
    end = AuditHead()
    if text and not text.endswith("\n"):
        return AuditCheck(end, "the last line is cut off")
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        entry, problem = _read(line, end)
        if entry is None:
            return AuditCheck(end, f"line {number}: {problem}")
        end = head_after(entry)
    if head is not None and head != end:
        message = f"the trail has {end.entries} entries, {head.entries} were recorded"
        if head.entries == end.entries:
            message = "the trail ends with another hash than was recorded"
        return AuditCheck(end, message)
    return AuditCheck(end)


def _read(line: str, end: AuditHead) -> tuple[AuditEntry | None, str]:
    if len(line) > LINE_CHARACTERS_MAX:
        return None, f"is longer than {LINE_CHARACTERS_MAX} characters"
    try:
        entry = from_plain(AuditEntry, json.loads(line))
    except (ValueError, RecursionError):
        return None, "is no entry of an audit trail"
    if line != line_of(entry):
        return None, "is not written as the trail writes it"
    if entry.hash != hash_of(entry):
        return None, "was changed after it was written"
    if entry.previous != end.hash or entry.number != end.entries + 1:
        return None, "does not follow the line before it"
    return entry, ""


def _canonical(plain: object) -> str:
    # ASCII only: some readers end a line at U+2028 too.
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))
