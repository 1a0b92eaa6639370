"""What the worker answers, with trials that end as they are told to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.languages.python.worker.answers import answer
from bot.languages.python.worker.processes import Ending
from bot.languages.python.worker.protocol import Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.languages.python.worker.pace import Pace

SOURCE = "def test_a(): pass\n"
PASSED: Plain = {"ends": [["test_a", "passed"]], "seconds": 0.5, "broken": False}
FAILED: Plain = {"ends": [["test_a", "failed"]], "seconds": 0.5, "broken": False}
KILLED: Plain = {**FAILED, "applied": True}
SURVIVED: Plain = {**PASSED, "applied": True}
NOTICED: Plain = {"applied": True, "killed_by": ["test_a"]}
NOT_TRIED: Plain = {"applied": False, "killed_by": []}
SEEN: Plain = {"end": "returned"}


def ended(
    final: Plain | None, *steps: Plain, late: bool = False, news: Sequence[Plain] = ()
) -> Ending:
    last = json.dumps(final).encode() if final is not None else None
    return Ending(last, _lines(steps), _lines(news), late, "", b"", clean=True)


def _lines(plain: Sequence[Plain]) -> tuple[bytes, ...]:
    return tuple(json.dumps(one).encode() for one in plain)


@dataclass
class FakeTrials:
    """Ends trials as they were told to, in order; remembers the jobs."""

    folder: Path
    endings: list[Ending]
    jobs: list[Plain] = field(default_factory=list)
    damages: list[tuple[str, ...]] = field(default_factory=list)
    damage: tuple[str, ...] = ()
    passed: tuple[str, float] | None = None
    checkout: Any = field(default_factory=lambda: SimpleNamespace(refresh=lambda: None))

    @property
    def stage(self) -> Any:  # noqa: ANN401 - stands in for a Stage
        limits = SimpleNamespace(trial_timeout_s=5)
        config = SimpleNamespace(limits=limits, tests_path=str(self.folder))
        return SimpleNamespace(error="", config=config)

    @property
    def base(self) -> str:
        return str(self.folder)

    def run(self, job: Plain, pace: Pace, steps: int = 1) -> Ending:
        times = {"timeout_s": pace.first_s, "next_s": pace.next_s(1.0)}
        self.jobs.append({**job, **times, "steps": steps})
        self.damage = self.damages.pop(0) if self.damages else ()
        return self.endings.pop(0)


def asked(trials: FakeTrials, **request: object) -> list[Plain]:
    found = answer(trials, request)  # type: ignore[arg-type]  # it stands in for Trials
    return [one["answer"] for one in found]


def asked_tests(trials: FakeTrials, source: str = SOURCE, mutants: int = 0) -> list[Plain]:
    edits = [{"line": line} for line in range(1, 1 + mutants)]
    request = {"source": source, "file_name": "test_a.py", "mutants": edits, "enough": 1}
    return asked(trials, kind="tests", **request)


def mutants_asked(trials: FakeTrials, source: str = SOURCE, count: int = 1) -> list[Plain]:
    edits = [{"line": line} for line in range(1, 1 + count)]
    return asked(trials, kind="mutants", source=source, file_name="test_a.py", mutants=edits)


def looked(trials: FakeTrials, *calls: str, look: str = "glance") -> list[Plain]:
    situations = [{"call": call} for call in calls]
    return asked(trials, kind="observe", situations=situations, look=look, mutant=None)


def test_a_file_that_has_just_passed_is_not_run_again_for_its_mutants(tmp_path: Path) -> None:
    trials = FakeTrials(tmp_path, [ended({}, PASSED), ended({}, KILLED)])

    asked_tests(trials)
    runs = mutants_asked(trials)

    assert runs == [NOTICED]
    assert [len(job["mutants"]) for job in trials.jobs] == [0, 1]
    assert trials.jobs[1]["timeout_s"] == 1.5


@pytest.mark.parametrize(
    ("first", "damage", "source"),
    [
        (FAILED, (), SOURCE),
        ({**PASSED, "broken": True}, (), SOURCE),
        (PASSED, ("a.py",), SOURCE),
        (PASSED, (), "other"),
        (None, (), SOURCE),
        ({}, (), SOURCE),
    ],
)
def test_any_other_file_is_run_first_and_must_pass(
    tmp_path: Path, first: Plain | None, damage: tuple[str, ...], source: str
) -> None:
    endings = [ended({}) if first is None else ended({}, first), ended({}, FAILED)]
    trials = FakeTrials(tmp_path, endings, damages=[damage])

    asked_tests(trials, source)
    runs = mutants_asked(trials)

    assert runs == [NOT_TRIED]
    assert len(trials.jobs) == 2


def test_mutants_are_tried_where_the_file_has_just_passed(tmp_path: Path) -> None:
    trials = FakeTrials(tmp_path, [ended({}, PASSED, SURVIVED, KILLED)])

    [run] = asked_tests(trials, mutants=3)

    assert [one["killed_by"] for one in run["mutants"]] == [[], ["test_a"]]
    assert [one["mutant"]["line"] for one in run["mutants"]] == [1, 2]
    assert (trials.jobs[0]["steps"], trials.jobs[0]["next_s"]) == (4, 3.0)


def test_what_a_process_left_over_is_tried_in_the_next(tmp_path: Path) -> None:
    endings = [ended({}, PASSED, SURVIVED), ended({}, SURVIVED), ended({}, KILLED)]
    trials = FakeTrials(tmp_path, endings)

    [run] = asked_tests(trials, mutants=4)

    assert [len(one["killed_by"]) for one in run["mutants"]] == [0, 0, 1]
    assert [len(job["mutants"]) for job in trials.jobs] == [4, 3, 2]


def test_a_mutant_that_a_process_does_not_survive_is_noticed(tmp_path: Path) -> None:
    hangs = ended(None, PASSED, late=True, news=[{"applied": True}, {"started": "test_a"}])
    trials = FakeTrials(tmp_path, [hangs])

    [run] = asked_tests(trials, mutants=2)

    assert [one["killed_by"] for one in run["mutants"]] == [["test_a"]]


def test_a_process_that_tells_nothing_of_mutants_tried_none(tmp_path: Path) -> None:
    trials = FakeTrials(tmp_path, [ended({}, PASSED), ended({}, KILLED), ended({})])

    asked_tests(trials)

    assert mutants_asked(trials, count=2) == [NOTICED, NOT_TRIED]


def test_harm_by_a_mutant_is_not_the_tests_own(tmp_path: Path) -> None:
    endings = [ended({}, PASSED, SURVIVED), ended({}, PASSED), ended({}, KILLED)]
    trials = FakeTrials(tmp_path, endings, damages=[("a.py",)])

    [run] = asked_tests(trials, mutants=2)

    assert not run["broken"]
    assert [len(job["mutants"]) for job in trials.jobs] == [2, 0, 2]


def test_where_mutants_do_harm_each_is_tried_alone(tmp_path: Path) -> None:
    endings = [ended({}, PASSED), *(ended({}, KILLED, SURVIVED), ended({}, KILLED))]
    trials = FakeTrials(
        tmp_path, [*endings, ended({}, SURVIVED)], damages=[(), ("a.py",), ("a.py",), ()]
    )

    asked_tests(trials)
    runs = mutants_asked(trials, count=2)

    assert [len(one["killed_by"]) for one in runs] == [1, 0]
    assert [len(job["mutants"]) for job in trials.jobs] == [0, 2, 1, 1]


def test_situations_share_a_trial_and_its_time_is_for_each(tmp_path: Path) -> None:
    trials = FakeTrials(tmp_path, [ended({}, SEEN, SEEN)])

    assert looked(trials, "a", "b") == [SEEN, SEEN]
    assert [(job["steps"], job["timeout_s"]) for job in trials.jobs] == [(2, 5)]


def test_a_trial_that_stops_early_is_followed_by_another(tmp_path: Path) -> None:
    trials = FakeTrials(tmp_path, [ended({}, SEEN), ended({}, SEEN, SEEN)])

    assert looked(trials, "a", "b", "c") == [SEEN] * 3
    assert [len(job["situations"]) for job in trials.jobs] == [3, 2]


def test_a_trial_that_says_nothing_at_all_died(tmp_path: Path) -> None:
    trials = FakeTrials(tmp_path, [ended({}), ended({}, SEEN)])

    assert [one["end"] for one in looked(trials, "a", "b")] == ["died", "returned"]


def test_a_trial_that_says_too_much_is_cut_off(tmp_path: Path) -> None:
    trials = FakeTrials(tmp_path, [ended({}, SEEN, SEEN, SEEN)])

    assert looked(trials, "a") == [SEEN]


def test_a_late_one_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    trials = FakeTrials(tmp_path, [ended(None, SEEN, late=True), ended({}, SEEN)])

    ends = [one["end"] for one in looked(trials, "a", "b", "c")]

    assert ends == ["returned", "timed out", "returned"]


def test_after_harm_each_is_looked_at_alone(tmp_path: Path) -> None:
    endings = [ended({}, SEEN, SEEN), ended({}, SEEN), ended({}, SEEN)]
    trials = FakeTrials(tmp_path, endings, damages=[("a.py",), (), ("a.py",)])

    ends = [one["end"] for one in looked(trials, "a", "b")]

    assert ends == ["returned", "broken"]
    assert [len(job["situations"]) for job in trials.jobs] == [2, 1, 1]
