"""An answer's invariants in a real worker: what holds and notices a mutant is proven."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from fakes.language import subject_file
from fakes.no_hypothesis import NO_SUCH_MODULE
from fakes.store import MemoryStore
from fakes.worker_project import MODULE, Project
from fakes.worker_project import SUBJECT as PATH

from bot.codec import from_json
from bot.domain.invariant import Invariant, Relation
from bot.domain.mission import Limits
from bot.domain.trajectory import Attempt, Purpose
from bot.domain.trial import Verdict
from bot.languages.python.craft.craft import PythonCraft
from bot.mission.ledger import NO_GAIN, Ledger
from bot.mission.prove import Prover
from bot.mission.prove_property import NO_HYPOTHESIS, REPEATS, Claim, Others, prove_property
from bot.mission.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from bot.domain.tested import Mutant
    from bot.domain.trial import Kept
    from bot.mission.gates import Judged

    Noticed = Callable[[frozenset[Mutant]], frozenset[Mutant]]

PROMPT = "analysis@0/0:1"


def nothing(_: frozenset[Mutant]) -> frozenset[Mutant]:
    """Stand for tests that notice none of some mutants."""
    return frozenset()


SUBJECT = '''\
"""Codes of goods."""


def pack(text: str) -> list[int]:
    return [ord(one) + 1 for one in text]


def unpack(codes: list[int]) -> str:
    return "".join(chr(one - 1) for one in codes)


def half(number: int) -> int:
    return number // 2


def size(text: str) -> int:
    if not text:
        raise ValueError(text)
    return len(text) + 1


def bare(text: str) -> str:
    return text[1:] if text.startswith(" ") else text


def coded(text: str) -> str:
    if text == "#7351":
        return text
    return text.lower()


def unknown(text):
    return text


def ratio(part: int) -> int:
    if part < 0:
        raise ValueError(part)
    return 12 // part
'''


@dataclass(frozen=True)
class Shop:
    prover: Prover
    store: MemoryStore

    def prove(
        self,
        relation: str,
        function: str,
        other: str = "",
        *,
        inputs: tuple[str, ...] = (),
        noticed: Noticed = nothing,
    ) -> Judged:
        """Prove a rule on these inputs of one parameter; `noticed` is what others notice."""
        one = Invariant(Relation(relation), function, other)
        claim = Claim(one, PROMPT, tuple((each,) for each in inputs))
        self.prover.ledger.kept.clear()
        return prove_property(self.prover, claim, Others((), noticed))

    @property
    def kept(self) -> Kept:
        (kept,) = self.prover.ledger.kept
        return kept

    @property
    def attempts(self) -> list[Attempt]:
        lines = self.store.files["trajectory.jsonl"].splitlines()
        return [from_json(Attempt, line) for line in lines]


@contextmanager
def shop_of(folder: Path, files: Mapping[str, str] | None = None) -> Iterator[Shop]:
    limits = Limits(trial_timeout_s=30)
    project = Project(folder, SUBJECT, files)
    craft = PythonCraft(module=MODULE, subject=PATH, source=SUBJECT)
    with (
        project.worker(limits=limits) as here,
        project.worker(limits=limits, reverse=True) as there,
    ):
        store = MemoryStore()
        ledger = Ledger(subject_file(executed={1}), store)
        knowing = craft.knowing(here.facts())
        yield Shop(Prover(here, there, knowing, ledger, SUBJECT, "test_codes.py", limits, 0), store)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shop_of(tmp_path_factory.mktemp("properties")) as shop:
        yield shop


def test_a_true_invariant_that_notices_a_mutant_is_kept(shop: Shop) -> None:
    verdict, note = shop.prove("round_trip", "pack", "unpack")

    assert verdict is Verdict.ACCEPTED
    assert shop.kept.kills
    assert note == f"notices {len(shop.kept.kills)} mutants that no other test does"
    assert shop.kept.candidate.situation.prompt == PROMPT


def test_a_false_invariant_is_refused_with_its_counter_example(shop: Shop) -> None:
    assert shop.prove("idempotent", "half") == (
        Verdict.FAILED,
        "it does not hold for number = 2",
    )


def test_an_error_that_nobody_named_is_a_counter_example(shop: Shop) -> None:
    assert shop.prove("raises_only", "ratio", "ValueError") == (
        Verdict.FAILED,
        "it does not hold for part = 0",
    )


def test_what_drawn_inputs_miss_an_input_that_search_saw_refutes(shop: Shop) -> None:
    assert shop.prove("idempotent", "bare")[0] is not Verdict.FAILED

    assert shop.prove("idempotent", "bare", inputs=("'a'", "'  a'")) == (
        Verdict.FAILED,
        "it does not hold for text = '  a'",
    )


def test_an_invariant_that_notices_nothing_is_refused(shop: Shop) -> None:
    verdict, note = shop.prove("raises_only", "size", "ValueError")

    assert verdict is Verdict.HOLLOW
    assert "mutants was noticed" in note


def test_an_invariant_that_repeats_other_tests_is_refused(shop: Shop) -> None:
    assert shop.prove("round_trip", "pack", "unpack", noticed=lambda some: some) == REPEATS
    assert shop.prover.ledger.kept == []


def test_an_input_stands_in_the_test_only_where_it_alone_notices(shop: Shop) -> None:
    shop.prove("idempotent", "coded", inputs=("'a'", "'#7351'", "'b'"))

    assert shop.kept.candidate.drawn is not None
    assert shop.kept.candidate.drawn.examples == (("'#7351'",),)


def test_what_came_of_an_invariant_is_told_so_that_it_can_be_judged_again(shop: Shop) -> None:
    shop.prove("round_trip", "pack", "unpack", inputs=("'a'",))
    shop.prove("idempotent", "half", inputs=("2",))
    shop.prove("idempotent", "unknown")

    attempts = shop.attempts[-3:]

    assert [one.verdict for one in attempts] == [
        Verdict.ACCEPTED,
        Verdict.FAILED,
        Verdict.UNREADABLE,
    ]
    assert {one.sought.purpose for one in attempts} == {Purpose.HOLD}
    assert attempts[1].sought.inputs == (("2",),)
    assert attempts[1].prompt == PROMPT
    shop.prover.ledger.kept.clear()
    again = list(Replay(shop.prover, NO_GAIN).judge(attempts, is_over=lambda: False))
    assert [(one.verdict, one.note) for one in again] == [
        (one.verdict, one.note) for one in attempts
    ]


def test_a_project_without_hypothesis_gets_no_property_test(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"tests/conftest.py": NO_SUCH_MODULE}) as shop:
        assert shop.prove("round_trip", "pack", "unpack") == NO_HYPOTHESIS
