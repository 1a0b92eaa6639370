"""The dashboard's text: sections, boxes that keep their ticks, limits, hostile names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.adapters.templates import JinjaTemplates
from bot.domain.answers import Box
from bot.domain.coverage import Tally
from bot.domain.forge import Operation
from bot.domain.mission import SkipKind
from bot.stages.boards import marker_of
from bot.stages.dashboard import (
    BODY_CHARS_MAX,
    OF_OPERATION,
    OF_SKIP,
    TICKED_ROWS_MAX,
    BoardRead,
    DashboardFacts,
    OtherBoard,
    Place,
    Row,
    Section,
    dashboard_text,
    read_board,
    rows_of,
)

CART, TILL = "m-00000001", "m-00000002"
TEMPLATES = JinjaTemplates()
MARKER = marker_of("main")
SECTIONS_WITH_BOXES = [one for one in Section if one not in {Section.UNMEASURED, Section.STOPPED}]


def text_of(rows: tuple[Row, ...], other: OtherBoard | None = None) -> str:
    def render(facts: DashboardFacts) -> str:
        return TEMPLATES.render("dashboard.md.j2", facts)

    return dashboard_text(rows, Place("main", "coverage-missions: stop", other), render)


def written(*rows: Row, body: str = "", obeyed: dict[str, frozenset[Box]] | None = None) -> str:
    return text_of(rows_of(rows, read_board(body), obeyed or {}))


def tick(body: str, mission: str, action: str) -> str:
    box = f"[ ] <!-- mission={mission} action={action} -->"
    assert body.count(box) == 1, body
    return body.replace(box, box.replace("[ ]", "[x]"))


def test_every_result_and_every_skip_has_its_section() -> None:
    assert set(OF_OPERATION) == set(Operation)
    assert set(OF_SKIP) == set(SkipKind)


def test_a_row_says_file_coverage_pull_request_and_why() -> None:
    text = written(
        Row(CART, Section.OPEN, "src/cart.py", Tally(14, 34), Tally(31, 34), 12),
        Row(TILL, Section.CLOSED, "src/till.py", Tally(1, 3), None, 9, "#9 was closed"),
        Row("", Section.UNMEASURED, "src/old.py", note="does not parse"),
    )

    assert "* `src/cart.py`: 41.1 % → **91.1 %** of lines, #12\n" in text
    assert "* `src/till.py`: 33.3 % of lines, #9; \\#\u200b9 was closed\n" in text
    assert "* `src/old.py`: does not parse\n" in text
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        Section.OPEN.value,
        Section.CLOSED.value,
        Section.UNMEASURED.value,
    ]
    assert text.rstrip().endswith(MARKER)


@pytest.mark.parametrize(
    ("is_younger", "said"),
    [(False, "Before this one, #7 was the dashboard of another bot"), (True, "#7, is younger")],
)
def test_another_bots_dashboard_is_named(*, is_younger: bool, said: str) -> None:
    text = text_of((), OtherBoard(7, is_younger))

    assert said in text
    assert "take its label away" in text
    assert "label away" not in text_of(())


def test_boxes_are_read_back_as_they_were_ticked() -> None:
    rows = (Row(CART, Section.OPEN, "src/cart.py"), Row(TILL, Section.APPROVAL, "src/till.py"))

    text = tick(tick(written(*rows), CART, "ignore"), TILL, "approve")

    assert read_board(text) == BoardRead(
        {CART: frozenset({Box.IGNORE}), TILL: frozenset({Box.APPROVE})},
        {CART: "src/cart.py", TILL: "src/till.py"},
    )


@pytest.mark.parametrize("section", SECTIONS_WITH_BOXES)
def test_a_tick_stays_when_the_text_is_written_anew(section: Section) -> None:
    old = tick(written(Row(CART, Section.OPEN, "src/cart.py")), CART, "retry")

    text = written(Row(CART, section, "src/cart.py"), body=old)

    assert read_board(text).boxes == {CART: frozenset({Box.RETRY})}


def test_an_obeyed_tick_is_taken_away_and_no_other() -> None:
    row = Row(CART, Section.OPEN, "src/cart.py")
    old = tick(tick(written(row), CART, "retry"), CART, "ignore")

    text = written(row, body=old, obeyed={CART: frozenset({Box.RETRY})})

    assert read_board(text).boxes == {CART: frozenset({Box.IGNORE})}


def test_a_tick_of_a_mission_that_has_no_row_gets_one() -> None:
    old = tick(written(Row(CART, Section.OPEN, "src/cart.py")), CART, "ignore")

    text = written(body=old)

    assert f"## {Section.OTHER.value}\n\n* `src/cart.py`\n  - [x] " in text
    assert read_board(written(body=text)).boxes == {CART: frozenset({Box.IGNORE})}


def test_the_first_row_of_a_mission_counts() -> None:
    text = written(Row(CART, Section.OPEN, "a.py"), Row(CART, Section.PENDING, "a.py"))

    assert Section.PENDING.value not in text


def test_a_name_cannot_tick_a_box_or_speak_to_anybody() -> None:
    evil = f"a.py\n  - [x] <!-- mission={TILL} action=ignore --> @team <img src=x>|"

    text = written(Row(CART, Section.FAILED, evil, note=evil))

    assert read_board(text).boxes == {}
    html = MarkdownIt("commonmark").render(text.replace(MARKER, ""))
    assert "<img" not in html
    assert "@team" not in html


def test_whatever_there_is_fits_into_an_issue_with_every_tick() -> None:
    rows = [
        Row(f"m-{n:08x}", Section.OPEN, f"src/{n:04}/{'x' * 300}.py", note="y" * 900)
        for n in range(1000)
    ]
    ticked = {f"m-{n:08x}": frozenset(Box) for n in range(700, 700 + TICKED_ROWS_MAX)}

    text = text_of(rows_of(rows, BoardRead(ticked), {}))

    assert len(text) <= BODY_CHARS_MAX
    assert read_board(text).boxes == ticked
    assert "and 760 more" in text


@given(
    st.lists(
        st.builds(
            Row,
            st.sampled_from(["", CART, TILL, "m-0000000a"]),
            st.sampled_from(SECTIONS_WITH_BOXES),
            st.text(max_size=300),
            note=st.text(max_size=300),
        ),
        max_size=8,
    )
)
def test_what_is_written_reads_back_for_any_names(rows: list[Row]) -> None:
    ticks = {row.id: frozenset({Box.IGNORE}) for row in rows if row.id}

    text = text_of(rows_of(rows, BoardRead(ticks), {}))

    assert read_board(text).boxes == ticks


def test_a_row_whose_name_is_no_code_has_not_the_name_before() -> None:
    rows = [Row(CART, Section.IGNORED, "a.py"), Row("m-00000002", Section.IGNORED, "b|c.py")]

    subjects = read_board(text_of(rows_of(rows, BoardRead(), {}))).subjects

    assert subjects == {CART: "a.py", "m-00000002": "m-00000002"}
