"""The checkout that a bot publishes from: whatever its kind, one commit on its base comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.places import TESTS, HubPlace, Place, changed, commits, operation_of, tip
from fakes.repository import Repository
from fakes.shop_desk import BRANCH, CHANGED, DRAFT

from bot.adapters.git import Git
from bot.domain.forge import Operation
from bot.errors import BotError, GitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub


def moved(place: Place, root: Path) -> None:
    """Publish from another checkout from now on."""
    place.repository = Repository.__new__(Repository)
    place.repository.root = root
    place.git = Git(root)


def cloned(place: Place, *how: str) -> None:
    """Publish from a clone of what the place has checked out."""
    place.repository.git("config", "uploadpack.allowFilter", "true")
    there = place.repository.root
    target = there.parent / "clone"
    place.repository.git("clone", "--quiet", *how, there.as_uri(), str(target))
    moved(place, target)
    # As in a job, whose checkout keeps no credentials: nothing can be fetched later.
    place.repository.git("remote", "set-url", "origin", (there.parent / "gone").as_uri())


def shallow(place: Place) -> None:
    cloned(place, "--depth=1")


def partial(place: Place) -> None:
    cloned(place, "--filter=blob:none")


def sparse(place: Place) -> None:
    cloned(place, "--filter=blob:none", "--sparse")


def detached(place: Place) -> None:
    place.repository.git("checkout", "--quiet", "--detach")


def linked(place: Place) -> None:
    """Publish from a second worktree of the same repository."""
    root = place.repository.root.parent / "linked"
    place.repository.git("worktree", "add", "--quiet", "--detach", str(root))
    moved(place, root)


def dirty(place: Place) -> None:
    place.repository.write("src/shop.py", "price = 2\n")
    place.repository.git("add", "--all")
    place.repository.write("src/shop.py", "price = 3\n")
    place.repository.write("untracked.txt", "mine\n")


def remembering(place: Place) -> None:
    """Know of a branch on the forge that is long gone."""
    head = place.repository.git("rev-parse", "HEAD")
    place.repository.git("update-ref", f"refs/remotes/origin/{BRANCH}", head)


KINDS = [shallow, partial, sparse, detached, linked, dirty, remembering]


@pytest.mark.parametrize("kind", KINDS)
def test_from_every_kind_of_checkout_comes_one_commit_on_its_base(
    place: Place, kind: Callable[[Place], None]
) -> None:
    place.by_hand(lambda person: person.commit("second"))
    kind(place)
    before = place.repository.git("status", "--porcelain=v2", "--branch")

    operations = [operation_of(place, pull) for pull in (DRAFT, CHANGED, CHANGED)]

    assert operations == [Operation.CREATED, Operation.UPDATED, Operation.UNCHANGED]
    assert place.ask("rev-parse", f"{BRANCH}^") == place.git.head()
    assert changed(place) == [TESTS]
    assert place.repository.git("status", "--porcelain=v2", "--branch") == before


def test_from_a_folder_of_a_larger_repository_only_that_folder_changes(place: Place) -> None:
    def package(person: Repository) -> None:
        person.write("packages/a/setup.py", "")
        person.commit("a package")

    place.by_hand(package)
    place.git = Git(place.repository.root / "packages/a")

    operations = [operation_of(place, pull) for pull in (DRAFT, CHANGED)]

    assert operations == [Operation.CREATED, Operation.UPDATED]
    assert changed(place) == [f"packages/a/{TESTS}"]


@pytest.fixture
def hub_place(fakehub: FakeHub, tmp_path: Path) -> HubPlace:
    return HubPlace(fakehub, tmp_path)


def test_a_file_that_the_checkout_cannot_show_is_not_taken_for_missing(hub_place: HubPlace) -> None:
    def tests(person: Repository) -> None:
        person.write(TESTS, "mine = 1\n")
        person.commit("tests, by hand")

    hub_place.by_hand(tests)
    sparse(hub_place)

    with pytest.raises(GitError, match="sparse-checkout"):
        hub_place.publish()

    assert not tip(hub_place)


def test_a_commit_that_github_does_not_have_starts_no_branch(hub_place: HubPlace) -> None:
    hub_place.repository.commit("made by a step of the job")

    with pytest.raises(BotError, match="create the branch"):
        hub_place.publish()

    assert not tip(hub_place)
    hub_place.by_hand(lambda _: None)
    assert operation_of(hub_place, DRAFT) is Operation.CREATED


def test_a_commit_that_github_does_not_have_comes_along_with_no_update(hub_place: HubPlace) -> None:
    hub_place.publish()
    before = tip(hub_place)
    hub_place.repository.commit("made by a step of the job")

    with pytest.raises(BotError):
        hub_place.publish(CHANGED)

    assert tip(hub_place) == before


def test_a_checkout_that_is_behind_publishes_on_what_it_knows(hub_place: HubPlace) -> None:
    former = hub_place.git.head()
    assert former is not None
    hub_place.by_hand(lambda person: person.commit("main moves"))
    hub_place.repository.git("checkout", "--quiet", "-B", "main", former)

    operations = [operation_of(hub_place, pull) for pull in (DRAFT, CHANGED)]

    assert operations == [Operation.CREATED, Operation.UPDATED]
    assert hub_place.ask("rev-parse", f"{BRANCH}^") == former
    assert len(commits(hub_place)) == 1
