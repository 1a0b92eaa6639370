"""Ask CrossHair for inputs: a process of its own in the sandbox, in the subject's interpreter.

It has the worker's confinement, but may use more memory, for the theorem
prover's sake, and may not write into the scratch copy. All that it says is
untrusted, as what the worker says is.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot import codec
from bot.errors import SandboxError
from bot.languages.python.conversation import Conversation, Refused, WorkerGone
from bot.languages.python.request import WORKER_DIR, private_dir, python_request
from bot.languages.python.worker_config import TrialLimits, WorkerConfig
from bot.ports.solver import Puzzle, Solved, SolverLimits
from bot.ports.worker import Conditions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.languages.python.workshop import PythonWorkshop
    from bot.ports.world import Request, RunningProgram

PROGRAM = WORKER_DIR / "solving" / "program.py"
STARTS_MAX = 3
PUZZLE_CHARS_MAX = 100_000


@dataclass(frozen=True)
class SolverConfig:
    """What the solver's program is told besides the worker's config: see solving/config.py."""

    overlay: str
    paths_max: int
    idle_max: int
    choices_max: int
    steps_max: int
    inputs_max: int
    query_work_max: int
    work_max: int
    path_s: int
    puzzle_s: int
    wall_s: int
    memory_bytes_max: int

    def to_json(self) -> str:
        """Write the argument."""
        return codec.to_json(self)


class CrossHairSolver:
    """ports.Solver. Started at its first puzzle; where it dies often, it finds nothing any more."""

    def __init__(self, start: Callable[[], RunningProgram], limits: SolverLimits) -> None:
        self._start = start
        self._limits = limits
        self._conversation: Conversation | None = None
        self._starts_left = STARTS_MAX
        self._broken = ""

    def solve(self, puzzle: Puzzle) -> Solved:
        """Return inputs that should run what is missing, as found: nothing of them is proven."""
        plain = codec.to_plain(puzzle)
        if self._broken or len(codec.to_json(puzzle)) > PUZZLE_CHARS_MAX:
            return Solved((), note=self._broken or "the puzzle is too long")
        try:
            conversation = self._talking()
            conversation.send(plain)
            answer = conversation.answer(self._limits.wall_s)
            conversation.end()
            return codec.from_plain(Solved, answer)
        except (Refused, SandboxError) as error:
            self.close()
            self._broken = str(error)
            return Solved((), note=self._broken)
        except WorkerGone as gone:
            self.close()
            return Solved((), note=str(gone))
        except (ValueError, TypeError, AttributeError, RecursionError):
            return Solved((), note="the solver's answer cannot be read")

    def close(self) -> None:
        """End the program. Idempotent."""
        if self._conversation is not None:
            self._conversation.part()
            self._conversation = None

    def _talking(self) -> Conversation:
        if self._conversation is None:
            if self._starts_left == 0:
                raise Refused(f"the solver died {STARTS_MAX} times")
            self._starts_left -= 1
            self._conversation = Conversation(self._start())
            self._conversation.hello()
        return self._conversation


def open_solver(
    workshop: PythonWorkshop, overlay: Path, subject: str, limits: SolverLimits
) -> CrossHairSolver:
    """Return the solver for one subject; `overlay` is the folder with CrossHair."""
    request = solver_request(workshop, overlay, subject, limits)
    return CrossHairSolver(lambda: workshop.sandbox.start(request), limits)


def solver_request(
    workshop: PythonWorkshop, overlay: Path, subject: str, limits: SolverLimits
) -> Request:
    """Return what the sandbox is asked for: the scratch copy can be read, and not be changed."""
    tree, python = workshop.tree, workshop.subject_python
    config = WorkerConfig(
        root=str(tree.root),
        source_roots=tree.source_roots,
        overlay=str(python.overlay),
        subject=subject,
        module=workshop.module_name(subject),
        tests_dir=str(PurePosixPath(workshop.tests_path(subject)).parent),
        limits=TrialLimits.of(workshop.limits),
    )
    about = SolverConfig(overlay=str(overlay), **asdict(limits))
    request = python_request(
        python,
        tree,
        (str(PROGRAM), config.to_json(), about.to_json()),
        conditions=Conditions(),
        limits=workshop.limits,
        wall_s=limits.wall_s,
    )
    confinement = replace(
        request.confinement,
        readable=(*request.confinement.readable, tree.root, overlay),
        writable=(private_dir(tree),),
        memory_bytes=limits.memory_bytes_max,
    )
    return replace(request, confinement=confinement)
