"""Pull requests on GitHub, as its double lets them be: every state of branch and people."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_client import Client
from fakehub.fakehub_ground import REPO, SHOP
from fakes.checkout import checkout_of
from fakes.clock import FakeClock
from fakes.pull import PULL

from bot.adapters.git import Git
from bot.adapters.github.forge import MARKER, Customs, GitHubForge
from bot.adapters.github.session import Access, Session
from bot.domain.forge import Operation
from bot.domain.outcome import CommentDraft, Published, PullDraft
from bot.errors import ForgeError, PatchRefused
from bot.stages.manners import STOP_LABEL
from bot.stages.metadata import BOXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub

HEAD = b"# coverage-missions: mission=m-00112233\n"
DRAFT = replace(
    PULL,
    commit_message="Cover the shop\n\nTwo tests.\n\nMission-Id: m-00112233\nSeed: 0\n",
    files=(("tests/test_shop_missions.py", HEAD + b"def test_shop():\n    assert 1\n"),),
    body=f"Covers it.\n\n{BOXES}\n- [ ] <!-- missions:retry --> again\n",
)
CHANGED = replace(
    DRAFT, files=(("tests/test_shop_missions.py", HEAD + b"def test_shop():\n    pass\n"),)
)
BRANCH = DRAFT.branch
REPORT = CommentDraft(f"41 % to 88 %\n{MARKER.format(DRAFT.mission)}\n")


class Desk:
    """A checkout of the shop, and the bot that publishes from it."""

    def __init__(self, hub: FakeHub, folder: Path) -> None:
        self.hub = hub
        self.people = hub.people
        self.folder = folder
        checkout, self.token = checkout_of(hub, folder)
        self.git = Git(checkout.root)
        self.clock = FakeClock()
        self.reviewers: tuple[str, ...] = ()
        self.session = self.connect()

    def connect(self) -> Session:
        access = Access(self.token, SHOP, self.hub.api_url, self.hub.web_url)
        return Session(access, self.clock, wait=0)

    def publish(
        self, pull: PullDraft = DRAFT, comment: CommentDraft = REPORT, *, open_max: int = 5
    ) -> Published:
        base_id = self.git.head()
        assert base_id is not None
        customs = Customs("main", base_id, reviewers=self.reviewers, open_max=open_max)
        forge = GitHubForge(self.session, self.git, customs)
        return forge.publish(pull, comment, result_dir=self.folder / "result")

    @property
    def comments(self) -> list[str]:
        return [one.body for one in self.people.issue(SHOP, 1).comments]

    @property
    def tests(self) -> bytes:
        git = self.people.repo(SHOP).git
        return git.ask_bytes("show", f"{BRANCH}:tests/test_shop_missions.py")


@pytest.fixture
def desk(fakehub: FakeHub, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(fakehub, tmp_path)
    yield desk
    desk.session.close()


def test_a_first_pull_request_is_opened_with_one_signed_commit(desk: Desk) -> None:
    published = desk.publish()

    pull = desk.people.pull(SHOP, 1)
    assert (published.operation, published.number) == (Operation.CREATED, 1)
    assert published.url.endswith(f"/{SHOP}/pull/1")
    assert desk.tests == DRAFT.files[0][1]
    assert pull.head_sha in desk.people.repo(SHOP).verified
    assert desk.comments == [REPORT.body]
    assert "coverage-missions" in desk.people.issue(SHOP, 1).labels


def test_the_same_again_changes_nothing(desk: Desk) -> None:
    desk.publish()
    before = len(desk.hub.requests)

    again = desk.publish()

    writes = [one for one in desk.hub.requests[before:] if one.method != "GET"]
    assert again.operation is Operation.UNCHANGED
    assert len(desk.hub.requests) - before - len(writes) == 4
    assert [one.path.rpartition("/")[2] for one in writes] in ([], ["graphql"])
    assert desk.comments == [REPORT.body]


def test_other_tests_replace_the_commit(desk: Desk) -> None:
    desk.publish()

    published = desk.publish(CHANGED)

    assert published.operation is Operation.UPDATED
    assert desk.tests == CHANGED.files[0][1]
    assert len(desk.people.repo(SHOP).git.log(f"main..{BRANCH}")) == 1


def test_a_persons_commit_is_never_overwritten(desk: Desk) -> None:
    desk.publish()
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")

    published = desk.publish(CHANGED)

    assert published.operation is Operation.SKIPPED_EDITED
    assert desk.tests == b"mine = 1\n"


def test_a_ticked_box_lets_the_bot_start_again(desk: Desk) -> None:
    desk.publish()
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")
    desk.people.tick(SHOP, 1, "missions:retry")

    published = desk.publish(CHANGED)

    assert published.operation is Operation.UPDATED
    assert desk.tests == CHANGED.files[0][1]


def test_a_closed_pull_request_means_no_until_its_subject_changes(desk: Desk) -> None:
    desk.publish()
    desk.people.close(SHOP, 1)

    assert desk.publish(CHANGED).operation is Operation.SKIPPED_CLOSED
    newer = replace(CHANGED, source="sha256:1")
    assert desk.publish(newer).operation is Operation.CREATED
    assert desk.people.pull(SHOP, 2).head == BRANCH


def test_a_stop_is_a_stop(desk: Desk) -> None:
    desk.publish()
    ada = Client(desk.hub.api_url, desk.people.personal_token("ada"))
    ada.ask("POST", f"{REPO}/issues/1/labels", {"labels": [STOP_LABEL]})

    assert desk.publish(CHANGED).operation is Operation.SKIPPED_STOPPED


def test_a_label_that_a_person_removed_stays_removed(desk: Desk) -> None:
    desk.publish()
    desk.people.issue(SHOP, 1).labels.clear()

    desk.publish(CHANGED)

    assert desk.people.issue(SHOP, 1).labels == []


def test_open_pull_requests_have_a_limit(desk: Desk) -> None:
    desk.publish()
    other = replace(DRAFT, branch=f"{BRANCH}-2", mission="m-2")

    assert desk.publish(other, open_max=1).operation is Operation.LIMIT_REACHED
    assert desk.publish(open_max=1).operation is Operation.UNCHANGED


def test_a_branch_stays_with_a_link_where_no_workflow_may_open_pull_requests(desk: Desk) -> None:
    desk.people.repo(SHOP).actions_may_create_pulls = False

    published = desk.publish()

    assert published.operation is Operation.BRANCH_ONLY
    assert f"/compare/main...{BRANCH}?expand=1" in published.url
    assert "Allow GitHub Actions to create" in published.place
    assert desk.tests


def test_a_plain_pull_request_takes_the_place_of_a_draft_that_is_not_to_be_had(desk: Desk) -> None:
    desk.people.repo(SHOP).private = True

    published = desk.publish(replace(DRAFT, draft=True))

    assert published.operation is Operation.CREATED
    assert desk.people.pull(SHOP, 1).draft is False


def test_a_moment_of_lag_is_waited_for(desk: Desk) -> None:
    desk.hub.rules.unresolved_requests = 2

    desk.publish()

    assert "coverage-missions" in desk.people.issue(SHOP, 1).labels


@pytest.mark.parametrize("path", ["/pulls", "/comments"])
def test_a_lost_reply_makes_no_second_one(desk: Desk, path: str) -> None:
    desk.hub.rules.lose_reply("POST", path)

    published = desk.publish()

    assert published.operation is Operation.CREATED
    assert len(desk.people.pulls(SHOP)) == 1
    assert desk.comments == [REPORT.body]


def test_a_comment_of_the_bot_is_one_and_is_brought_up_to_date(desk: Desk) -> None:
    desk.publish()
    desk.people.comment(SHOP, 1, REPORT.body, by="ada")
    for _ in range(2):
        desk.people.comment(SHOP, 1, REPORT.body, by="github-actions[bot]")
    news = CommentDraft(REPORT.body.replace("88", "90"))

    desk.publish(comment=news)

    assert desk.comments == [news.body, REPORT.body]


def test_a_text_that_a_person_rewrote_stays(desk: Desk) -> None:
    desk.publish()
    issue = desk.people.issue(SHOP, 1)
    issue.body = (issue.body or "").replace("Covers it.", "Covers nearly all of it.")

    desk.publish(CHANGED)

    assert "Covers nearly all of it." in (issue.body or "")
    assert desk.publish(CHANGED).operation is Operation.UNCHANGED


def test_a_mission_needs_few_requests(desk: Desk) -> None:
    desk.publish()
    rest = [one for one in desk.hub.requests if not one.path.endswith("graphql")]

    assert len(rest) == 8
    assert desk.session.requests == len(desk.hub.requests)


@pytest.mark.parametrize(
    ("permissions", "words"),
    [
        ({"contents": "read"}, "contents: write"),
        ({"pull_requests": "read"}, "pull-requests: write"),
    ],
)
def test_a_missing_right_is_named(desk: Desk, permissions: dict[str, str], words: str) -> None:
    desk.token = desk.people.actions_token(SHOP, **permissions)
    desk.session = desk.connect()

    with pytest.raises(ForgeError, match=words):
        desk.publish()


class Overtaken(Git):
    """A checkout whose first push comes a moment after somebody else's."""

    def __init__(self, root: Path, before: list[Callable[[], object]]) -> None:
        super().__init__(root)
        self._before = before

    def push(self, url: str, commit: str, *, branch: str, expected: str, token: str) -> None:
        if self._before:
            self._before.pop()()
        super().push(url, commit, branch=branch, expected=expected, token=token)


