"""What the worker answers, with trials that end as they are told to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.languages.python.worker.answers import answer
from bot.languages.python.worker.processes import Ending
from bot.languages.python.worker.protocol import Plain

SOURCE = "def test_a(): pass\n"
PASSED: Plain = {"ends": [["test_a", "passed"]], "seconds": 0.5, "broken": False}
FAILED: Plain = {"ends": [["test_a", "failed"]], "seconds": 0.5, "broken": False}
SEEN: Plain = {"end": "returned"}


def ended(final: Plain | None, *progress: Plain, late: bool = False) -> Ending:
    lines = tuple(json.dumps(one).encode() for one in progress)
    return Ending(
        json.dumps(final).encode() if final is not None else None, lines, late, "", b"", clean=True
    )


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

    def run(self, job: Plain, timeout_s: float, steps: int = 1) -> Ending:
        self.jobs.append({**job, "timeout_s": timeout_s, "steps": steps})
        self.damage = self.damages.pop(0) if self.damages else ()
        return self.endings.pop(0)


def asked(trials: FakeTrials, **request: object) -> list[Plain]:
    found = answer(trials, request)  # type: ignore[arg-type]  # it stands in for Trials
    return [one["answer"] for one in found]


def asked_tests(trials: FakeTrials, source: str = SOURCE) -> list[Plain]:
    return asked(trials, kind="tests", source=source, file_name="test_a.py")


def mutants_asked(trials: FakeTrials, source: str = SOURCE) -> list[Plain]:
    return asked(
        trials,
        kind="mutants",
        source=source,
        file_name="test_a.py",
        mutants=[{"line": 1}],
        all_killers=False,
    )


def looked(trials: FakeTrials, *calls: str, look: str = "glance") -> list[Plain]:
    situations = [{"call": call} for call in calls]
    return asked(trials, kind="observe", situations=situations, look=look, mutant=None)


def test_a_file_that_has_just_passed_is_not_run_again_for_its_mutants(tmp_path: Path) -> None:
    killed = ended({"applied": True, "ends": [["test_a", "failed"]], "broken": False})
    trials = FakeTrials(tmp_path, [ended(PASSED), killed])

    asked_tests(trials)
    runs = mutants_asked(trials)

    assert runs == [{"applied": True, "killed_by": ["test_a"]}]
    assert [job.get("mutant") for job in trials.jobs] == [None, {"line": 1}]
    assert trials.jobs[1]["timeout_s"] == 1.5


@pytest.mark.parametrize(
    ("final", "damage", "source"),
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
    tmp_path: Path, final: Plain | None, damage: tuple[str, ...], source: str
) -> None:
    trials = FakeTrials(tmp_path, [ended(final), ended(FAILED)], damages=[damage])

    asked_tests(trials, source)
    runs = mutants_asked(trials)

    assert runs == [{"applied": False, "killed_by": []}]
    assert len(trials.jobs) == 2


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
