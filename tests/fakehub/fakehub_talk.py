"""What people said about a pull request, as GraphQL shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_issue_shapes import association

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fakehub.fakehub_state import Account, Comment, Issue, Pull, Repo, Review, ReviewComment

Shown = dict[str, object]
ITEMS_MAX = 100
CURSOR = "cursor:"


def talk_of(repo: Repo, issue: Issue, pull: Pull) -> Shown:
    """Return comments, reviews and threads; each comment on a line is a thread of its own."""
    return {
        "comments": _pages([_said(repo, one) for one in issue.comments]),
        "reviews": _pages([_said(repo, one) | {"state": one.state} for one in pull.reviews]),
        "reviewThreads": _pages([_thread(repo, one) for one in pull.review_comments]),
    }


def _thread(repo: Repo, said: ReviewComment) -> Shown:
    return {
        "isResolved": said.is_resolved,
        "path": said.path,
        "line": said.line,
        "comments": _pages([_said(repo, said)]),
    }


def _said(repo: Repo, said: Comment | Review | ReviewComment) -> Shown:
    author = said.author
    return {
        "author": _actor(author),
        "authorAssociation": association(repo, author),
        "body": said.body,
    }


def _actor(account: Account) -> Shown:
    """Return an author; a bot has no "[bot]" in its name here."""
    kind = "Bot" if account.kind == "Bot" else "User"
    login = account.login.removesuffix("[bot]")
    return {"__typename": kind, "login": login, "id": f"U_{account.id}"}


def _pages(items: Sequence[Shown]) -> Callable[..., Shown]:
    def connection(
        _: object,
        first: int | None = None,
        last: int | None = None,
        before: str | None = None,
        states: Sequence[str] = (),
    ) -> Shown:
        # GitHub refuses a list without an end: "you must provide `first` or `last`".
        assert (first is None) != (last is None), "either `first` or `last` must be there"
        assert 1 <= (first or last or 0) <= ITEMS_MAX, f"1 to {ITEMS_MAX} records can be asked for"
        wanted = [one for one in items if not states or one["state"] in states]
        end = len(wanted) if before is None else int(before.removeprefix(CURSOR))
        start = 0 if first else max(0, end - (last or 0))
        end = min(end, first) if first else end
        page = {
            "hasPreviousPage": start > 0,
            "hasNextPage": end < len(wanted),
            "startCursor": f"{CURSOR}{start}",
            "endCursor": f"{CURSOR}{end - 1}",
        }
        return {"nodes": wanted[start:end], "pageInfo": page, "totalCount": len(wanted)}

    return connection
