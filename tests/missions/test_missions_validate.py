from __future__ import annotations

import pytest
from fakes.missions import DIGEST, PATH, TEXT, mission, planned, steps
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mission import Mission, Step, StepType
from bot.domain.paths import why_unsafe
from bot.errors import ConfigError, MissionFileError
from bot.mission.file.format import dump_mission
from bot.mission.file.order import ancestors, cycle, dependencies
from bot.mission.file.references import references
from bot.mission.file.validate import (
    check_folder,
    check_mission,
    check_subject,
    load_mission,
    steps_in_order,
)

HEAD = TEXT[: TEXT.index("steps:")]
MASTER = "missions/coverage/000_master_campaign.yaml"
FOLDER = planned({"src/a.py": (0, 9), "src/b.py": (6, 9)})
A, B = (path for path in sorted(FOLDER) if path != MASTER)


def step(id_: str, tool: str, *depends_on: str, more: str = "", parameters: str = "") -> str:
    links = f"depends_on: [{', '.join(depends_on)}], " if depends_on else ""
    start = f"id: {id_}, name: A step, step_type: tool, {links}{more}"
    return f"  - {{{start}parameters: {{tool: {tool}{parameters}}}}}\n"


def problems(*lines: str) -> list[str]:
    return [str(problem) for problem in check_mission(HEAD + "steps:\n" + "".join(lines), "m.yaml")]


def with_links(**links: tuple[str, ...]) -> Mission:
    made = tuple(
        Step(id_, id_, StepType.TOOL, {"tool": "analyze"}, depends_on)
        for id_, depends_on in links.items()
    )
    return Mission(**{**vars(mission()), "steps": made})


def test_a_planned_mission_has_no_problem() -> None:
    assert check_mission(TEXT, PATH) == []
    assert load_mission(TEXT, path=PATH) == mission()


def test_a_mission_with_a_problem_is_not_loaded() -> None:
    with pytest.raises(MissionFileError, match=r"m.yaml:19:.*steps wait for each other"):
        load_mission(HEAD + "steps:\n# why\n\n" + step("a", "analyze", "a"), path="m.yaml")


def test_every_problem_of_a_file_is_told_with_place_and_step() -> None:
    needs = "must come after integrate; let it depend on"

    assert problems(
        step("a", "analyze"),
        step("a", "generate", "a", "analize"),
        step("v", "verify", more="timeout_seconds: 1801, ", parameters=", gate_pct: 84"),
    ) == [
        "m.yaml:18:10: step a: id is used on line 17 already; rename one",
        "m.yaml:18:60: step a: depends on 'analize', which is no step; steps: a, v",
        f"m.yaml:19:5: step v: verify {needs} a step with tool integrate",
        "m.yaml:19:61: step v: timeout_seconds 1801 is more than the mission's 1800; lower it",
        "m.yaml:19:79: step v: gate_pct 84 would let pass less than target_pct 85; raise it",
    ]


def test_a_cycle_is_named_from_its_first_step_in_the_file() -> None:
    assert problems(
        step("x", "analyze"),
        step("b", "analyze", "c"),
        step("a", "analyze", "x", "b"),
        step("c", "analyze", "a"),
    ) == [
        "m.yaml:18:56: step b: steps wait for each other: b -> c -> a -> b; remove one dependency"
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("analyze", "generate"),
        ("generate", "integrate"),
        ("integrate", "verify"),
        ("verify", "archive"),
        ("verify", "registry"),
    ],
)
def test_a_tool_waits_for_the_tool_whose_work_it_needs(first: str, second: str) -> None:
    tools = ("analyze", "generate", "integrate", "verify", "archive", "registry")
    chain = [
        step(tool, tool, *([before] if before and tool != second else []))
        for before, tool in zip(("", *tools), tools, strict=False)
    ]

    found = problems(*chain)

    assert f"{second} must come after {first}" in " ".join(found)


def test_an_indirect_dependency_is_enough() -> None:
    assert (
        problems(
            step("a", "analyze"),
            step("between", "analyze", "a"),
            step("g", "generate", "between"),
        )
        == []
    )


def test_a_step_may_take_all_of_the_missions_time() -> None:
    assert problems(step("a", "analyze", more="timeout_seconds: 1800, ")) == []


def test_one_bad_step_does_not_hide_what_is_wrong_with_others() -> None:
    found = problems("  - {name: nameless}\n", step("b", "analyze", "c"))

    assert [line.split(" ", 1)[1] for line in found] == [
        "step 1 lacks the key 'id'; add it",
        "step 1 lacks the key 'step_type'; add it",
        "step 1 lacks the key 'parameters'; add it",
        "step b: depends on 'c', which is no step; steps: b",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("${{ steps.a.outputs.gaps }}", ""),
        ("${{ steps.a.outputs.gap }}", "refers to 'gap', which a does not give; it gives: gaps"),
        ("${{ steps.b.outputs.gaps }}", "uses an output of 'b' without waiting for it"),
        ("${{ steps.aa.outputs.gaps }}", "refers to 'aa', which is no step; did you mean 'a'?"),
        ("${{ secrets.TOKEN }}", "is no reference; write ${{ steps.<id>.outputs.<key> }}"),
        ("${{ steps.a.outputs.gaps", "is no reference"),
    ],
)
def test_a_reference_names_an_output_of_a_step_it_waits_for(text: str, message: str) -> None:
    engines = f', engines: ["{text}"]'

    found = problems(
        step("a", "analyze"), step("b", "analyze"), step("g", "generate", "a", parameters=engines)
    )

    told = [line for line in found if "is not known; known:" not in line]
    assert (message in told[0] and told[0].startswith("m.yaml:19:")) if message else told == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../../x",
        "~/x",
        "~root/x",
        "a\\b",
        "C:/x",
        "a\0b",
        "a\nb",
        "a\u2028b",
        "a\x9bb",
        "a\udcffb",
        "a//b",
        "./a",
        "a/.",
        "a/",
        "x" * 1025,
    ],
)
def test_a_path_that_may_leave_the_repository_is_refused(path: str) -> None:
    assert why_unsafe(path) != ""


