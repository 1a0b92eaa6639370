"""What a model called, whatever became of it, is where search goes on from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import Observation, ObservedEnd, Situation
from bot.ports.engine import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

SOURCE = """
class Lock:
    def __init__(self, name: str):
        self.name = name

    def opens(self, word: str):
        if word == self.name[::-1] + "x-91":
            return True
        return False
"""
FAILED = Observation(ObservedEnd.BROKEN, frozenset(), frozenset(), note="NameError: lock")
CALL = Situation("Lock.opens", (), (), "Lock.opens('cbax-91')", EngineName.MODEL)


def proposed(subject: Bench) -> list[str]:
    found = subject.engine.propose(subject.imported, 12)
    return [one.call for one in found]


def test_a_failed_call_is_tried_again_on_a_receiver(bench: Callable[[str], Bench]) -> None:
    subject = bench(SOURCE)
    subject.engine.propose(subject.imported, 1)

    subject.engine.watch(CALL, FAILED)

    assert isinstance(subject.engine, Watcher)
    assert 'lock.opens("cbax-91")' in [one.replace("'", '"') for one in proposed(subject)]


def test_what_was_refused_is_no_seed(bench: Callable[[str], Bench]) -> None:
    subject = bench(SOURCE)
    subject.engine.propose(subject.imported, 1)

    subject.engine.watch(CALL, replace(FAILED, end=ObservedEnd.REFUSED))

    assert not any("cbax" in one for one in proposed(subject))


def test_what_other_engines_did_is_no_seed(bench: Callable[[str], Bench]) -> None:
    subject = bench(SOURCE)
    subject.engine.propose(subject.imported, 1)

    subject.engine.watch(replace(CALL, engine=EngineName.SOLVER), FAILED)

    assert not any("cbax" in one for one in proposed(subject))
