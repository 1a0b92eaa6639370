"""Which missions a plan makes of a report: their order, numbers and ids, and what is blocked."""

from __future__ import annotations

import hashlib

from fakes.missions import digest_of, report
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.coverage import Tally
from bot.domain.mission import BlockedFile, EngineName, Mission, MissionConfig
from bot.mission.file.order import steps_in_order
from bot.stages.plan import Known, Plan, PlanFacts, plan_missions
from bot.stages.standard import CategoryRule, Identity, PlanSettings, standard_steps


def plan(
    tallies: dict[str, tuple[int, int]],
    settings: PlanSettings | None = None,
    known: tuple[Known, ...] = (),
    archived: dict[str, int] | None = None,
) -> Plan:
    digests = {path: digest_of(path) for path in tallies}
    asked = settings or PlanSettings()
    return plan_missions(PlanFacts(report(tallies), digests, asked, known, archived or {}))


def missions(made: Plan) -> list[Mission]:
    return [one.mission for one in made.planned]


def subjects(made: Plan) -> list[str]:
    return [one.subject for one in missions(made)]


def test_only_files_below_the_target_become_missions() -> None:
    made = plan({"low.py": (84, 100), "met.py": (85, 100), "all.py": (3, 3), "empty.py": (0, 0)})

    assert subjects(made) == ["low.py"]
    assert made.campaign.not_applicable == ("empty.py",)


def test_just_below_the_target_is_below_it() -> None:
    assert subjects(plan({"a.py": (8499, 10_000), "b.py": (8500, 10_000)})) == ["a.py"]


def test_lines_needed_are_a_ceiling() -> None:
    (one,) = missions(plan({"chain.rs": (121, 153)}))

    assert one.lines_needed == 10
    assert one.baseline.covered + one.lines_needed == 131
    assert Tally(131, 153).meets(85)
    assert not Tally(130, 153).meets(85)


def test_high_comes_first_then_the_most_lines_then_the_path() -> None:
    made = plan(
        {
            "medium_much.py": (500, 1000),
            "high_few.py": (1, 10),
            "high_much.py": (10, 100),
            "medium_few.py": (8, 10),
            "b_same.py": (0, 4),
            "a_same.py": (0, 4),
        }
    )

    assert subjects(made) == [
        "high_much.py",
        "high_few.py",
        "a_same.py",
        "b_same.py",
        "medium_much.py",
        "medium_few.py",
    ]
    assert [one.number for one in missions(made)] == [1, 2, 3, 4, 5, 6]


def test_what_was_tried_for_this_very_source_comes_last() -> None:
    tallies = {"a.py": (0, 9), "b.py": (0, 5), "c.py": (0, 4)}
    digests = {path: digest_of(path) for path in tallies}
    tried = {"a.py": digest_of("a.py"), "b.py": digest_of("older"), "gone.py": digest_of("gone")}

    made = plan_missions(PlanFacts(report(tallies), digests, tried=tried))

    assert subjects(made) == ["b.py", "c.py", "a.py"]


def test_settings_limit_the_subjects() -> None:
    tallies = {"src/a.py": (0, 3), "src/b.py": (0, 3), "tools/c.py": (0, 3)}

    assert subjects(plan(tallies, PlanSettings(subjects=("src/a.py", "tools/*")))) == [
        "src/a.py",
        "tools/c.py",
    ]


def test_an_id_comes_from_the_path_alone() -> None:
    digits = hashlib.sha256(b"src/a.py").hexdigest()[:8]

    alone = missions(plan({"src/a.py": (0, 3)}))
    beside = missions(plan({"src/a.py": (2, 9), "z.py": (0, 90)}))

    assert alone[0].id == f"m-{digits}"
    assert {one.subject: one.id for one in beside}["src/a.py"] == f"m-{digits}"


def test_paths_whose_ids_meet_get_different_ones() -> None:
    digits = hashlib.sha256(b"src/a.py").hexdigest()
    known = Known("x.yaml", Identity(f"m-{digits[:8]}", 1), "other.py")

    made = plan({"src/a.py": (0, 3), "other.py": (0, 3)}, known=(known,))

    assert {one.subject: one.id for one in missions(made)} == {
        "other.py": f"m-{digits[:8]}",
        "src/a.py": f"m-{digits[1:9]}",
    }


def test_new_missions_get_the_next_free_numbers() -> None:
    known = (Known("missions/coverage/005_a.yaml", Identity("m-aaaaaaaa", 5), "a.py"),)
    tallies = {"a.py": (0, 1), "b.py": (0, 9), "c.py": (0, 5)}

    made = plan(tallies, known=known, archived={"m-00000000": 8})

    assert {one.mission.subject: one.path for one in made.planned} == {
        "a.py": "missions/coverage/005_a.yaml",
        "b.py": "missions/coverage/009_b.yaml",
        "c.py": "missions/coverage/010_c.yaml",
    }


def test_a_done_file_below_the_target_again_is_opened_under_its_number() -> None:
    (first,) = missions(plan({"a.py": (0, 9)}))

    made = plan({"a.py": (1, 9), "b.py": (0, 99), "c.py": (0, 1)}, archived={first.id: 4})

    assert [(one.subject, one.number) for one in missions(made)] == [
        ("b.py", 5),
        ("a.py", 4),
        ("c.py", 6),
    ]
    assert made.notes == (
        "missions/coverage/004_a.yaml: opened again: a.py is below the target again",
    )


