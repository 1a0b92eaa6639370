"""Signals: the first ends the work, later ones wait, and a child obeys its parent."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from bot.adapters.signals import LEAVE_S, held, interruptible, obey_parent

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Give this process back what it did with signals, and its timer."""
    handlers = {number: signal.getsignal(number) for number in (*ENDING, signal.SIGALRM)}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    timer = signal.setitimer(signal.ITIMER_REAL, 0)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in handlers.items():
        signal.signal(number, handler)
    signal.setitimer(signal.ITIMER_REAL, *timer)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


@pytest.mark.parametrize("number", ENDING)
def test_the_first_signal_interrupts_and_later_ones_wait(number: signal.Signals) -> None:
    with interruptible():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        for later in ENDING:
            signal.raise_signal(later)

    assert 0 < left <= LEAVE_S


def test_what_was_set_before_is_set_again() -> None:
    before = [signal.getsignal(number) for number in (*ENDING, signal.SIGALRM)]

    with interruptible():
        assert [signal.getsignal(number) for number in (*ENDING, signal.SIGALRM)] != before

    assert [signal.getsignal(number) for number in (*ENDING, signal.SIGALRM)] == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_signals_are_held_back_until_later() -> None:
    waiting: set[signal.Signals] = set()

    def end_while_held() -> None:
        with held():
            signal.raise_signal(signal.SIGTERM)
            waiting.update(signal.sigpending())

    with interruptible(), pytest.raises(KeyboardInterrupt):
        end_while_held()

    assert waiting == {signal.SIGTERM}


def test_a_child_leaves_ctrl_c_to_its_parent_and_obeys_its_end() -> None:
    with held():
        obey_parent()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGTERM)

    assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
