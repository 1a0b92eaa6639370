"""Which installer is chosen, what it sees, and how its ends are told."""

import os
from pathlib import Path

import pytest
from fakes.desk import OURS

from bot.languages.python.interpreter import installer
from bot.languages.python.interpreter.installer import chosen_installer, installer_environ
from bot.languages.python.interpreter.probe import Probe


def test_an_installer_sees_no_secret_and_keeps_the_way_to_its_index(tmp_path: Path) -> None:
    config = tmp_path / "user/.config/pip/pip.conf"
    config.parent.mkdir(parents=True)
    config.touch()
    outside = {
        "HOME": str(tmp_path / "user"), "GITHUB_TOKEN": "secret", "AWS_SECRET": "secret",
        "https_proxy": "p", "PIP_CERT": "c", "SSL_CERT_FILE": "s", "PYTHONPATH": "x",
    }  # fmt: skip

    found = installer_environ(outside, tmp_path / "home")

    assert found == {
        "PATH": os.defpath, "https_proxy": "p", "PIP_CERT": "c", "SSL_CERT_FILE": "s",
        "PIP_CONFIG_FILE": str(config), "HOME": str(tmp_path / "home"), "PYTHONNOUSERSITE": "1",
    }  # fmt: skip


NO_UV = {"PATH": "/nonexistent"}


def test_our_own_pip_serves_the_interpreters_it_supports(tmp_path: Path) -> None:
    found = chosen_installer(Probe(OURS, "3.12.0", "t", ()), tmp_path, NO_UV)

    assert found.command[:4] == (str(OURS), "-m", "pip", "--python")
    assert "--without-pip" in found.venv


@pytest.mark.parametrize("pip", ["pip", "no_such_distribution"])
def test_an_old_interpreter_uses_its_own_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pip: str
) -> None:
    monkeypatch.setattr(installer, "PIP", pip)

    found = chosen_installer(Probe(Path("/old/python"), "2.7.1", "t", ()), tmp_path, NO_UV)

    assert found.command[:3] == ("{python}", "-m", "pip")
    assert found.venv == ("/old/python", "-m", "venv")


def test_an_installer_that_never_ends_is_stopped_with_its_children(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(installer, "INSTALL_S_MAX", 0.2)
    found = installer.Installer((), ("/bin/sh", "-c", "sleep 60 & wait"), OURS, {})

    assert found.install() == "stopped after 0.2 s"


def test_an_installer_that_fails_in_silence_gives_its_code() -> None:
    assert installer.Installer((), ("/bin/false",), OURS, {}).install() == "exit code 1"
    assert installer.Installer((), ("/bin/true",), OURS, {}).install() == ""
