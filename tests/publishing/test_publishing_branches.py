"""What people and time do to a mission's branch and its base, in real git, on each forge."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.places import TESTS, Place, changed, commits, newer, operation_of, tip
from fakes.shop_desk import BRANCH, CHANGED, DRAFT, HEAD

from bot.adapters.git import BOT_EMAIL
from bot.domain.forge import Operation
from bot.errors import BotError

if TYPE_CHECKING:
    from fakes.repository import Repository


def test_the_first_time_makes_one_commit_on_the_base(place: Place) -> None:
    assert operation_of(place, DRAFT) is Operation.CREATED
    assert place.ask("rev-parse", f"{BRANCH}^") == place.git.head()
    assert changed(place) == [TESTS]


def test_the_same_again_leaves_the_very_commit(place: Place) -> None:
    place.publish()
    before = tip(place)

    assert operation_of(place, DRAFT) is Operation.UNCHANGED
    assert tip(place) == before


def test_other_tests_replace_the_commit(place: Place) -> None:
    place.publish()

    assert operation_of(place, CHANGED) is Operation.UPDATED
    assert commits(place) == [BOT_EMAIL]
    assert place.ask("show", f"{BRANCH}:{TESTS}") == CHANGED.files[0][1].decode().strip()


def test_tests_that_a_mission_wrote_before_are_replaced(place: Place) -> None:
    place.by_hand(lambda person: merged_by_hand(person, HEAD.decode()))

    assert operation_of(place, DRAFT) is Operation.CREATED
    assert place.ask("show", f"{BRANCH}:{TESTS}") == DRAFT.files[0][1].decode().strip()


def merged_by_hand(person: Repository, text: str) -> None:
    """Commit the mission's tests to main as a person."""
    person.write(TESTS, text)
    person.commit("tests, by hand")


def on_top(person: Repository) -> None:
    person.edit(BRANCH)


def amended(person: Repository) -> None:
    person.git("checkout", "--quiet", BRANCH)
    person.write(TESTS, "better\n")
    person.git("commit", "--quiet", "--all", "--amend", "-m", "better")


def updated(person: Repository) -> None:
    """Merge the base that moved into the branch, as the forge's button does."""
    person.commit("main moves")
    person.git("checkout", "--quiet", BRANCH)
    person.git("merge", "--quiet", "--no-ff", "-m", "Merge main", "main")


def rebased(person: Repository) -> None:
    person.commit("main moves")
    person.git("rebase", "--quiet", "main", BRANCH)


def reverted(person: Repository) -> None:
    person.git("checkout", "--quiet", BRANCH)
    person.git("revert", "--no-edit", "HEAD")


@pytest.mark.parametrize("work", [on_top, amended, updated, rebased, reverted])
def test_what_a_person_committed_to_the_branch_stays(place: Place, work: object) -> None:
    assert callable(work)
    place.publish()
    place.by_hand(work)
    theirs = tip(place)

    assert operation_of(place, CHANGED) is Operation.SKIPPED_EDITED
    assert tip(place) == theirs


def test_a_persons_own_branch_of_that_name_stays(place: Place) -> None:
    def own(person: Repository) -> None:
        person.git("branch", BRANCH)
        person.edit(BRANCH)

    place.by_hand(own)
    theirs = tip(place)

    assert operation_of(place, DRAFT) is Operation.SKIPPED_EDITED
    assert tip(place) == theirs


def test_an_empty_branch_of_that_name_is_used(place: Place) -> None:
    place.by_hand(lambda person: person.git("branch", BRANCH))

    assert place.publish().operation.is_written
    assert commits(place) == [BOT_EMAIL]


def test_other_tests_start_from_where_the_base_is_now(place: Place) -> None:
    place.publish()
    place.by_hand(lambda person: person.commit("main moves"))

    assert operation_of(place, CHANGED) is Operation.UPDATED
    assert place.ask("rev-parse", f"{BRANCH}^") == place.git.head()
    assert changed(place) == [TESTS]


