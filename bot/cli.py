"""The top: words in, exit code out."""

from __future__ import annotations

import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.console import without_commands
from bot.adapters.giving_back import give_back
from bot.adapters.signals import interruptible
from bot.arguments import read_settings
from bot.commands import (
    campaign,
    demo,
    doctor,
    listen,
    plan,
    publish,
    replay,
    report,
    run,
    show,
    validate,
)
from bot.doors import World
from bot.failure import EXIT_INTERRUPTED, Failure, attempt
from bot.flags import arguments_from_inputs
from bot.settings import Command, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CONTAINER_HOME = "/github/home"
"""Where a runner mounts the home of container actions (actions/runner, ContainerActionHandler)."""

COMMANDS: dict[Command, Callable[[Settings, World], int]] = {
    Command.CAMPAIGN: campaign.campaign,
    Command.DEMO: demo.demo,
    Command.DOCTOR: doctor.doctor,
    Command.LISTEN: listen.listen,
    Command.PLAN: plan.plan,
    Command.PUBLISH: publish.publish,
    Command.REPLAY: replay.replay,
    Command.REPORT: report.report,
    Command.RUN: run.run,
    Command.SHOW: show.show,
    Command.VALIDATE: validate.validate,
}


def main(words: Sequence[str], *, environ: Mapping[str, str], here: Path) -> int:
    """Run one command and return its exit code; messages go to stderr, results to stdout.

    Without words, an action's inputs (INPUT_COMMAND and its like) are read.
    """
    world = World(environ=environ, here=here)
    try:
        with interruptible():
            outcome = attempt(lambda: _run(words, world))
    except KeyboardInterrupt:
        _say("interrupted; run the same command to go on")
        return EXIT_INTERRUPTED
    finally:
        _give_back(world)
    if isinstance(outcome, Failure):
        _say(_bug_report(words, outcome) if outcome.is_bug else f"error: {outcome.message}")
        return outcome.exit_code
    return outcome


def _run(words: Sequence[str], world: World) -> int:
    if not words and world.environ.get("INPUT_COMMAND"):
        words = arguments_from_inputs(world.environ)
    settings = read_settings(words, here=world.here)
    return COMMANDS[settings.command](settings, world)


def _give_back(world: World) -> None:
    """Leave nothing of root's to the runner's user, who keeps the workspace and the home."""
    if not world.is_action:
        return
    folders = [world.environ.get("GITHUB_WORKSPACE", "")]
    # A home elsewhere is no container action's: it is the machine's own.
    folders += [home for home in (world.environ.get("HOME"),) if home == CONTAINER_HOME]
    for folder in filter(None, folders):
        outcome = attempt(lambda folder=folder: give_back(Path(folder)))  # type: ignore[misc]  # a lambda's default
        if isinstance(outcome, Failure):
            _say(f"warning: files in {folder} stay root's: {outcome.message}")


def _say(text: str) -> None:
    # Messages hold names out of the repository, which may look like commands to a runner.
    for line in text.split("\n"):
        print(without_commands(line), file=sys.stderr)  # noqa: T201 - the last word; no console is open


def _bug_report(words: Sequence[str], failure: Failure) -> str:
    """Write what a maintainer needs to see; arguments are shown, the environment never."""
    return "\n".join(
        (
            "This is a bug in coverage missions. Please report it with the text below.",
            f"coverage-missions {' '.join(words)}",
            f"Python {platform.python_version()} on {platform.platform()}",
            failure.trace,
        )
    )
