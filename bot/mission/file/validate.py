"""Find everything that is wrong with a mission file, or with a folder of them, at once.

Pure: what is on disk comes in as texts and digests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import MissionFileError
from bot.mission.file.checks import problems_of
from bot.mission.file.format import parse_campaign, read_mission
from bot.mission.file.nodes import Table
from bot.mission.file.order import steps_in_order
from bot.mission.file.problem import Problem, error_of, in_file_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.domain.mission import Mission

__all__ = ["check_folder", "check_mission", "check_subject", "load_mission", "steps_in_order"]

MASTER_NAME = "000_master_campaign.yaml"
ARCHIVE_FOLDERS = frozenset({"done", "failed"})


def check_mission(text: str, path: str) -> list[Problem]:
    """Return all problems of a mission file in file order, [] where it can run."""
    return problems_of(read_mission(text, path=path), path)


def load_mission(text: str, *, path: str) -> Mission:
    """Read a mission that can run.

    Raises:
        MissionFileError: at the first problem's place, naming all of them.
    """
    reading = read_mission(text, path=path)
    problems = problems_of(reading, path)
    if reading.mission is None or problems:
        raise error_of(problems)
    return reading.mission


def check_subject(mission: Mission, digest: str | None) -> str:
    """Return why the subject is not what the mission was planned for; "" where it is.

    `digest` is "sha256:<64 hex>" of the file's bytes, None where there is no file.
    """
    if digest is None:
        return f"{mission.subject} does not exist; run `plan` again, or correct coverage.subject"
    if digest != mission.subject_digest:
        return f"{mission.subject} has changed since the plan; run `plan` again"
    return ""


def check_folder(texts: Mapping[str, str]) -> list[Problem]:
    """Return all problems of mission files by path, also between files.

    The file named 000_master_campaign.yaml is the campaign's; without it only
    the missions are checked.
    """
    masters = [path for path in sorted(texts) if path.endswith(MASTER_NAME)]
    found: list[Problem] = []
    missions: dict[str, Mission | None] = {}
    for path in sorted(texts):
        if path not in masters:
            reading = read_mission(texts[path], path=path)
            found += problems_of(reading, path)
            missions[path] = reading.mission
    found += _twins(texts, missions)
    for path in masters:
        found += _check_master(texts[path], path, missions)
    return list(in_file_order(found))


def _twins(texts: Mapping[str, str], missions: Mapping[str, Mission | None]) -> Iterator[Problem]:
    """Report open missions that share an id or a subject; archived ones may."""
    ids: dict[str, str] = {}
    subjects: dict[str, str] = {}
    for path, mission in missions.items():
        if mission is None or _is_archived(path):
            continue
        if mission.id in ids:
            message = f"has the id {mission.id} of {ids[mission.id]}; remove one of the two"
            yield Problem(message, path, *_header_place(texts[path], path, "id"))
        elif mission.subject in subjects:
            other = subjects[mission.subject]
            message = f"is a second mission for {mission.subject}, after {other}; remove one"
            yield Problem(message, path, *_header_place(texts[path], path, "subject"))
        ids.setdefault(mission.id, path)
        subjects.setdefault(mission.subject, path)


def _is_archived(path: str) -> bool:
    return not ARCHIVE_FOLDERS.isdisjoint(path.split("/")[:-1])


def _header_place(text: str, path: str, key: str) -> tuple[int, int]:
    root = read_mission(text, path=path).root
    header = root.get("coverage") if isinstance(root, Table) else None
    node = header.get(key) if isinstance(header, Table) else None
    assert node is not None, "a mission that could be read has its keys"
    return node.line, node.column


def _check_master(
    text: str, path: str, missions: Mapping[str, Mission | None]
) -> Iterator[Problem]:
    """Report entries without a file, files without an entry, and pairs that disagree."""
    try:
        campaign = parse_campaign(text, path=path)
    except MissionFileError as error:
        yield Problem(error.message, path, error.line, error.column)
        return
    folder = path.removesuffix(MASTER_NAME)
    archived = {one.id for name, one in missions.items() if one and _is_archived(name)}
    listed = set()
    for entry in campaign.entries:
        file = folder + entry.file.rsplit("/", 1)[-1]
        listed.add(file)
        mission = missions.get(file)
        if file not in missions and entry.id not in archived:
            message = f"lists {entry.file}, which is no file; run `plan` again"
            yield Problem(message, path, *_place(text, entry.id))
        elif mission is not None and mission.id != entry.id:
            message = f"lists {entry.file} as {entry.id}, but the file says {mission.id}"
            yield Problem(f"{message}; run `plan` again", path, *_place(text, entry.id))
    for other in missions:
        if not _is_archived(other) and other not in listed:
            message = f"is not in {MASTER_NAME}; run `plan` again, or delete the file"
            yield Problem(message, other)


def _place(text: str, word: str) -> tuple[int, int]:
    """Return the 1-based line and column of a word's first place."""
    index = text.index(word)
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
