"""Each kind of model, for the tests of this folder."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from fakes.served_model import KINDS, Served, served_model

from bot.adapters.models import listening

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Hold servers and models until the test ends."""
    with ExitStack() as found:
        yield found


@pytest.fixture(params=KINDS)
def served(request: pytest.FixtureRequest, stack: ExitStack) -> Served:
    """Return a model of each kind."""
    return served_model(request.param, stack)


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask a server that is not ready again at once."""
    monkeypatch.setattr(listening, "BUSY_PAUSES_S", (0.0,) * len(listening.BUSY_PAUSES_S))
