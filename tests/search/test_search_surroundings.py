"""Rules of what a body takes from outside: the clock, the command line."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from bot.domain.trial import ObservedEnd
from bot.engines.search.arguments import command_lines, takes_arguments
from bot.engines.search.clock import without_clock
from bot.engines.search.code import Code
from bot.engines.search.pieces import Piece
from bot.engines.search.surroundings import as_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]

CLOCKS = {
    "datetime.now": ("from datetime import datetime", "datetime.now()", "FixedDatetime"),
    "datetime.now in a zone": (
        "from datetime import datetime, timezone",
        "datetime.now(timezone.utc)",
        "FixedDatetime",
    ),
    "utcnow": ("import datetime", "datetime.datetime.utcnow()", "FixedDatetime"),
    "date.today": ("from datetime import date", "date.today()", "FixedDate"),
    "another name": ("from datetime import date as day", "day.today()", "FixedDate"),
    "time": ("import time", "time.time()", "1700000000.0"),
    "time by name": ("from time import monotonic", "monotonic()", "100.0"),
}


@pytest.mark.parametrize(("line", "call", "patched"), CLOCKS.values(), ids=CLOCKS.keys())
def test_the_clock_stands_still(bench: Make, line: str, call: str, patched: str) -> None:
    made = bench(f"{line}\ndef f():\n    now = {call}\n    return str(now)\n")

    situation = made.engine.propose(made.imported, 1)[0]

    assert patched in situation.setup[-1]
    assert made.observe(situation).end is ObservedEnd.RETURNED


def test_a_type_that_is_asked_about_is_not_replaced(bench: Make) -> None:
    made = bench(
        "from datetime import date\n"
        "def f(x):\n    if isinstance(x, date):\n        return x\n    return date.today()\n"
    )

    assert not made.engine.propose(made.imported, 1)[0].setup


PARSER = """
import argparse

def number(text):
    '''
    >>> number("#7")
    7
    '''
    return int(text[1:])

def build():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config")
    parser.add_argument("-v", "--verbose", action="store_true")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add")
    add.add_argument("name")
    add.add_argument("numbers", nargs="+", type=number)
    add.add_argument("--size", type=int, required=True)
    add.add_argument("--kind", choices=["red", "blue"])
    add.add_argument("--pair", nargs=2)
    commands.add_parser("list")
    return parser

def main(argv=None):
    args = build().parse_args(argv)
    if args.command == "list":
        return 0
    if args.kind == "blue":
        return len(args.numbers)
    return 2
