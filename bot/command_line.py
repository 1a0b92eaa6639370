"""The command line, built from the table of flags: commands, help and examples."""

from __future__ import annotations

import argparse

from bot.flags import FLAGS, Flag, default_of
from bot.settings import Command

SUMMARIES = {
    Command.DEMO: "run a whole campaign on the bundled example, with no model and no token",
    Command.CAMPAIGN: "plan and run all missions of a repository, in priority order; resumable",
    Command.LISTEN: "read what people did with the bot's pull requests and dashboard; only reads",
    Command.PLAN: "measure, and write one mission file for each source file below target",
    Command.RUN: "execute one mission and leave its result directory",
    Command.PUBLISH: "open or update a pull request for each finished mission; executes nothing",
    Command.REPORT: "fold the results of a campaign into Markdown, JSON and one HTML page",
    Command.VALIDATE: "check mission files; errors come with file, line and column",
    Command.SHOW: "explain one mission's result: what was kept, what was refused, and why",
    Command.REPLAY: "judge a mission's recorded attempts again, and say which verdicts differ",
    Command.DOCTOR: "say what on this machine would stop a campaign",
}

_EPILOG = """\
Examples:
  coverage-missions demo
  coverage-missions campaign --root . --forge local
  coverage-missions plan --root . --target-pct 90 && \\
    coverage-missions run missions/coverage/001_src_shop_cart.yaml

Exit codes: 0 done, 1 below target with --fail-below-target or a replay that differs,
2 your input, 3 the repository, 4 the surroundings (run again), 70 a bug of ours,
130 interrupted.
A blocked file (it changed since the plan, or cannot be imported) is no failure;
with --fail-below-target it counts as below target.
"""

_EPILOGS = {
    Command.REPLAY: """\
A mission leaves what it tried in its result folder: trajectory.jsonl has each situation
with its verdict, completions.jsonl what a model answered. Each situation is run again
in the same sandbox and walks the same gates, in the same order; each answer is read
again. Nobody is asked for anything new: no model, no solver, no search. The folder
stays as it is.

Where all is alike the exit code is 0. Where a verdict differs it is 1: the subject's
tests are flaky, the machine is slower, or this version judges otherwise. A subject
that changed since is refused.

Examples:
  coverage-missions replay src/shop/cart.py
  coverage-missions replay missions/coverage/001_src_shop_cart.yaml --json
"""
}


def parser() -> argparse.ArgumentParser:
    """Build the command line from the table."""
    top = argparse.ArgumentParser(
        prog="coverage-missions",
        description="Bring every file of a repository to its coverage target, with proven tests.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in Command:
        sub = commands.add_parser(
            command,
            help=SUMMARIES[command],
            description=SUMMARIES[command],
            epilog=_EPILOGS.get(command),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        _add_missions(sub, command)
        for flag in FLAGS:
            if command in flag.commands:
                _add(sub, flag)
    return top


def _add_missions(sub: argparse.ArgumentParser, command: Command) -> None:
    if command is Command.RUN:
        sub.add_argument("mission", nargs=1, metavar="MISSION", help="a mission file")
    elif command in {Command.VALIDATE, Command.SHOW}:
        text = "mission files or folders (default: missions/coverage)"
        sub.add_argument("mission", nargs="*", metavar="MISSION", help=text)
    elif command is Command.REPLAY:
        text = "mission files, or their source files"
        sub.add_argument("mission", nargs="*", metavar="MISSION", help=text)
    elif command is Command.PUBLISH:
        text = "ids of missions, m-3f9a1c22 (default: all that are finished)"
        sub.add_argument("mission", nargs="*", metavar="ID", help=text)


def _add(sub: argparse.ArgumentParser, flag: Flag) -> None:
    default = _default_text(flag)
    name, text = f"--{flag.name}", flag.help + default
    if flag.is_switch:
        sub.add_argument(name, dest=flag.field, action="store_true", help=text)
    elif flag.repeats:
        sub.add_argument(
            name, dest=flag.field, action="append", default=[], metavar=flag.metavar, help=text
        )
    else:
        sub.add_argument(name, dest=flag.field, default=None, metavar=flag.metavar, help=text)


def _default_text(flag: Flag) -> str:
    default = default_of(flag)
    return f" (default: {default})" if default and not flag.is_switch else ""
