"""What every worker keeps to: the real one, unconfined, and the fake of the corridor's tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from fakes.worker import FakeWorker
from fakes.worker_project import Project

from bot.domain.mission import EngineName
from bot.domain.tested import Mutant, TestEnd
from bot.domain.trial import ObservedEnd, Situation
from bot.ports.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator


SUBJECT = """\
def half(n):
    if n % 2:
        raise ValueError("odd")
    return n // 2
"""


@dataclass(frozen=True)
class Case:
    """A worker, and how to say the same things to it."""

    worker: Worker
    returning: str
    raising: str
    passing: str
    failing: str
    mutant: Mutant


@pytest.fixture(scope="module", params=["real", "fake"])
def case(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Case]:
    if request.param == "fake":
        yield Case(
            FakeWorker(),
            returning="2,4 returned",
            raising="3 raised",
            passing="test_a 2,4 returned\n",
            failing="test_a 2,4 returned failing\n",
            mutant=Mutant(4, 0, 1, "a", "b"),
        )
        return
    head = "from shop.subject import half\n"
    with Project(tmp_path_factory.mktemp("contract"), SUBJECT).worker() as worker:
        yield Case(
            worker,
            returning="half(4)",
            raising="half(3)",
            passing=head + "def test_a(): assert half(4) == 2\n",
            failing=head + "def test_a(): assert half(4) == 3\n",
            mutant=Mutant(4, 13, 15, "//", "*"),
        )


def situation(call: str) -> Situation:
    return Situation("half", ("from shop.subject import half",), (), call, EngineName.SEARCH)


class TestWorkerContract:
    def test_facts_name_the_subject(self, case: Case) -> None:
        facts = case.worker.facts()

        assert facts.module
        assert facts.path.endswith(".py")
        assert facts.imported_lines

    def test_observations_come_one_for_each_situation_in_order(self, case: Case) -> None:
        calls = [case.returning, case.raising, case.returning]

        seen = case.worker.observe([situation(call) for call in calls])

        ends = [ObservedEnd.RETURNED, ObservedEnd.RAISED, ObservedEnd.RETURNED]
        assert [one.end for one in seen] == ends
        assert seen[0].lines == {2, 4}
        assert 3 in seen[1].lines

    def test_an_error_is_told_exactly_where_one_was_raised(self, case: Case) -> None:
        returned, raised = case.worker.observe([situation(case.returning), situation(case.raising)])

        assert returned.error is None
        assert raised.error is not None
        assert raised.error.type_name == "builtins.ValueError"
        assert (raised.error.line, raised.error.explicit) == (3, True)

    def test_nothing_to_observe_is_nothing_seen(self, case: Case) -> None:
        assert case.worker.observe([]) == []

    def test_a_passing_file_passes_and_tells_its_lines(self, case: Case) -> None:
        run = case.worker.try_tests(case.passing, "test_half.py")

        assert run.passed
        assert run.ends == (("test_a", TestEnd.PASSED),)
        assert run.lines == {2, 4}

    def test_a_failing_file_fails_but_is_not_broken(self, case: Case) -> None:
        run = case.worker.try_tests(case.failing, "test_half.py")

        assert not run.passed
        assert not run.broken
        assert run.ends == (("test_a", TestEnd.FAILED),)

    def test_mutant_runs_come_one_for_each_mutant_in_order(self, case: Case) -> None:
        runs = case.worker.try_mutants(case.passing, "test_half.py", [case.mutant, case.mutant])

        assert [run.mutant for run in runs] == [case.mutant] * 2
        assert all(run.applied and run.killed_by for run in runs)

    def test_under_a_mutant_a_situation_may_end_differently(self, case: Case) -> None:
        wanted = [situation(case.returning), situation(case.raising)]

        before = case.worker.observe(wanted)
        under = case.worker.observe(wanted, case.mutant)
        after = case.worker.observe(wanted)

        assert (under[0].value, under[0].stdout) != (before[0].value, before[0].stdout)
        assert [one.end for one in under] == [one.end for one in before]
        assert [one.value for one in after] == [one.value for one in before]

    def test_every_killer_is_named(self, case: Case) -> None:
        twice = case.passing + case.passing.splitlines(keepends=True)[-1].replace(
            "test_a", "test_b"
        )

        [run] = case.worker.try_mutants(twice, "test_a.py", [case.mutant])

        assert run.killed_by == ("test_a", "test_b")

    @pytest.mark.parametrize("enough", [1, 2, 5])
    def test_a_file_that_passes_is_tried_on_mutants_until_enough_are_noticed(
        self, case: Case, enough: int
    ) -> None:
        run = case.worker.try_tests(case.passing, "test_a.py", [case.mutant] * 3, enough=enough)

        assert run.passed
        assert run.lines == {2, 4}
        assert [one.killed_by for one in run.mutants] == [("test_a",)] * min(enough, 3)

    def test_a_file_that_fails_is_tried_on_no_mutant(self, case: Case) -> None:
        run = case.worker.try_tests(case.failing, "test_a.py", [case.mutant])

        assert not run.passed
        assert run.mutants == ()

    def test_closing_twice_is_closing_once(self, case: Case) -> None:
        case.worker.close()
        case.worker.close()
