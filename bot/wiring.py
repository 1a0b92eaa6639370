"""Builds the real doors. Nobody else does, so this is where to look for what is plugged in."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.adapters.prompt_texts import JinjaPrompts
from bot.adapters.result_dir import ResultDir
from bot.adapters.sandbox.choose import choose
from bot.domain.mission import EngineName, Limits
from bot.doors import Doors
from bot.engines.model.engine import ModelEngine
from bot.engines.model.variants import Experience
from bot.engines.search.engine import SearchEngine
from bot.engines.solver.engine import SolverEngine
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.interpreter.environment import find_python
from bot.languages.python.sources import PythonSources
from bot.languages.python.tree import copy_tree, find_tree
from bot.languages.python.workshop import PythonWorkshop
from bot.learned_place import LearnedPlace, find_learned
from bot.mission.answered import handed
from bot.mission.context import SCRATCH_PREFIX, Context
from bot.mission.recorded import RecordedWorker, Trials
from bot.model_place import ModelPlace, container_routes, find_model, mission_model
from bot.ports.model import Model
from bot.ports.prompts import Prompts
from bot.ports.solver import Solver
from bot.ports.workshop import Suite
from bot.ports.world import Sandbox
from bot.settings import Command, Settings
from bot.solver_place import SolverPlace, find_solver, mission_solver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.mission import Mission
    from bot.ports.engine import Engine, Material
    from bot.ports.worker import Conditions, Worker

TREE_DIGITS = 16


def open_sandbox(settings: Settings, doors: Doors) -> Sandbox:
    """Choose the strongest confinement to be had, and say which."""
    sandbox = choose(
        unsafe_no_sandbox=settings.unsafe_no_sandbox,
        console=doors.introductions,
        tier=settings.sandbox,
    )
    doors.introductions.info("sandbox", tier=sandbox.tier.value)
    return sandbox


def limits_of(settings: Settings) -> Limits:
    """Return the limits a person may set, on top of the named defaults."""
    return Limits(
        situations_max=settings.situations,
        mission_seconds=settings.mission_seconds,
        suite_timeout_s=settings.suite_seconds,
    )


@dataclass(frozen=True)
class Baseline:
    """The suite before we change anything; `tree` digests the files and interpreter it ran with."""

    format: Literal[1] = field(default=1, kw_only=True)
    tree: str
    suite: Suite


@dataclass(frozen=True)
class Site:
    """One repository at work: its scratch copy in a workshop, confined by a sandbox."""

    settings: Settings
    doors: Doors
    sandbox: Sandbox
    workshop: PythonWorkshop
    solver: SolverPlace
    model: ModelPlace
    learned: LearnedPlace


@contextmanager
def open_site(
    settings: Settings,
    doors: Doors,
    solver: SolverPlace | None = None,
    model: ModelPlace | None = None,
    learned: LearnedPlace | None = None,
) -> Iterator[Site]:
    """Copy the repository to a scratch folder, gone at the end, and find its interpreter.

    `solver` and `model` are where an earlier site of the campaign found them, or did not;
    `learned` is what was known when a campaign of several jobs began.

    Raises:
        ModelError: only the engine `model` is wanted, and no model is to be had.
    """
    if model is None and _asks(settings):
        model = find_model(settings, doors, routes=container_routes())
    sandbox = open_sandbox(settings, doors)
    tree = find_tree(settings.root, settings.tests_dir or None)
    python = find_python(
        settings.root,
        given=settings.python,
        cache_dir=doors.world.cache,
        tree=tree,
        console=doors.introductions,
        environ=doors.world.environ,
    )
    with tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX, ignore_cleanup_errors=True) as top:
        # A sandbox without a file system of its own runs as another user, who must get through.
        Path(top).chmod(0o711)
        scratch = Path(top) / settings.root.name
        for note in copy_tree(settings.root, scratch):
            doors.introductions.warning("not copied", note=note)
        if settings.out.is_relative_to(settings.root):
            # Results hold tests: they are no part of the suite before they are merged.
            shutil.rmtree(scratch / settings.out.relative_to(settings.root), ignore_errors=True)
        workshop = PythonWorkshop(replace(tree, root=scratch), python, sandbox, limits_of(settings))
        if solver is None and EngineName.SOLVER in settings.engines:
            solver = find_solver(
                python,
                cache_dir=doors.world.cache,
                environ=doors.world.environ,
                console=doors.introductions,
            )
        yield Site(
            settings,
            doors,
            sandbox,
            workshop,
            solver or SolverPlace(),
            model or ModelPlace(),
            learned or find_learned(settings, doors.console),
        )


def _asks(settings: Settings) -> bool:
    """Tell whether a command runs missions that may ask a model."""
    return EngineName.MODEL in settings.engines and settings.command in (
        Command.CAMPAIGN,
        Command.RUN,
    )


def open_sources(settings: Settings) -> PythonSources:
    """Find a repository's sources where they lie, for a plan that measures nothing."""
    return PythonSources(settings.root, settings.tests_dir or None, settings.out)


