"""Which mutants are chosen, and how their verdicts are counted."""

from __future__ import annotations

import sqlite3

from benchmark.mutants import (
    Spec,
    choose,
    keep_only,
    outside_annotations,
    read_specs,
    verdicts,
)


def spec(job: str, line: int, column: int = 0, operator: str = "op") -> Spec:
    return Spec(job, operator, int(job), "{}", line, column)


def session(*specs: Spec) -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    made.execute(
        "CREATE TABLE mutation_specs (job_id, operator_name, occurrence, operator_args,"
        " start_pos_row, start_pos_col)"
    )
    made.execute("CREATE TABLE work_items (job_id)")
    made.execute("CREATE TABLE work_results (job_id, test_outcome, output)")
    for one in specs:
        row = (one.job, one.operator, one.occurrence, one.arguments, one.line, one.column)
        made.execute("INSERT INTO mutation_specs VALUES (?, ?, ?, ?, ?, ?)", row)
        made.execute("INSERT INTO work_items VALUES (?)", (one.job,))
    return made


def test_only_mutants_of_covered_lines_are_chosen() -> None:
    specs = [spec(str(line), line) for line in range(20)]

    chosen = choose(specs, [3, 4, 5], 20, 0)

    assert sorted(one.line for one in chosen) == [3, 4, 5]


def test_a_place_with_many_replacements_counts_no_more_than_one_with_a_single() -> None:
    crowd = [spec(str(job), 1) for job in range(50)]
    alone = [spec(str(job), job) for job in range(50, 53)]

    chosen = choose([*crowd, *alone], [1, 50, 51, 52], 4, 0)

    assert sorted(one.line for one in chosen) == [1, 50, 51, 52]


def test_mutants_of_annotations_are_left_out() -> None:
    source = "def f(a: int | None = 1 + 1) -> str | None:\n    b: int | str = 1 | 2\n"
    places = {"argument": 13, "default": 24, "result": 36}
    specs = [spec("1", 1, column) for column in places.values()]
    specs += [spec("2", 2, 11), spec("2", 2, 21)]

    kept = outside_annotations(specs, source)

    assert [(one.line, one.column) for one in kept] == [(1, 24), (2, 21)]


def test_arms_that_cover_the_same_lines_meet_the_same_mutants() -> None:
    specs = [spec(str(job), job % 10, job) for job in range(100)]

    everywhere = choose(specs, range(10), 100, 7)
    here = choose(specs, [1, 2], 5, 7)

    assert [one for one in everywhere if one.line in {1, 2}][:5] == here
    assert choose(reversed(specs), [1, 2], 5, 7) == here
    assert choose(specs, [1, 2], 5, 8) != here


def test_what_was_not_chosen_leaves_the_session() -> None:
    made = session(spec("1", 1), spec("2", 2))

    keep_only(made, ["2"])

    assert read_specs(made) == [spec("2", 2)]
    assert made.execute("SELECT job_id FROM work_items").fetchall() == [("2",)]


def test_mutants_that_could_not_be_judged_were_not_tried() -> None:
    chosen = [spec(str(job), job, 4, "core/Op") for job in range(1, 6)]
    made = session(*chosen)
    outcomes = [("1", "KILLED", ""), ("2", "KILLED", "timeout"), ("3", "SURVIVED", "")]
    for row in [*outcomes, ("4", "INCOMPETENT", "")]:
        made.execute("INSERT INTO work_results VALUES (?, ?, ?)", row)

    found = verdicts(made, chosen)

    assert (found.killed, found.tried, found.timed_out) == (2, 3, 1)
    assert found.survivors == ("3:4 core/Op",)