@pytest.mark.parametrize("path", ["a.py", "src/a b/é.py", "..a/b..", "a~/.hidden"])
def test_a_plain_relative_path_is_taken(path: str) -> None:
    assert why_unsafe(path) == ""


def test_steps_run_in_file_order_among_the_ready() -> None:
    one = with_links(d=("c",), a=(), c=("b",), b=(), e=("a",))

    assert [step.id for step in steps_in_order(one)] == ["a", "b", "c", "d", "e"]


def test_steps_in_a_circle_have_no_order() -> None:
    with pytest.raises(ConfigError, match="a -> b -> a"):
        steps_in_order(with_links(a=("b",), b=("a",)))


@given(st.lists(steps, min_size=1, max_size=6, unique_by=lambda one: one.id), st.data())
def test_each_step_comes_after_what_it_waits_for(made: list[Step], data: st.DataObject) -> None:
    links = {
        one.id: tuple(data.draw(st.lists(st.sampled_from([o.id for o in made]), max_size=2)))
        for one in made
    }
    one = with_links(**links)
    waits = dependencies(one.steps)
    if cycle(waits):
        with pytest.raises(ConfigError):
            steps_in_order(one)
        return

    order = [step.id for step in steps_in_order(one)]

    assert sorted(order) == sorted(links)
    assert all(
        order.index(before) < order.index(after)
        for after in links
        for before in ancestors(after, waits)
    )


def test_references_come_in_order() -> None:
    found = references("a ${{ steps.x.outputs.k }} ${{steps.y.outputs.n}}")

    assert [(one.step, one.key) for one in found] == [("x", "k"), ("y", "n")]


def test_a_subject_that_changed_or_is_gone_is_told() -> None:
    assert check_subject(mission(), DIGEST) == ""
    assert "has changed since the plan" in check_subject(mission(), f"sha256:{'0' * 64}")
    assert "does not exist" in check_subject(mission(), None)


def folder_problems(**changes: str) -> list[str]:
    return [str(problem) for problem in check_folder({**FOLDER, **changes})]


def test_a_planned_folder_has_no_problem() -> None:
    assert folder_problems() == []


def test_a_mission_without_an_entry_is_told() -> None:
    extra = FOLDER[A].replace("src/a.py", "src/c.py").replace("id: m-", "id: m-0")
    extra = extra.replace(extra[extra.index("m-0") :][:11], "m-00000000")

    path, advice = "missions/coverage/9_c.yaml", "run `plan` again, or delete the file"

    assert folder_problems(**{path: extra}) == [
        f"{path}:1:1: is not in 000_master_campaign.yaml; {advice}"
    ]


def test_two_missions_of_one_id_or_one_subject_are_told() -> None:
    same_id = folder_problems(**{B: FOLDER[A]})
    same_subject = folder_problems(**{B: FOLDER[B].replace("src/b.py", "src/a.py")})

    assert f"of {A}; remove one of the two" in same_id[1]
    assert same_id[1].startswith(f"{B}:7:7: has the id m-")
    assert same_subject == [f"{B}:8:12: is a second mission for src/a.py, after {A}; remove one"]


def test_an_entry_whose_file_says_another_id_is_told() -> None:
    other = dump_mission(mission(subject="src/b.py"))

    assert "but the file says m-3f9a1c22; run `plan` again" in folder_problems(**{B: other})[0]


def test_an_entry_without_a_file_is_told_unless_it_is_archived() -> None:
    moved = {path: text for path, text in FOLDER.items() if path != A}
    archived = {f"missions/done/{A.rsplit('/', 1)[-1]}": FOLDER[A]}

    assert [str(problem) for problem in check_folder(moved)] == [
        f"{MASTER}:15:14: lists {A}, which is no file; run `plan` again"
    ]
    assert check_folder(moved | archived) == []


def test_a_master_that_cannot_be_read_is_told() -> None:
    found = folder_problems(**{MASTER: FOLDER[MASTER].replace("high: 1", "hi: 1")})

    assert found[0].startswith(f"{MASTER}:8:13: campaign.missions lacks the key 'high'")


def test_a_broken_mission_is_told_once_and_by_its_own_problem() -> None:
    (found,) = folder_problems(**{B: "a: ["})

    assert found.startswith(f"{B}:2:1: is not YAML: while parsing a flow node")
