"""Pages, and the Link header that names their neighbours."""

from __future__ import annotations

import re

import pytest
from fakehub.fakehub_ground import REPO, SHOP, Ground


def _links(header: str) -> dict[str, str]:
    return {name: url for url, name in re.findall(r'<([^>]+)>; rel="(\w+)"', header)}


@pytest.fixture
def many(ground: Ground) -> Ground:
    for number in range(35):
        ground.hub.people.open_issue(SHOP, f"issue {number}")
    return ground


def test_a_page_has_thirty_items(many: Ground) -> None:
    first = many.bot.ask("GET", f"{REPO}/issues")
    links = _links(first.headers["link"])
    second = many.bot.ask("GET", links["next"])

    assert first.each("number") == [*range(35, 5, -1)]
    assert second.each("number") == [5, 4, 3, 2, 1]
    assert [*links] == ["next", "last"]
    assert [*_links(second.headers["link"])] == ["prev", "first"]


def test_links_name_the_repository_by_number(many: Ground) -> None:
    asked = many.bot.ask("GET", f"{REPO}/issues", query={"per_page": "10", "state": "all"})

    number = many.hub.people.repo(SHOP).id
    url = f"{many.hub.api_url}/repositories/{number}/issues?per_page=10&state=all&page=2"
    assert _links(asked.headers["link"])["next"] == url


def test_a_page_holds_a_hundred_at_most(many: Ground) -> None:
    for number in range(70):
        many.hub.people.open_issue(SHOP, f"more {number}")

    asked = many.bot.ask("GET", f"{REPO}/issues", query={"per_page": "500"})

    assert len(asked.each()) == 100


def test_a_list_that_fits_has_no_links(ground: Ground) -> None:
    assert "link" not in ground.bot.ask("GET", f"{REPO}/labels").headers


def test_a_page_after_the_last_is_empty(many: Ground) -> None:
    asked = many.bot.ask("GET", f"{REPO}/issues", query={"page": "9"})

    assert asked.shape == []
    assert _links(asked.headers["link"])["prev"].endswith("page=2")
