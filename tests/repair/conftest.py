"""One fixture: a small shop, imported from a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes import counter

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterator


@pytest.fixture
def shop(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[counter.Counter]:
    """Return the shop; its modules are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    yield counter.counter(tmp_path)
    counter.close()
