"""The shop's checkout on each kind of GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.publish_job import Job
from fakes.shop_desk import Desk

from bot import forges

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub


@pytest.fixture
def desk(fakehub: FakeHub, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(fakehub, tmp_path)
    yield desk
    desk.session.close()


@pytest.fixture
def job(fakehub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setattr(forges, "WRITES_APART_S", 0)
    return Job(fakehub, tmp_path)