@dataclass(frozen=True)
class Helpers:
    """What engines may ask beside their material; `seconds_left` are those to propose in.

    `experience` is what asking this model brought before; it is one mission's own. `searches`
    tells that one of the engines calls functions by itself.
    """

    solver: Solver
    model: Model
    prompts: Prompts
    seconds_left: Callable[[], float]
    experience: Experience | None = None
    searches: bool = True


def engines_of(
    names: tuple[EngineName, ...], helpers: Helpers
) -> Callable[[Material], tuple[Engine, ...]]:
    """Return what builds the wanted engines, cheapest first."""
    helpers = replace(helpers, searches=EngineName.SEARCH in names)
    return lambda material: tuple(ENGINES[name](material, helpers) for name in names)


def _wanted(asked: tuple[EngineName, ...], mission: Mission) -> tuple[EngineName, ...]:
    """Return the engines that both the command and the mission's generate step name."""
    named = [step.parameters.get("engines") for step in mission.steps]
    allowed = next((names for names in named if isinstance(names, tuple)), asked)
    return tuple(name for name in asked if name in allowed)


ENGINES: dict[EngineName, Callable[[Material, Helpers], Engine]] = {
    EngineName.SEARCH: lambda material, _: SearchEngine(material),
    EngineName.SOLVER: lambda material, helpers: SolverEngine(material, helpers.solver),
    EngineName.MODEL: lambda material, helpers: ModelEngine(
        material,
        helpers.model,
        helpers.prompts,
        helpers.seconds_left,
        helpers.experience,
        begins=not helpers.searches,
    ),
}


@contextmanager
def open_mission(
    site: Site, baseline: Baseline, *, mission: Mission, file: str, text: str
) -> Iterator[Context]:
    """Gather what one mission works with; its warm workers end with it."""
    settings, workshop = site.settings, site.workshop
    store = ResultDir(settings.out / "missions" / mission.id)
    trials = _trials(store, "trials", baseline.tree)
    factories = _trials(ResultDir(settings.out / "factories"), "factories", baseline.tree)
    workers: dict[Conditions, RecordedWorker] = {}

    def recorded(conditions: Conditions) -> Worker:
        if conditions not in workers:
            workers[conditions] = RecordedWorker(
                lambda: workshop.worker(mission.subject, conditions), trials, repr(conditions)
            )
        return workers[conditions]

    limits = limits_of(settings)
    wanted = _wanted(settings.engines, mission)
    if wanted != settings.engines:
        left_out = ", ".join(name for name in settings.engines if name not in wanted)
        site.doors.console.info("the mission file leaves engines out", engines=left_out)
    clock = site.doors.clock
    deadline_s = clock.monotonic_s() + limits.mission_seconds

    def seconds_left() -> float:
        return deadline_s - clock.monotonic_s()

    solver = mission_solver(site.solver, workshop, mission.subject, trials, seconds_left)
    model = mission_model(site.model, site.doors, trials, seconds_left)
    learned = site.learned.of(mission.id)
    experience = site.learned.experience(mission.id, model.card, trials, seed=settings.seed)
    helpers = Helpers(solver, model, JinjaPrompts(), seconds_left, experience)
    try:
        yield Context(
            mission=mission,
            mission_file=file,
            mission_text=text,
            workshop=workshop,
            craft=PythonCraft(
                module=workshop.module_name(mission.subject),
                subject=mission.subject,
                source=workshop.read(mission.subject) if workshop.exists(mission.subject) else "",
            ),
            engines=engines_of(wanted, helpers),
            baseline=baseline.suite,
            tree=baseline.tree,
            limits=limits,
            seed=settings.seed,
            tier=site.sandbox.tier,
            clock=clock,
            console=site.doors.console,
            store=store,
            deadline_s=deadline_s,
            recorded=recorded,
            factories=factories,
            trial_seconds=lambda: tuple(trials.seconds),
            answers=handed(ResultDir(settings.root), mission.id),
            learned=learned,
        )
    finally:
        model.close()
        solver.close()
        for worker in workers.values():
            worker.close()


def _trials(store: ResultDir, kind: str, tree: str) -> Trials:
    """Open a memory of trials on these very files; what others left is of no use any more."""
    name = f"{kind}-{tree[:TREE_DIGITS]}.jsonl"
    for old in store.names("."):
        if old.startswith(f"{kind}-") and old != name:
            store.delete(old)
    return Trials(store, name)
