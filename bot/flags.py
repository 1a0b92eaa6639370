"""The table of flags: the only place where a flag, its default and its help stand.

The command line and the action's inputs are both read by it; action.yml and
the README's table are checked against it by a test.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from bot.errors import InputError
from bot.settings import Command, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

INPUT_PREFIX = "INPUT_"

WORKS = {Command.CAMPAIGN, Command.PLAN, Command.RUN}
JUDGES = WORKS | {Command.REPLAY}
ASKS = {Command.CAMPAIGN, Command.RUN, Command.DOCTOR}
MEASURES = {Command.CAMPAIGN, Command.PLAN}
ALL = set(Command)
TAKE_MISSIONS = {
    Command.RUN,
    Command.VALIDATE,
    Command.SHOW,
    Command.REPLAY,
    Command.PUBLISH,
}


@dataclass(frozen=True)
class Flag:
    """One flag: its Settings field, for whom it is, and what people read about it."""

    field: str
    help: str
    commands: frozenset[Command]
    metavar: str = ""
    repeats: bool = False

    @property
    def name(self) -> str:
        """Return the flag without its dashes, which is the action's input."""
        return self.field.replace("_", "-")

    @property
    def is_switch(self) -> bool:
        """Tell whether it takes no value."""
        return not self.metavar


def _flag(
    field: str, metavar: str, help_text: str, commands: set[Command], *, repeats: bool = False
) -> Flag:
    return Flag(field, help_text, frozenset(commands), metavar, repeats)


FLAGS = (
    _flag("root", "DIR", "the repository (default: here)", ALL - {Command.DEMO}),
    _flag("out", "DIR", "where results go (default: ROOT/.coverage-missions)", ALL),
    _flag("subject", "GLOB", "only these source files; may be repeated", MEASURES, repeats=True),
    _flag("target_pct", "N", "percentage of statements wanted in each file, 0-100", MEASURES),
    _flag(
        "engines",
        "LIST",
        "who proposes tests, comma-separated: search, solver (fetches CrossHair once), model",
        WORKS | {Command.DEMO},
    ),
    _flag(
        "mission_seconds",
        "N",
        "stop proposing for one file, or replaying it, after this long",
        JUDGES,
    ),
    _flag(
        "situations",
        "N",
        "try at most this many situations for one file; with a seed, the same tests each time",
        {Command.CAMPAIGN, Command.RUN},
    ),
    _flag("suite_seconds", "N", "longest run of the whole test suite", JUDGES),
    _flag("model", "NAME", "the language model that the engine `model` asks", ASKS),
    _flag(
        "ollama_url",
        "LIST",
        "Ollama servers to ask, separated by commas (default: OLLAMA_HOST, or one that is found)",
        ASKS,
    ),
    _flag(
        "openai_url",
        "LIST",
        "ask these OpenAI-compatible servers (vLLM, llama.cpp) instead, separated by commas",
        ASKS,
    ),
    _flag(
        "model_pull",
        "",
        "have Ollama fetch the model where it lacks it",
        {Command.CAMPAIGN, Command.RUN},
    ),
    _flag(
        "model_seconds",
        "N",
        "longest time for one answer of the model",
        {Command.CAMPAIGN, Command.RUN},
    ),
    _flag(
        "model_context",
        "N",
        "most tokens of a prompt with its answer; long contexts take memory",
        {Command.CAMPAIGN, Command.RUN},
    ),
    _flag(
        "jobs",
        "N",
        "missions at work at the same time; for the demo 2 unless told",
        {Command.CAMPAIGN, Command.DEMO},
    ),
    _flag(
        "forge",
        "KIND",
        "local: a branch and a commit per mission in the repository's own git; none: files only",
        {Command.CAMPAIGN, Command.RUN},
    ),
    _flag(
        "label",
        "NAME",
        "label of the bot's pull requests; may be repeated; one that a person removes stays away",
        {Command.PUBLISH},
        repeats=True,
    ),
    _flag(
        "reviewer",
        "LOGIN",
        "ask this person to review each new pull request; may be repeated",
        {Command.PUBLISH},
        repeats=True,
    ),
    _flag(
        "team_reviewer",
        "TEAM",
        "ask this team to review each new pull request; may be repeated",
        {Command.PUBLISH},
        repeats=True,
    ),
    _flag(
        "max_open_pulls",
        "N",
        "open no pull request while so many of the bot's are open",
        {Command.PUBLISH},
    ),
    _flag(
        "expire_days",
        "N",
        "delete a branch of the bot's so many days after its pull request ended; 0 for never",
        {Command.PUBLISH},
    ),
    _flag(
        "min_gain",
        "N",
        "below the target, no pull request that gains fewer lines than this over an import",
        {Command.CAMPAIGN, Command.RUN, Command.PUBLISH},
    ),
    _flag(
        "wave",
        "N",
        "hand on this wave of at most 256 missions, from 1; the order is the plan's",
        {Command.PLAN},
    ),
    _flag("tests_dir", "DIR", "where tests live, relative to the root (default: found)", JUDGES),
    _flag(
        "category",
        "GLOB=NAME",
        "name the category of matching files; may be repeated, the first match counts",
        MEASURES,
        repeats=True,
    ),
    _flag("python", "PATH", "the interpreter that runs the repository's tests", JUDGES),
    _flag("seed", "N", "same seed, same inputs: same tests", WORKS | {Command.DEMO}),
    _flag(
        "report", "FILE", "read this `coverage json` report instead of measuring", {Command.PLAN}
    ),
    _flag("answers", "FILE", "obey what people answered: the file of `listen`", MEASURES),
    _flag(
        "needs_approval",
        "",
        "plan only missions whose box “approve” is ticked on the dashboard",
        MEASURES,
    ),
    _flag("matrix_out", "FILE", "write the job matrix here, as JSON", {Command.PLAN}),
    _flag("fail_below_target", "", "exit 1 where a file stays below target", WORKS),
    _flag(
        "unsafe_no_sandbox",
        "",
        "run the repository's code unconfined if it cannot be confined; shown in every report",
        JUDGES | {Command.DEMO, Command.DOCTOR},
    ),
    _flag(
        "sandbox",
        "TIER",
        "use this tier and no other: bubblewrap, namespaces or landlock",
        JUDGES | {Command.DEMO, Command.DOCTOR},
    ),
    _flag(
        "json",
        "",
        "print one JSON object at the end",
        {Command.CAMPAIGN, Command.DEMO, Command.REPLAY},
    ),
)


