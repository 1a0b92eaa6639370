"""Several clients at once: what GitHub keeps one of stays one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from fakehub.fakehub_ground import REPO, SHOP

if TYPE_CHECKING:
    from fakehub.fakehub_ground import Ground

CLIENTS = 8


def test_of_many_pull_requests_from_a_branch_one_is_made(ground: Ground) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        made = [*pool.map(lambda _: ground.open_pull().status, range(CLIENTS))]

    assert sorted(made) == [201] + [422] * (CLIENTS - 1)
    assert len(ground.hub.people.pulls(SHOP)) == 1


def test_comments_at_the_same_time_are_all_kept(ground: Ground) -> None:
    ground.hub.people.open_issue(SHOP, "t")

    def comment(number: int) -> int:
        sent = {"body": str(number)}
        return ground.bot.ask("POST", f"{REPO}/issues/1/comments", sent).status

    with ThreadPoolExecutor(CLIENTS) as pool:
        made = [*pool.map(comment, range(CLIENTS))]

    assert made == [201] * CLIENTS
    kept = ground.bot.ask("GET", f"{REPO}/issues/1/comments")
    assert {str(body) for body in kept.each("body")} == set(map(str, range(CLIENTS)))
    assert len({str(number) for number in kept.each("id")}) == CLIENTS
