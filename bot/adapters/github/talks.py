"""Turn what people said below pull requests into our nouns, if they have a say there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.github.comments import is_report
from bot.adapters.github.rights import Level, Matter
from bot.adapters.github.said import Kind, node_at, opening, said_below, text_at
from bot.domain.answers import Remark, RemarkKind, Talk
from bot.stages.hearing import remark, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.adapters.github.said import Node, Said
    from bot.adapters.github.session import Session

_KINDS = {
    "APPROVED": RemarkKind.APPROVED,
    "CHANGES_REQUESTED": RemarkKind.CHANGES_REQUESTED,
    "COMMENTED": RemarkKind.REVIEW,
}


def talks_of(session: Session, numbers: Sequence[int]) -> dict[int, Talk]:
    """Return what people said below each pull request.

    Bots are not heard, and in a public repository nobody who may neither label nor push; who
    may read a private one was let in.

    Raises:
        ForgeError: GitHub refused.
    """
    found = said_below(session, numbers, _heard(session))
    return {number: _talk(said) for number, said in found.items()}


def _heard(session: Session) -> Callable[[Node], bool]:
    if session.repository.private:
        return _is_person

    def has_rights(said: Node) -> bool:
        login = text_at(node_at(said, "author"), "login")
        called = text_at(said, "authorAssociation")
        return _is_person(said) and session.rights.of(login, called, Matter.TALKS) >= Level.TRIAGE

    return has_rights


def _talk(said: Said) -> Talk:
    comments, reviews = said.heard[Kind.COMMENTS], said.heard[Kind.REVIEWS]
    threads = said.heard[Kind.THREADS]
    remarks = [
        *(remark(RemarkKind.COMMENT, text_at(one, "body")) for one in comments),
        *_reviews(reviews),
        *(_line(one) for one in threads),
    ]
    states = [text_at(one, "state") for one in reviews]
    return Talk(
        comments=len(comments),
        approvals=states.count("APPROVED"),
        changes_requested=states.count("CHANGES_REQUESTED"),
        threads=len(threads),
        threads_resolved=sum(one.get("isResolved") is True for one in threads),
        remarks=told(remarks),
    )


def _reviews(reviews: Iterable[Node]) -> Iterator[Remark]:
    for one in reviews:
        kind = _KINDS.get(text_at(one, "state"))
        if kind is not None:
            yield remark(kind, text_at(one, "body"))


def _line(thread: Node) -> Remark:
    line = thread.get("line")
    return remark(
        RemarkKind.LINE,
        text_at(opening(thread), "body"),
        path=text_at(thread, "path"),
        line=line if isinstance(line, int) else 0,
        is_resolved=thread.get("isResolved") is True,
    )


def _is_person(said: Node) -> bool:
    # An account that is gone has no author; it was a person's as far as anybody knows. Where a
    # person's token publishes, the bot's own comment has a person for its author.
    is_bot = text_at(node_at(said, "author"), "__typename") == "Bot"
    return bool(said) and not is_bot and not is_report(text_at(said, "body"))
