"""The usual mistakes around a job on GitHub, each told with what to do."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import SHOP

from bot.commands import surroundings
from bot.commands.surroundings import (
    Check,
    check_owners,
    check_runner,
    check_switch,
    check_token,
    kind_of,
)
from bot.doors import World, open_doors
from bot.settings import Command, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub


@pytest.mark.parametrize(
    ("token", "kind"),
    [
        ("ghs_abc", "the job's own token, or a GitHub App's"),
        ("github_pat_abc", "a person's fine-grained token"),
        ("ghp_abc", "a person's classic token"),
        ("abc", "of no known kind"),
    ],
)
def test_a_tokens_kind_is_told_and_the_token_is_not(token: str, kind: str, tmp_path: Path) -> None:
    check = check_token(World({"GITHUB_TOKEN": token, "GITHUB_ACTIONS": "true"}, tmp_path))

    assert kind_of(token) == kind
    assert f"GITHUB_TOKEN is set ({kind})" in check.told
    assert token not in check.told.replace(kind, "")
    assert (check.is_fine, check.is_fatal) == (False, True)


def runner(folder: Path, event: object, kind: str = "self-hosted") -> list[Check]:
    path = folder / "event.json"
    path.write_text(json.dumps(event), encoding="utf-8")
    environ = {"RUNNER_ENVIRONMENT": kind, "GITHUB_EVENT_PATH": str(path)}
    return list(check_runner(World(environ, folder)))


def test_a_public_repository_on_a_machine_of_ones_own_is_told(tmp_path: Path) -> None:
    (public,) = runner(tmp_path, {"repository": {"private": False}})
    (private,) = runner(tmp_path, {"repository": {"private": True}})

    assert not public.is_fine
    assert not public.is_fatal
    assert "whoever opens a pull request" in public.told
    assert private.is_fine


@pytest.mark.parametrize("event", [[], {"repository": None}, {"repository": {"private": "no"}}])
def test_an_event_that_says_nothing_is_no_alarm(tmp_path: Path, event: object) -> None:
    (check,) = runner(tmp_path, event)

    assert check.is_fine
    assert "not known" in check.told


def test_githubs_own_runners_are_fine(tmp_path: Path) -> None:
    assert runner(tmp_path, {}, kind="github-hosted") == []


def test_files_that_root_left_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "left_by_root", lambda *_, **__: ["a.py", "b\n.py"])

    check = check_owners(tmp_path)

    assert not check.is_fine
    assert "(a.py, b .py)" in check.told
    assert "chown" in check.told


def test_a_folder_of_ones_own_is_fine(tmp_path: Path) -> None:
    os.chown(tmp_path, os.geteuid(), os.getegid())

    assert check_owners(tmp_path).is_fine


def switch(hub: FakeHub, folder: Path, token: str) -> list[Check]:
    environ = {
        "GITHUB_TOKEN": token,
        "GITHUB_REPOSITORY": SHOP,
        "GITHUB_API_URL": hub.api_url,
        "GITHUB_SERVER_URL": hub.web_url,
    }
    world = World({name: value for name, value in environ.items() if value}, folder)
    return list(check_switch(world, open_doors(Settings(Command.DOCTOR, folder, folder), world)))


@pytest.mark.parametrize("allowed", [True, False])
def test_the_switch_is_read_where_the_token_may(
    fakehub: FakeHub, tmp_path: Path, *, allowed: bool
) -> None:
    fakehub.people.repository(SHOP).actions_may_create_pulls = allowed

    (check,) = switch(fakehub, tmp_path, fakehub.people.personal_token("octo"))

    assert check.is_fine is allowed
    assert ("Settings, Actions, General" in check.told) is not allowed


def test_where_it_cannot_be_read_the_page_is_named(fakehub: FakeHub, tmp_path: Path) -> None:
    fakehub.people.repository(SHOP)

    (check,) = switch(fakehub, tmp_path, fakehub.people.actions_token(SHOP, contents="read"))

    assert not check.is_fatal
    assert "may not read" in check.told
    assert "Settings, Actions, General" in check.told


def test_without_a_token_nobody_is_asked(fakehub: FakeHub, tmp_path: Path) -> None:
    assert switch(fakehub, tmp_path, "") == []
    assert fakehub.requests == []


def test_a_token_that_is_refused_stops(fakehub: FakeHub, tmp_path: Path) -> None:
    (check,) = switch(fakehub, tmp_path, "ghs_unknown")

    assert not check.is_fine
    assert check.is_fatal
