"""The doors that every command shares: console, clock and templates, and what the process got."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.clock import SystemClock
from bot.adapters.console import ActionsConsole, PlainConsole
from bot.adapters.quiet_console import SilentConsole, SubjectConsole
from bot.adapters.templates import JinjaTemplates
from bot.ports.world import Clock, Console

if TYPE_CHECKING:
    from bot.settings import Settings

TOKEN_NAMES = ("GITHUB_TOKEN", "GH_TOKEN", "INPUT_GITHUB-TOKEN", "INPUT_TOKEN")


@dataclass(frozen=True)
class World:
    """What the process was given: its environment and its working directory."""

    environ: Mapping[str, str]
    here: Path

    @property
    def is_action(self) -> bool:
        """Tell whether a GitHub Actions runner reads our output."""
        return self.environ.get("GITHUB_ACTIONS") == "true"

    @property
    def cache(self) -> Path:
        """Return the folder for what may be fetched again: overlays and made environments."""
        base = self.environ.get("XDG_CACHE_HOME")
        home = Path(self.environ.get("HOME") or tempfile.gettempdir())
        return (Path(base) if base else home / ".cache") / "coverage-missions"


@dataclass(frozen=True)
class Doors:
    """The doors that every command shares.

    `introductions` hears what is the same for all missions of a campaign, so
    that it is told once.
    """

    console: Console
    introductions: Console
    clock: Clock
    templates: JinjaTemplates
    world: World


def open_doors(settings: Settings, world: World, *, is_terminal: bool | None = None) -> Doors:
    """Build console, clock and templates. With --json, stdout is for the object alone."""
    out = sys.stderr if settings.json else sys.stdout
    console: Console
    if world.is_action:
        console = ActionsConsole(out)
    else:
        replaces = sys.stderr.isatty() if is_terminal is None else is_terminal
        console = PlainConsole(out, sys.stderr, is_terminal=replaces)
    return Doors(console, console, SystemClock(), JinjaTemplates(), world)


def open_doors_beside(settings: Settings, world: World, *, subject: str) -> Doors:
    """Build the doors of one mission of a campaign: each line names its subject.

    Lines that replace themselves are for one process alone.
    """
    alone = open_doors(settings, world, is_terminal=settings.jobs == 1 and sys.stderr.isatty())
    return replace(
        alone, console=SubjectConsole(alone.console, subject), introductions=SilentConsole()
    )
