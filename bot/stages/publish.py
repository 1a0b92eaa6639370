"""Say what a mission did, to the people who will read its pull request.

Facts only: the corridor renders them through the Templates port. Bodies hold
nothing that differs between equal runs, so an unchanged mission leaves an
unchanged pull request; how long it took stands in the comment.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.outcome import SandboxTier, Status
from bot.domain.trial import OracleOrigin, Verdict
from bot.stages.drafts import kept_evidence
from bot.stages.letters import (
    BugFact,
    CommentFacts,
    CommitFacts,
    Count,
    GapFact,
    PullFacts,
    SummaryFacts,
    TestRow,
)
from bot.stages.links import source_url
from bot.stages.markdown import one_line
from bot.stages.wording import (
    Listed,
    behaviour,
    clip,
    clip_block,
    clip_path,
    listed,
    ranges,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.outcome import Evidence, MissionRecord, Timing

BODY_CHARS_MAX = 60_000
"""Forges refuse more than 65,536 characters; the rest is for markers."""

COMMIT_SUBJECT_CHARS_MAX = 72
EXAMPLES_MAX = 3
EXAMPLE_CHARS_MAX = 100
COMMIT_BEHAVIOURS = 10


@dataclass(frozen=True)
class Room:
    """How much may be shown: items of each list, characters of each text."""

    items: int
    texts: int
    survivors: int
    bugs: int
    has_links: bool = True


ALL = Room(items=100, texts=1000, survivors=20, bugs=20)
ROOMS = (
    ALL,
    Room(items=30, texts=300, survivors=10, bugs=10),
    Room(items=5, texts=120, survivors=3, bugs=3, has_links=False),
)
"""From all to the least. Whatever the facts, the last is within BODY_CHARS_MAX."""


def pull_facts(
    record: MissionRecord,
    *,
    mission_file: str,
    room: Room = ALL,
    has_boxes: bool = False,
    blob: str = "",
) -> PullFacts:
    """Collect what the pull request says; with boxes where a forge lets people tick them.

    `blob` is where the repository's files are on a forge (bot/stages/links.py), "" for nowhere.

    Raises:
        ValueError: nothing was kept, so there is nothing to ask for.
    """
    evidence, after = kept_evidence(record)
    behaviours = [clip(behaviour(test.name), room.texts) for test in evidence.tests]
    return PullFacts(
        subject=clip_path(record.subject, room.texts),
        tests_file=clip_path(evidence.tests_file, room.texts),
        target_pct=record.target_pct,
        is_reached=record.status is Status.REACHED,
        tests_count=len(evidence.tests),
        cases_count=evidence.cases,
        examples=_examples(evidence, room),
        behaviours=listed(behaviours, room.items),
        before=evidence.before,
        imported=evidence.imported,
        after=after,
        suite_passed=evidence.suite_passed,
        suite_failing=evidence.suite_failing,
        repeats=evidence.repeats,
        mutants_killed=evidence.mutants_killed,
        mutants_tried=evidence.mutants_tried,
        survivors=listed(
            [clip(mutant, room.texts) for mutant in evidence.mutants_survived], room.survivors
        ),
        properties_count=sum(test.drawn > 0 for test in evidence.tests),
        inputs_drawn=max((test.drawn for test in evidence.tests), default=0),
        oracles=_counts(evidence.oracles),
        gaps=_gaps(evidence, room),
        source_url=_source_url(record, room, blob),
        bugs=_bugs(evidence, room),
        rejected=_counts([v for v in evidence.verdicts if v[0] is not Verdict.ACCEPTED]),
        engines=evidence.engines,
        seed=evidence.seed,
        sandbox=evidence.sandbox,
        is_unconfined=evidence.sandbox is SandboxTier.NONE,
        python=clip(evidence.python, room.texts),
        mission_id=record.mission_id,
        mission_file=clip_path(mission_file, room.texts),
        subject_digest=record.subject_digest,
        commands=_commands(evidence, mission_file, room),
        is_shortened=room is not ALL,
        has_boxes=has_boxes,
    )


def comment_facts(
    record: MissionRecord, timing: Timing | None, *, room: Room = ALL, blob: str = ""
) -> CommentFacts:
    """Collect what the coverage comment says; `blob` is as for the pull request.

    Raises:
        ValueError: nothing was kept.
    """
    evidence, after = kept_evidence(record)
    rows = [
        TestRow(
            clip(test.name, room.texts),
            test.cases,
            test.lines_gained,
            test.arcs_gained,
            test.mutants_killed,
            ", ".join(test.oracles),
        )
        for test in evidence.tests
    ]
    return CommentFacts(
        subject=clip_path(record.subject, room.texts),
        tests_file=clip_path(evidence.tests_file, room.texts),
        target_pct=record.target_pct,
        is_reached=record.status is Status.REACHED,
        before=evidence.before,
        imported=evidence.imported,
        after=after,
        missing_lines=_missing_lines(evidence, room.items),
        source_url=_source_url(record, room, blob),
        tests_count=len(evidence.tests),
        cases_count=evidence.cases,
        tests=listed(rows, room.items),
        suite_passed=evidence.suite_passed,
        suite_failing=evidence.suite_failing,
        mutants_killed=evidence.mutants_killed,
        mutants_tried=evidence.mutants_tried,
        bugs_count=len(evidence.bugs),
        timing=timing,
        mission_id=record.mission_id,
        is_shortened=room is not ALL,
    )


def commit_facts(record: MissionRecord) -> CommitFacts:
    """Collect what the commit message says.

    Raises:
        ValueError: nothing was kept.
    """
    evidence, after = kept_evidence(record)
    words = f"tests: cover {{}}, {after.lines.pct_text} % of lines"
    path = clip_path(record.subject, COMMIT_SUBJECT_CHARS_MAX - len(words) + len("{}"))
    room = ROOMS[-1]
    return CommitFacts(
        subject_line=words.format(path),
        tests_count=len(evidence.tests),
        cases_count=evidence.cases,
        behaviours=listed(
            [clip(behaviour(t.name), room.texts) for t in evidence.tests], COMMIT_BEHAVIOURS
        ),
        before=evidence.before,
        after=after,
        suite_passed=evidence.suite_passed,
        mission_id=record.mission_id,
        subject_digest=record.subject_digest,
        seed=evidence.seed,
        engines=evidence.engines,
    )


def summary_facts(record: MissionRecord, timing: Timing | None, *, blob: str = "") -> SummaryFacts:
    """Collect what the job summary of one mission says, whatever came of it."""
    room, evidence = ROOMS[1], record.evidence
    return SummaryFacts(
        subject=clip_path(record.subject, room.texts),
        mission_id=record.mission_id,
        status=record.status,
        reason=clip(record.reason, room.texts),
        target_pct=record.target_pct,
        evidence=evidence,
        missing_lines=_missing_lines(evidence, room.items) if evidence else listed((), 0),
        source_url=_source_url(record, room, blob),
        bugs_count=len(evidence.bugs) if evidence else 0,
        timing=timing,
    )


def _examples(evidence: Evidence, room: Room) -> Listed[str]:
    """Show what a few tests pin as code: public names first, then documented values.

    Tests of different functions come before two of one.
    """
    shown = [test for test in evidence.tests if one_line(test.example)]
    ranked = sorted(
        shown,
        key=lambda one: (_is_private(one.example), OracleOrigin.DOCUMENTED not in one.oracles),
    )
    first = {_called(one.example): one for one in reversed(ranked)}
    ranked.sort(key=lambda one: first[_called(one.example)] is not one)
    most = min(EXAMPLE_CHARS_MAX, room.texts)
    told = [clip(one.example, most) for one in ranked[:EXAMPLES_MAX]]
    return Listed(tuple(told), len(evidence.tests) - len(told))


def _is_private(code: str) -> bool:
    return re.search(r"(?<!\w)_[a-z]", code) is not None


def _called(code: str) -> str:
    return code.partition("(")[0]


def _commands(evidence: Evidence, mission_file: str, room: Room) -> str:
    # Quoted: people paste this into a shell, and the names are the repository's.
    lines = (
        ["python", "-m", "pytest", evidence.tests_file],
        ["coverage-missions", "run", mission_file, "--seed", str(evidence.seed)],
    )
    return clip_block("\n".join(one_line(shlex.join(line)) for line in lines), 4 * room.texts)


def _counts(pairs: Iterable[tuple[str, int]]) -> tuple[Count, ...]:
    return tuple(Count(str(name), count) for name, count in pairs if count)


def _gaps(evidence: Evidence, room: Room) -> Listed[GapFact]:
    facts = [
        GapFact(
            segment=clip(gap.segment or "module level", room.texts),
            lines=listed(ranges(gap.lines), room.items),
            arcs=gap.arcs,
            reason=clip(gap.reason, room.texts),
        )
        for gap in evidence.gaps
    ]
    return listed(facts, room.items)


def _bugs(evidence: Evidence, room: Room) -> Listed[BugFact]:
    facts = [
        BugFact(
            segment=clip(bug.segment or "module level", room.texts),
            line=bug.line,
            situation=clip_block(bug.situation, 2 * room.texts),
            expected=clip(bug.expected, room.texts),
            actual=clip(bug.actual, room.texts),
            source=clip(bug.source, room.texts),
        )
        for bug in evidence.bugs
    ]
    return listed(facts, room.bugs)


def _missing_lines(evidence: Evidence, most: int) -> Listed[str]:
    return listed(ranges(line for gap in evidence.gaps for line in gap.lines), most)


def _source_url(record: MissionRecord, room: Room, blob: str) -> str:
    return source_url(blob, record.subject) if room.has_links else ""
