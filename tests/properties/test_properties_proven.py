"""An answer's invariants in a real worker: what holds and notices a mutant is proven."""

from __future__ import annotations

import ast
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from fakes.language import subject_file
from fakes.store import MemoryStore
from fakes.worker_project import MODULE, Project
from fakes.worker_project import SUBJECT as PATH

from bot.domain.mission import Limits
from bot.domain.trial import Verdict
from bot.engines.model.invariants import invariants
from bot.languages.python.craft.craft import PythonCraft
from bot.languages.python.craft.properties import property_test
from bot.mission.ledger import Ledger
from bot.mission.prove import Prover
from bot.mission.prove_property import NO_HYPOTHESIS, ProvenProperty, prove_property

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

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


def ratio(part: int) -> int:
    if part < 0:
        raise ValueError(part)
    return 12 // part
'''


NO_SUCH_MODULE = """\
import sys


class Missing:
    def find_spec(self, name, *_):
        if name == "hypothesis":
            raise ModuleNotFoundError("No module named 'hypothesis'", name=name)


for name in [one for one in sys.modules if one.partition(".")[0] == "hypothesis"]:
    del sys.modules[name]
sys.meta_path.insert(0, Missing())
"""


@dataclass(frozen=True)
class Shop:
    prover: Prover

    def prove(self, relation: str, function: str, other: str = "") -> object:
        answer = [{"relation": relation, "function": function, "other": other}]
        (one,) = invariants(answer, ast.parse(SUBJECT))
        return prove_property(self.prover, property_test(one, self.prover.here.facts()))


@contextmanager
def shop_of(folder: Path, files: Mapping[str, str] | None = None) -> Iterator[Shop]:
    limits = Limits(trial_timeout_s=30)
    project = Project(folder, SUBJECT, files)
    craft = PythonCraft(module=MODULE, subject=PATH, source=SUBJECT)
    with (
        project.worker(limits=limits) as here,
        project.worker(limits=limits, reverse=True) as there,
    ):
        ledger = Ledger(subject_file(executed={1}), MemoryStore())
        yield Shop(Prover(here, there, craft, ledger, SUBJECT, "test_codes.py", limits, 0))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with shop_of(tmp_path_factory.mktemp("properties")) as shop:
        yield shop


def test_a_true_invariant_that_notices_a_mutant_is_proven(shop: Shop) -> None:
    found = shop.prove("round_trip", "pack", "unpack")

    assert isinstance(found, ProvenProperty)
    assert {5, 9} <= found.lines
    assert found.kills
    assert found.alone == found.kills


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


def test_an_invariant_that_notices_nothing_is_refused(shop: Shop) -> None:
    found = shop.prove("raises_only", "size", "ValueError")

    assert isinstance(found, tuple)
    assert found[0] is Verdict.HOLLOW
    assert "mutants was noticed" in found[1]


def test_a_project_without_hypothesis_gets_no_property_test(tmp_path: Path) -> None:
    with shop_of(tmp_path, {"tests/conftest.py": NO_SUCH_MODULE}) as shop:
        assert shop.prove("round_trip", "pack", "unpack") == NO_HYPOTHESIS


def test_what_the_gate_refuses_never_runs(shop: Shop) -> None:
    found = prove_property(shop.prover, "import socket\n")

    assert isinstance(found, tuple)
    assert found[0] is Verdict.FORBIDDEN
