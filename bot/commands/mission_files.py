"""Read mission files from disk, so that whatever lies there is told as a problem of that file."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from bot.errors import InputError, MissionFileError
from bot.mission.file.campaign_format import CAMPAIGN_CHARACTERS_MAX
from bot.mission.file.format import parse_campaign, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.mission import Campaign
    from bot.settings import Settings

MASTER = "missions/coverage/000_master_campaign.yaml"

# The master campaign's limit is the larger one; what a mission may have is checked later.
BYTES_MAX = CAMPAIGN_CHARACTERS_MAX


def read_mission_text(path: Path, name: str) -> str:
    """Return a file's text; `name` is what people are told.

    Raises:
        MissionFileError: it cannot be read, is larger than BYTES_MAX, or is not UTF-8.
    """
    try:
        with path.open("rb") as stream:
            state = os.fstat(stream.fileno())
            # `read` claims as much memory as it is asked for; a pipe does not tell its size.
            size = state.st_size if stat.S_ISREG(state.st_mode) else BYTES_MAX
            content = stream.read(min(size, BYTES_MAX) + 1)
    except OSError as error:
        raise MissionFileError(f"cannot be read: {error.strerror}", path=name) from error
    if len(content) > BYTES_MAX:
        raise MissionFileError(f"is larger than {BYTES_MAX} bytes; split it", path=name)
    return text_of(content, path=name)


def below_root(path: Path, root: Path) -> str:
    """Return a file's path relative to the repository, "/" always.

    Raises:
        InputError: it lies outside.
    """
    if not path.resolve().is_relative_to(root.resolve()):
        raise InputError(f"{path} is not in the repository {root}; move it to missions/coverage")
    return path.resolve().relative_to(root.resolve()).as_posix()


def master_campaign(settings: Settings) -> Campaign | None:
    """Read the plan's master file, None where there is none.

    Raises:
        MissionFileError: it is no campaign.
    """
    path = settings.root / MASTER
    if not path.is_file():
        return None
    return parse_campaign(read_mission_text(path, MASTER), path=MASTER)
