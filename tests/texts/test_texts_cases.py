"""A test function counts its cases: the candidates that stand in its table."""

from __future__ import annotations

import json

from fakes.records import EVIDENCE, RECORD

from bot.codec import from_plain, to_plain
from bot.domain.mission import EngineName
from bot.domain.outcome import MissionRecord
from bot.domain.trial import Assertion, Candidate, Kept, Mutant, OracleOrigin, Situation
from bot.stages.integrate import facts_of


def kept(name: str, *lines: int) -> Kept:
    situation = Situation("f", (), (), f"f({name!r})", EngineName.SEARCH)
    assertion = Assertion(OracleOrigin.OBSERVED, ("assert result == 1",))
    kills = frozenset({Mutant(line, 0, 1, "a", "b") for line in lines})
    candidate = Candidate(name, situation, (assertion,))
    return Kept(candidate, frozenset(lines), frozenset(), kills, kills)


def test_a_table_is_one_test_with_a_case_for_each_candidate() -> None:
    placed = {"test_f": ("test_a", "test_b", "test_c"), "test_d": ("test_d",)}
    tests = [kept("test_a", 1, 2), kept("test_b", 2, 3), kept("test_c", 3), kept("test_d", 4)]

    table, alone = facts_of(tests, placed)

    assert (table.name, table.cases, table.lines_gained) == ("test_f", 3, 3)
    assert (alone.name, alone.cases, alone.lines_gained) == ("test_d", 1, 1)


def test_the_cases_of_a_mission_are_those_of_its_tests() -> None:
    assert (len(EVIDENCE.tests), EVIDENCE.cases) == (4, 5)


def test_a_record_from_before_cases_were_counted_is_read() -> None:
    plain = json.loads(json.dumps(to_plain(RECORD)))
    for test in plain["evidence"]["tests"]:
        del test["cases"]

    evidence = from_plain(MissionRecord, plain).evidence

    assert evidence is not None
    assert evidence.cases == len(evidence.tests) == 4