def default_of(flag: Flag) -> str:
    """Write a flag's default as action.yml and the README do; "" where it is none."""
    value = next(f.default for f in fields(Settings) if f.name == flag.field)
    if isinstance(value, bool):
        return str(value).lower()
    if flag.field in {"root", "out"} or value is None:
        return ""
    return ",".join(value) if isinstance(value, tuple) else str(value)


def arguments_from_inputs(environ: Mapping[str, str]) -> list[str]:
    """Turn an action's inputs (INPUT_TARGET-PCT=90) into the same words a person would type.

    Hyphens stay in the names that the runner sets. Empty inputs count as absent,
    since the runner passes every declared input.

    Raises:
        InputError: the command is missing or unknown.
    """
    wanted = environ.get("INPUT_COMMAND", "").strip()
    if wanted not in set(Command):
        raise InputError(f"input `command` must be one of {', '.join(Command)}; got {wanted!r}")
    words: list[str] = [wanted]
    for flag in FLAGS:
        value = environ.get(f"{INPUT_PREFIX}{flag.name.upper()}", "").strip()
        if value and Command(wanted) in flag.commands:
            words += _words(flag, value)
    if Command(wanted) in TAKE_MISSIONS:
        words += environ.get("INPUT_MISSION", "").split()
    return words


def _words(flag: Flag, value: str) -> list[str]:
    if flag.is_switch:
        if value not in {"true", "false"}:
            raise InputError(f"input `{flag.name}` must be true or false; got {value!r}")
        return [f"--{flag.name}"] if value == "true" else []
    values = value.splitlines() if flag.repeats else [value]
    return [f"--{flag.name}={one.strip()}" for one in values if one.strip()]
