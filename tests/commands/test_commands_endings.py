"""How a command ends: errors, bugs and signals, each with its exit code."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.tiny import command

from bot import cli
from bot.doors import World
from bot.errors import (
    BotError,
    ConfigError,
    EnvironmentBroken,
    GitError,
    InputError,
    MissionFileError,
    NothingRuns,
    OutsideError,
    ReportError,
    SandboxError,
    StaleMission,
    SubjectError,
    TemplateError,
)
from bot.failure import Failure, attempt, exit_code_of
from bot.settings import Command, Settings


def raising(error: BaseException) -> Callable[[Settings, World], int]:
    def act(_settings: Settings, _world: World) -> int:
        raise error

    return act


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("x"), 2),
        (InputError("x"), 2),
        (MissionFileError("x", path="m.yaml"), 2),
        (TemplateError("x"), 2),
        (SubjectError("x"), 3),
        (NothingRuns("x"), 3),
        (StaleMission("x"), 3),
        (ReportError("x"), 3),
        (EnvironmentBroken("x"), 3),
        (OutsideError("x"), 4),
        (GitError("x"), 4),
        (SandboxError("x"), 4),
    ],
)
def test_each_error_exits_with_the_code_of_who_can_act(
    error: BotError, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cli.COMMANDS, Command.DOCTOR, raising(error))

    ran = command("doctor", tmp_path)

    assert (ran.code, ran.out) == (code, "")
    assert ran.err == f"error: {error}\n"


def test_a_bug_becomes_a_report_without_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cli.COMMANDS, Command.DOCTOR, raising(ZeroDivisionError("odd")))

    ran = command("doctor", tmp_path, {"SECRET": "hunter2"})

    assert ran.code == 70
    for part in ("coverage-missions doctor", "Traceback", "ZeroDivisionError: odd", "Python 3."):
        assert part in ran.err
    assert "hunter2" not in ran.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_with_130(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGTERM)

    def wait(_settings: Settings, _world: World) -> int:
        os.kill(os.getpid(), number)
        raise AssertionError("the signal came too late")

    monkeypatch.setitem(cli.COMMANDS, Command.DOCTOR, wait)

    ran = command("doctor", tmp_path)

    assert ran.code == 130
    assert "interrupted" in ran.err
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_bug_counts_before_all_and_then_who_can_act_first() -> None:
    failures = [Failure(code, "x") for code in (4, 3, 2)]

    assert exit_code_of([]) == 0
    assert exit_code_of(failures[:2]) == 3
    assert exit_code_of(failures) == 2
    assert exit_code_of([*failures, Failure(70, "x")]) == 70


def test_an_interrupt_goes_through_the_boundary() -> None:
    def act() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        attempt(act)


def test_an_interrupt_goes_through_where_cleaning_up_after_it_fails() -> None:
    def act() -> int:
        try:
            raise KeyboardInterrupt
        finally:
            raise SandboxError("the launcher was killed")

    with pytest.raises(KeyboardInterrupt):
        attempt(act)