def test_a_lost_lease_is_decided_anew(desk: Desk) -> None:
    desk.publish()
    mine = {"tests/test_shop_missions.py": "mine = 1\n"}
    desk.git = Overtaken(desk.git.root, [lambda: desk.people.push(SHOP, BRANCH, mine, by="ada")])

    published = desk.publish(CHANGED)

    assert published.operation is Operation.SKIPPED_EDITED
    assert desk.tests == b"mine = 1\n"


def test_publishers_at_the_same_time_end_in_one_pull_request_and_one_comment(desk: Desk) -> None:
    base_id = desk.git.head()
    assert base_id is not None

    def publish(number: int) -> Operation:
        session = desk.connect()
        forge = GitHubForge(session, desk.git, Customs("main", base_id))
        result = desk.folder / f"result{number}"
        operation = forge.publish(DRAFT, REPORT, result_dir=result).operation
        session.close()
        return operation

    with ThreadPoolExecutor(4) as pool:
        operations = list(pool.map(publish, range(4)))

    desk.publish()
    assert set(operations) <= {Operation.CREATED, Operation.UPDATED, Operation.UNCHANGED}
    assert len(desk.people.pulls(SHOP, state="all")) == 1
    assert desk.comments == [REPORT.body]
    assert desk.tests == DRAFT.files[0][1]


