"""A checkout of the shop that the GitHub double keeps, as a job of it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_ground import FILES, SHOP
from fakes.repository import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from fakehub.fakehub_hub import FakeHub


def checkout_of(hub: FakeHub, folder: Path) -> tuple[Repository, str]:
    """Make the repository on the double, check it out, and return it with its GITHUB_TOKEN."""
    hub.people.repository(SHOP, files=FILES, collaborators={"ada": "write"})
    token = hub.people.actions_token(SHOP)
    repository = Repository(folder / "checkout", first_commit=False)
    repository.git("fetch", "--quiet", hub.git_url(SHOP, token), "main")
    repository.git("checkout", "--quiet", "-B", "main", "FETCH_HEAD")
    return repository, token
