"""Choosing and making interpreters, with a stand-in for the installer and no network."""

import sys
from pathlib import Path

import pytest
from fakes.desk import OURS, Desk

from bot.errors import EnvironmentBroken
from bot.languages.python.interpreter.needs import needs_of
from bot.languages.python.tree import find_tree


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
