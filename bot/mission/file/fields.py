"""Fields that mission and campaign files share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.coverage import Tally
from bot.domain.paths import PATH_CHARACTERS_MAX, why_unsafe
from bot.mission.file.shape import Keys, shown

if TYPE_CHECKING:
    from bot.mission.file.nodes import Node
    from bot.mission.file.shape import Reader

VERSION = "1.0"
FORMAT = 1
NAME_CHARACTERS_MAX = 255
LINES_MAX = 10_000_000
DIGEST = re.compile(r"sha256:[0-9a-f]{64}\Z")

_TALLY_KEYS = Keys(("covered", "total"))


def tally(reader: Reader, node: Node | None, what: str) -> Tally:
    """Read {covered: 1, total: 2}."""
    nodes = reader.table(node, what, _TALLY_KEYS)
    total = reader.whole(nodes.get("total"), f"{what}.total", low=0, high=LINES_MAX)
    covered = reader.whole(nodes.get("covered"), f"{what}.covered", low=0, high=LINES_MAX)
    if covered <= total:
        return Tally(covered, total)
    if "total" in nodes:
        reader.wrong(nodes["covered"], f"{what}.covered is {covered}, more than the total {total}")
    return Tally(0, 0)


def safe_path(reader: Reader, node: Node | None, what: str) -> str:
    """Read a path that stays inside the repository."""
    before = len(reader.problems)
    path = reader.text(node, what, most=PATH_CHARACTERS_MAX)
    reason = why_unsafe(path)
    if node is not None and reason and len(reader.problems) == before:
        reader.wrong(node, f"{what} {shown(path)} {reason}")
    return path


def check_version(reader: Reader, node: Node | None) -> None:
    """Report a version that is not ours."""
    before = len(reader.problems)
    version = reader.text(node, "version")
    if node is not None and len(reader.problems) == before and version != VERSION:
        reader.wrong(node, f'version {shown(version)} is not known; write "{VERSION}"')


def check_format(reader: Reader, node: Node | None, what: str) -> None:
    """Report a format number that is not ours."""
    reader.whole(node, what, low=FORMAT, high=FORMAT)
