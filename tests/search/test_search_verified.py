"""Factories are run first: what fails is left out, what texts show is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.trial import ObservedEnd
from bot.engines.search import verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from fakes.search_driver import Bench

    Make = Callable[..., Bench]

NAMED = """
class Code:
    def __init__(self, text: str):
        if text != "left" and text != "right":
            raise ValueError("no code")
        self.text = text

class Door:
    def __init__(self, code: Code, width: int = 1):
        self.code = code

def opened(door: Door):
    return door.code.text == "left"
"""


def asked(bench: Bench) -> list[list[tuple[str, bool]]]:
    """Run the factories, round by round, and say which worked."""
    rounds = []
    while situations := bench.engine.to_make():
        ends = [(one, bench.observe(one).end is ObservedEnd.RETURNED) for one in situations]
        for one, is_made in ends:
            bench.engine.take_made(one, is_made=is_made)
        rounds.append([(one.source.splitlines()[-1], is_made) for one, is_made in ends])
    return rounds


def test_a_class_is_made_of_parts_that_were_made_before(bench: Make) -> None:
    made = bench(NAMED, texts={"tests/test_door.py": 'Code("up")\nCode("left")\n'})

    first, second = asked(made)[:2]

    assert ('Code("left")', True) in [(one.replace("'", '"'), fine) for one, fine in first]
    assert not [one for one, fine in first if one.startswith("Door(") and fine]
    assert all(one.startswith("Door(") for one, _ in second)
    assert any(fine for _, fine in second)


def test_what_fails_is_not_proposed_again(bench: Make) -> None:
    made = bench(NAMED, texts={"tests/test_door.py": 'Code("left")\n'})
    failed = {one for found in asked(made) for one, fine in found if not fine}

    calls = [one.source for one in made.engine.propose(made.imported, 40)]

    doors = [one for one in calls if "opened(" in one]
    assert doors
    assert not [one for one in doors if any(bad in one for bad in failed)]


def test_rounds_and_tries_have_their_most(bench: Make) -> None:
    never = "class Never:\n    def __init__(self, size: int):\n        raise OSError\n"

    rounds = asked(bench(never))

    assert len(rounds) <= verify.ROUNDS_MAX
    assert all(len(found) <= verify.TRIES_MAX for found in rounds)
    assert len({one for found in rounds for one, _ in found}) == sum(map(len, rounds))


def test_members_of_an_enum_need_no_trial(bench: Make) -> None:
    assert asked(bench("from enum import Enum\nclass Side(Enum):\n    LEFT = 1\n")) == []
