"""Processes side by side: each ends with its task, and all end when we leave."""

from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from fakes.births import be_born, double, double_or_die, ignore_the_end

from bot.adapters import processes
from bot.adapters.processes import Died, side_by_side


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_task_has_its_answer(jobs: int) -> None:
    answers = dict(side_by_side([1, 2, 3, 4], double, jobs=jobs))

    assert answers == {0: 2, 1: 4, 2: 6, 3: 8}


def test_a_process_that_dies_is_told() -> None:
    answers = dict(side_by_side([1, -9], double_or_die, jobs=2))

    assert answers == {0: 2, 1: Died(-9)}


def is_alive(pid: str) -> bool:
    return Path("/proc", pid).exists()


def test_leaving_ends_what_still_runs(tmp_path: Path) -> None:
    with closing(side_by_side([0, 1], partial(be_born, tmp_path), jobs=2)) as answers:
        assert next(answers) == (1, "born")
        pids = [path.name for path in tmp_path.iterdir()]

    assert len(pids) == 2
    assert not any(map(is_alive, pids))


def test_a_process_that_will_not_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "END_S", 0.1)

    with closing(side_by_side([0, 1], partial(ignore_the_end, tmp_path), jobs=2)) as answers:
        next(answers)
        pids = [path.name for path in tmp_path.iterdir()]

    assert not any(map(is_alive, pids))
