"""Limits that GitHub names are waited for, so long and no longer; pages are read to the last."""

from __future__ import annotations

import pytest
from fakehub.fakehub_ground import SHOP
from fakes.shop_desk import REPORT, Desk
from github import GithubException

from bot.adapters.github import session as sessions
from bot.adapters.github.session import LIMIT_WAITS_S, Session, is_limit
from bot.domain.forge import Operation
from bot.errors import ForgeError

SOON, MEANWHILE = 0.001, "was submitted too quickly"


def paced(desk: Desk) -> Desk:
    """Let waiting take a thousandth of the fake clock's time."""
    desk.session = Session(desk.session.access, desk.clock, wait=SOON)
    return desk


def test_what_was_submitted_too_quickly_is_sent_again(desk: Desk) -> None:
    desk.hub.rules.too_quickly = len(LIMIT_WAITS_S)

    published = paced(desk).publish()

    assert published.operation is Operation.CREATED
    assert len(desk.people.pulls(SHOP)) == 1
    assert desk.clock.monotonic_s() == pytest.approx(sum(LIMIT_WAITS_S) * SOON)


def test_after_so_many_waits_the_rest_is_left_to_the_next_run(desk: Desk) -> None:
    desk.hub.rules.too_quickly = len(LIMIT_WAITS_S) + 1

    with pytest.raises(ForgeError, match=f"{MEANWHILE}; run again in an hour"):
        paced(desk).publish()

    assert desk.session.is_over
    desk.session = desk.connect()
    assert desk.publish().operation is Operation.CREATED
    assert desk.comments == [REPORT.body]


def test_all_waits_together_have_a_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "WAITED_S_MAX", LIMIT_WAITS_S[0])
    desk.hub.rules.too_quickly = 2

    with pytest.raises(ForgeError, match=MEANWHILE):
        paced(desk).publish()

    assert desk.clock.monotonic_s() == pytest.approx(LIMIT_WAITS_S[0] * SOON)


def test_an_hours_limit_that_ends_too_late_is_not_waited_for(desk: Desk) -> None:
    desk.hub.rules.requests_per_hour = 3

    with pytest.raises(ForgeError, match="rate limit exceeded"):
        paced(desk).publish()

    assert desk.session.is_over
    assert len(desk.hub.requests) == 4


def test_a_run_has_a_budget_of_requests(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "REQUESTS_MAX", 3)

    with pytest.raises(ForgeError, match="more than 3 requests in one run"):
        desk.publish()

    assert desk.session.is_over


def _graphql(message: str) -> dict[str, object]:
    return {"data": None, "errors": [{"type": "RATE_LIMITED", "message": message}]}


@pytest.mark.parametrize(
    ("status", "data", "expected"),
    [
        (403, {"message": "You have exceeded a secondary rate limit. Please wait"}, True),
        (403, {"message": "You have triggered an abuse detection mechanism."}, True),
        (403, {"message": "API rate limit exceeded for installation ID 7."}, True),
        (400, _graphql("API rate limit exceeded for installation ID 7."), True),
        (422, {"message": "Validation Failed", "errors": [{"message": MEANWHILE}]}, True),
        (400, _graphql(MEANWHILE), True),
        (429, {}, True),
        (403, {"message": "Resource not accessible by integration"}, False),
        (422, {"message": "Validation Failed"}, False),
        (500, {"message": "rate limit"}, False),
    ],
)
def test_a_limit_is_known_by_its_words(
    status: int, data: dict[str, object], *, expected: bool
) -> None:
    assert is_limit(GithubException(status, data, {})) is expected


def test_a_short_page_is_not_taken_for_the_last(desk: Desk) -> None:
    desk.publish()
    bots = desk.people.issue(SHOP, 1).comments
    for _ in range(2):
        desk.people.comment(SHOP, 1, "thanks", by="ada")
    bots[:] = [*bots[1:], bots[0]]
    desk.hub.rules.page_items_max = 1

    assert desk.publish().operation is Operation.UNCHANGED

    assert len(desk.comments) == 3


@pytest.mark.parametrize("most", [2, 3])
def test_pages_have_a_limit(desk: Desk, most: int) -> None:
    desk.publish()
    for _ in range(2):
        desk.people.comment(SHOP, 1, "thanks", by="ada")
    desk.hub.rules.page_items_max = 1
    issue = desk.session.repository.get_issue(1)

    found = desk.session.every("read comments", issue.get_comments(), most=most)
    assert len(found) == most
    assert desk.session.cut_short == ({"read comments"} if most == 2 else set())
