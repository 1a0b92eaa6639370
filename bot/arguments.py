"""Read the command line into Settings; every wrong value is an error that names its flag."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from bot.command_line import parser
from bot.domain.mission import EngineName
from bot.domain.outcome import SandboxTier
from bot.domain.paths import why_unsafe
from bot.domain.servers import MODEL_NAME, address_of, base_of, servers_of
from bot.errors import InputError
from bot.settings import ENGINES_DEFAULT, Command, ForgeKind, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

JOBS_MAX = 64
OPEN_PULLS_MAX = 1000
DAYS_MAX = 3650
LABELS_MAX = 10
LABEL_CHARS_MAX = 50
"""GitHub's limit."""

MIN_GAIN_MAX = 10_000
WAVES_MAX = 1000
SECONDS_MAX = 6 * 3600
CONTEXT_MIN, CONTEXT_MAX = 1024, 1_000_000
SEED_MAX = 2**32 - 1
SITUATIONS_MAX = 1_000_000
# Two cores are what people try it on.
DEMO_JOBS = 2


def read_settings(words: Sequence[str], *, here: Path) -> Settings:
    """Parse the command line; `here` is the working directory that relative paths start from.

    Raises:
        InputError: a value is out of range or names nothing.
        SystemExit: argparse's own, with usage, for unknown words and --help.
    """
    given = vars(parser().parse_args(list(words)))
    if given["command"] == Command.DEMO:
        given["jobs"] = DEMO_JOBS if given["jobs"] is None else given["jobs"]
    if given.get("ollama_url") and given.get("openai_url"):
        raise InputError("--ollama-url and --openai-url: name servers of one kind")
    root = (here / (given.get("root") or ".")).resolve()
    if not root.is_dir():
        raise InputError(f"--root {root}: no such folder")
    out = (here / (given.get("out") or root / ".coverage-missions")).resolve()
    if out == root:
        raise InputError(f"--out {out}: is the repository itself; name a folder for results alone")
    return Settings(
        command=Command(given["command"]),
        root=root,
        out=out,
        mission=tuple(given.get("mission") or ()),
        subject=tuple(given.get("subject") or ()),
        target_pct=_number(given, "target_pct", low=0, high=100),
        engines=_engines(given.get("engines")),
        mission_seconds=_number(given, "mission_seconds", low=1, high=SECONDS_MAX),
        situations=_number(given, "situations", low=1, high=SITUATIONS_MAX),
        suite_seconds=_number(given, "suite_seconds", low=1, high=SECONDS_MAX),
        model=_model(given.get("model")),
        ollama_url=_servers(given, "ollama_url", address_of),
        openai_url=_servers(given, "openai_url", base_of),
        model_pull=bool(given.get("model_pull")),
        model_seconds=_number(given, "model_seconds", low=1, high=SECONDS_MAX),
        model_context=_number(given, "model_context", low=CONTEXT_MIN, high=CONTEXT_MAX),
        jobs=_number(given, "jobs", low=1, high=JOBS_MAX),
        forge=_forge(given.get("forge")),
        label=_labels(given.get("label") or Settings.label),
        reviewer=tuple(given.get("reviewer") or ()),
        team_reviewer=tuple(given.get("team_reviewer") or ()),
        max_open_pulls=_number(given, "max_open_pulls", low=0, high=OPEN_PULLS_MAX),
        expire_days=_number(given, "expire_days", low=0, high=DAYS_MAX),
        min_gain=_number(given, "min_gain", low=0, high=MIN_GAIN_MAX),
        wave=_number(given, "wave", low=1, high=WAVES_MAX),
        tests_dir=_folder(given.get("tests_dir")),
        category=_categories(given.get("category") or ()),
        python=_path(given.get("python"), here, "--python"),
        seed=_number(given, "seed", low=0, high=SEED_MAX),
        report=(here / given["report"]) if given.get("report") else None,
        answers=(here / given["answers"]) if given.get("answers") else None,
        needs_approval=bool(given.get("needs_approval")),
        matrix_out=(here / given["matrix_out"]) if given.get("matrix_out") else None,
        fail_below_target=bool(given.get("fail_below_target")),
        unsafe_no_sandbox=bool(given.get("unsafe_no_sandbox")),
        sandbox=_tier(given.get("sandbox")),
        json=bool(given.get("json")),
    )


