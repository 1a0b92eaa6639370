"""The shop's checkout on each kind of GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.shop_desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub


@pytest.fixture
def desk(fakehub: FakeHub, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(fakehub, tmp_path)
    yield desk
    desk.session.close()
