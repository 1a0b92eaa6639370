"""Each text about one mission, written from its record as publishing does."""

from __future__ import annotations

from dataclasses import replace

from fakes.records import EVIDENCE, RECORD, TIMING

from bot.adapters.templates import JinjaTemplates
from bot.domain.outcome import MissionRecord, RemainingGap, SuspectedBug, TestFact
from bot.domain.trial import OracleOrigin
from bot.stages.publish import ROOMS, comment_facts, commit_facts, pull_facts, summary_facts

MISSION_FILE = "missions/coverage/001_src_shop_cart.yaml"
BLOB = f"https://github.com/octo/shop/blob/{'0123456789' * 4}/"
TEMPLATES = JinjaTemplates()


def pull(
    record: MissionRecord, room: int = 0, mission_file: str = MISSION_FILE, blob: str = ""
) -> str:
    facts = pull_facts(record, mission_file=mission_file, room=ROOMS[room], blob=blob)
    return TEMPLATES.render("pull.md.j2", facts)


def comment(record: MissionRecord, room: int = 0, blob: str = "") -> str:
    facts = comment_facts(record, TIMING, room=ROOMS[room], blob=blob)
    return TEMPLATES.render("comment.md.j2", facts)


def commit(record: MissionRecord) -> str:
    return TEMPLATES.render("commit.txt.j2", commit_facts(record))


def summary(record: MissionRecord, blob: str = "") -> str:
    return TEMPLATES.render("summary.md.j2", summary_facts(record, TIMING, blob=blob))


def record_of(text: str, count: int = 1) -> MissionRecord:
    """A record whose every text is `text`."""
    evidence = replace(
        EVIDENCE,
        tests=tuple(
            TestFact(text, 1, 1, 1, (OracleOrigin.OBSERVED,), example=text) for _ in range(count)
        ),
        tests_file=text,
        mutants_survived=(text,) * count,
        gaps=tuple(RemainingGap(text, (2 * n,), 1, text) for n in range(1, count + 1)),
        bugs=(SuspectedBug(text, 3, text, text, text, text),) * count,
        python=text,
    )
    return replace(RECORD, subject=text, reason=text, evidence=evidence)
