"""One fixture: a subject written as text becomes a bench that searches it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from fakes.search_driver import Bench

from bot.domain.mission import Limits

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Iterator


@pytest.fixture
def bench(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Bench]]:
    """Return a maker of benches; modules it imported are forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    made: list[str] = []

    def make(
        source: str, *, seed: int = 1, texts: dict[str, str] | None = None, most: int = 600
    ) -> Bench:
        name = f"picture_{len(made)}"
        made.append(name)
        path = tmp_path / f"{name}.py"
        path.write_text(source, encoding="utf-8")
        sys.modules.pop(name, None)
        limits = Limits(situations_max=most)
        return Bench(name, source, str(path), tmp_path, texts or {}, seed, limits)

    yield make
    for name in made:
        sys.modules.pop(name, None)
