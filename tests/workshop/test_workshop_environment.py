"""Choosing and making interpreters, with a stand-in for the installer and no network."""

import os
import stat
import sys
from pathlib import Path

import pytest
from fakes.console import FakeConsole

from bot.errors import EnvironmentBroken
from bot.languages.python.interpreter import installer, probe
from bot.languages.python.interpreter.environment import SubjectPython, find_python
from bot.languages.python.interpreter.installer import chosen_installer, installer_environ
from bot.languages.python.interpreter.needs import needs_of
from bot.languages.python.interpreter.probe import Probe, look_at, missing_modules
from bot.languages.python.tree import find_tree

OURS = Path(sys.executable)
# A uv that writes down what it is asked, makes environments by a link, and
# installs by making the folder; REFUSE names what it cannot install.
UV = """#!/bin/sh
echo "$@" >> {log}
case "$*" in *"{refuse}"*) echo "no such package"; exit 1;; esac
case "$1" in
  venv) for last; do :; done; mkdir -p "$last/bin"; ln -s {python} "$last/bin/python";;
  pip) while [ $# -gt 0 ]; do [ "$1" = --target ] && mkdir -p "$2"; shift; done;;
esac
exit 0
"""


class Desk:
    """A checkout, a cache, and a machine whose only program is our uv."""

    def __init__(self, tmp_path: Path, *, refuse: str = "never-refused") -> None:
        self.root = tmp_path / "checkout"
        self.root.mkdir()
        self.cache = tmp_path / "cache"
        self.log = tmp_path / "log"
        self.log.touch()
        self.console = FakeConsole()
        bin_dir = tmp_path / "bin"
        bin_dir.mkdir()
        uv = bin_dir / "uv"
        uv.write_text(UV.format(log=self.log, python=OURS, refuse=refuse))
        uv.chmod(uv.stat().st_mode | stat.S_IXUSR)
        self.environ = {"PATH": f"{bin_dir}:{os.defpath}", "GITHUB_TOKEN": "secret"}

    def write(self, path: str, text: str = "") -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def find(self, given: Path | None = None) -> SubjectPython:
        return find_python(
            self.root,
            given=given,
            cache_dir=self.cache,
            tree=find_tree(self.root, None),
            console=self.console,
            environ=self.environ,
        )

    @property
    def asked(self) -> list[str]:
        return self.log.read_text().splitlines()


def test_a_given_interpreter_is_taken_as_it_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py", "import absent_module\n")

    found = desk.find(OURS)

    assert (found.executable, found.origin) == (OURS, f"given: {OURS}")
    assert found.version == ".".join(map(str, sys.version_info[:3]))
    assert ("info", f"python version={found.version} origin={found.origin}") in desk.console.told


def test_a_given_program_that_is_no_python_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentBroken, match=r"does not start as Python.*--python"):
        Desk(tmp_path).find(Path("/bin/false"))


def test_a_project_that_needs_nothing_runs_in_the_interpreter_in_use(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write(
        "a.py", "import json, pytest\nfrom . import x\ntry:\n    import absent\nfinally: 0\n"
    )
    desk.write("tests/test_a.py", "import a, helper\n")
    desk.write("tests/helper.py", "not python (")

    found = desk.find()

    assert found.executable == OURS
    assert "in use" in found.origin
    assert len(desk.asked) == 1  # the overlay alone


def test_an_overlay_is_made_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py")

    first, again = desk.find(), desk.find()

    assert first == again
    assert first.overlay.is_dir()
    assert first.overlay.parent == desk.cache / "overlays"
    assert [line.split()[:2] for line in desk.asked] == [["pip", "install"]]
    assert desk.asked[0].endswith("coverage==7.17.3 pytest==9.2.0")


def test_an_overlay_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path, refuse="coverage")
    desk.write("a.py")

    with pytest.raises(EnvironmentBroken, match="no such package; does this machine reach"):
        desk.find()


def test_the_checkouts_own_environment_comes_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py")
    venv = desk.root / ".venv" / "bin"
    venv.mkdir(parents=True)
    (venv / "python").symlink_to(OURS)

    found = desk.find()

    assert (found.executable, found.origin) == (venv / "python", "the checkout's .venv")


