"""From a record to the texts that people read: facts from the rooms, words from the templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.outcome import CommentDraft
from bot.errors import TemplateError
from bot.stages import publish
from bot.stages.drafts import pull_draft

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.domain.outcome import MissionRecord, PullDraft, Timing
    from bot.ports import Templates


def drafts(  # noqa: PLR0913 - each is named and of its own kind
    record: MissionRecord,
    timing: Timing | None,
    *,
    base: str,
    mission_file: str,
    files: Mapping[str, bytes],
    deleted: Iterable[str],
    templates: Templates,
) -> tuple[PullDraft, CommentDraft]:
    """Write the pull request and its coverage comment, each within the forge's limit.

    `base` is the branch it would be merged into; `files` are added or replaced,
    `deleted` removed: paths relative to the repository.

    Raises:
        ValueError: nothing was kept (`stages.drafts.is_publishable` tells).
        TemplateError: a template is wrong.
    """
    body = _first_that_fits(
        templates.render(
            "pull.md.j2", publish.pull_facts(record, mission_file=mission_file, room=room)
        )
        for room in publish.ROOMS
    )
    comment = _first_that_fits(
        templates.render("comment.md.j2", publish.comment_facts(record, timing, room=room))
        for room in publish.ROOMS
    )
    pull = pull_draft(
        record,
        base=base,
        body=body,
        commit_message=templates.render("commit.txt.j2", publish.commit_facts(record)),
        files=files,
        deleted=deleted,
    )
    return pull, CommentDraft(comment)


def summary(record: MissionRecord, timing: Timing | None, templates: Templates) -> str:
    """Write one mission's part of the job summary."""
    return templates.render("summary.md.j2", publish.summary_facts(record, timing))


def _first_that_fits(texts: Iterator[str]) -> str:
    for text in texts:
        if len(text) <= publish.BODY_CHARS_MAX:
            return text
    raise TemplateError(f"even the shortest text is over {publish.BODY_CHARS_MAX} characters")
