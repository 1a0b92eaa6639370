"""A test function counts its cases: the candidates that stand in its table."""

from __future__ import annotations

import json
from dataclasses import replace

from fakes.records import EVIDENCE, RECORD

from bot.codec import from_plain, to_plain
from bot.domain.mission import EngineName
from bot.domain.outcome import MissionRecord
from bot.domain.tested import Mutant
from bot.domain.trial import Assertion, Candidate, Kept, OracleOrigin, Situation
from bot.stages.integrate import facts_of


def kept(name: str, *lines: int) -> Kept:
    situation = Situation("f", (), (), f"f({name!r})", EngineName.SEARCH)
    assertion = Assertion(OracleOrigin.OBSERVED, ("assert result == 1",))
    kills = frozenset({Mutant(line, 0, 1, "a", "b") for line in lines})
    candidate = Candidate(name, situation, (assertion,))
    return Kept(candidate, frozenset(lines), frozenset(), kills, kills)


def documented(name: str) -> Candidate:
    situation = Situation("f", (), (), f"f({name!r})", EngineName.SEARCH)
    return Candidate(name, situation, (Assertion(OracleOrigin.DOCUMENTED, ("assert ok",)),))


def test_a_table_is_one_test_with_a_case_for_each_candidate() -> None:
    placed = {"test_f": ("test_a", "test_b", "test_c"), "test_d": ("test_d",)}
    tests = [kept("test_a", 1, 2), kept("test_b", 2, 3), kept("test_c", 3), kept("test_d", 4)]

    table, alone = facts_of(tests, placed)

    assert (table.name, table.cases, table.lines_gained) == ("test_f", 3, 3)
    assert (alone.name, alone.cases, alone.lines_gained) == ("test_d", 1, 1)


def test_a_table_shows_its_first_documented_case_that_a_line_can_say() -> None:
    said = replace(kept("test_c", 3), candidate=documented("test_c"))
    tests = [kept("test_a", 1), kept("test_b", 2), said, kept("test_d", 4)]
    placed = {"test_f": ("test_a", "test_b", "test_c"), "test_d": ("test_d",)}
    lines = {"test_b": "f('b') == 1", "test_c": "f('c') == 1"}

    found = facts_of(tests, placed, lambda one: lines.get(one.name, ""))

    assert [one.example for one in found] == ["f('c') == 1", ""]


def test_a_record_from_before_examples_is_read() -> None:
    plain = json.loads(json.dumps(to_plain(RECORD)))
    for test in plain["evidence"]["tests"]:
        del test["example"]

    evidence = from_plain(MissionRecord, plain).evidence

    assert evidence is not None
    assert {one.example for one in evidence.tests} == {""}


def test_the_cases_of_a_mission_are_those_of_its_tests() -> None:
    assert (len(EVIDENCE.tests), EVIDENCE.cases) == (4, 5)


def test_a_record_from_before_cases_were_counted_is_read() -> None:
    plain = json.loads(json.dumps(to_plain(RECORD)))
    for test in plain["evidence"]["tests"]:
        del test["cases"]

    evidence = from_plain(MissionRecord, plain).evidence

    assert evidence is not None
    assert evidence.cases == len(evidence.tests) == 4
