"""Read what was said below pull requests: the newest of each kind that somebody listens to.

Where those who are not heard fill a page, older ones are asked for, so that nobody is silenced
by what strangers write.
Source: GitHub's GraphQL schema, `Repository.pullRequest`. REST would take three requests for
each pull request.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.adapters.github.session import Session

PULLS_A_QUESTION = 25
"""So many pull requests, lists and threads are about 600 nodes: six points of 1,000 an hour."""

ITEMS = 20
"""The newest of each kind are kept, of those that are heard."""

OLDER_ITEMS = 100
OLDER_QUESTIONS_MAX = 10
"""Further questions of one run; one about 25 pull requests is 26 points at most."""

Node = dict[str, object]
_PEOPLE = "author { __typename login } authorAssociation"


class Kind(StrEnum):
    """A list below a pull request, by GitHub's name."""

    COMMENTS = "comments"
    REVIEWS = "reviews"
    THREADS = "reviewThreads"


_ONLY: Mapping[Kind, str] = {Kind.REVIEWS: ", states: [APPROVED, CHANGES_REQUESTED, COMMENTED]"}
_FIELDS: Mapping[Kind, str] = {
    Kind.COMMENTS: f"{_PEOPLE} body",
    Kind.REVIEWS: f"{_PEOPLE} state body",
    Kind.THREADS: f"isResolved path line comments(first: 1) {{ nodes {{ {_PEOPLE} body }} }}",
}


@dataclass
class Said:
    """What was heard below one pull request, oldest first.

    `older` are the lists that go on before what was read, each with GitHub's mark of the place;
    "" is the end, where nothing was read yet.
    """

    heard: dict[Kind, list[Node]] = field(default_factory=lambda: {kind: [] for kind in Kind})
    older: dict[Kind, str] = field(default_factory=lambda: dict.fromkeys(Kind, ""))

    def take(self, kind: Kind, page: Node, heard: Callable[[Node], bool]) -> None:
        """Take a page of a list; who is no more needed is not asked about."""
        kept = self.heard[kind]
        for node in reversed(nodes_of(page)):
            if len(kept) < ITEMS and heard(opening(node) if kind is Kind.THREADS else node):
                kept.insert(0, node)
        told = node_at(page, "pageInfo")
        place = text_at(told, "startCursor")
        if len(kept) < ITEMS and told.get("hasPreviousPage") is True and place:
            self.older[kind] = place
        else:
            self.older.pop(kind, None)


def said_below(
    session: Session, numbers: Sequence[int], heard: Callable[[Node], bool]
) -> dict[int, Said]:
    """Return what was said below each pull request by those whom `heard` listens to.

    Raises:
        ForgeError: GitHub refused.
    """
    found = {number: Said() for number in numbers}
    for start in range(0, len(numbers), PULLS_A_QUESTION):
        some = numbers[start : start + PULLS_A_QUESTION]
        _ask(session, {number: found[number] for number in some}, heard, most=ITEMS)
    for _ in range(OLDER_QUESTIONS_MAX):
        left = [number for number, said in found.items() if said.older][:PULLS_A_QUESTION]
        if not left:
            break
        _ask(session, {number: found[number] for number in left}, heard, most=OLDER_ITEMS)
    if any(said.older for said in found.values()):
        session.cut_short.add("read what reviewers said")
    return found


def _ask(
    session: Session, some: Mapping[int, Said], heard: Callable[[Node], bool], *, most: int
) -> None:
    parts = "\n".join(
        f"p{number}: pullRequest(number: {number}) {{ {_lists(said, most)} }}"
        for number, said in some.items()
    )
    query = f"""query($owner: String!, $name: String!) {{
      repository(owner: $owner, name: $name) {{ {parts} }}
    }}"""
    owner, _, name = session.repository.full_name.partition("/")
    answer = session.query("read what reviewers said", query, {"owner": owner, "name": name})
    pulls = node_at(answer, "repository")
    for number, said in some.items():
        pull = node_at(pulls, f"p{number}")
        for kind in list(said.older):
            said.take(kind, node_at(pull, kind), heard)


def _lists(said: Said, most: int) -> str:
    return "\n".join(
        f"{kind}(last: {most}{_before(place)}{_ONLY.get(kind, '')}) {{"
        f" pageInfo {{ hasPreviousPage startCursor }} nodes {{ {_FIELDS[kind]} }} }}"
        for kind, place in said.older.items()
    )


def _before(place: str) -> str:
    # A text of GraphQL is written as one of JSON.
    return f", before: {json.dumps(place)}" if place else ""


def opening(thread: Node) -> Node:
    """Return the comment that a thread was opened with."""
    return next(iter(nodes_of(node_at(thread, "comments"))), {})


def node_at(node: Node, key: str) -> Node:
    """Return the object at a key, an empty one where there is none."""
    found = node.get(key)
    return found if isinstance(found, dict) else {}


def nodes_of(page: Node) -> list[Node]:
    """Return the objects of a list's page."""
    found = page.get("nodes")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text_at(node: Node, key: str) -> str:
    """Return the text at a key, "" where there is none."""
    found = node.get(key)
    return found if isinstance(found, str) else ""
