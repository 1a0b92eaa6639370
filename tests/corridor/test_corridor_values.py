"""A file that runs nothing but its import gets a test that reads a value of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.corridor import Bench
from fakes.engine import FakeEngine
from fakes.language import situation
from fakes.workshop import suite

from bot.domain.outcome import Status

if TYPE_CHECKING:
    from bot.domain.trial import Situation


class ReadingEngine(FakeEngine):
    """Proposes nothing, and reads values."""

    def __init__(self, *values: str) -> None:
        super().__init__(())
        self._values = values

    def values(self) -> list[Situation]:
        return [situation(call) for call in self._values]


def reading(*values: str, before: tuple[int, ...] = ()) -> Bench:
    bench = Bench((), baseline=suite(before), suites=(suite({1}),))
    bench.context = replace(bench.context, engines=ReadingEngine(*values).build)
    return bench


def test_the_first_value_that_holds_is_read_by_a_test() -> None:
    bench = reading("1 raised", "1 died", "1 returned flaky", "1 returned", "1 returned x")

    record = bench.run()

    assert record.status is Status.IMPROVED
    assert record.evidence is not None
    assert [(test.name, test.lines_gained) for test in record.evidence.tests] == [
        ("test_1_returned_0", 1)
    ]


@pytest.mark.parametrize("value", ["1 returned failing", "1 returned hollow"])
def test_a_value_that_no_test_can_hold_is_left_out(value: str) -> None:
    assert reading(value).run().status is Status.EXHAUSTED


def test_a_file_that_tests_import_already_needs_none() -> None:
    assert reading("1 returned", before=(1,)).run().status is Status.EXHAUSTED
