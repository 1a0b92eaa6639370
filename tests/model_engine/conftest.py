"""Subjects for the model engine, each imported from a folder of its own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from fakes.search_driver import Bench

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterator

MODULE = "asked_subject"


@pytest.fixture
def bench(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Bench]]:
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(source: str) -> Bench:
        path = tmp_path / f"{MODULE}.py"
        path.write_text(source, encoding="utf-8")
        sys.modules.pop(MODULE, None)
        return Bench(MODULE, source, str(path), tmp_path)

    yield make
    sys.modules.pop(MODULE, None)
