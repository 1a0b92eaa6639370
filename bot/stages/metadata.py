"""Facts that a pull request's text carries for the next run, and the boxes people tick there.

They stand in HTML comments, which people do not see. What is read back is untrusted:
anyone who may edit the text may have changed it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from bot.codec import from_json, to_json
from bot.stages.links import unpinned

MARK = "coverage-missions:v1"
METADATA_CHARS_MAX = 4000
RETRY = "retry"
BOXES = "<!-- missions:boxes -->"
"""Stands before the boxes, after everything that others wrote."""

_METADATA = re.compile(rf"<!-- {re.escape(MARK)} (\{{.*?\}}) -->")
_BOX = re.compile(r"^ {0,3}[-*] \[([ xX])\] <!-- missions:([a-z-]+) -->", re.MULTILINE)
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "-": "\\u002d"}


@dataclass(frozen=True)
class Metadata:
    """What the bot remembers in its own pull request.

    `source` digests the subject that the tests were written for, `labels` are those
    that the bot set (one that is gone was removed by a person), `title` and `text` digest
    what the bot wrote, `tree` the files of its commit, and `head` is that commit; `coming`
    is the one that is about to take its place. `covered` counts lines and arcs of the
    subject that run with the tests, `lines` the lines alone; both are 0 in texts of versions
    that did not tell.
    `is_draft` tells that the bot made it a draft and that no person changed that. `owed`
    names what was refused (bot/stages/chores.py), `tries` how often in a row.
    """

    mission: str
    source: str
    labels: tuple[str, ...]
    title: str
    text: str
    tree: str
    head: str = ""
    coming: str = ""
    covered: int = 0
    lines: int = 0
    is_draft: bool = False
    owed: tuple[str, ...] = ()
    tries: int = 0


def with_metadata(body: str, metadata: Metadata) -> str:
    """Return the body with the metadata after it, in place of what stood there before."""
    plain = "".join(_ESCAPED.get(one, one) for one in to_json(metadata))
    return f"{without_metadata(body)}\n\n<!-- {MARK} {plain} -->\n"


def without_metadata(body: str) -> str:
    """Return the body as people read it."""
    return _METADATA.sub("", body).rstrip()


def metadata_of(body: str) -> Metadata | None:
    """Return what the last metadata in a body says; None where there is none or it is damaged."""
    found = _METADATA.findall(body)
    if not found or len(found[-1]) > METADATA_CHARS_MAX:
        return None
    try:
        return from_json(Metadata, found[-1])
    except (ValueError, TypeError, json.JSONDecodeError):
        return None


def ticked(body: str) -> frozenset[str]:
    """Name the boxes of a body that are ticked: "retry".

    Only what follows the last BOXES is read: code that is quoted before it may look like one.
    """
    boxes = body.rpartition(BOXES)[2] if BOXES in body else ""
    return frozenset(name for state, name in _BOX.findall(boxes) if state != " ")


def unticked(body: str) -> str:
    """Return the body with no box ticked: what was asked for is done."""
    return _BOX.sub(r"- [ ] <!-- missions:\2 -->", body)


def text_digest(body: str) -> str:
    """Digest what a body says: white space, ticks and the commit of links are no change of it."""
    body = unpinned(without_metadata(body).replace("\r", ""))
    text = _BOX.sub(r"- [ ] <!-- missions:\2 -->", body)
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]
