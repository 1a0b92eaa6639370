"""The shop on each kind of GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_ground import Ground, ground_of

if TYPE_CHECKING:
    from fakehub.fakehub_hub import FakeHub


@pytest.fixture
def ground(fakehub: FakeHub) -> Ground:
    return ground_of(fakehub)
