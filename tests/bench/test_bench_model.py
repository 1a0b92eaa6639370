"""The benchmark with a model: what is drawn, what missions tell of answers, its tables."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import model_bench
import pytest
from benchmark import model_tables, peers
from benchmark.arms import ASKING, OFFLINE, OURS, PEERS, Arm
from benchmark.asked import Place, answers
from benchmark.coverup import TESTS, CoverUp
from benchmark.meter import Bench
from benchmark.packages import SetName, packages, sizes
from benchmark.peers import Budget, Scratch, Written
from benchmark.plan import Plan
from benchmark.programs import Call, Ran
from benchmark.publish import between
from benchmark.results import Answers, Coverage, Made, Measured, Row

PLACE = Place("http://127.0.0.1:1", "small:1b", "small:1b (abc), Ollama 1")
SHARE = {
    "engine": "model",
    "lines_gained": 12,
    "model": {
        "tokens_in": 900,
        "tokens_out": 400,
        "prompts": [
            {"version": "gap@1", "asked": 3, "usable": 2, "kept": 1},
            {"version": "follow_up@1", "asked": 1, "usable": 1, "kept": 0},
        ],
    },
}
VERDICTS = (("accepted", 2), ("useless", 1))
ANSWERS = Answers(4, 3, 1, 900, 400, 50.0, 12, VERDICTS, (("gap@1", 4, 1),), 7)


def test_modules_are_drawn_by_seed_and_the_largest_is_among_them() -> None:
    drawn = model_bench.drawn(sizes(), 12, seed=0)

    assert len(set(drawn)) == 12
    assert drawn[0] == max(sizes(), key=lambda one: sizes()[one])
    assert drawn == model_bench.drawn(sizes(), 12, seed=0)
    assert set(drawn) != set(model_bench.drawn(sizes(), 12, seed=1))


def test_a_draw_is_never_larger_than_what_there_is() -> None:
    assert sorted(model_bench.drawn({"a": 1, "b": 2}, 12, seed=0)) == ["a", "b"]


def test_modules_that_nobody_tuned_on_are_drawn_by_seed() -> None:
    known = [module for one in packages(SetName.HELD_OUT) for module in one.modules]

    drawn = model_bench.modules_of(SetName.HELD_OUT, 6, seed=0)

    assert len(set(drawn)) == 6
    assert set(drawn) <= set(known)
    assert drawn == model_bench.modules_of(SetName.HELD_OUT, 6, seed=0)
    assert sorted(model_bench.modules_of(SetName.HELD_OUT, 99, seed=0)) == sorted(known)
    assert model_bench.modules_of(SetName.ANCHORED, 2, 0) == model_bench.drawn(sizes(), 2, 0)


@pytest.mark.parametrize("which", model_bench.SETS)
def test_there_is_a_place_for_the_figures_of_each_set(which: SetName) -> None:
    page = model_bench.PAGE.read_text(encoding="utf-8")

    assert "figures" in between(page, model_bench.mark_of(which), "figures")


def test_packages_are_cut_to_the_modules_that_were_drawn() -> None:
    found = model_bench.chosen(["sty.lib", "codetiming._timers"], SetName.ANCHORED)

    assert {one.name: one.modules for one in found} == {
        "codetiming": ("codetiming._timers",),
        "sty": ("sty.lib",),
    }


def test_no_arm_without_a_server_asks_a_model() -> None:
    assert not ASKING & set(OFFLINE)
    assert ASKING | set(OFFLINE) == set(Arm)
    assert all(("model" in engines) == arm.asks for arm, engines in OURS.items())


def test_an_arm_works_on_its_own_modules_alone() -> None:
    package = next(one for one in packages(SetName.ANCHORED) if one.name == "codetiming")
    plan = Plan((Arm.COVERUP,), Path(), 1, 0, 0, 0, only={Arm.COVERUP: frozenset({"other"})})

    assert plan.share(Arm.COVERUP, package).modules == ()
    assert plan.share(Arm.MODEL, package) is package


def test_answers_are_summed_up_from_a_missions_results(tmp_path: Path) -> None:
    tried = [{"verdict": "accepted", "prompt": "gap@1:2"}, {"verdict": "useless", "prompt": ""}]
    answered = [{"seconds": 3.5}, {"seconds": 4.0}]
    for name, lines in (("trajectory", tried), ("completions", answered)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n")

    found = answers([SHARE, {"engine": "search", "lines_gained": 5}], tmp_path, "model")

    assert found is not None
    assert (found.asked, found.usable, found.kept) == (4, 3, 1)
    assert (found.tokens_in, found.tokens_out, found.seconds, found.gained) == (900, 400, 7.5, 12)
    assert found.begun == 5
    assert found.verdicts == (("accepted", 1),)
    assert found.prompts == (("gap@1", 3, 1), ("follow_up@1", 1, 0))


def test_what_search_gained_is_no_first_call(tmp_path: Path) -> None:
    found = answers([SHARE, {"engine": "search", "lines_gained": 5}], tmp_path, "search,model")

    assert found is not None
    assert found.begun == 0


def test_where_no_model_was_asked_there_are_no_answers(tmp_path: Path) -> None:
    assert answers([{**SHARE, "engine": "search"}], tmp_path, "model") is None
    assert answers([{**SHARE, "model": None}], tmp_path, "model") is None


def row(arm: Arm, lines: int, made: Made | None = None) -> Row:
    coverage = Coverage(tuple(range(1, lines + 1)), tuple(range(lines + 1, 11)), (), ())
    return Row("p", "p.a", arm, made or Made("p.a"), Measured(coverage, 1))


ROWS = [
    row(Arm.IMPORT, 1),
    row(Arm.SEARCH_SOLVER, 5),
    row(Arm.MODEL, 9, Made("p.a", answers=ANSWERS)),
    row(Arm.ALL, 8),
    row(Arm.COVERUP, 2),
]


def test_what_a_model_brought_is_told_against_what_is_wanted() -> None:
    text = model_tables.report(ROWS, {})

    assert "| points of the mean over search+solver's | ≥ 3 | 30.00 | yes |" in text
    assert "| median of the model alone, % | ≥ 70 | 90.00 | yes |" in text
    assert "| times the lines that CoverUp gained | ≥ 8 | 8.00 | yes |" in text
    assert "| the same, of answers alone | ≥ 8 | 12.00 | yes |" in text
    assert "| p.a | 6-8 | - |" in text
    assert "Answers with a kept test, by prompt: `gap@1` 1 (25 %)." in text


def test_answers_have_their_price_beside_them() -> None:
    text = model_tables.report(ROWS, {})

    cells = "4 | 3 (75 %) | 1 (25 %) | 900 | 400 | 50 | 8.0 | 12 | 30.0 | 7 | 2 accepted, 1 useless"
    assert f"| model | {cells} |" in text


def test_modules_without_answers_count_against_answers() -> None:
    rows = [
        *ROWS,
        replace(row(Arm.IMPORT, 1), module="p.b"),
        replace(row(Arm.MODEL, 1, Made("p.b")), module="p.b"),
        replace(row(Arm.COVERUP, 6), module="p.b"),
    ]

    # Answers gained 12 lines of one module; CoverUp gained one there, and five of the other.
    assert "| the same, of answers alone | ≥ 8 | 2.00 |" in model_tables.report(rows, {})


def test_lines_that_nobody_counted_are_no_nought() -> None:
    uncounted = replace(ANSWERS, begun=None)
    rows = [*ROWS, row(Arm.MODEL, 9, Made("p.b", answers=uncounted))]

    text = model_tables.report(rows, {})

    assert "| 30.0 | - | 4 accepted" in text


def test_what_was_not_measured_is_not_said_to_be_reached() -> None:
    text = model_tables.report(ROWS[:2], {})

    assert text.count("not measured") == 4


class Accepting:
    """A peer that leaves two files."""

    pins = ()
    options = ()

    def write(self, _: Scratch, __: str, ___: Budget) -> Written:
        good = "def test_a():\n    assert 1\n"
        return Written(good, 1.0, more=("def test_a():\n    assert 0\n",))


def test_each_file_of_a_peer_keeps_its_own_passing_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "fresh", lambda *_: tmp_path)
    bad = Measured(Coverage((), (), (), ()), 2, failing=("tests/test_p_a_x_1::test_a",))
    seen = [bad, replace(bad, failing=())]
    monkeypatch.setattr(peers, "measure", lambda *_, **__: seen.pop(0))
    bench = Bench(packages(SetName.ANCHORED)[0], tmp_path, Path("python"))

    made = peers.make(Accepting(), bench, "p.a", tmp_path / "made", "x", Budget(1, 0))
    measured = peers.keep_passing(bench, made, tmp_path / "made", tmp_path / "kept")

    assert made.files == ("tests/test_p_a_x.py", "tests/test_p_a_x_1.py")
    assert measured.removed == ("test_a",)
    assert "def test_a" in (tmp_path / "kept/tests/test_p_a_x.py").read_text()
    assert (tmp_path / "kept/tests/test_p_a_x_1.py").read_text().strip() == ""


def test_coverup_is_asked_through_the_same_server_and_keeps_what_it_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Call] = []

    def run(call: Call) -> Ran:
        calls.append(call)
        (tmp_path / TESTS / "test_coverup_1.py").write_text("def test_a(): ...\n")
        (tmp_path / TESTS / "test_coverup_2.py").write_text("")
        return Ran(-9, "", "", 60.0, timed_out=True)

    monkeypatch.setattr(peers, "run", run)
    package = next(one for one in packages(SetName.ANCHORED) if one.name == "codetiming")
    scratch = Scratch(Bench(package, tmp_path, tmp_path / "bin/python"), tmp_path)

    written = CoverUp().write(scratch, "codetiming._timers", Budget(60, 0, PLACE))

    assert written.texts == ("def test_a(): ...\n",)
    assert written.note == "its time was over"
    (call,) = calls
    assert call.confined
    assert call.networked
    assert call.seconds_max == 60
    assert call.env["OLLAMA_API_BASE"] == PLACE.url
    assert {"ollama_chat/small:1b", PLACE.url} <= set(call.argv)
    assert PEERS[Arm.COVERUP].pins[0] == "coverup==0.6.3"
