"""What people said about a pull request, as GraphQL shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fakehub.fakehub_state import Account, Issue, Pull, ReviewComment

Shown = dict[str, object]
ITEMS_MAX = 100


def talk_of(issue: Issue, pull: Pull) -> Shown:
    """Return comments, reviews and threads; each comment on a line is a thread of its own."""
    comments: list[Shown] = [
        {"author": _actor(one.author), "body": one.body} for one in issue.comments
    ]
    reviews: list[Shown] = [
        {"author": _actor(one.author), "body": one.body, "state": one.state} for one in pull.reviews
    ]
    return {
        "comments": _pages(comments),
        "reviews": _pages(reviews),
        "reviewThreads": _pages([_thread(one) for one in pull.review_comments]),
    }


def _thread(said: ReviewComment) -> Shown:
    return {
        "isResolved": said.is_resolved,
        "path": said.path,
        "line": said.line,
        "comments": _pages([{"author": _actor(said.author), "body": said.body}]),
    }


def _actor(account: Account) -> Shown:
    """Return an author; a bot has no "[bot]" in its name here."""
    kind = "Bot" if account.kind == "Bot" else "User"
    login = account.login.removesuffix("[bot]")
    return {"__typename": kind, "login": login, "id": f"U_{account.id}"}


def _pages(items: Sequence[Shown]) -> Callable[..., Shown]:
    def connection(_: object, **asked: int) -> Shown:
        first, last = asked.get("first"), asked.get("last")
        # GitHub refuses a list without an end: "you must provide `first` or `last`".
        assert (first is None) != (last is None), "either `first` or `last` must be there"
        assert 1 <= (first or last or 0) <= ITEMS_MAX, f"1 to {ITEMS_MAX} records can be asked for"
        shown = items[:first] if first else items[-(last or 0) :]
        return {"nodes": list(shown), "totalCount": len(items)}

    return connection
