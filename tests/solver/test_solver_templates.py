"""Situations as templates and back: what is lifted, what answers may say, how they read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.coverage import FileCoverage, Segment, SegmentKind
from bot.domain.mission import EngineName
from bot.domain.trial import Situation
from bot.engines.solver.lifted import UNKNOWNS_MAX, lifted
from bot.engines.solver.sources import Written, prettier, written
from bot.engines.solver.template import Template, answered, puzzle_of
from bot.ports.solver import Input, Unknown

SEGMENT = Segment("f", SegmentKind.FUNCTION, 3, 9)
FILE = FileCoverage(
    "src/a.py", frozenset({3}), frozenset({4, 5, 20}), missing_arcs=frozenset({(4, 5)})
)


def situation(call: str, *setup: str, imports: tuple[str, ...] = ()) -> Situation:
    return Situation("f", imports, setup, call, EngineName.SEARCH)


def template(call: str, *setup: str) -> Template:
    made = lifted(situation(call, *setup))
    assert made is not None
    return made


def types(made: Template) -> list[str]:
    return [one.type for one in made.unknowns]


class TestLifted:
    def test_values_become_unknowns_of_their_type(self) -> None:
        made = template('f(1, "a", -2.5, flag=True, raw=b"x")')

        assert made.situation.call == "f(solved_0, solved_1, solved_2, flag=solved_3, raw=solved_4)"
        assert types(made) == ["int", "str", "float", "bool", "bytes"]

    def test_containers_of_one_type_become_one_unknown(self) -> None:
        made = template("f([1, 2], ('a',), {3})")

        assert types(made) == ["List[int]", "Tuple[str, ...]", "Set[int]"]

    def test_mixed_containers_keep_their_shape(self) -> None:
        made = template("f([1, 'a'], [])")

        assert made.situation.call == "f([solved_0, solved_1], [])"

    def test_keys_stay_as_the_code_looks_them_up(self) -> None:
        made = template('f({"kind": "move", "x": 1})')

        assert made.situation.call == "f({'kind': solved_0, 'x': solved_1})"

    def test_dates_and_numbers_of_the_library_become_one_unknown(self) -> None:
        made = template('f(date(2024, 1, 31), Decimal("1.5"))')

        assert types(made) == ["imported('datetime', 'date')", "imported('decimal', 'Decimal')"]

    def test_receivers_are_lifted_after_the_call(self) -> None:
        made = template("box.kind(2)", "box = Box(1, name='a')")

        assert made.situation.call == "box.kind(solved_0)"
        assert made.situation.setup == ("box = Box(solved_1, name=solved_2)",)

    def test_what_says_how_to_read_stays(self) -> None:
        text = "f(re.compile('a+'), Path('x'), open('x'), items['k'], 1 .real, 1 + 2, f'{3}')"

        assert lifted(situation(text)) is None
        assert types(template("f(1, encoding='utf-8')")) == ["int"]

    def test_patches_stay(self) -> None:
        patch = 'monkeypatch.setattr("time.time", lambda: 5)'

        made = template("f(1)", patch)

        assert made.situation.setup == (patch,)

    def test_earlier_examples_are_left_out_but_not_what_changes_a_receiver(self) -> None:
        made = template(
            "box.size()", "f(5)", "box = Box(1)", "box.add(2)", "def g(): return 3", "g()"
        )

        assert made.situation.setup == (
            "box = Box(solved_2)",
            "box.add(solved_1)",
            "def g():\n    return solved_0",
            "g()",
        )

    def test_only_so_many_values_are_lifted(self) -> None:
        mixed = ", ".join(repr(str(at)) if at % 2 else str(at) for at in range(12))

        made = template(f"f({mixed})")

        assert len(made.unknowns) == UNKNOWNS_MAX

    def test_long_texts_and_nothing_stay(self) -> None:
        assert lifted(situation(f"f({'a' * 201!r}, None)")) is None

    def test_what_does_not_parse_is_left_alone(self) -> None:
        made = template("f(1)", "nothing: (", "x = (")

        assert made.situation.setup == ("nothing: (", "x = (")

    def test_what_is_unknown_already_is_kept(self) -> None:
        made = lifted(situation("f(solved_0, 2)"), (Unknown("solved_0", "int"),))

        assert made is not None
        assert made.unknowns == (Unknown("solved_0", "int"), Unknown("solved_1", "int"))


class TestPuzzle:
    def test_a_puzzle_asks_for_what_is_missing(self) -> None:
        asked = puzzle_of(template("f(1)", "monkeypatch.chdir(tmp_path)"), FILE, SEGMENT)

        assert asked is not None
        assert (asked.call, asked.setup) == ("f(solved_0)", ())
        assert (asked.lines, asked.arcs) == (FILE.missing, FILE.missing_arcs)
        assert (asked.first_line, asked.last_line) == (3, 9)

    @pytest.mark.parametrize("setup", ["path = tmp_path / 'a'", "capsys.readouterr()"])
    def test_what_needs_pytest_is_no_puzzle(self, setup: str) -> None:
        assert puzzle_of(template("f(1)", setup), FILE, SEGMENT) is None

    def test_templates_differ_by_text_and_types(self) -> None:
        assert template("f(1)").key == template("f(2)").key
        assert len({template("f(1)").key, template("f('a')").key, template("g(1)").key}) == 3


class TestAnswered:
    def test_values_take_the_places_of_unknowns(self) -> None:
        (made,) = answered(
            template("box.kind(2)", "box = Box(1)"),
            Input((("solved_0", "-7"), ("solved_1", "3"))),
        )

        assert (made.setup, made.call) == (("box = Box(3)",), "box.kind(-7)")
        assert made.engine is EngineName.SOLVER

    def test_a_text_that_nobody_can_read_is_tried_readable_first(self) -> None:
        odd = repr("\x00b\x00\u0663\u03a9")

        pretty, exact = answered(template("f('a')"), Input((("solved_0", odd),)))

        assert pretty.call == "f('aba3C')"
        assert exact.call == f"f({odd})"

    def test_imports_of_values_are_added(self) -> None:
        found = Input((("solved_0", "Box(1)"),), (("shop", "Box"),))

        (made,) = answered(template("f(1)"), found)

        assert made.imports == ("from shop import Box",)

    def test_an_answer_that_misses_a_value_is_none(self) -> None:
        assert answered(template("f(1, 2)"), Input((("solved_0", "1"),))) == []

    def test_two_meanings_of_one_name_are_none(self) -> None:
        made = template("f(1)")
        made = Template(replace(made.situation, imports=("from mine import Box",)), made.unknowns)

        assert answered(made, Input((("solved_0", "Box(1)"),), (("shop", "Box"),))) == []


class TestSources:
    @pytest.mark.parametrize(
        ("source", "text", "imports"),
        [
            ("[1, -2.5, 'a', None]", "[1, -2.5, 'a', None]", ()),
            ("float('inf')", "float('inf')", ()),
            ("{'a': frozenset({1})}", "{'a': frozenset({1})}", ()),
            ("datetime.date(2024, 1, 2)", "date(2024, 1, 2)", ("from datetime import date",)),
            ("Decimal('1')", "Decimal('1')", ("from decimal import Decimal",)),
            (
                "datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone.utc)",
                "datetime(2024, 1, 2, tzinfo=timezone.utc)",
                ("from datetime import datetime", "from datetime import timezone"),
            ),
            ("Colour.RED", "Colour.RED", ("from shop import Colour",)),
            ("Box(width=1)", "Box(width=1)", ("from shop import Box",)),
        ],
    )
    def test_values_are_written_as_tests_write_them(
        self, source: str, text: str, imports: tuple[str, ...]
    ) -> None:
        assert written(source, (("shop", "Box"), ("shop", "Colour.RED"))) == Written(text, imports)

    @pytest.mark.parametrize(
        "source",
        [
            "v1:=[1]",
            "(v1 := [1])",
            "__import__('os').system('x')",
            "open('x')",
            "lambda: 1",
            "[x for x in y]",
            "Other(1)",
            "shop.Box(1)",
            "<object>",
            f"'{'a' * 300}'",
            "(" * 300,
        ],
    )
    def test_anything_else_is_no_value(self, source: str) -> None:
        assert written(source, (("shop", "Box"),)) is None

    def test_readable_values_stay_as_they_are(self) -> None:
        assert prettier(Written("['plain text', 3, b'x']")) == Written("['plain text', 3, b'x']")

    def test_unreadable_characters_differ_where_they_did(self) -> None:
        assert prettier(Written(repr("\x01\x02\x01\u00c9"))).source == "'abaC'"
