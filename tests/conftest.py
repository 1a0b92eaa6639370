"""What all tests share: goldens, and one way to update them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fakehub.fakehub_hub import FakeHub

GOLDENS = Path(__file__).parent / "goldens"

# The same examples on every machine and every day; a failure can be looked at again.
settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what the tests produced over tests/goldens, then look at the diff",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with tests/goldens/<name>: golden("texts/pull.md", text)."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(name: str, text: str) -> None:
        path = GOLDENS / name
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        kept = path.read_bytes().decode() if path.exists() else ""
        assert text == kept, f"{path} differs; if it should, run pytest --update-golden"

    return compare


@pytest.fixture(params=["github", "ghes"])
def fakehub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FakeHub]:
    """Give a GitHub, once as github.com and once as an Enterprise Server.

    The test fails at its end if a request or a reply broke GitHub's own description;
    what shall break it is taken away by `take_violations()`.
    """
    from fakehub.fakehub_hub import FakeHub

    with FakeHub(tmp_path / "fakehub", request.param) as hub:
        yield hub
    hub.check()