def test_that_the_base_moved_alone_rewrites_no_pull_request(place: Place) -> None:
    place.publish()
    before = tip(place)
    place.by_hand(lambda person: person.commit("main moves"))

    operation = operation_of(place, DRAFT)

    # A branch of one's own costs nobody a notification, so it follows.
    assert operation is (Operation.UPDATED if place.is_local else Operation.UNCHANGED)
    assert (tip(place) == before) is not place.is_local


def rewritten(person: Repository) -> None:
    """Write the base's last commit anew, and force it onto the forge."""
    person.write("src/shop.py", "price = 9\n")
    person.git("commit", "--quiet", "--all", "--amend", "-m", "better")


def test_a_base_that_was_rewritten_is_no_persons_work_on_the_branch(place: Place) -> None:
    place.by_hand(lambda person: person.commit("second"))
    place.publish()
    place.by_hand(rewritten)

    assert operation_of(place, CHANGED) is Operation.UPDATED
    assert commits(place) == [BOT_EMAIL]
    assert place.ask("rev-parse", f"{BRANCH}^") == place.git.head()


def test_work_on_the_branch_of_a_rewritten_base_stays(place: Place) -> None:
    place.by_hand(lambda person: person.commit("second"))
    place.publish()
    place.by_hand(rewritten)
    place.by_hand(on_top)
    theirs = tip(place)

    assert operation_of(place, CHANGED) is Operation.SKIPPED_EDITED
    assert tip(place) == theirs


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_after_a_merge_the_branch_serves_the_next_state_of_the_source(
    place: Place, how: str
) -> None:
    place.publish()
    place.merge(how)

    operation = operation_of(place, newer(CHANGED))

    assert operation is (Operation.UPDATED if place.is_local else Operation.CREATED)
    assert commits(place) == [BOT_EMAIL]
    assert place.ask("rev-parse", f"{BRANCH}^") == place.git.head()


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_what_was_merged_is_not_offered_again(place: Place, how: str) -> None:
    place.publish()
    place.merge(how)
    before = tip(place)

    assert operation_of(place, DRAFT) is Operation.SKIPPED_MERGED
    assert tip(place) == before


def test_what_the_base_holds_already_is_not_offered(place: Place) -> None:
    place.by_hand(lambda person: merged_by_hand(person, DRAFT.files[0][1].decode()))

    published = place.publish()

    assert published.operation is Operation.SKIPPED_MERGED
    assert "holds these files already" in published.place
    assert not tip(place)


def test_what_a_person_carried_to_the_base_leaves_the_pull_request_alone(place: Place) -> None:
    place.publish()
    before = tip(place)
    place.by_hand(lambda person: merged_by_hand(person, DRAFT.files[0][1].decode()))

    operation = operation_of(place, DRAFT)

    assert operation is (Operation.SKIPPED_MERGED if place.is_local else Operation.UNCHANGED)
    assert tip(place) == before


@pytest.mark.parametrize("how", ["deleted", "reset to the base"])
def test_a_branch_that_is_gone_is_a_no_where_there_was_a_pull_request(
    place: Place, how: str
) -> None:
    args = ["-D", BRANCH] if how == "deleted" else ["--force", BRANCH, "main"]
    place.publish()
    place.by_hand(lambda person: person.git("branch", "--quiet", *args))

    operation = operation_of(place, CHANGED)

    if place.is_local:
        assert operation.is_written
    else:
        # GitHub closes a pull request that has no commit left.
        assert operation is Operation.SKIPPED_CLOSED
    assert operation_of(place, newer(CHANGED)).is_written
    assert len(commits(place)) == 1


@pytest.mark.parametrize("name", ["coverage-missions", f"{BRANCH}/mine"])
def test_a_branch_whose_name_stands_in_the_way_is_told_and_stays(place: Place, name: str) -> None:
    place.by_hand(lambda person: person.git("branch", name))

    with pytest.raises(BotError):
        place.publish()

    assert place.ask("for-each-ref", "--format=%(refname)", f"refs/heads/{name}")
    assert not tip(place)


def test_missions_side_by_side_have_branches_of_their_own(place: Place) -> None:
    other = replace(DRAFT, branch=f"{BRANCH}-2", mission="m-00000002")
    place.publish()
    before = tip(place)

    assert operation_of(place, other) is Operation.CREATED
    assert tip(place) == before
