"""A plugin for pytest: keeps every write that the double accepted, a JSON object a line, in WRITES.

`pytest -p workflows.prism.recorder tests/publishing` collects what our door to GitHub sends in
all the situations that its tests know.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from fakehub.fakehub_hub import FakeHub

if TYPE_CHECKING:
    import pytest

WRITES = {"POST", "PATCH", "PUT", "DELETE"}
REFUSED_FROM = 400


def pytest_configure(config: pytest.Config) -> None:
    """Look at each double when it ends."""
    end = FakeHub.__exit__

    def ended(hub: FakeHub, *what: object) -> None:
        keep(hub)
        end(hub, *what)

    FakeHub.__exit__ = ended  # type: ignore[method-assign]  # a plugin has no other way in
    config.add_cleanup(lambda: setattr(FakeHub, "__exit__", end))


def keep(hub: FakeHub) -> None:
    """Add what one double accepted to the file; GraphQL has no place in the description."""
    accepted = [
        {"method": one.method, "path": one.path, "body": one.body.decode()}
        for one in hub.requests
        if one.method in WRITES and one.status < REFUSED_FROM and one.path != "/graphql"
    ]
    with Path(os.environ["WRITES"]).open("a", encoding="utf-8") as kept:
        kept.writelines(json.dumps(one) + "\n" for one in accepted)
