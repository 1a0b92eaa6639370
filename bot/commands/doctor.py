"""doctor: say what on this machine would stop a campaign, and what to do about it."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from bot.commands.model_server import check_model
from bot.commands.scratch import own_scratch
from bot.commands.surroundings import (
    Check,
    check_owners,
    check_runner,
    check_switch,
    check_token,
)
from bot.doors import open_doors
from bot.errors import BotError
from bot.forges import open_git
from bot.model_place import container_routes
from bot.wiring import open_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.doors import Doors, World
    from bot.settings import Settings

DISK_FREE_MIN = 512 * 1024**2


def doctor(settings: Settings, world: World) -> int:
    """Print one line a check; exit 3 where something would stop a campaign."""
    doors = open_doors(settings, world)
    stops = False
    for check in _checks(settings, doors):
        word = "ok  " if check.is_fine else ("STOP" if check.is_fatal else "note")
        doors.console.show(f"{word}  {check.name}: {check.told}")
        stops = stops or (check.is_fatal and not check.is_fine)
    return 3 if stops else 0


def _checks(settings: Settings, doors: Doors) -> Iterator[Check]:
    yield _git(settings, doors)
    yield _disk(settings)
    yield check_token(doors.world)
    yield check_owners(settings.root)
    yield from check_runner(doors.world)
    yield from check_switch(doors.world, doors)
    yield from check_model(settings, doors.world, routes=container_routes())
    yield from _confined(settings, doors)


def _git(settings: Settings, doors: Doors) -> Check:
    if shutil.which("git", path=doors.world.environ.get("PATH") or os.defpath) is None:
        return Check("git", is_fine=False, told="not found; install it")
    if not open_git(settings.root, doors.world).is_repo():
        told = f"{settings.root} is no git repository; --forge local needs one (git init)"
        return Check("git", is_fine=False, told=told, is_fatal=False)
    return Check("git", is_fine=True, told="found, and this is a repository")


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(settings.root).free
    told = f"{free // 1024**2} MB free"
    if free < DISK_FREE_MIN:
        return Check("disk", is_fine=False, told=f"{told}; a scratch copy may not fit")
    return Check("disk", is_fine=True, told=told)


def _confined(settings: Settings, doors: Doors) -> Iterator[Check]:
    """Check the sandbox, then what it runs: interpreter, import, tests."""
    try:
        with open_site(settings, doors) as site, own_scratch(site):
            tier = site.sandbox.tier.value
            yield Check("sandbox", is_fine=tier != "none", told=f"{tier}", is_fatal=False)
            yield Check("interpreter", is_fine=True, told=site.workshop.python)
            sources = site.workshop.sources()
            told = f"{len(sources)} source files found"
            yield Check("subjects", is_fine=bool(sources), told=told)
            suite = site.workshop.measure()
    except BotError as error:
        yield Check(type(error).__name__, is_fine=False, told=str(error))
        return
    told = f"{len(suite.ends)} test cases ran, {len(suite.failing)} fail already (set aside)"
    yield Check("suite", is_fine=True, told=told)
