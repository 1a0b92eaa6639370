"""What the dashboard says, and what people tick there. Pure.

A row's boxes keep their ticks until they are obeyed. What is read back is untrusted:
whoever may edit an issue may have written it; only boxes and names are taken from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.answers import Box
from bot.domain.coverage import Tally
from bot.domain.forge import Operation
from bot.domain.mission import SkipKind
from bot.stages.boards import BASE_SHOWN_CHARS_MAX, marker_of
from bot.stages.markdown import Safe
from bot.stages.wording import clip, clip_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.domain.forge import IssueSeen

BODY_CHARS_MAX = 60_000
TICKED_ROWS_MAX = 240
"""Rows with a tick are shown before all others, so that no tick is lost; so many at most."""

_BOX = re.compile(
    r"^ {0,6}[-*] \[([ xX])\] <!-- mission=(m-[0-9a-f]{8}) action=(retry|approve|ignore) -->",
    re.MULTILINE,
)
_NAMED = re.compile(r"\* `([^`]{1,200})`")
_LINES_MAX = 5000


class Section(StrEnum):
    """Where a mission stands, in the order of the dashboard; a value is its heading."""

    OPEN = "Pull requests that wait for review"
    BY_HAND = "Branches that wait for a pull request by hand"
    WAITING = "Waiting: as many pull requests are open as allowed"
    APPROVAL = "Waiting for approval"
    PENDING = "Planned, and not done in the last campaign"
    FAILED = "Could not be published"
    EDITED = "Edited by you"
    CLOSED = "Closed by you"
    IGNORED = "Ignored"
    STOPPED = "Stopped"
    MERGED = "Merged"
    SMALL = "Too little gained for a pull request"
    GAVE_UP = "Nothing was kept"
    UNMEASURED = "Not measurable"
    OTHER = "Not in the last campaign"


OF_OPERATION: Mapping[Operation, Section] = {
    Operation.CREATED: Section.OPEN,
    Operation.UPDATED: Section.OPEN,
    Operation.UNCHANGED: Section.OPEN,
    Operation.BRANCH_ONLY: Section.BY_HAND,
    Operation.SKIPPED_CLOSED: Section.CLOSED,
    Operation.SKIPPED_MERGED: Section.MERGED,
    Operation.SKIPPED_EDITED: Section.EDITED,
    Operation.SKIPPED_STOPPED: Section.STOPPED,
    Operation.SKIPPED_IGNORED: Section.IGNORED,
    Operation.SKIPPED_CHECKED_OUT: Section.EDITED,
    Operation.LIMIT_REACHED: Section.WAITING,
    Operation.SKIPPED_SMALL: Section.SMALL,
    Operation.NONE: Section.GAVE_UP,
}
OF_SKIP: Mapping[SkipKind, Section] = {
    SkipKind.STOPPED: Section.STOPPED,
    SkipKind.IGNORED: Section.IGNORED,
    SkipKind.EDITED: Section.EDITED,
    SkipKind.PROPOSED: Section.OPEN,
    SkipKind.CLOSED: Section.CLOSED,
    SkipKind.UNAPPROVED: Section.APPROVAL,
    SkipKind.OBSOLETE: Section.OTHER,
}
_OFFERED: Mapping[Section, tuple[Box, ...]] = {
    Section.APPROVAL: (Box.APPROVE, Box.IGNORE),
    Section.IGNORED: (Box.IGNORE,),
    Section.WAITING: (Box.IGNORE,),
    Section.PENDING: (Box.IGNORE,),
    Section.FAILED: (Box.IGNORE,),
    Section.STOPPED: (),
    Section.UNMEASURED: (),
    Section.OTHER: (),
}
_OFFERED_ELSE = (Box.RETRY, Box.IGNORE)


@dataclass(frozen=True)
class BoxFact:
    """One box: its action, and whether it is ticked."""

    action: Box
    is_ticked: bool


@dataclass(frozen=True)
class Row:
    """One mission; `id` is "" where there is none: such a row has no boxes.

    `before` and `after` tally the subject's lines, None where nobody measured them;
    `number` is the pull request's, 0 for none.
    """

    id: str
    section: Section
    subject: str
    before: Tally | None = None
    after: Tally | None = None
    number: int = 0
    note: str = ""
    boxes: tuple[BoxFact, ...] = ()

    @property
    def is_ticked(self) -> bool:
        """Tell whether a person wants something of it."""
        return any(box.is_ticked for box in self.boxes)


@dataclass(frozen=True)
class SectionFact:
    """One section as it is shown; `left` counts the rows that are not."""

    heading: str
    rows: tuple[Row, ...]
    left: int


@dataclass(frozen=True)
class OtherBoard:
    """An open dashboard that another bot keeps for the same branch."""

    number: int
    is_younger: bool


@dataclass(frozen=True)
class Place:
    """Where a dashboard is written: the branch that it is for, and another bot's, if there is."""

    base: str
    stop_label: str
    other: OtherBoard | None = None


@dataclass(frozen=True)
class DashboardFacts:
    """What prompts/dashboard.md.j2 is written from; its last line is the marker."""

    base: str
    sections: tuple[SectionFact, ...]
    is_shortened: bool
    stop_label: str
    other: OtherBoard | None
    marker: Safe


