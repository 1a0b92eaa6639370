"""Turn a mission's result directory into texts and, where there is a forge, a pull request.

Runs nothing of it, and trusts nothing of it: a patch is checked before any forge sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.adapters.patch_folder import patch_files
from bot.domain.forge import Operation
from bot.domain.outcome import CommentDraft, Published
from bot.errors import PatchRefused
from bot.ports.world import Forge
from bot.stages.drafts import branch_name, is_publishable, kept_evidence, pull_draft, why_small
from bot.stages.markdown import escape
from bot.stages.patch_guard import why_refused
from bot.stages.publish import (
    BODY_CHARS_MAX,
    ROOMS,
    Room,
    comment_facts,
    commit_facts,
    pull_facts,
    summary_facts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.adapters.github.session import Session
    from bot.adapters.result_dir import ResultDir
    from bot.campaign import Finished
    from bot.domain.outcome import MissionRecord, PullDraft
    from bot.doors import Doors
    from bot.ports.world import Templates

PATCH = "patch"
NOTHING = Published(Operation.NONE, "nothing was kept")


@dataclass(frozen=True)
class Destination:
    """Where a pull request would go: the branch it is merged into, and the forge, if any.

    `has_boxes` tells that people can tick boxes in its text. Below its target a mission
    must gain `gain_min` lines. `blob` is where the measured files are on the forge.
    """

    base: str
    forge: Forge | None = None
    has_boxes: bool = False
    gain_min: int = 0
    blob: str = ""


def publish_result(
    templates: Templates,
    where: Destination,
    *,
    mission_file: str,
    finished: Finished,
    store: ResultDir,
) -> Published:
    """Write summary.md, and pull.md and comment.md where tests were kept; let the forge publish.

    Raises:
        PatchRefused: the patch holds what no mission writes.
        ForgeError: the forge refused.
        GitError: git refused.
    """
    record = finished.record
    summary = templates.render(
        "summary.md.j2", summary_facts(record, finished.timing, blob=where.blob)
    )
    store.write("summary.md", summary)
    if not is_publishable(record):
        _untick(where, record)
        return NOTHING

    def body(room: Room) -> str:
        facts = pull_facts(
            record,
            mission_file=mission_file,
            room=room,
            has_boxes=where.has_boxes,
            blob=where.blob,
        )
        return templates.render("pull.md.j2", facts)

    def report(room: Room) -> str:
        facts = comment_facts(record, finished.timing, room=room, blob=where.blob)
        return templates.render("comment.md.j2", facts)

    pull = _draft(templates, record, store, base=where.base, body=fitting(body))
    comment = CommentDraft(fitting(report))
    store.write("pull.md", f"# {escape(pull.title)}\n\n{pull.body}")
    store.write("comment.md", comment.body)
    if where.forge is None:
        return Published(Operation.NONE, "no forge was asked for")
    small = why_small(record, where.gain_min)
    if small:
        _untick(where, record)
        return Published(Operation.SKIPPED_SMALL, small)
    return where.forge.publish(pull, comment, result_dir=store.folder)


def _untick(where: Destination, record: MissionRecord) -> None:
    """Take the tick away that asked for this: else each campaign would do it again."""
    if where.forge is not None and where.has_boxes:
        where.forge.untick(branch_name(record, where.base))


def tell_cut(doors: Doors, session: Session) -> None:
    """Say which of GitHub's lists were longer than is read: of what is missing nothing is known.

    And where GitHub does not say who has rights, that nobody counts but the owner.
    """
    if session.cut_short:
        cut = ", ".join(sorted(session.cut_short))
        doors.console.warning("GitHub's lists are longer than is read", cut_short=cut)
    if session.rights.refused:
        doors.console.warning(
            "the token may not ask what people may do here: of people the owner alone is heard, "
            "and of those whom GitHub names insiders what forbids something",
            why=session.rights.refused,
        )
    for matter, people in session.rights.left_out.items():
        doors.console.warning(
            "too many people wrote to ask about the rights of all: some are not heard",
            left_out=people,
            wrote=matter.value,
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
    templates: Templates, record: MissionRecord, store: ResultDir, *, base: str, body: str
) -> PullDraft:
    files = patch_files(store.folder / PATCH)
    deleted = _deleted(record, store)
    reason = why_refused(files, deleted, kept_evidence(record)[0].tests_file)
    if reason:
        raise PatchRefused(f"the patch of {record.mission_id} is not published: {reason}")
    return pull_draft(
        record,
        base=base,
        body=body,
        commit_message=templates.render("commit.txt.j2", commit_facts(record)),
        files={one.path: one.content for one in files},
        deleted=deleted,
    )


def _deleted(record: MissionRecord, store: ResultDir) -> list[str]:
    """Read which files the patch removes.

    Raises:
        PatchRefused: the list is no text, or too large.
    """
    try:
        return (store.read("deleted.txt") or "").splitlines()
    except (UnicodeDecodeError, ValueError) as error:
        why = f"deleted.txt cannot be read: {error}"
        raise PatchRefused(f"the patch of {record.mission_id} is not published: {why}") from error
