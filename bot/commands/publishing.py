"""Turn a mission's result directory into texts and, if asked, a branch. Runs nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.outcome import CommentDraft
from bot.settings import ForgeKind
from bot.stages.drafts import is_publishable, pull_draft
from bot.stages.markdown import escape
from bot.stages.publish import (
    BODY_CHARS_MAX,
    ROOMS,
    Room,
    comment_facts,
    commit_facts,
    pull_facts,
    summary_facts,
)
from bot.wiring import open_forge, open_git

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.result_dir import ResultDir
    from bot.campaign import Finished
    from bot.domain.outcome import MissionRecord, PullDraft
    from bot.doors import Doors
    from bot.settings import Settings

PATCH = "patch"


def publish_result(
    settings: Settings, doors: Doors, *, mission_file: str, finished: Finished, store: ResultDir
) -> None:
    """Write summary.md, and pull.md and comment.md where tests were kept; make the branch."""
    record = finished.record
    summary = doors.templates.render("summary.md.j2", summary_facts(record, finished.timing))
    store.write("summary.md", summary)
    if not is_publishable(record):
        return
    pull = _draft(settings, doors, mission_file, finished.record, store)
    comment = CommentDraft(
        fitting(
            lambda room: doors.templates.render(
                "comment.md.j2", comment_facts(record, finished.timing, room=room)
            )
        )
    )
    store.write("pull.md", f"# {escape(pull.title)}\n\n{pull.body}")
    store.write("comment.md", comment.body)
    if settings.forge is ForgeKind.LOCAL:
        published = open_forge(settings, doors.world).publish(
            pull, comment, result_dir=store.folder
        )
        doors.console.info(
            "branch", subject=record.subject, operation=published.operation, place=published.place
        )


def fitting(render: Callable[[Room], str]) -> str:
    """Render with as much as fits into a forge's text, dropping detail step by step."""
    text = ""
    for room in ROOMS:
        text = render(room)
        if len(text) <= BODY_CHARS_MAX:
            break
    return text


def _draft(
    settings: Settings, doors: Doors, mission_file: str, record: MissionRecord, store: ResultDir
) -> PullDraft:
    names = store.names(PATCH)
    return pull_draft(
        record,
        base=_base(settings, doors),
        body=fitting(
            lambda room: doors.templates.render(
                "pull.md.j2", pull_facts(record, mission_file=mission_file, room=room)
            )
        ),
        commit_message=doors.templates.render("commit.txt.j2", commit_facts(record)),
        files={name: (store.read(f"{PATCH}/{name}") or "").encode() for name in names},
        deleted=(store.read("deleted.txt") or "").splitlines(),
    )


def _base(settings: Settings, doors: Doors) -> str:
    """Name the branch that a pull request would be merged into; "head" outside of git."""
    git = open_git(settings.root, doors.world)
    return (git.current_branch() if git.is_repo() else None) or "head"
