"""The top: words in, exit code out; the one place that catches what nobody expected."""

from __future__ import annotations

import platform
import sys
import traceback
from typing import TYPE_CHECKING

from bot.arguments import read_settings
from bot.commands import campaign, demo, doctor, plan, report, run, show, validate
from bot.errors import BotError
from bot.flags import arguments_from_inputs
from bot.settings import Command, Settings
from bot.wiring import World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

EXIT_BUG = 70
EXIT_INTERRUPTED = 130

COMMANDS: dict[Command, Callable[[Settings, World], int]] = {
    Command.CAMPAIGN: campaign.campaign,
    Command.DEMO: demo.demo,
    Command.DOCTOR: doctor.doctor,
    Command.PLAN: plan.plan,
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
        if not words and environ.get("INPUT_COMMAND"):
            words = arguments_from_inputs(environ)
        settings = read_settings(words, here=here)
        return COMMANDS[settings.command](settings, world)
    except BotError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - the program's last word
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted; run the same command to go on", file=sys.stderr)  # noqa: T201 - as above
        return EXIT_INTERRUPTED
    except Exception:  # noqa: BLE001 - the one boundary: a bug becomes a report ready to paste
        print(_bug_report(words), file=sys.stderr)  # noqa: T201 - as above
        return EXIT_BUG


def _bug_report(words: Sequence[str]) -> str:
    """Write what a maintainer needs to see; arguments are shown, the environment never."""
    return "\n".join(
        (
            "This is a bug in coverage missions. Please report it with the text below.",
            f"coverage-missions {' '.join(words)}",
            f"Python {platform.python_version()} on {platform.platform()}",
            traceback.format_exc(),
        )
    )