def test_a_done_file_at_the_target_stays_done() -> None:
    (first,) = missions(plan({"a.py": (0, 9)}))

    made = plan({"a.py": (9, 9)}, archived={first.id: 4})

    assert made.planned == ()
    assert made.notes == ()


def test_what_is_in_the_report_but_not_on_disk_is_told() -> None:
    made = plan_missions(PlanFacts(report({"gone.py": (0, 9)}), {}))

    assert made.planned == ()
    assert made.notes == ("'gone.py': in the report, but not on disk",)


WHY = "src/shop/b.py:3 does not parse as Python: invalid syntax; repair the file"


def with_unmeasured(
    *paths: str, known: tuple[Known, ...] = (), settings: PlanSettings | None = None
) -> Plan:
    """Plan with one measured file, and these that are on disk but in no report."""
    digests = {path: digest_of(path) for path in ("src/shop/a.py", *paths)}
    asked = settings or PlanSettings()
    unreadable = {"src/shop/b.py": WHY}
    measured = report({"src/shop/a.py": (9, 9)})
    return plan_missions(PlanFacts(measured, digests, asked, known, unreadable=unreadable))


def test_a_source_that_does_not_parse_is_blocked_with_the_reason() -> None:
    made = with_unmeasured("src/shop/b.py")

    assert made.planned == ()
    assert made.campaign.blocked == (BlockedFile("src/shop/b.py", "shop", WHY),)
    assert made.notes == (f"blocked: {WHY}",)


def test_a_source_that_nothing_measured_is_blocked_though_it_parses_here() -> None:
    (blocked,) = with_unmeasured("src/shop/c.py").campaign.blocked

    assert blocked.reason.startswith("src/shop/c.py: is not in the measurement")


def test_only_sources_that_are_asked_for_and_safe_are_blocked() -> None:
    asked = PlanSettings(subjects=("src/**",), categories=(CategoryRule("src/**", "mine"),))

    made = with_unmeasured("lib/x.py", "src/a\nb.py", "src/shop/b.py", settings=asked)

    assert made.campaign.blocked == (BlockedFile("src/shop/b.py", "mine", WHY),)


def test_a_long_reason_is_cut() -> None:
    facts = PlanFacts(report({}), {"a.py": ""}, unreadable={"a.py": "x" * 5000})

    (blocked,) = plan_missions(facts).campaign.blocked

    assert blocked.reason == "x" * 500


def test_a_mission_whose_subject_was_broken_is_removed_with_the_reason() -> None:
    known = Known("missions/coverage/001_b.yaml", Identity("m-00000001", 1), "src/shop/b.py")

    made = with_unmeasured("src/shop/b.py", known=(known,))

    assert made.removed == ((known.path, WHY),)


def test_settings_reach_the_steps() -> None:
    ask = PlanSettings(
        90,
        engines=(EngineName.SEARCH,),
        attempts_max=5,
        repeats=7,
        timeout_seconds=60,
    )

    (one,) = missions(plan({"a.py": (0, 9)}, ask))

    assert one.config == MissionConfig(60)
    assert one.target_pct == 90
    parameters = {step.id: dict(step.parameters) for step in one.steps}
    assert parameters["generate"] == {"tool": "generate", "engines": ("search",), "attempts_max": 5}
    assert parameters["verify"] == {"tool": "verify", "gate_pct": 90, "repeats": 7}


def test_the_standard_steps_run_in_the_order_of_the_work() -> None:
    (one,) = missions(plan({"a.py": (0, 9)}))

    assert steps_in_order(one) == standard_steps(PlanSettings())


@given(
    st.dictionaries(
        st.from_regex(r"(src/)?[a-c]/[a-z]{1,3}\.py", fullmatch=True),
        st.integers(0, 60).flatmap(lambda t: st.tuples(st.integers(0, t), st.just(t))),
        max_size=12,
    ),
    st.integers(0, 100),
)
def test_missions_and_files_at_target_make_up_all_files(
    tallies: dict[str, tuple[int, int]], target_pct: int
) -> None:
    made = plan(tallies, PlanSettings(target_pct))

    low = {path for path, tally in tallies.items() if not Tally(*tally).meets(target_pct)}
    assert set(subjects(made)) == low
    assert len({one.id for one in missions(made)}) == len(low)
    assert [entry.lines_needed for entry in made.campaign.entries] == [
        one.lines_needed for one in missions(made)
    ]
    assert all(entry.lines_needed > 0 for entry in made.campaign.entries)
    assert made.campaign.baseline == sum((Tally(*t) for t in tallies.values()), Tally(0, 0))


def test_a_path_that_no_mission_file_could_hold_is_told_and_left_out() -> None:
    made = plan({"a\n::warning::b.py": (0, 9), "fine.py": (0, 9)})

    assert subjects(made) == ["fine.py"]
    assert made.notes == (
        "'a\\n::warning::b.py': no subject: it holds a control character; remove it",
    )


def test_notes_of_one_kind_are_capped() -> None:
    facts = PlanFacts(report({f"m{n:03d}.py": (0, 9) for n in range(50)}), {})

    notes = plan_missions(facts).notes

    assert len(notes) == 21
    assert notes[-1] == "and 30 more"
