"""Kept tests give way to ones that are less to read and do the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes.craft import FakeCraft
from fakes.language import situation
from fakes.proving import proved, prover

from bot.domain.tested import Mutant
from bot.domain.trial import OracleOrigin, Verdict
from bot.mission import polish
from bot.mission.polish import Polisher
from bot.mission.prove_kill import prove_kill
from bot.stages.minimise import fewest


class Table:
    """A mission whose tests are proven from calls, and what is left of them."""

    def __init__(self, *calls: str) -> None:
        self.prover = prover()
        for call in calls:
            proved(self.prover, call)

    def polished(self, *, is_over: bool = False, asked_max: int = 1000) -> list[str]:
        """Polish until time is over, which it is once that was asked so many times."""
        left = iter([is_over] * asked_max)
        ledger = self.prover.ledger
        must = ledger.reached(ledger.file.executed, ledger.file.executed_arcs)
        Polisher(self.prover, *must, is_over=lambda: next(left, True)).polish()
        return [one.candidate.situation.call for one in ledger.kept]


def test_what_a_test_can_do_without_is_left_out() -> None:
    table = Table("2,3 returned option-a option-b")

    assert table.polished() == ["2,3 returned"]
    assert table.prover.ledger.kept[0].lines == {2, 3}


def test_an_option_is_kept_where_a_mutant_is_noticed_only_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    table = Table("2 returned option-blind")
    # Without the option nothing is noticed any more.
    monkeypatch.setattr(
        FakeCraft,
        "ablated",
        lambda _, one: [replace(one, call="2 returned blind-2")] * ("option" in one.call),
    )

    assert table.polished() == ["2 returned option-blind"]


def test_a_line_that_another_test_reaches_needs_no_option(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table("2,3 returned option-a", "4 returned")
    ablated = {"2,3 returned option-a": ["2,4 returned", "2 returned", "2,3 returned"]}
    monkeypatch.setattr(
        FakeCraft,
        "ablated",
        lambda _, one: [replace(one, call=call) for call in ablated.get(one.call, [])],
    )

    # Line 3 is reached by this test alone: only the last variant will do.
    assert table.polished() == ["2,3 returned", "4 returned"]


def test_a_test_that_a_reader_minds_gives_way_to_what_was_seen() -> None:
    table = Table("2 returned minded", "2 returned telling", "3 returned")

    assert table.polished() == ["2 returned telling", "3 returned"]


def test_what_works_gives_no_way_to_an_error_and_an_error_gives_way_to_either() -> None:
    assert Table("2 returned minded", "2 raised refuses").polished() == ["2 returned minded"]
    assert Table("2 raised minded refuses", "2 raised refuses").polished() == ["2 raised refuses"]


@pytest.mark.parametrize(
    "other",
    ["2 returned minded too", "2 returned hollow", "2 returned blind-2", "2 returned flaky"],
)
def test_nothing_worse_takes_the_place_of_a_test(other: str) -> None:
    assert Table("2 returned minded", other).polished() == ["2 returned minded"]


def test_a_test_that_is_minded_does_not_stay_for_having_been_the_first() -> None:
    table = Table("2 returned minded", "2,3 returned")
    ledger = table.prover.ledger
    first, second = ledger.kept
    assert first.kills
    assert first.kills.isdisjoint(second.kills)

    table.polished()

    assert first.kills <= ledger.kept[1].kills
    assert first.kills <= ledger.kept[1].tried
    assert not any(one.burden for one in fewest(ledger.kept, {2, 3}, ()))


def test_what_another_test_does_not_notice_is_not_its_own() -> None:
    table = Table("2 returned minded", "2,3 returned blind-2")

    table.polished()

    kept = table.prover.ledger.kept
    assert {mutant.line for mutant in kept[1].kills} == {3}
    assert len(fewest(kept, {2, 3}, ())) == 2


def test_a_default_is_noticed_in_the_body_and_not_on_its_own_line() -> None:
    table = Table("2 returned option-a", "3 returned minded", "3 returned telling")
    default = Mutant(1, 0, 1, "a", "b", body_line=2)
    bound = replace(default, body_line=3)
    ledger = table.prover.ledger
    ledger.kept = [
        replace(one, kills=one.kills | {mutant}, tried=one.tried | {mutant})
        for one, mutant in zip(ledger.kept, (default, bound), strict=True)
    ]

    assert table.polished() == ["2 returned", "3 returned telling"]
    assert all(one.kills <= one.tried for one in ledger.kept)
    assert [mutant in one.kills for one, mutant in zip(ledger.kept, (default, bound), strict=True)]


def test_what_a_document_says_is_kept_whatever_a_reader_minds() -> None:
    table = Table("2 returned minded", "2 raised")
    [one] = table.prover.ledger.kept
    said = tuple(replace(a, origin=OracleOrigin.DOCUMENTED) for a in one.candidate.assertions)
    documented = replace(one, candidate=replace(one.candidate, assertions=said))
    table.prover.ledger.kept = [documented]

    assert table.polished() == ["2 returned minded"]


def test_a_test_without_which_nothing_is_missing_is_left_to_the_set_cover() -> None:
    table = Table("2 returned option-a")
    table.prover.ledger.kept *= 2
    table.prover.ledger.kept[1] = replace(table.prover.ledger.kept[0], burden=1)

    assert table.polished() == ["2 returned option-a"] * 2


def test_a_test_that_becomes_the_twin_of_another_is_one_with_it() -> None:
    table = Table("2,3 returned")
    longer = situation("2,3 returned option-a")
    [seen] = table.prover.here.observe([longer])
    prove_kill(table.prover, longer, seen, seen, [Mutant(3, 0, 1, "a", "c")])

    assert table.polished() == ["2,3 returned"]
    assert {mutant.after for mutant in table.prover.ledger.kept[0].kills} == {"b", "c"}


def test_what_takes_the_place_of_a_test_is_in_the_trajectory() -> None:
    table = Table("2 returned option-a")
    table.polished()

    assert table.prover.ledger.verdicts[Verdict.ACCEPTED] == 2


def test_time_ends_it() -> None:
    assert Table("2 returned option-a").polished(is_over=True) == ["2 returned option-a"]


@pytest.mark.parametrize(
    ("asked_max", "left"),
    [
        (1, "2 returned option-a option-b"),
        (2, "2 returned option-a option-b"),
        (3, "2 returned option-b"),
        (4, "2 returned option-b"),
        (5, "2 returned"),
    ],
)
def test_time_ends_it_in_the_midst_of_a_test(asked_max: int, left: str) -> None:
    assert Table("2 returned option-a option-b").polished(asked_max=asked_max) == [left]


def test_time_ends_the_search_for_another_test() -> None:
    table = Table("2 returned minded", "2 raised")

    assert table.polished(asked_max=1) == ["2 returned minded"]


def test_what_is_left_out_of_one_test_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polish, "ROUNDS_MAX", 1)

    assert Table("2 returned option-a option-b").polished() == ["2 returned option-b"]
