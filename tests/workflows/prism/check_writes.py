"""Every write that the code can make is sent to Prism, which nobody here wrote.

Prism holds GitHub's whole description, not the part that the double is compared with. It keeps no
state: it says whether a request fits, and answers with an example. GraphQL is no part of it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from fakehub.fakehub_api import GRAPHQL
from fakehub.fakehub_client import Client
from fakehub.fakehub_hub import FakeHub
from fakehub.fakehub_rules import WRITES
from fakes.every_request import Made, everything, unmade, watched
from fakes.publish_job import Job
from tools.cut_openapi import PACKAGE, SOURCES

from bot import forges

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS_MAX = 300
REFUSED_FROM = 400
PORT = 4010


@dataclass(frozen=True)
class Write:
    """One request that the double accepted."""

    method: str
    path: str
    body: str

    @property
    def operation(self) -> tuple[str, str]:
        """Return method and path, without the repository and with N for numbers."""
        path = re.sub(r"^/repos/[^/]+/[^/]+", "", self.path)
        return self.method, re.sub(r"/\d+(?=/|$)", "/N", path)

    @property
    def kind(self) -> tuple[object, ...]:
        """Return what makes it another one than those before: its operation, fields and types."""
        fields = json.loads(self.body or "{}")
        return (*self.operation, *sorted((name, type(of).__name__) for name, of in fields.items()))


@dataclass(frozen=True)
class Played:
    """What the code asked for in `everything`."""

    made: list[Made]

    @property
    def writes(self) -> list[Write]:
        """Return one accepted write of each kind."""
        seen = [one for asked in self.made for one in asked.requests]
        kept = [
            Write(one.method, one.path, one.body.decode())
            for one in seen
            if one.method in WRITES and one.path != GRAPHQL and one.status < REFUSED_FROM
        ]
        return [*{one.kind: one for one in kept}.values()]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder = tmp_path_factory.mktemp("shop")
    with FakeHub(folder / "hub") as hub, pytest.MonkeyPatch.context() as patched:
        patched.setattr(forges, "WRITES_APART_S", 0)
        job = Job(hub, folder)
        made = watched(job, patched)
        everything(job)
        yield Played(made)
        hub.check()


@pytest.fixture(scope="module")
def prism() -> Iterator[Client]:
    folder = Path(os.environ["PRISM"])
    description = folder / "github.json"
    if not description.exists():
        description.write_bytes(PACKAGE.read(SOURCES["github.json"])[SOURCES["github.json"]])
    program = folder / "node_modules/.bin/prism"
    command = [str(program), "mock", str(description), "--port", str(PORT)]
    # It would tell its makers that it was started.
    environ = {**os.environ, "SCARF_ANALYTICS": "false"}
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as started:
        lines: Queue[str] = Queue()
        Thread(target=collect, args=(started, lines), daemon=True).start()
        try:
            wait_for("is listening", lines)
            yield Client(f"http://127.0.0.1:{PORT}", "a-token")
        finally:
            started.terminate()


def collect(started: subprocess.Popen[str], lines: Queue[str]) -> None:
    """Hand on what a program prints, so that it never waits for a reader."""
    for line in started.stdout or ():
        lines.put(line)


def wait_for(words: str, lines: Queue[str]) -> None:
    """Read lines until one has the words."""
    try:
        while words not in lines.get(timeout=START_SECONDS_MAX):
            pass
    except Empty:
        pytest.fail(f"Prism did not say {words!r} for {START_SECONDS_MAX} s")


def test_no_request_of_the_code_is_left_out(played: Played) -> None:
    assert unmade(played.made) == set()


def test_every_write_fits_githubs_description(prism: Client, played: Played) -> None:
    unfit = []
    for one in played.writes:
        fields = json.loads(one.body) if one.body else None
        answer = prism.ask(one.method, one.path, fields)
        print(f"{answer.status} {one.kind}")  # noqa: T201 - what was shown to Prism
        if answer.status >= REFUSED_FROM:
            unfit.append(f"{one.operation} {one.body[:200]}: {answer.status} {answer.shape}")

    assert unfit == []


def test_prism_refuses_what_does_not_fit(prism: Client) -> None:
    pulls = prism.ask("POST", "/repos/octo/shop/pulls", {"title": 1, "head": "a"})
    nowhere = prism.ask("POST", "/repos/octo/shop/nowhere", {})

    assert (pulls.status, nowhere.status) == (422, 404)