def _number(given: Mapping[str, object], field: str, *, low: int, high: int) -> int:
    value = given.get(field)
    if value is None:
        return int(next(str(f.default) for f in fields(Settings) if f.name == field))
    name = field.replace("_", "-")
    try:
        number = int(str(value))
    except ValueError as error:
        raise InputError(f"--{name} takes a whole number; got {value!r}") from error
    if not low <= number <= high:
        raise InputError(f"--{name} must be {low} to {high}; got {number}")
    return number


def _labels(values: Sequence[str]) -> tuple[str, ...]:
    """Check labels: each pull request remembers them in its text, where room is short."""
    if len(values) > LABELS_MAX:
        raise InputError(f"--label: at most {LABELS_MAX} labels; got {len(values)}")
    for value in values:
        if not 0 < len(value) <= LABEL_CHARS_MAX:
            raise InputError(f"--label takes 1 to {LABEL_CHARS_MAX} characters; got {value!r}")
    return tuple(values)


def _engines(value: object) -> tuple[EngineName, ...]:
    if value is None:
        return ENGINES_DEFAULT
    names = [name.strip() for name in str(value).split(",")]
    unknown = [name for name in names if name not in set(EngineName)]
    if unknown:
        raise InputError(f"--engines knows {', '.join(EngineName)}; got {', '.join(unknown)!r}")
    return tuple(engine for engine in EngineName if engine in names)


def _model(value: object) -> str:
    if value is None:
        return Settings.model
    if not MODEL_NAME.fullmatch(str(value)):
        raise InputError(f"--model takes a model's name, such as phi3:mini; got {value!r}")
    return str(value)


def _servers(
    given: Mapping[str, object], field: str, read: Callable[[str], str]
) -> tuple[str, ...]:
    """Read a list of addresses; a wrong one is not shown: it may hold a password."""
    name = field.replace("_", "-")
    try:
        return tuple(read(one) for one in servers_of(str(given.get(field) or "")))
    except ValueError as error:
        raise InputError(
            f"--{name} takes addresses such as http://host:8080, separated by commas; "
            f"one of them cannot be: {error}"
        ) from error


def _forge(value: object) -> ForgeKind:
    if value is None:
        return ForgeKind.NONE
    if value not in set(ForgeKind):
        raise InputError(f"--forge knows {', '.join(ForgeKind)}; got {value!r}")
    return ForgeKind(str(value))


def _folder(value: object) -> str:
    folder = str(value or "").rstrip("/")
    reason = why_unsafe(folder) if folder else ""
    if reason:
        raise InputError(f"--tests-dir {folder!r} {reason}")
    return folder


def _tier(value: object) -> SandboxTier | None:
    if value is None:
        return None
    tiers = [tier for tier in SandboxTier if tier is not SandboxTier.NONE]
    if value not in tiers:
        raise InputError(f"--sandbox knows {', '.join(tiers)}; got {value!r}")
    return SandboxTier(str(value))


def _categories(values: Sequence[str]) -> tuple[str, ...]:
    for value in values:
        glob, _, name = value.partition("=")
        if not glob or not name:
            raise InputError(f"--category takes GLOB=NAME, such as src/core/*=core; got {value!r}")
    return tuple(values)


def _path(value: object, here: Path, name: str) -> Path | None:
    """Return an existing file's path, unresolved: a virtual environment's interpreter is a link."""
    if value is None:
        return None
    path = here / str(value)
    if not path.is_file():
        raise InputError(f"{name} {path}: no such file")
    return path
