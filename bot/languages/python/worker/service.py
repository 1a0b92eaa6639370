"""Serve the host: one request line in, one line out for each thing that was tried.

Standard input and output are moved away first, so that nothing the subject
prints at import can reach the host, and no trial ever holds the pipe to it.
"""

from __future__ import annotations

import json
import os
import sys

from . import child, processes
from .answers import answer
from .boot import Stage, boot
from .checkout import Checkout
from .outside import lookout_for
from .protocol import Lines, dump_line, parse_config, send
from .suite_config import prepare
from .trial_file import remove_leftovers
from .trials import NotClean, Trials, make_switchboard

EXIT_NOT_CLEAN = 3


def serve(argument: str, script: str) -> None:
    """Boot, say hello, and answer requests until the host closes the pipe."""
    requests, answers = _private_streams()
    processes.guard_zygote()
    config = parse_config(argument)
    remove_leftovers(config.tests_path)
    stage = boot(config, prepare)
    trials = Trials(stage, script, argument, Checkout(config.root))
    _watch(stage, trials.base)
    trials.settle()
    seconds = 0.0 if stage.can_fork else stage.seconds
    send(answers, dump_line({"hello": sys.version.split()[0], "spawn_s": seconds}))
    lines = Lines(requests)
    while True:
        line = lines.next()
        if line is None:
            break
        _answer(trials, line, answers)
    trials.close()


def _answer(trials: Trials, line: bytes, answers: int) -> None:
    try:
        for plain in answer(trials, json.loads(line)):
            send(answers, dump_line(plain))
    except NotClean:
        # The host starts a new worker; ending the sandbox ends what we could not.
        os._exit(EXIT_NOT_CLEAN)
    send(answers, dump_line({"done": True}))


def _watch(stage: Stage, own_folder: str) -> None:
    """Notice from now on what trials look at outside the project and the worker's own folder."""
    stage.lookout = lookout_for(stage.config, own_folder)
    stage.lookout.install()


def _private_streams() -> tuple[int, int]:
    """Move the protocol to descriptors that trials close; return those to read and to write."""
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return requests, answers


def do_order(argument: str, order_path: str) -> None:
    """Do one trial in this fresh interpreter; never returns."""
    with open(order_path, encoding="utf-8") as file:
        order = json.load(file)
    os.unlink(order_path)
    result_fd, output_fd = order["fds"]
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    stage: Stage = boot(parse_config(argument), prepare)
    _watch(stage, os.path.dirname(order["temp_dir"]))
    desk = child.Desk(stage, order["temp_dir"], result_fd, make_switchboard(stage))
    child.perform(order["job"], desk, output_fd, order["cpu_s"])
