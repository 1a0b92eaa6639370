"""Put a pull request together: whether there is one, its branch and its title."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from bot.domain.outcome import PullDraft, Status
from bot.stages.markdown import plain
from bot.stages.wording import clip_path, counted, counted_tests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.outcome import Evidence, Measured, MissionRecord

BRANCH_SLUG_CHARS_MAX = 60
TITLE_PATH_CHARS_MAX = 120
BASE_CHARS_MAX = 100


def is_publishable(record: MissionRecord) -> bool:
    """Tell whether there is anything to merge: tests were kept and measured."""
    return record.status in {Status.REACHED, Status.IMPROVED} and _kept(record) is not None


def why_small(record: MissionRecord, gain_min: int) -> str:
    """Say why a mission gains too little for a pull request, "" where it gains enough.

    Lines count that neither the suite nor an import alone runs: they are what a title
    shows. A mission that reached its target did what was asked, whatever it gains.
    """
    evidence, after = kept_evidence(record)
    runs_already = max(evidence.before.lines.covered, evidence.imported.lines.covered)
    gained = after.lines.covered - runs_already
    if record.status is Status.REACHED or gained >= gain_min:
        return ""
    return f"it gains {counted(gained, 'line')} over an import, and min-gain asks for {gain_min}"


def title(record: MissionRecord) -> str:
    """Name the pull request: the subject, and its lines before and after.

    Raises:
        ValueError: nothing was kept.
    """
    evidence, after = kept_evidence(record)
    path = clip_path(record.subject, TITLE_PATH_CHARS_MAX)
    lines = f"{evidence.before.lines.pct_text} % → {after.lines.pct_text} % of lines"
    return plain(f"Cover {path}: {lines} with {counted_tests(len(evidence.tests), evidence.cases)}")


def branch_name(record: MissionRecord, base: str) -> str:
    """Return "coverage-missions/<base>/<slug>-<8 hex digits>": the same for every run.

    `base` is the branch that the pull request would be merged into.
    """
    slug = re.sub(r"[^a-z0-9]+", "-", record.subject.rsplit(".", 1)[0].lower()).strip("-")
    short = slug[-BRANCH_SLUG_CHARS_MAX:].strip("-") or "subject"
    return f"{branches_of(base)}{short}-{record.mission_id.removeprefix('m-')}"


def branches_of(base: str) -> str:
    """Return what the names of all branches begin with that are merged into `base`."""
    parts = [part for part in map(_ref_part, base[:BASE_CHARS_MAX].split("/")) if part]
    where = "/".join(parts) or "head"
    if where != base:
        # Two bases that read alike have branches of their own.
        where += f"-{hashlib.sha256(base.encode(errors='replace')).hexdigest()[:8]}"
    return f"coverage-missions/{where}/"


def _ref_part(part: str) -> str:
    # What git check-ref-format allows in one part of a branch's name, and a little less.
    safe = re.sub(r"[^A-Za-z0-9._-]+|\.{2,}", "-", part).strip("-.")
    return re.sub(r"\.lock$", "-lock", safe)


def pull_draft(
    record: MissionRecord,
    *,
    base: str,
    body: str,
    commit_message: str,
    files: Mapping[str, bytes],
    deleted: Iterable[str],
) -> PullDraft:
    """Put a pull request together; it is a draft until the target is reached.

    Raises:
        ValueError: nothing was kept.
    """
    _, after = kept_evidence(record)
    return PullDraft(
        mission=record.mission_id,
        source=record.subject_digest,
        branch=branch_name(record, base),
        title=title(record),
        body=body,
        commit_message=commit_message,
        files=tuple(sorted(files.items())),
        deleted=tuple(sorted(deleted)),
        draft=record.status is not Status.REACHED,
        covered=after.lines.covered + after.arcs.covered,
        lines=after.lines.covered,
    )


def kept_evidence(record: MissionRecord) -> tuple[Evidence, Measured]:
    """Return what is to be published: the evidence and the subject's coverage with the new tests.

    Raises:
        ValueError: nothing was kept.
    """
    after = _kept(record)
    if record.evidence is None or after is None:
        raise ValueError(f"{record.mission_id} kept no test: there is nothing to publish")
    return record.evidence, after


def _kept(record: MissionRecord) -> Measured | None:
    evidence = record.evidence
    return evidence.after if evidence and evidence.tests else None
