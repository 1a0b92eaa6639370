from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fakes.clock import FakeClock

from bot.adapters.clock import SystemClock

if TYPE_CHECKING:
    from bot.ports.world import Clock

CLOCKS = [FakeClock, SystemClock]


@pytest.mark.parametrize("make", CLOCKS)
class TestClock:
    def test_the_time_is_utc_to_the_second(self, make: type[FakeClock]) -> None:
        clock: Clock = make()

        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", clock.now_iso())

    def test_seconds_never_run_back(self, make: type[FakeClock]) -> None:
        clock: Clock = make()

        seen = [clock.monotonic_s() for _ in range(100)]

        assert seen == sorted(seen)

    def test_seconds_since_1970_move_as_the_others_do(self, make: type[FakeClock]) -> None:
        clock: Clock = make()
        before = clock.epoch_s()

        clock.pause(0.001)

        assert 1_700_000_000 < before <= clock.epoch_s()

    def test_what_waits_sees_the_time_pass(self, make: type[FakeClock]) -> None:
        clock: Clock = make()
        before = clock.monotonic_s()

        clock.pause(0.001)
        clock.pause(-1)

        assert clock.monotonic_s() - before >= 0.001


def test_the_fake_moves_only_by_hand() -> None:
    clock = FakeClock()
    clock.advance(61.5)

    assert (clock.monotonic_s(), clock.now_iso()) == (61.5, "2026-01-31T12:01:01Z")