"""


def lines_of(source: str) -> list[str]:
    return [one.source for one in command_lines(Code(source), lambda _: ('"#7"',))]


def test_the_first_command_lines_are_sound(bench: Make) -> None:
    made = bench(PARSER)
    sound = lines_of(PARSER)[:4]

    parsed = [made.loaded.build().parse_args(ast.literal_eval(line)) for line in sound]

    assert [one.command for one in parsed] == ["add", "list", "add", "add"]


@pytest.mark.parametrize(
    "line",
    [
        '["add", "abc", "#7", "--size", "1"]',
        '["list"]',
        '["add", "abc", "#7", "--size", "1", "--kind", "red"]',
        '["add", "abc", "#7", "--size", "1", "--kind", "blue"]',
        '["add", "abc", "#7", "--size", "abc"]',
        '["add", "abc", "#7", "--size", "1", "--pair", "abc", "abc"]',
        '["--verbose", "list"]',
        '["--help"]',
        "[]",
    ],
)
def test_command_lines_hold_each_choice_and_option(line: str) -> None:
    assert line in lines_of(PARSER)


def test_a_parser_without_subcommands_gets_its_own_arguments() -> None:
    source = (
        "import argparse\nparser = argparse.ArgumentParser()\n"
        "parser.add_argument('path')\nparser.add_argument('--fast', action='store_true')\n"
    )

    found = command_lines(Code(source), lambda _: ())

    assert found[0] == Piece('[str(tmp_path / "path.txt")]', fixtures=("tmp_path",))
    assert '[str(tmp_path / "path.txt"), "--fast"]' in [one.source for one in found]


def test_an_argument_without_a_plain_name_is_left_out() -> None:
    source = "parser.add_argument(NAME)\nparser.add_argument('--size', nargs='*')\n"

    assert '["--size", "#7"]' not in lines_of(source)
    assert lines_of(source)[:2] == ["[]", '["--size", "abc"]']


def test_a_module_without_a_parser_gets_no_command_lines() -> None:
    assert lines_of("def f():\n    return 1\n") == []


def test_main_is_called_with_command_lines(bench: Make) -> None:
    file, tried = bench(PARSER).run()

    assert not file.missing
    assert any('"--kind", "blue"' in one.call for one, _ in tried)


def test_a_main_that_reads_the_command_line_itself_gets_it_set(bench: Make) -> None:
    made = bench(PARSER.replace("argv=None", "").replace("(argv)", "()"))

    file, _ = made.run()

    assert not file.missing


ENTRANCES = {
    "def f(argv):\n    return p.parse_args(argv)\n": "argv",
    "def f():\n    return p.parse_known_args()\n": "",
    "def f():\n    return p.other()\n": None,
}


@pytest.mark.parametrize(("source", "parameter"), ENTRANCES.items())
def test_the_parameter_that_reaches_the_parser_is_found(source: str, parameter: str) -> None:
    assert takes_arguments(Code(source).functions[0][1]) == parameter


@pytest.mark.parametrize(("words", "argv"), [("[]", '["program"]'), ('["a"]', '["program", "a"]')])
def test_a_program_has_its_name_first(words: str, argv: str) -> None:
    assert as_program(Piece(words)).source == f'monkeypatch.setattr("sys.argv", {argv})'


RELATIVE = {
    "a default": 'def f(path="orders.json"):\n    return open(path)\n',
    "a body": 'def f():\n    return open("data/orders.csv").read()\n',
    "a constant": 'STORE = "orders.json"\ndef f():\n    return open(STORE)\n',
    "a callee": 'def g():\n    return open("a.txt")\ndef f():\n    return g()\n',
    "a callee's default": 'def g(name="a.txt"):\n    return open(name)\ndef f():\n    return g()\n',
    "a path": "from pathlib import Path\ndef f():\n    return Path('shop.toml').exists()\n",
    "a keyword-only default": 'def f(*, path="a.log"):\n    return open(path)\n',
    "the command line": "import sys\ndef f():\n    return sys.argv[1:]\n",
    "a parser": "def f(parser, argv=None):\n    return parser.parse_args(argv)\n",
    "an example": 'def f():\n    """\n    >>> f()\n    0\n    """\n    return len(open("a.txt"))\n',
}


@pytest.mark.parametrize("source", RELATIVE.values(), ids=RELATIVE)
def test_what_depends_on_the_current_directory_is_called_in_another(
    bench: Make, source: str
) -> None:
    made = bench(source)

    found = [one for one in made.engine.propose(made.imported, 30) if one.call.startswith("f(")]

    assert found
    for one in found:
        assert one.setup[0] == "monkeypatch.chdir(tmp_path)"
        assert {"tmp_path", "monkeypatch"} <= set(one.fixtures)


PLACED = {
    "an absolute file": 'def f(path="/etc/app.conf"):\n    return open(path)\n',
    "no file": 'def f(host="example.com"):\n    return host\n',
    "a text": 'def f():\n    return "see orders.json"\n',
    "a file beside the module": 'def f(here):\n    return open(here / "orders.json")\n',
}


@pytest.mark.parametrize("source", PLACED.values(), ids=PLACED)
def test_what_does_not_stays_where_it_is(bench: Make, source: str) -> None:
    made = bench(source)

    found = made.engine.propose(made.imported, 10)

    assert found
    assert all("monkeypatch.chdir(tmp_path)" not in one.setup for one in found)


def test_a_method_of_an_object_with_a_relative_file_is_called_in_another_directory(
    bench: Make,
) -> None:
    made = bench(
        "class Store:\n"
        '    def __init__(self, path="orders.json"):\n        self.path = path\n'
        "    def read(self):\n        return open(self.path).read()\n"
    )

    found = made.engine.propose(made.imported, 20)

    assert any(one.call.startswith("store.read(") for one in found)
    assert all(one.setup[0] == "monkeypatch.chdir(tmp_path)" for one in found)


def test_a_module_is_run_as_a_program_in_another_directory(bench: Make) -> None:
    made = bench('import sys\nif __name__ == "__main__":\n    print(sys.argv)\n')

    found = made.engine.propose(made.imported, 20)

    assert any('run_name="__main__"' in one.call for one in found)
    assert all(one.setup[0] == "monkeypatch.chdir(tmp_path)" for one in found)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "f(date.today(), datetime.date.today())",
            "f(date(2024, 1, 31), datetime.date(2024, 1, 31))",
        ),
        ("day = datetime.datetime.now()", "day = datetime.datetime(2024, 1, 31, 12, 30)"),
        ("datetime.now(utc)", "datetime(2024, 1, 31, 12, 30, tzinfo=utc)"),
        ("datetime.utcnow().year", "datetime(2024, 1, 31, 12, 30).year"),
        ("shop.today()", "shop.today()"),
        ("datetime.now(tz=utc)", "datetime(2024, 1, 31, 12, 30, tzinfo=utc)"),
        ("datetime.now(*zones)", "datetime.now(*zones)"),
        ("date.today(utc)", "date.today(utc)"),
        ("order.date.today()", "order.date.today()"),
        ("f( 1 )", "f( 1 )"),
        ("date.today(", "date.today("),
    ],
)
def test_what_is_mined_asks_for_no_date_of_today(code: str, expected: str) -> None:
    assert without_clock(code) == expected


def test_an_example_has_a_fixed_date_with_a_result_or_without(bench: Make) -> None:
    made = bench(
        "from datetime import date\n"
        "def year(day):\n"
        '    """Say it.\n\n    >>> year(date.today()) > 0\n    True\n'
        '    >>> year(date.today())\n    """\n'
        "    return day.year\n"
    )

    calls = [one.call for one in made.engine.propose(made.imported, 20)]

    assert "year(date(2024, 1, 31)) > 0" in calls
    assert "year(date(2024, 1, 31))" in calls
    assert not [one for one in calls if "today" in one]
