"""The double against what github.com once answered: recordings of @octokit/fixtures, replayed.

Compared are status, Link, Location, the keys, the types, and the form of addresses;
values are people's. Nothing recorded holds a pull request or a comment.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_client import Client

if TYPE_CHECKING:
    from fakehub.fakehub_http import Json
    from fakehub.fakehub_hub import FakeHub

RECORDINGS = Path(__file__).parent / "recordings"
OWNER, USER = "octokit-fixture-org", "octokit-fixture-user-a"
SCENARIOS = sorted(path.stem for path in RECORDINGS.glob("*.json"))
RECORDED_ID = "/repositories/1000"
# Addresses on hosts that the double has not got.
ELSEWHERE = ("avatar_url", "git_url", "ssh_url", "documentation_url")
# Sent to administrators only, or gone from the description since 2022.
NOT_COMPARED = ("temp_clone_token", "permissions", "organization", "license")


def _recorded(scenario: str) -> list[dict[str, Json]]:
    text = (RECORDINGS / f"{scenario}.json").read_text(encoding="utf-8")
    read: list[dict[str, Json]] = json.loads(text)
    return read


def _prepare(hub: FakeHub, scenario: str) -> list[str]:
    """Make what the scenario starts from, and return the commits that it may name."""
    name = f"{OWNER}/{scenario}"
    repo = hub.people.repository(name, collaborators={USER: "write"})
    first = repo.git.branches()["main"]
    second = hub.people.push(name, "main", {"more.md": "more\n"})
    for number in range(13 if scenario == "paginate-issues" else 0):
        hub.people.open_issue(name, f"Test issue {number + 1}", by=USER)
    return [first, second]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_double_answers_as_github_did(fakehub: FakeHub, scenario: str) -> None:
    commits = _prepare(fakehub, scenario)
    number = fakehub.people.repo(f"{OWNER}/{scenario}").id
    client = Client(fakehub.api_url, fakehub.people.personal_token(USER))

    for entry in _recorded(scenario):
        path = str(entry["path"]).replace(RECORDED_ID, f"/repositories/{number}")
        answer = client.ask(str(entry["method"]), path, _with_commits(entry["body"], commits))

        assert answer.status == entry["status"], path
        for header in ("link", "location"):
            seen = _form(answer.headers.get(header, ""), fakehub)
            assert seen == _form(str(entry[header]), fakehub), path
        assert [*_differences(entry["reply"], answer.shape, "", fakehub)] == [], path
    # What GitHub refused then breaks the description now.
    if scenario == "errors":
        fakehub.take_violations()


def _with_commits(body: Json, commits: list[str]) -> Json:
    """Return a body that names commits of the double: each recorded one only once."""
    if isinstance(body, Mapping) and "sha" in body:
        return {**body, "sha": commits.pop(0)}
    return body


def _form(text: str, hub: FakeHub) -> str:
    """Return addresses without hosts and without what differs from day to day."""
    for start in (hub.api_url, hub.web_url, "https://api.github.com", "https://github.com"):
        text = text.replace(start + "/", "host:/")
    return re.sub(r"/\d+\b", "/N", re.sub(r"\b[0-9a-f]{40}\b", "SHA", text))


def _differences(recorded: Json, seen: Json, place: str, hub: FakeHub) -> Iterator[str]:
    if isinstance(recorded, Mapping) and isinstance(seen, Mapping):
        missing = recorded.keys() - seen.keys() - {*NOT_COMPARED}
        yield from (f"{place}/{key} is missing" for key in missing)
        for key in recorded.keys() & seen.keys() - {*ELSEWHERE}:
            yield from _differences(recorded[key], seen[key], f"{place}/{key}", hub)
    elif isinstance(recorded, list) and isinstance(seen, Sequence):
        for one, other in zip(recorded, seen, strict=False):
            yield from _differences(one, other, f"{place}[]", hub)
    elif isinstance(recorded, str) and recorded.startswith("http"):
        then, now = _form(recorded, hub), _form(str(seen), hub)
        yield from [] if then == now else [f"{place}: {then} was recorded, {now} is"]
    # Null in one of both says nothing of the type; the gate knows whether it may be.
    elif None not in (recorded, seen) and type(recorded) is not type(seen):
        yield f"{place}: {recorded!r} was recorded, {seen!r} is"
