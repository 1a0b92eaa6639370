"""Explore a puzzle's paths with CrossHair and tell the inputs of those that run what is missing.

Only inputs leave this module: what a path returned or raised here says nothing
about the subject, which ran on stand-ins for values and behind a wall.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Callable

from crosshair.core import ExceptionFilter, LazyCreationRepr, explore_paths
from crosshair.options import DEFAULT_OPTIONS
from crosshair.statespace import RootNode, StateSpace, VersionedSolver, context_statespace
from crosshair.tracers import NoTracing, PushedModule
from crosshair.util import PathTimeout

from .footprints import Footprints, Ground
from .shadow import shadow_of
from .values import use_readable_values

if TYPE_CHECKING:
    from inspect import BoundArguments

    from ..boot import Stage
    from ..protocol import Plain
    from .config import SolverConfig

BETWEEN, WITHIN = "\x1e", "\x1f"
"""Part the unknowns, and a name from its source; neither can stand in a source."""

SOURCE_CHARS_MAX = 2000
LOOK_EVERY = 8
WORK = "rlimit count"


def explore(
    puzzle: Plain, stage: Stage, limits: SolverConfig, tell: Callable[[Plain], None]
) -> Plain:
    """Tell inputs as they are found; return how many paths were tried, and why it ended."""
    function, signature = shadow_of(puzzle)
    ground = Ground(stage.config.subject_path, puzzle)
    _bound(limits)
    use_readable_values()
    run = _Run(function, ground, tell, limits.steps_max)
    options = replace(
        DEFAULT_OPTIONS,
        per_condition_timeout=float(limits.puzzle_s),
        per_path_timeout=float(limits.path_s),
        max_iterations=limits.paths_max,
        max_uninteresting_iterations=limits.idle_max,
    )
    try:
        explore_paths(
            run.path, signature, options, RootNode(), run.completed, on_nondeterminism=run.differed
        )
    except _Spent:
        run.note = "the work allowed for one puzzle was spent"
    except Exception as error:
        run.note = f"CrossHair gave up: {type(error).__name__}"
    return {"paths": run.paths, "note": run.note}


class _Run:
    """One exploration: what its paths ran, and what was told."""

    def __init__(
        self,
        function: Callable[..., object],
        ground: Ground,
        tell: Callable[[Plain], None],
        steps_max: int,
    ) -> None:
        self._function = function
        self._ground = ground
        self._tell = tell
        self._steps_max = steps_max
        self._footprints = Footprints(ground.path, steps_max)
        self.paths = 0
        self.note = ""

    def path(self, args: BoundArguments) -> object:
        """Run the call once, on stand-ins."""
        with NoTracing():
            self.paths += 1
            self._footprints = Footprints(self._ground.path, self._steps_max)
        with PushedModule(self._footprints):
            return self._function(*args.args)

    def completed(self, space: StateSpace, before: BoundArguments, *_: object) -> bool:
        """Tell the path's input where it runs something missing; return whether to stop."""
        with NoTracing():
            is_wanted = self._ground.wants(self._footprints)
        if not is_wanted:
            return False
        with ExceptionFilter():
            space.detach_path()
            reprs = context_statespace().extra(LazyCreationRepr)  # noqa: S610 - not Django's
            text = reprs.eval_friendly_format(before, _written)
            with NoTracing():
                self._take(text, reprs)
        with NoTracing():
            return self._ground.is_done

    def _take(self, text: str, reprs: LazyCreationRepr) -> None:
        if len(text) > SOURCE_CHARS_MAX:
            return
        values = [part.partition(WITHIN)[::2] for part in text.split(BETWEEN)]
        self._ground.take(self._footprints)
        classes = sorted({(one.modulename, one.qualname) for one in reprs.repr_references})
        self._tell({"values": values, "classes": [list(one) for one in classes]})

    def differed(self) -> None:
        """Note that the call did something else than before on the same choices."""
        self.note = "the call is not deterministic"


def _written(args: BoundArguments) -> str:
    return BETWEEN.join(f"{name}{WITHIN}{value!r}" for name, value in args.arguments.items())


class _Spent(BaseException):
    """The puzzle has cost what it may."""


def _bound(limits: SolverConfig) -> None:
    """End a path after so many branches, and all of them after so much of the prover's work.

    Counts are the same on every machine; seconds, which CrossHair looks at, are not.
    """
    ordinary = StateSpace.check_timeout

    def check_timeout(self: StateSpace) -> None:
        choices = len(self.choices_made)
        if choices > limits.choices_max:
            raise PathTimeout
        if choices % LOOK_EVERY == 0 and work_of(self.solver) > limits.work_max:
            raise _Spent
        ordinary(self)

    StateSpace.check_timeout = check_timeout  # type: ignore[method-assign]  # for this process


def work_of(solver: VersionedSolver) -> int:
    """Return what all questions of this process have cost the prover so far, in its own units."""
    statistics = solver.statistics()
    found = statistics.get_key_value(WORK) if WORK in statistics.keys() else 0  # noqa: SIM118 - no mapping
    return int(found)