def test_ticks_on_an_answered_pull_request_are_taken_away(desk: Desk) -> None:
    desk.publish()
    desk.people.close(SHOP, 1)
    desk.people.tick(SHOP, 1, "missions:retry")

    assert desk.publish().operation is Operation.CREATED
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")

    assert "[x]" not in (desk.people.issue(SHOP, 1).body or "")
    assert desk.publish(CHANGED).operation is Operation.SKIPPED_EDITED


def test_a_tick_is_answered_even_where_the_tests_are_the_same(desk: Desk) -> None:
    desk.publish()
    desk.people.push(SHOP, BRANCH, {"tests/test_shop_missions.py": "mine = 1\n"}, by="ada")
    desk.people.tick(SHOP, 1, "missions:retry")

    assert desk.publish().operation is Operation.UPDATED
    assert desk.tests == DRAFT.files[0][1]
    assert "[x]" not in (desk.people.issue(SHOP, 1).body or "")


def test_a_person_who_has_the_bots_name_does_not_own_its_comment(desk: Desk) -> None:
    desk.publish()
    bots = desk.people.issue(SHOP, 1).comments
    desk.people.comment(SHOP, 1, REPORT.body, by="github-actions")
    bots[:] = [bots[1], bots[0]]
    news = CommentDraft(REPORT.body.replace("88", "90"))

    desk.publish(comment=news)

    assert sorted(desk.comments) == sorted([REPORT.body, news.body])


def test_an_unknown_reviewer_spoils_nothing_else(desk: Desk) -> None:
    desk.reviewers = ("nobody-of-that-name",)

    published = desk.publish()

    assert published.operation is Operation.CREATED
    assert "cannot request reviews" in published.place
    assert desk.comments == [REPORT.body]


def test_a_person_who_chose_another_title_keeps_it(desk: Desk) -> None:
    desk.publish()
    desk.people.issue(SHOP, 1).title = "Mine"

    desk.publish(CHANGED)

    assert desk.people.issue(SHOP, 1).title == "Mine"


def test_a_renamed_repository_is_written_to_by_its_name_of_today(desk: Desk) -> None:
    desk.publish()
    desk.people.rename(SHOP, "market")
    desk.session = desk.connect()

    assert desk.publish(CHANGED).operation is Operation.UPDATED
    git = desk.people.repo("octo/market").git
    assert git.ask_bytes("show", f"{BRANCH}:tests/test_shop_missions.py") == CHANGED.files[0][1]


def test_tests_that_a_person_wrote_are_not_replaced(desk: Desk) -> None:
    theirs = replace(DRAFT, files=(("README.md", b"# mine\n"),))

    with pytest.raises(PatchRefused, match="no mission wrote it"):
        desk.publish(theirs)


def test_a_push_goes_where_it_is_told_whatever_the_checkout_says(
    desk: Desk, tmp_path: Path
) -> None:
    desk.publish()
    elsewhere = tmp_path / "elsewhere.git"
    config = desk.git.root / ".git/config"
    config.write_text(
        config.read_text() + f'[url "{elsewhere}/"]\n\tinsteadOf = {desk.hub.web_url}\n'
    )

    assert desk.publish(CHANGED).operation is Operation.UPDATED
    assert desk.tests == CHANGED.files[0][1]


@pytest.mark.parametrize("status", [403, 429])
def test_a_limit_is_waited_for_and_the_same_request_sent_again(desk: Desk, status: int) -> None:
    desk.hub.rules.secondary_every = 3
    desk.hub.rules.limit_status = status
    desk.session = Session(desk.session.access, desk.clock, wait=0.001)

    published = desk.publish()

    assert published.operation is Operation.CREATED
    assert desk.clock.monotonic_s() > 0
    assert desk.comments == [REPORT.body]
