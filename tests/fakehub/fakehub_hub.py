"""The GitHub double: a server on loopback, for as long as a `with` block lasts.

It keeps what GitHub keeps, refuses what GitHub refuses, and compares every request
and every reply with GitHub's own description. It never waits, and never leaves
this machine.
"""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

from fakehub.fakehub_api import Api, Seen
from fakehub.fakehub_gate import contract
from fakehub.fakehub_people import People
from fakehub.fakehub_rules import Meter
from fakehub.fakehub_server import Server
from fakehub.fakehub_shapes import Shapes
from fakehub.fakehub_state import World

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

    from fakehub.fakehub_rules import Clock, Rules

GITHUB, GHES = "github", "ghes"
# Where each kind of host has its REST API and its GraphQL.
PREFIXES = {GITHUB: ("", "/graphql"), GHES: ("/api/v3", "/api/graphql")}


class FakeHub:
    """One GitHub, of the kind "github" (github.com) or "ghes" (an Enterprise Server)."""

    def __init__(self, folder: Path, kind: str = GITHUB) -> None:
        self.world = World(folder)
        self.people = People(self.world)
        rest, graphql = PREFIXES[kind]
        self._server = Server(rest, graphql)
        # The address that a workflow calls GITHUB_SERVER_URL; repositories are below it.
        self.web_url = f"http://127.0.0.1:{self._server.server_port}"
        # GITHUB_API_URL and GITHUB_GRAPHQL_URL.
        self.api_url = self.web_url + rest
        self.graphql_url = self.web_url + graphql
        shapes = Shapes(self.api_url, self.web_url)
        meter = Meter(self.rules, self.clock)
        self._api = Api(self.world, shapes, contract(kind), meter)
        self._server.api = self._api
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def rules(self) -> Rules:
        """Return the switches."""
        return self.world.rules

    @property
    def clock(self) -> Clock:
        """Return the time, which only tests move."""
        return self.world.clock

    @property
    def requests(self) -> list[Seen]:
        """Return what arrived at REST and GraphQL, in order."""
        return self._api.seen

    def count(self, method: str, path_end: str = "") -> int:
        """Tell how many requests of a method arrived whose path ends so."""
        return sum(one.method == method and one.path.endswith(path_end) for one in self.requests)

    def git_url(self, full_name: str, token: str = "") -> str:
        """Return the address to push to and to fetch from."""
        named = f"x-access-token:{token}@" if token else ""
        return f"{self.web_url.replace('://', '://' + named, 1)}/{full_name}.git"

    def take_violations(self) -> list[str]:
        """Return what broke GitHub's description so far, and forget it."""
        taken = list(self._api.violations)
        self._api.violations.clear()
        return taken

    def check(self) -> None:
        """Fail if anything broke GitHub's description."""
        assert not self._api.violations, "GitHub's description says otherwise:\n" + "\n".join(
            self._api.violations
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
