"""What an object is asked, in this process: properties and lengths, bounded and undisturbing."""

from __future__ import annotations

import signal
from functools import cached_property

import pytest

from bot.languages.python.worker.looks import LOOKS_MAX, Looker, offered
from bot.languages.python.worker.records import LITERAL, ValueSeen
from bot.languages.python.worker.values import Describer


class Till:
    def __init__(self, *coins: int) -> None:
        self._coins = list(coins)

    @property
    def total(self) -> int:
        return sum(self._coins)

    @property
    def _secret(self) -> int:
        return 1

    def __len__(self) -> int:
        return len(self._coins)


class Open(Till):
    label = "open"

    @property
    def total(self) -> int:
        return max(self._coins)


class Odd:
    @property
    def fails(self) -> int:
        raise ValueError("odd")

    @property
    def leaves(self) -> int:
        raise SystemExit

    @property
    def never(self) -> int:
        while True:
            pass

    @property
    def opaque(self) -> object:
        return object()

    @cached_property
    def kept(self) -> int:
        return 1

    @property
    def fine(self) -> int:
        return 2


class Counting:
    def __init__(self) -> None:
        self._asked = 0

    @property
    def first(self) -> int:
        return 1

    @property
    def asked(self) -> int:
        self._asked += 1
        return self._asked

    @property
    def last(self) -> int:
        return 2


class Crowded:
    """As many properties as fit, and three more."""


for number in range(LOOKS_MAX + 3):
    setattr(Crowded, f"p{number}", property(bool))


class Quiet:
    """Nothing to ask."""


def told(value: object, package: str = __name__) -> dict[str, str]:
    describer = Describer({})
    looker = Looker(package, describer, lambda: "")
    seen = looker.complete(describer.describe(value), value)
    return {name: one.source for name, one in seen.fields}


ANSWERS = {
    "properties and a length": (Till(1, 2), {"total": "3", "len()": "2"}),
    "what a subclass says": (Open(1, 2), {"total": "2", "len()": "2"}),
    "no failure, no hang, no secret": (Odd(), {"fine": "2"}),
    "nothing after a change": (Counting(), {"first": "1"}),
    "nothing": (Quiet(), {}),
}


@pytest.mark.parametrize(("value", "answers"), ANSWERS.values(), ids=ANSWERS)
def test_an_object_answers(value: object, answers: dict[str, str]) -> None:
    assert told(value) == answers


def test_only_what_the_package_defines_is_asked() -> None:
    assert told(Till(1), package="elsewhere") == {}


def test_questions_are_bounded() -> None:
    assert [name for name, _ in offered(Crowded(), __name__)] == [
        f"p{number}" for number in range(LOOKS_MAX)
    ]


def test_an_answer_that_prints_is_the_last() -> None:
    printed: list[str] = []

    class Loud:
        @property
        def loud(self) -> int:
            printed.append("here")
            return 1

        @property
        def more(self) -> int:
            return 2

    value = Loud()
    describer = Describer({})
    seen = Looker(__name__, describer, lambda: "".join(printed)).complete(
        describer.describe(value), value
    )

    assert seen.fields == ()
    assert printed == ["here"]


def test_a_value_that_can_be_written_is_not_asked() -> None:
    seen = ValueSeen(LITERAL, "builtins.int", "1")

    assert Looker(__name__, Describer({}), lambda: "").complete(seen, Till(1)) is seen


def test_a_timer_goes_on_after_a_question() -> None:
    ours = signal.getsignal(signal.SIGALRM)
    before = signal.setitimer(signal.ITIMER_REAL, 1000)
    try:
        told(Till(1))
        left, _ = signal.getitimer(signal.ITIMER_REAL)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)

    assert left > 0
    assert signal.getsignal(signal.SIGALRM) is ours
