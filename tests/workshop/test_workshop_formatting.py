from pathlib import Path

import pytest

from bot.languages.python.formatting import format_test
from bot.languages.python.tree import find_tree

SOURCE = "from shop import cart\nimport os\nimport pytest\nx = {'a':1}\n"
SORTED = "import os\n\nimport pytest\n\nfrom shop import cart\n\nx = {%s: 1}\n"
LONG = "x = function_of_many(argument_number_one, argument_number_two)\n"


def formatted(root: Path, source: str, path: str = "tests/test_a.py") -> str:
    (root / "shop").mkdir(exist_ok=True)
    (root / "shop/__init__.py").write_text("")
    return format_test(source, path, find_tree(root, None))


def test_imports_are_sorted_with_the_project_apart(tmp_path: Path) -> None:
    assert formatted(tmp_path, SOURCE) == SORTED % '"a"'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ruff.toml", "format.quote-style = 'single'\n"),
        (".ruff.toml", "format.quote-style = 'single'\n"),
        ("tests/ruff.toml", "format.quote-style = 'single'\n"),
        ("pyproject.toml", "[tool.ruff.format]\nquote-style = 'single'\n"),
    ],
)
def test_the_projects_ruff_settings_apply(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / name).write_text(text)

    assert formatted(tmp_path, SOURCE) == SORTED % "'a'"


def test_blacks_line_length_applies_where_ruff_has_no_settings(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.black]\nline-length = 40\n")

    assert formatted(tmp_path, LONG) == (
        "x = function_of_many(\n    argument_number_one,\n    argument_number_two,\n)\n"
    )


@pytest.mark.parametrize("text", ["", "[tool.black]\nline-length = 'long'\n", "not toml ["])
def test_without_settings_the_default_applies(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)

    assert formatted(tmp_path, LONG) == LONG


def test_settings_above_the_project_have_no_say(tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text("line-length = 20\n")
    (tmp_path / "inner").mkdir()

    assert formatted(tmp_path / "inner", LONG) == LONG


def test_settings_that_ruff_refuses_are_set_aside(tmp_path: Path) -> None:
    (tmp_path / "ruff.toml").write_text("required-version = '==0.0.1'\n")

    assert formatted(tmp_path, SOURCE) == SORTED % '"a"'


@pytest.mark.parametrize("settings", ["", "line-length = 100\n"])
def test_source_that_does_not_parse_is_a_value_error(tmp_path: Path, settings: str) -> None:
    if settings:
        (tmp_path / "ruff.toml").write_text(settings)

    with pytest.raises(ValueError, match=r"tests/test_a\.py cannot be formatted"):
        formatted(tmp_path, "def (:\n")


def test_formatting_twice_changes_nothing(tmp_path: Path) -> None:
    once = formatted(tmp_path, SOURCE + LONG)

    assert formatted(tmp_path, once) == once
