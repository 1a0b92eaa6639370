"""Read what people said below pull requests, many with one question.

Source: GitHub's GraphQL schema, `Repository.pullRequest`. REST would take three requests
for each pull request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.github.seen import INSIDERS
from bot.domain.answers import Remark, RemarkKind, Talk
from bot.stages.hearing import remark, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.adapters.github.session import Session

PULLS_A_QUESTION = 25
"""So many pull requests, lists and threads are about 600 nodes: six points of 1,000 an hour."""

ITEMS = 20
"""The newest of each kind are read; GitHub counts the others."""

_PEOPLE = "author { __typename login } authorAssociation"
_PULL = f"""
  comments(last: {ITEMS}) {{ nodes {{ {_PEOPLE} body }} }}
  reviews(last: {ITEMS}, states: [APPROVED, CHANGES_REQUESTED, COMMENTED]) {{
    nodes {{ {_PEOPLE} state body }}
  }}
  reviewThreads(last: {ITEMS}) {{
    nodes {{ isResolved path line comments(first: 1) {{ nodes {{ {_PEOPLE} body }} }} }}
  }}
"""
_KINDS = {
    "APPROVED": RemarkKind.APPROVED,
    "CHANGES_REQUESTED": RemarkKind.CHANGES_REQUESTED,
    "COMMENTED": RemarkKind.REVIEW,
}
Node = dict[str, object]


def talks_of(session: Session, numbers: Sequence[int]) -> dict[int, Talk]:
    """Return what people said below each pull request.

    Bots are not heard, and in a public repository nobody who does not belong to it; who may
    read a private one was let in. Somebody whose membership is private is taken for a
    stranger by a job's token: actions/github-script#643.

    Raises:
        ForgeError: GitHub refused.
    """
    found: dict[int, Talk] = {}
    heard = _is_person if session.repository.private else _is_insider
    for start in range(0, len(numbers), PULLS_A_QUESTION):
        some = numbers[start : start + PULLS_A_QUESTION]
        parts = "\n".join(
            f"p{number}: pullRequest(number: {number}) {{{_PULL}}}" for number in some
        )
        query = f"""query($owner: String!, $name: String!) {{
          repository(owner: $owner, name: $name) {{ {parts} }}
        }}"""
        owner, _, name = session.repository.full_name.partition("/")
        answer = session.query("read what reviewers said", query, {"owner": owner, "name": name})
        pulls = _node(answer, "repository")
        found |= {number: _talk(_node(pulls, f"p{number}"), heard) for number in some}
    return found


def _talk(pull: Node, heard: Callable[[Node], bool]) -> Talk:
    comments = [one for one in _nodes(pull, "comments") if heard(one)]
    reviews = [one for one in _nodes(pull, "reviews") if heard(one)]
    threads = [one for one in _nodes(pull, "reviewThreads") if heard(_opening(one))]
    remarks = [
        *(remark(RemarkKind.COMMENT, _text(one, "body")) for one in comments),
        *_reviews(reviews),
        *(_line(one) for one in threads),
    ]
    states = [_text(one, "state") for one in reviews]
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
        kind = _KINDS.get(_text(one, "state"))
        if kind is not None:
            yield remark(kind, _text(one, "body"))


def _line(thread: Node) -> Remark:
    line = thread.get("line")
    return remark(
        RemarkKind.LINE,
        _text(_opening(thread), "body"),
        path=_text(thread, "path"),
        line=line if isinstance(line, int) else 0,
        is_resolved=thread.get("isResolved") is True,
    )


def _opening(thread: Node) -> Node:
    """Return the comment that a thread was opened with."""
    return next(iter(_nodes(thread, "comments")), {})


def _is_person(said: Node) -> bool:
    # An account that is gone has no author; it was a person's as far as anybody knows.
    return bool(said) and _text(_node(said, "author"), "__typename") != "Bot"


def _is_insider(said: Node) -> bool:
    return _is_person(said) and _text(said, "authorAssociation") in INSIDERS


def _node(node: Node, key: str) -> Node:
    found = node.get(key)
    return found if isinstance(found, dict) else {}


def _nodes(node: Node, key: str) -> list[Node]:
    found = _node(node, key).get("nodes")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(node: Node, key: str) -> str:
    found = node.get(key)
    return found if isinstance(found, str) else ""
