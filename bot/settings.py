"""What a person asked for, parsed and checked: one frozen value that everything else reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.domain.mission import TARGET_PCT_DEFAULT, EngineName, Limits
from bot.domain.outcome import SandboxTier

ENGINES_DEFAULT = (EngineName.SEARCH, EngineName.MODEL)
"""The solver is asked for by name: docs/design.md has what it costs and brings."""


class ForgeKind(StrEnum):
    """Where proven tests go: a branch of the subject's own git, or the result folder only."""

    LOCAL = "local"
    NONE = "none"


class Command(StrEnum):
    """What the program can do, in the order people meet it."""

    DEMO = "demo"
    CAMPAIGN = "campaign"
    LISTEN = "listen"
    PLAN = "plan"
    RUN = "run"
    PUBLISH = "publish"
    REPORT = "report"
    VALIDATE = "validate"
    SHOW = "show"
    REPLAY = "replay"
    DOCTOR = "doctor"


@dataclass(frozen=True)
class Settings:
    """One invocation's wishes; paths are absolute. Field names are the flags' names."""

    command: Command
    root: Path
    out: Path
    mission: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    target_pct: int = TARGET_PCT_DEFAULT
    engines: tuple[EngineName, ...] = ENGINES_DEFAULT
    mission_seconds: int = Limits.mission_seconds
    situations: int = Limits.situations_max
    suite_seconds: int = Limits.suite_timeout_s
    model: str = "phi3:mini"
    ollama_url: tuple[str, ...] = ()
    openai_url: tuple[str, ...] = ()
    model_pull: bool = False
    model_seconds: int = 120
    model_context: int = 8192
    jobs: int = 1
    forge: ForgeKind = ForgeKind.NONE
    label: tuple[str, ...] = ("coverage-missions",)
    reviewer: tuple[str, ...] = ()
    team_reviewer: tuple[str, ...] = ()
    max_open_pulls: int = 5
    expire_days: int = 30
    min_gain: int = 1
    wave: int = 1
    tests_dir: str = ""
    category: tuple[str, ...] = ()
    python: Path | None = None
    seed: int = 0
    report: Path | None = None
    answers: Path | None = None
    needs_approval: bool = False
    matrix_out: Path | None = None
    fail_below_target: bool = False
    unsafe_no_sandbox: bool = False
    sandbox: SandboxTier | None = None
    json: bool = False