@dataclass(frozen=True)
class BoardRead:
    """What a dashboard's text holds for the next one: ticked boxes, and subjects, by mission."""

    boxes: Mapping[str, frozenset[Box]] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Space:
    """How much is shown: rows of each section, characters of a note and of a path."""

    rows: int
    note: int
    path: int


ALL = Space(rows=1000, note=200, path=120)
SPACES = (ALL, Space(rows=200, note=100, path=80), Space(rows=50, note=40, path=60))
LEAST = Space(rows=2, note=0, path=30)


def read_board(body: str) -> BoardRead:
    """Read what people ticked, by mission; only lines that look as we write them count."""
    ticked: dict[str, frozenset[Box]] = {}
    subjects: dict[str, str] = {}
    subject = ""
    for line in body.splitlines()[:_LINES_MAX]:
        named, box = _NAMED.match(line), _BOX.match(line)
        if line.startswith("* "):
            # A name that is shown otherwise is not known, and is not that of the row before.
            subject = named[1] if named else ""
        if box is None:
            continue
        subjects[box[2]] = subject or box[2]
        if box[1] != " ":
            ticked[box[2]] = ticked.get(box[2], frozenset()) | {Box(box[3])}
    return BoardRead(ticked, subjects)


def without_ticks(body: str, obeyed: Mapping[str, frozenset[Box]]) -> str:
    """Return a text without the ticks that were obeyed, and else as it is."""

    def shown(found: re.Match[str]) -> str:
        is_obeyed = found[3] in obeyed.get(found[2], ())
        return re.sub(r"\[[xX]\]", "[ ]", found[0], count=1) if is_obeyed else found[0]

    return _BOX.sub(shown, body)


def heard_on(seen: IssueSeen) -> BoardRead:
    """Read the ticks that count on a dashboard.

    A closed one is not written any more, so that nobody would take an obeyed tick away:
    there only *ignore* counts.
    """
    read = read_board(seen.body)
    if seen.is_open:
        return read
    boxes = {mission: boxes & {Box.IGNORE} for mission, boxes in read.boxes.items()}
    return replace(read, boxes={mission: some for mission, some in boxes.items() if some})


def rows_of(
    rows: Iterable[Row], read: BoardRead, obeyed: Mapping[str, frozenset[Box]]
) -> tuple[Row, ...]:
    """Give each row its boxes, ticked as people left them but for those that were obeyed.

    A tick for a mission that has no row gets one, so that it is not lost. Of several rows
    of a mission the first counts.
    """
    by_id: dict[str, Row] = {}
    nameless = []
    for row in rows:
        if row.id:
            by_id.setdefault(row.id, row)
        else:
            nameless.append(row)
    for mission in read.boxes:
        if mission not in by_id:
            by_id[mission] = Row(mission, Section.OTHER, read.subjects.get(mission, mission))
    told = [_with_boxes(row, read, obeyed) for row in by_id.values()]
    kept = [row for row in told if row.section is not Section.OTHER or row.is_ticked]
    return tuple(sorted([*kept, *nameless], key=lambda row: (row.subject, row.id)))


def _with_boxes(row: Row, read: BoardRead, obeyed: Mapping[str, frozenset[Box]]) -> Row:
    ticked = read.boxes.get(row.id, frozenset()) - obeyed.get(row.id, frozenset())
    offered = _OFFERED.get(row.section, _OFFERED_ELSE)
    shown = [box for box in Box if box in offered or box in ticked]
    return replace(row, boxes=tuple(BoxFact(box, box in ticked) for box in shown))


def dashboard_text(
    rows: Sequence[Row], place: Place, render: Callable[[DashboardFacts], str]
) -> str:
    """Render the dashboard with as much as fits into an issue; ticked rows are always there."""
    for space in SPACES:
        text = render(_facts(rows, place, space))
        if len(text) <= BODY_CHARS_MAX:
            return text
    bare = [replace(row, boxes=tuple(b for b in row.boxes if b.is_ticked)) for row in rows]
    ticked = [row for row in bare if row.is_ticked][:TICKED_ROWS_MAX]
    rest = [row for row in bare if not row.is_ticked]
    return render(_facts([*ticked, *rest], place, LEAST))


def _facts(rows: Sequence[Row], place: Place, space: Space) -> DashboardFacts:
    sections = [
        _section(section, [row for row in rows if row.section is section], space)
        for section in Section
    ]
    shown = tuple(one for one in sections if one.rows or one.left)
    return DashboardFacts(
        clip(place.base, BASE_SHOWN_CHARS_MAX),
        shown,
        space is not ALL,
        place.stop_label,
        place.other,
        marker_of(place.base),
    )


def _section(section: Section, rows: Sequence[Row], space: Space) -> SectionFact:
    ticked = [row for row in rows if row.is_ticked]
    others = [row for row in rows if not row.is_ticked]
    kept = [*ticked, *others[: max(0, space.rows - len(ticked))]]
    in_order = sorted(kept, key=lambda row: (row.subject, row.id))
    shown = tuple(_cut(row, space) for row in in_order)
    return SectionFact(section.value, shown, len(rows) - len(shown))


def _cut(row: Row, space: Space) -> Row:
    note = clip(row.note, space.note) if space.note else ""
    return replace(row, subject=clip_path(row.subject, space.path), note=note)
