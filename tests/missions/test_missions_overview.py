from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from fakes.missions import plan_input
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.coverage import Tally
from bot.domain.mission import BlockedFile, Campaign, CampaignEntry, Priority
from bot.mission.file.folder import plan_campaign
from bot.stages.overview import (
    WAVE_MISSIONS_MAX,
    cell,
    in_waves,
    left_after,
    matrix_json,
    open_entries,
    plan_table,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def entry(number: int, needed: int = 3, category: str = "shop") -> CampaignEntry:
    file, subject = f"missions/coverage/{number:03d}_m.yaml", f"src/m{number}.py"
    tally = Tally(0, needed)
    return CampaignEntry(f"m-{number:08x}", file, subject, Priority.HIGH, category, tally, needed)


def campaign(count: int) -> Campaign:
    return Campaign(85, Tally(0, 3 * count), tuple(entry(n) for n in range(1, count + 1)))


def test_the_matrix_names_id_subject_and_file() -> None:
    assert json.loads(matrix_json(campaign(1))) == {
        "include": [
            {
                "id": "m-00000001",
                "subject": "src/m1.py",
                "mission": "missions/coverage/001_m.yaml",
            }
        ]
    }


@given(st.integers(0, 1100))
def test_the_waves_hold_every_mission_once_and_none_is_too_long(count: int) -> None:
    made = campaign(count)
    waves = range(1, count // WAVE_MISSIONS_MAX + 3)

    matrices = [json.loads(matrix_json(made, wave=wave))["include"] for wave in waves]

    assert [job["id"] for jobs in matrices for job in jobs] == [one.id for one in made.entries]
    assert max(map(len, matrices)) <= WAVE_MISSIONS_MAX
    assert [len(wave) for wave in in_waves(made.entries)] == [len(m) for m in matrices if m]
    for wave in waves:
        assert left_after(made, wave=wave) == sum(map(len, matrices[wave:]))


def test_what_is_left_for_later_waves_is_told() -> None:
    first, second, third = (plan_table(campaign(700), wave=wave) for wave in (1, 2, 3))

    assert (
        "**Wave 1 of 3: missions 1 to 256 of 700 run now.** 444 wait: start the workflow again "
        "with `wave: 2`, and so on to 3."
    ) in first
    assert (
        "257 to 512 of 700 run now.** 188 wait: start the workflow again with `wave: 3`." in second
    )
    assert third.endswith("**Wave 3 of 3: missions 513 to 700 of 700 run now.**\n")
    assert "The master campaign file lists 600 more." in first
    assert "Wave" not in plan_table(campaign(256))


def test_missions_with_nothing_to_do_are_in_no_matrix_and_no_table() -> None:
    made = Campaign(85, Tally(0, 3), (entry(1), entry(2, needed=0)))

    assert [one.id for one in open_entries(made)] == ["m-00000001"]
    assert "m2.py" not in matrix_json(made)
    assert "m2.py" not in plan_table(made)


def test_the_tables_add_up(golden: Callable[[str, str], None]) -> None:
    tallies = {
        "src/shop/cart.py": (14, 34),
        "src/shop/money.py": (60, 100),
        "src/shop/core/store.py": (1, 3),
        "tool|s.py": (0, 7),
        "src/shop/done.py": (9, 9),
        "src/shop/__init__.py": (0, 0),
    }
    made = plan_campaign(plan_input(tallies)).campaign

    table = plan_table(made)

    # Lines needed: 15 + 25 + 2 + 6; shop is (14 + 60) of (34 + 100) lines: weighted, not 50.6.
    assert sum(one.lines_needed for one in made.entries) == 48
    assert "| shop | 2 | 55.2 | 134 | 40 |" in table
    golden("missions/plan_table.md", table)


def test_tests_that_fail_already_are_counted() -> None:
    made = Campaign(85, Tally(0, 0), (), ("tests/test_a.py::test_b",))

    assert "Test cases that fail already, set aside: 1." in plan_table(made)


def test_files_that_cannot_be_measured_are_shown_with_the_reason() -> None:
    blocked = tuple(BlockedFile(f"b|{n}.py", "shop", f"b|{n}.py:3: no") for n in range(3))

    table = plan_table(replace(campaign(1), blocked=blocked), rows_max=2)

    assert "| Blocked file | Why it has no mission |\n| --- | --- |\n" in table
    assert "| b\\|1.py | b\\|1.py:3: no |" in table
    assert "b\\|2.py" not in table
    assert "cannot be measured and are in no number here: 3." in table


@given(st.text())
def test_a_cell_holds_no_live_markdown_and_no_line_end(text: str) -> None:
    written = cell(text)

    assert "\n" not in written
    bare = written.replace("\\\\", "").replace("\\|", "").replace("\\<", "").replace("\\`", "")
    assert not set("|<`") & set(bare)
