"""Serve the host: one puzzle a line in, one line out with the inputs that were found.

The subject is imported once; each puzzle is solved in a fork, so that what
one changes or breaks is gone with it. A fork has limits of its own and dies at them;
what it found until then is told all the same.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import TYPE_CHECKING

from .. import processes
from ..boot import Stage, boot
from ..pace import alike
from ..protocol import Lines, Plain, dump_line, parse_config, send
from ..suite_config import prepare
from .config import SolverConfig

if TYPE_CHECKING:
    from ..protocol import Config

OUTPUT_BYTES_MAX = 4096
NOTE_CHARS_MAX = 200
EXIT_BROKEN = 70
_exit = os._exit


def serve(argument: str, solver_argument: str) -> None:
    """Import the subject and the solver, say hello, and answer until the host closes the pipe."""
    requests, answers = _private_streams()
    processes.guard_zygote()
    config, limits = parse_config(argument), SolverConfig(**json.loads(solver_argument))
    stage = boot(config, prepare)
    problem = stage.error or _load_solver(limits)
    if not problem and not stage.can_fork:
        problem = "the subject starts threads when it is imported"
    send(answers, dump_line({"hello": sys.version.split()[0], "spawn_s": 0.0}))
    lines = Lines(requests)
    while True:
        line = lines.next()
        if line is None:
            return
        if problem:
            send(answers, dump_line({"error": problem}))
            continue
        send(answers, dump_line({"answer": _solved(json.loads(line), stage, limits)}))
        send(answers, dump_line({"done": True}))


def _private_streams() -> tuple[int, int]:
    """Move the protocol to descriptors that forks close; return those to read and to write."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return requests, answers


def _load_solver(limits: SolverConfig) -> str:
    """Import CrossHair; return why that failed, "" where it did not.

    Its folder comes last on the path: what the subject has in its own
    environment, such as another `typing_extensions`, stays the subject's.
    """
    # Read by CrossHair when it is imported: work units instead of seconds.
    os.environ["CROSSHAIR_SMT_RLIMIT"] = str(limits.query_work_max)
    if limits.overlay:
        sys.path.append(limits.overlay)
    try:
        importlib.import_module("crosshair.core_and_libs")
        importlib.import_module(".explore", __package__)
    except BaseException as error:
        text = "".join(traceback.format_exception_only(type(error), error)).strip()
        return f"CrossHair cannot be imported: {text}"[:NOTE_CHARS_MAX]
    return ""


def _solved(puzzle: Plain, stage: Stage, limits: SolverConfig) -> Plain:
    """Solve one puzzle in a fork; return Solved as JSON."""

    def start(result_fd: int, output_fd: int) -> int:
        pid = os.fork()
        if pid == 0:
            _perform(puzzle, stage, limits, result_fd, output_fd)
        return pid

    ending = processes.run_trial(
        start, pace=alike(limits.wall_s), output_bytes_max=OUTPUT_BYTES_MAX
    )
    inputs = [json.loads(line) for line in ending.steps[: limits.inputs_max]]
    final = json.loads(ending.final) if ending.final is not None else {}
    return {
        "inputs": inputs,
        "paths": final.get("paths", 0),
        "note": final.get("note", ending.reason)[:NOTE_CHARS_MAX],
    }


def _perform(
    puzzle: Plain, stage: Stage, limits: SolverConfig, result_fd: int, output_fd: int
) -> None:
    """Solve in this process and end it; never returns."""
    try:
        _arrange(stage.config, limits, result_fd, output_fd)
        from . import explore

        def tell(plain: Plain) -> None:
            send(result_fd, b"+" + dump_line(plain))

        final = explore.explore(puzzle, stage, limits, tell)
        send(result_fd, b"=" + dump_line(final))
        _exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        _exit(EXIT_BROKEN)


def _arrange(config: Config, limits: SolverConfig, result_fd: int, output_fd: int) -> None:
    """Give this process its own streams, session and limits, and forbid it to act on the world."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    processes.close_all_but((result_fd,))
    cpu_s = limits.puzzle_s + limits.path_s
    processes.limit_child(cpu_s=cpu_s, memory_bytes=limits.memory_bytes_max)
    os.chdir(config.root)
    # The sandbox is what holds; this keeps paths that would act on files or programs short.
    from crosshair.auditwall import engage_auditwall

    engage_auditwall()
