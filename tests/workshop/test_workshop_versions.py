import pytest

from bot.languages.python.interpreter.versions import satisfies


@pytest.mark.parametrize(
    ("version", "specifier", "fits"),
    [
        ("3.11.7", "", True),
        ("3.11.7", ">=3.9", True),
        ("3.9.18", ">=3.10", False),
        ("3.10.0", ">=3.10", True),
        ("3.12.1", ">=3.9,<3.12", False),
        ("3.11.7", ">=3.9, <4", True),
        ("3.11.7", "==3.11.*", True),
        ("3.12.0", "==3.11.*", False),
        ("3.11.0", "==3.11", True),
        ("3.11.7", "!=3.11.*", False),
        ("3.11.7", "~=3.9", True),
        ("4.0.0", "~=3.9", False),
        ("3.9.2", "~=3.9.1", True),
        ("3.10.0", "~=3.9.1", False),
        ("3.11.7", ">3.11", True),
        ("3.11.7", "<=3.11", False),
        ("3.11.7", "something else", True),
    ],
)
def test_a_version_fits_its_specifier(version: str, specifier: str, fits: bool) -> None:  # noqa: FBT001 - a case of a table
    assert satisfies(version, specifier) is fits
