"""Links to lines of a file on GitHub, as of one commit, and text that is the same without them.

Every address is built here from parts that are quoted; nothing of a text becomes one. Pure.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from bot.stages.markdown import Safe
from bot.stages.wording import Listed, lines_named, ranges_told

LINK_CHARS_MAX = 500
"""Longest address that is shown: some texts hold a hundred of them."""

_COMMIT = re.compile(r"(/blob/)[0-9a-f]{40,64}(?=/)")


def blob_url(server_url: str, repository: str, commit: str) -> str:
    """Return where a repository's files are, as of a commit: "https://host/owner/name/blob/ID/"."""
    return f"{quote(server_url, safe=':/')}/{quote(repository)}/blob/{quote(commit)}/"


def source_url(blob: str, path: str) -> str:
    """Return a file's page; "" without a `blob` as above, or where the address is too long."""
    url = f"{blob}{quote(path, safe='/')}" if blob else ""
    return url if len(url) <= LINK_CHARS_MAX else ""


def linked_lines(ranges: Listed[str], source: str) -> Safe:
    """Name ranges of lines, each a link to them: "lines [3-5](…#L3-L5), [9](…#L9)".

    Without a `source` they are plain text; the ranges are digits, and mean nothing.
    """
    if not source:
        return Safe(lines_named(ranges_told(ranges)))
    shown = tuple(f"[{one}]({source}#{_anchor(one)})" for one in ranges.items)
    is_one = len(ranges.items) == 1 and ranges.items[0].isdigit() and not ranges.left
    return Safe(f"{'line' if is_one else 'lines'} {ranges_told(Listed(shown, ranges.left))}")


def unpinned(text: str) -> str:
    """Return a text whose links name no commit: equal texts are equal as of any commit."""
    return _COMMIT.sub(r"\1", text)


def _anchor(lines: str) -> str:
    first, _, last = lines.partition("-")
    return f"L{first}-L{last}" if last else f"L{first}"
