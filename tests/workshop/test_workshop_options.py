import pytest

from bot.languages.python.suite.pytest_options import kept_options, plain_options


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("-ra -q --strict-markers", "--strict-markers"),
        ("--cov --cov-report term -m slow", "-m slow"),
        ("--cov src --cov-report=xml --cov-branch tests", "tests"),
        ("--cov=src --no-cov-on-fail", ""),
        ("-n auto --dist loadfile -n4 --maxfail=1 -x", ""),
        ("-p x --import-mode=y --doctest-modules", "-p x --import-mode=y --doctest-modules"),
        ("--tb=short --durations 10 --color yes -vv", ""),
        ("-W error -k x --ignore=a", "-W error -k x --ignore=a"),
        ("--maxfail", ""),
        ("--cov", ""),
    ],
)  # fmt: skip
def test_what_measures_stops_or_reorders_goes_and_the_rest_stays(given: str, kept: str) -> None:
    assert kept_options(given.split()) == tuple(kept.split())


def test_plain_options_are_those_that_need_no_plugin() -> None:
    given = "--doctest-modules --asyncio-mode=auto --ignore=a --ignore b -k x --strict-markers"

    assert plain_options(given.split()) == ("--doctest-modules", "--ignore=a", "--strict-markers")
    assert plain_options([]) == ()
