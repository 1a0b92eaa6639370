import pytest

from bot.languages.python.suite.coverage_settings import CoverageSettings, coverage_settings

DEFAULTS = coverage_settings({})


def test_without_settings_coverages_defaults_hold() -> None:
    assert (DEFAULTS.source, DEFAULTS.include, DEFAULTS.omit) == ((), (), ())
    assert any("pragma" in line for line in DEFAULTS.exclude_lines)
    assert any("branch" in line for line in DEFAULTS.partial_branches)


INI = """
[{p}run]
source = a, b
source_pkgs = c
omit =
    */x.py
    y/*
include = z/*
fail_under = 90
[{p}report]
omit = w.py
exclude_lines =
    no, really
    pragma
exclude_also = raise NotImplementedError
partial_also = never
"""
TOML = r"""
[tool.coverage.run]
source = ["a", "b"]
source_pkgs = ["c"]
omit = ["*/x.py", "y/*"]
include = ["z/*"]
[tool.coverage.report]
omit = ["w.py"]
exclude_lines = ["no, really", "pragma"]
exclude_also = ["raise NotImplementedError"]
partial_also = ["never"]
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".coveragerc", INI.format(p="")),
        ("setup.cfg", INI.format(p="coverage:")),
        ("tox.ini", INI.format(p="coverage:")),
        ("pyproject.toml", TOML),
    ],
)
def test_settings_are_read_from_each_of_coverages_files(name: str, text: str) -> None:
    assert coverage_settings({name: text}) == CoverageSettings(
        source=("a", "b", "c"),
        include=("z/*",),
        omit=("*/x.py", "y/*", "w.py"),
        exclude_lines=("no, really", "pragma", "raise NotImplementedError"),
        partial_branches=(*DEFAULTS.partial_branches, "never"),
    )


def test_the_first_file_with_settings_wins() -> None:
    files = {
        "setup.cfg": "[metadata]\nname = a",
        "tox.ini": "[coverage:run]\nomit = t",
        "pyproject.toml": "[tool.coverage.run]\nomit = ['p']",
    }

    assert coverage_settings(files).omit == ("t",)


def test_our_environment_is_never_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "token")

    found = coverage_settings({".coveragerc": "[report]\nexclude_lines = ${SECRET}\n"})

    assert found.exclude_lines == ("${SECRET}",)