@pytest.mark.parametrize("kind", ["broken", "poor"])
def test_a_checkouts_environment_that_is_broken_or_poor_is_passed_over(
    tmp_path: Path, kind: str
) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py", "import absent_module\n" if kind == "poor" else "")
    desk.write("setup.py", "setup()")
    venv = desk.root / ".venv" / "bin"
    venv.mkdir(parents=True)
    (venv / "python").symlink_to(OURS if kind == "poor" else "/bin/false")

    found = desk.find()

    assert found.executable != venv / "python"
    assert any("passed over" in message for _, message in desk.console.told)


PROJECT = """
[project]
name = "a"
dependencies = ["absent"]
[project.optional-dependencies]
test = ["pytest", "thing"]
[dependency-groups]
dev = ["tool"]
"""


def test_an_environment_is_made_from_metadata_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py", "import absent\n")
    desk.write("pyproject.toml", PROJECT)
    desk.write("requirements-dev.txt", "more\n")

    first, again = desk.find(), desk.find()

    assert first == again
    assert first.origin == "an environment made from the project's metadata"
    assert first.executable.is_relative_to(desk.cache / "environments")
    venv, install, overlay = desk.asked
    assert venv.startswith("venv ")
    assert "checkout[test,dev] tool -r " in install or "checkout[test] tool -r " in install
    assert install.endswith("requirements-dev.txt")
    assert "--target" in overlay
    assert not list(desk.root.glob("*.egg-info"))


def test_changed_metadata_asks_for_another_environment(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py", "import absent\n")
    desk.write("pyproject.toml", PROJECT)
    first = desk.find()

    desk.write("pyproject.toml", PROJECT + "# changed\n")

    assert desk.find().executable != first.executable


def test_an_optional_requirement_that_fails_is_left_out(tmp_path: Path) -> None:
    desk = Desk(tmp_path, refuse="requirements-dev")
    desk.write("a.py", "import absent\n")
    desk.write("pyproject.toml", PROJECT)
    desk.write("requirements-dev.txt", "more\n")

    found = desk.find()

    assert "metadata" in found.origin
    assert any("left out" in message for _, message in desk.console.told)
    assert "no such package" in desk.console.quotes


def test_a_project_that_cannot_be_installed_is_told_with_what_to_do(tmp_path: Path) -> None:
    desk = Desk(tmp_path, refuse="checkout")
    desk.write("a.py", "import absent_module\n")
    desk.write("pyproject.toml", PROJECT)

    with pytest.raises(EnvironmentBroken, match=r"lacks absent_module; install .* --python"):
        desk.find()


def test_the_interpreter_in_use_serves_where_no_environment_can_be_made(tmp_path: Path) -> None:
    desk = Desk(tmp_path, refuse="checkout")
    desk.write("a.py", "import json\n")
    desk.write("pyproject.toml", PROJECT)

    assert "in use" in desk.find().origin


def test_an_environment_needs_a_virtual_environment_first(tmp_path: Path) -> None:
    desk = Desk(tmp_path, refuse="venv --quiet")
    desk.write("a.py", "import json\n")
    desk.write("pyproject.toml", PROJECT)

    assert "in use" in desk.find().origin
    assert any("no virtual environment" in message for _, message in desk.console.told)


def test_requirements_alone_are_installed_too(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py", "import absent\n")
    desk.write("requirements.txt", "absent\n")

    desk.find()

    assert desk.asked[1].endswith("requirements.txt")


def test_a_project_that_asks_for_its_own_version_is_installed(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py", "from importlib.metadata import version\n")

    assert not needs_of(find_tree(desk.root, None)).nothing_to_install


def test_imports_are_read_behind_a_byte_order_mark(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py", "\ufeffimport absent\n")

    assert needs_of(find_tree(desk.root, None)).imports == ("absent",)


def test_huge_files_are_not_read_for_imports(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.write("a.py", "import absent\n" + "#" * 1024**2)

    assert needs_of(find_tree(desk.root, None)).imports == ()


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


def test_an_interpreter_older_than_we_support_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "OLDEST", (9, 0))

    with pytest.raises(EnvironmentBroken, match=r"9\.0 or newer"):
        look_at(OURS, {})


def test_what_an_interpreter_reads_is_told_once_outermost() -> None:
    found = look_at(OURS, {})

    assert Path(sys.base_prefix) in found.readable
    assert all(
        not one.is_relative_to(other)
        for one in found.readable
        for other in found.readable
        if one != other
    )


def test_missing_modules_are_found_without_importing_any() -> None:
    names = ("json", "sys", "absent_module", "this", "__main__", "")

    assert missing_modules(look_at(OURS, {}), names, {}) == ("absent_module", "")
