"""Three ends of a mission that reviewers meet: reached, improved with doubts, nothing found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fakes.records import EVIDENCE, RECORD, TIMING, measured
from fakes.writers import BLOB, MISSION_FILE, TEMPLATES

from bot.domain.outcome import MissionRecord, Status
from bot.stages.publish import ROOMS, comment_facts, pull_facts, summary_facts

REACHED = replace(
    RECORD,
    evidence=replace(EVIDENCE, bugs=(), suite_failing=0, mutants_killed=9, mutants_survived=()),
)
IMPROVED = replace(
    RECORD,
    status=Status.IMPROVED,
    reason="no engine has ideas left",
    evidence=replace(EVIDENCE, after=measured(26, 8)),
)
EXHAUSTED = replace(
    RECORD,
    status=Status.EXHAUSTED,
    reason="no engine has ideas left",
    evidence=replace(
        EVIDENCE,
        after=None,
        tests=(),
        tests_file="",
        oracles=(),
        mutants_killed=0,
        mutants_tried=0,
        mutants_survived=(),
        repeats=0,
        suite_passed=0,
        suite_failing=0,
        bugs=(),
    ),
)


@dataclass(frozen=True)
class Texts:
    """What people are shown of one mission; a pull request and a comment only where tests are."""

    name: str
    summary: str
    pull: str = ""
    comment: str = ""

    @property
    def all(self) -> dict[str, str]:
        """Return the texts that there are, by what they are."""
        named = {"pull request": self.pull, "comment": self.comment, "job summary": self.summary}
        return {name: text for name, text in named.items() if text}


def texts(name: str, record: MissionRecord) -> Texts:
    """Write the texts of one record as publishing to GitHub does."""
    summary = TEMPLATES.render("summary.md.j2", summary_facts(record, TIMING, blob=BLOB))
    if record.evidence is None or not record.evidence.tests:
        return Texts(name, summary)
    room = ROOMS[0]
    pull = pull_facts(record, mission_file=MISSION_FILE, room=room, has_boxes=True, blob=BLOB)
    comment = comment_facts(record, TIMING, room=room, blob=BLOB)
    return Texts(
        name,
        summary,
        TEMPLATES.render("pull.md.j2", pull),
        TEMPLATES.render("comment.md.j2", comment),
    )


OUTCOMES = (
    texts("reached", REACHED),
    texts("improved", IMPROVED),
    texts("exhausted", EXHAUSTED),
)
