"""Pages of lists, and the Link header that names their neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fakehub.fakehub_http import Reply, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fakehub.fakehub_call import Call

PER_PAGE = 30
PER_PAGE_MAX = 100


def page_of(shapes: Sequence[Shape], call: Call, headers: Mapping[str, str]) -> Reply:
    """Return the page that was asked for, 30 items long unless told otherwise."""
    most = min(PER_PAGE_MAX, call.world.rules.page_items_max)
    per_page = min(_number(call.asked.query.get("per_page"), PER_PAGE), most)
    page = _number(call.asked.query.get("page"), 1)
    last = max(1, -(-len(shapes) // per_page))
    link = _link(call, page, last)
    shown = shapes[(page - 1) * per_page : page * per_page]
    return Reply(200, shown, {**headers, **({"link": link} if link else {})})


def _number(text: str | None, default: int) -> int:
    """Return a count; GitHub takes what is none as its default."""
    return int(text) if text and text.isdecimal() and int(text) > 0 else default


def _link(call: Call, page: int, last: int) -> str:
    """Return the header; addresses have the repository's id, as GitHub's have."""
    neighbours = {}
    if page > 1:
        neighbours["prev"] = min(page - 1, last)
    if page < last:
        neighbours |= {"next": page + 1, "last": last}
    if page > 1:
        neighbours["first"] = 1
    return ", ".join(f'<{_address(call, at)}>; rel="{name}"' for name, at in neighbours.items())


def _address(call: Call, page: int) -> str:
    path = call.asked.path
    if path.startswith("/repos/"):
        _, _, _, _, *rest = path.split("/")
        path = "/".join([f"/repositories/{call.repo.id}", *rest])
    query = {name: value for name, value in call.asked.query.items() if name != "page"}
    return f"{call.shapes.api}{path}?{urlencode({**query, 'page': page})}"
