"""The shop's checkout on each kind of GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_hub import FakeHub
from fakes.places import HubPlace, LocalPlace
from fakes.publish_job import Job
from fakes.shop_desk import Desk

from bot import forges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fakes.places import Place


@pytest.fixture
def desk(fakehub: FakeHub, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(fakehub, tmp_path)
    yield desk
    desk.session.close()


@pytest.fixture
def job(fakehub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(forges, "WRITES_APART_S", 0)
    return Job(fakehub, tmp_path)


@pytest.fixture(params=["local", "github", "ghes"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Give a checkout and its forge, once for each forge; see `fakehub` for what is checked."""
    if request.param == "local":
        yield LocalPlace(tmp_path)
        return
    with FakeHub(tmp_path / "fakehub", request.param) as hub:
        one = HubPlace(hub, tmp_path)
        yield one
        one.desk.session.close()
    hub.check()
