"""What most tests of the double start from: a shop with a branch that waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakehub.fakehub_client import Answer, Client
from fakehub.fakehub_hub import FakeHub

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fakehub.fakehub_http import Json

SHOP = "octo/shop"
REPO = f"/repos/{SHOP}"
TOPIC = "coverage-missions/main/src-shop-00112233"
FILES = {"src/shop.py": "price = 1\n", "README.md": "# shop\n"}
WORKFLOW = ".github/workflows/ci.yml"


@dataclass(frozen=True)
class Ground:
    """A repository with main and one more branch, and its GITHUB_TOKEN's client."""

    hub: FakeHub
    bot: Client

    def open_pull(self, head: str = TOPIC, **more: Json) -> Answer:
        """POST a pull request."""
        fields: dict[str, Json] = {"title": "Cover shop", "head": head, "base": "main"}
        return self.bot.ask("POST", f"{REPO}/pulls", fields | {"body": "why"} | more)


def ground_of(
    hub: FakeHub, *, private: bool = False, permissions: Mapping[str, str] | None = None
) -> Ground:
    """Set up the shop; ada may write, eve may only read."""
    people = hub.people
    collaborators = {"ada": "write", "eve": "read"}
    people.repository(SHOP, files=FILES, private=private, collaborators=collaborators)
    people.push(SHOP, TOPIC, {"tests/test_shop_missions.py": "def test_price(): ...\n"})
    return Ground(hub, Client(hub.api_url, people.actions_token(SHOP, **permissions or {})))
