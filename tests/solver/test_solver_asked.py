"""How the solver is asked for: flags, what plans allow, what an interpreter gets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.arguments import read_settings
from bot.commands.planning import _engines
from bot.domain.mission import EngineName
from bot.languages.python.interpreter.probe import Probe
from bot.languages.python.interpreter.provision import (
    MEASURING,
    SOLVING,
    Contents,
    Machine,
    make_overlay,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("command", ["demo", "campaign", "plan"])
def test_the_solver_is_asked_for_by_name(command: str, tmp_path: Path) -> None:
    alone = read_settings([command], here=tmp_path)
    named = read_settings([command, "--engines", "search,solver"], here=tmp_path)

    assert EngineName.SOLVER not in alone.engines
    assert named.engines == (EngineName.SEARCH, EngineName.SOLVER)


def test_a_plan_narrows_only_where_engines_were_named(tmp_path: Path) -> None:
    alone = read_settings(["plan"], here=tmp_path)
    named = read_settings(["plan", "--engines", "search"], here=tmp_path)

    assert _engines(alone) == tuple(EngineName)
    assert _engines(named) == (EngineName.SEARCH,)


@pytest.mark.parametrize(
    ("version", "contents", "is_pinned"),
    [
        ("3.9.18", MEASURING, False),
        # coverage 7.17 needs 3.11.
        ("3.10.13", MEASURING, False),
        ("3.11.7", MEASURING, True),
        ("3.9.18", SOLVING, True),
    ],
)
def test_pins_are_for_interpreters_that_they_know(
    version: str,
    contents: Contents,
    is_pinned: bool,  # noqa: FBT001 - a column of the table
    overlaid: Callable[[str, Contents], str],
) -> None:
    assert ("==" in overlaid(version, contents)) is is_pinned


@pytest.fixture
def overlaid(tmp_path: Path) -> Callable[[str, Contents], str]:
    """Return what an installer is asked to lay over an interpreter of a version."""
    log = tmp_path / "log"
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(
        f'#!/bin/sh\necho "$@" >> {log}\n'
        'while [ $# -gt 0 ]; do [ "$1" = --target ] && mkdir -p "$2"; shift; done\n'
    )
    uv.chmod(0o755)

    def ask(version: str, contents: Contents) -> str:
        probe = Probe(Path("/usr/bin/python3"), version, f"cpython-{version}", ())
        environ = {"PATH": f"{uv.parent}:/usr/bin:/bin"}
        make_overlay(probe, Machine(tmp_path / "cache", environ), contents)
        return log.read_text()

    return ask
