"""Builds the real doors. Nobody else does, so this is where to look for what is plugged in."""

from __future__ import annotations

import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.clock import SystemClock
from bot.adapters.console import ActionsConsole, PlainConsole
from bot.adapters.git import Git
from bot.adapters.local_forge import LocalForge
from bot.adapters.result_dir import ResultDir
from bot.adapters.sandbox.choose import choose
from bot.adapters.templates import JinjaTemplates
from bot.domain.mission import EngineName, Limits
from bot.engines.search.engine import SearchEngine
from bot.languages.python.craft import PythonCraft
from bot.languages.python.environment import find_python
from bot.languages.python.tree import copy_tree, find_tree
from bot.languages.python.workshop import PythonWorkshop
from bot.mission.context import Context
from bot.mission.recorded import RecordedWorker, Trials
from bot.ports import Clock, Console, Sandbox, Suite
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.domain.mission import Mission
    from bot.ports import Conditions, Engine, Material, Worker

TREE_DIGITS = 16
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
    """The doors that every command shares."""

    console: Console
    clock: Clock
    templates: JinjaTemplates
    world: World


def open_doors(settings: Settings, world: World) -> Doors:
    """Build console, clock and templates. With --json, stdout is for the object alone."""
    out = sys.stderr if settings.json else sys.stdout
    console: Console
    if world.is_action:
        console = ActionsConsole(out)
    else:
        console = PlainConsole(out, sys.stderr, is_terminal=sys.stderr.isatty())
    # The runner's SIGTERM is 7.5 s after its SIGINT: both mean "save and leave".
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return Doors(console, SystemClock(), JinjaTemplates(), world)


def open_sandbox(settings: Settings, doors: Doors) -> Sandbox:
    """Choose the strongest confinement to be had, and say which."""
    sandbox = choose(
        unsafe_no_sandbox=settings.unsafe_no_sandbox, console=doors.console, tier=settings.sandbox
    )
    doors.console.info("sandbox", tier=sandbox.tier.value)
    return sandbox


def limits_of(settings: Settings) -> Limits:
    """Return the limits a person may set, on top of the named defaults."""
    return replace(
        Limits(), mission_seconds=settings.mission_seconds, suite_timeout_s=settings.suite_seconds
    )


@dataclass(frozen=True)
class Baseline:
    """The suite before we change anything; `tree` digests the files and interpreter it ran with."""

    tree: str
    suite: Suite


@dataclass(frozen=True)
class Site:
    """One repository at work: its scratch copy in a workshop, confined by a sandbox."""

    settings: Settings
    doors: Doors
    sandbox: Sandbox
    workshop: PythonWorkshop


@contextmanager
def open_site(settings: Settings, doors: Doors) -> Iterator[Site]:
    """Copy the repository to a scratch folder, gone at the end, and find its interpreter."""
    sandbox = open_sandbox(settings, doors)
    tree = find_tree(settings.root, settings.tests_dir or None)
    python = find_python(
        settings.root,
        given=settings.python,
        cache_dir=doors.world.cache,
        tree=tree,
        console=doors.console,
        environ=doors.world.environ,
    )
    with tempfile.TemporaryDirectory(prefix="missions-", ignore_cleanup_errors=True) as top:
        # A sandbox without a file system of its own runs as another user, who must get through.
        Path(top).chmod(0o711)
        scratch = Path(top) / settings.root.name
        for note in copy_tree(settings.root, scratch):
            doors.console.warning("not copied", note=note)
        workshop = PythonWorkshop(replace(tree, root=scratch), python, sandbox, limits_of(settings))
        yield Site(settings, doors, sandbox, workshop)


def engines_of(
    names: tuple[EngineName, ...], console: Console
) -> Callable[[Material], tuple[Engine, ...]]:
    """Return what builds the wanted engines that this version has, cheapest first."""
    missing = [name for name in names if name not in ENGINES]
    if missing:
        console.info("engines not in this version are left out", engines=", ".join(missing))
    return lambda material: tuple(ENGINES[name](material) for name in names if name in ENGINES)


ENGINES: dict[EngineName, Callable[[Material], Engine]] = {EngineName.SEARCH: SearchEngine}


@contextmanager
def open_mission(
    site: Site, baseline: Baseline, *, mission: Mission, text: str
) -> Iterator[Context]:
    """Gather what one mission works with; its warm workers end with it."""
    settings, workshop = site.settings, site.workshop
    store = ResultDir(settings.out / "missions" / mission.id)
    trials = _trials(store, baseline.tree)
    workers: dict[Conditions, RecordedWorker] = {}

    def recorded(conditions: Conditions) -> Worker:
        if conditions not in workers:
            workers[conditions] = RecordedWorker(
                lambda: workshop.worker(mission.subject, conditions), trials, repr(conditions)
            )
        return workers[conditions]

    limits = limits_of(settings)
    try:
        yield Context(
            mission=mission,
            mission_text=text,
            workshop=workshop,
            craft=PythonCraft(
                module=workshop.module_name(mission.subject),
                subject=mission.subject,
                source=workshop.read(mission.subject) if workshop.exists(mission.subject) else "",
            ),
            engines=engines_of(settings.engines, site.doors.console),
            baseline=baseline.suite,
            tree=baseline.tree,
            limits=limits,
            seed=settings.seed,
            tier=site.sandbox.tier,
            clock=site.doors.clock,
            console=site.doors.console,
            store=store,
            deadline_s=site.doors.clock.monotonic_s() + limits.mission_seconds,
            recorded=recorded,
            trial_seconds=lambda: tuple(trials.seconds),
        )
    finally:
        for worker in workers.values():
            worker.close()


def _trials(store: ResultDir, tree: str) -> Trials:
    """Open the memory of trials on these very files; what others left is of no use any more."""
    name = f"trials-{tree[:TREE_DIGITS]}.jsonl"
    for old in store.names("."):
        if old.startswith("trials-") and old != name:
            store.delete(old)
    return Trials(store, name)


def open_forge(settings: Settings) -> LocalForge:
    """Build the forge that writes branches into the subject's own git."""
    return LocalForge(Git(settings.root))
