"""Whatever GitHub's description allows to be asked, the double answers as it describes.

schemathesis draws the requests, always the same ones; each operation is tried on what
is there and on what is not.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import schemathesis
from fakehub.fakehub_client import Client
from fakehub.fakehub_gate import DESCRIPTIONS
from fakehub.fakehub_ground import SHOP, TOPIC, Ground, ground_of
from fakehub.fakehub_hub import FakeHub
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from schemathesis.schemas import APIOperation

EXAMPLES_EACH = 2
KINDS = ("github", "ghes")
BOUNDED = settings(
    max_examples=EXAMPLES_EACH,
    phases=[Phase.generate],
    suppress_health_check=[*HealthCheck],
    derandomize=True,
    database=None,
    deadline=None,
)


def _names(ground: Ground) -> dict[str, str | int]:
    """Return what each variable of a path can stand for, so that something is there."""
    git = ground.hub.people.repo(SHOP).git
    tip = git.branches()["main"]
    comment = ground.hub.people.comment(SHOP, 1, "by hand").id
    return {
        "pull_number": 1,
        "issue_number": 1,
        "comment_id": comment,
        "commit_sha": tip,
        "tree_sha": tip,
        "file_sha": git.entries(tip)[0].sha,
        "ref": f"heads/{TOPIC}",
        "branch": TOPIC,
        "basehead": f"main...{TOPIC}",
        "path": "src/shop.py",
        "workflow_id": "ci.yml",
        "name": "bug",
    }


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_can_be_asked_breaks_the_double(kind: str, tmp_path: Path) -> None:
    described = json.loads((DESCRIPTIONS / f"{kind}.json").read_text(encoding="utf-8"))
    schema = schemathesis.openapi.from_dict(described)

    broken: list[str] = []

    with FakeHub(tmp_path / "hub", kind) as hub:
        ground = ground_of(hub)
        ground.open_pull()
        repo = hub.people.repo(SHOP)
        client = Client(hub.api_url, hub.people.personal_token("ada"))
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            # One of the operations gives it another name.
            repo.name = "shop"
            broken += _try(found.ok(), client, _names(ground), hub)

    assert broken == []
    assert len(hub.requests) >= EXAMPLES_EACH * 50


def _try(
    operation: APIOperation,  # type: ignore[type-arg]  # its parts are of no matter here
    client: Client,
    names: Mapping[str, str | int],
    hub: FakeHub,
) -> list[str]:
    """Ask for an operation a few times, and return what was wrong.

    Nothing is raised in between: what came before changed the double, so no request
    can be repeated to see it fail again.
    """
    broken: list[str] = []
    shop = {"owner": "octo", "repo": "shop"}
    there = operation.as_strategy(path_parameters={**names, **shop})
    somewhere = operation.as_strategy(path_parameters=shop)

    @BOUNDED
    @given(case=st.one_of(there, there, there, somewhere))
    def run(case: schemathesis.Case) -> None:  # type: ignore[type-arg]  # as above
        sent = case.as_transport_kwargs(base_url=client.api_url)
        query = {name: str(value) for name, value in (sent.get("params") or {}).items()}
        body = sent.get("json")
        answer = client.ask(case.method, sent["url"], body, query=query)

        # What schemathesis adds to bodies and queries is unknown to the description.
        wrong = [said for said in hub.take_violations() if "unknown" not in said]
        wrong += [] if answer.status < 500 else [f"status {answer.status}"]
        broken.extend(f"{wrong}: {case.method} {sent['url']} {query} {body}" for _ in wrong[:1])

    run()
    return broken
