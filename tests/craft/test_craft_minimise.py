from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mission import EngineName
from bot.domain.tested import Mutant
from bot.domain.trial import Assertion, Candidate, Kept, OracleOrigin, Situation
from bot.stages.integrate import settled
from bot.stages.minimise import Own, answered, fewest, own, refused

MUTANTS = [Mutant(line, 0, 1, "a", "b") for line in range(5)]


def kept(
    *lines: int,
    arcs: frozenset[tuple[int, int]] = frozenset(),
    kills: frozenset[Mutant] = frozenset(),
    size: int = 1,
    origin: OracleOrigin = OracleOrigin.OBSERVED,
) -> Kept:
    situation = Situation("f", (), (), "f(" + "1" * size + ")", EngineName.SEARCH)
    candidate = Candidate("test_f", situation, (Assertion(origin, ("assert result == 1",)),))
    return Kept(candidate, frozenset(lines), arcs, kills, kills)


ANY_KEPT = st.builds(
    lambda lines, arcs, kills, size: kept(*lines, arcs=arcs, kills=kills, size=size),
    st.frozensets(st.integers(1, 9), max_size=5),
    st.frozensets(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=4),
    st.frozensets(st.sampled_from(MUTANTS), max_size=3),
    st.integers(1, 30),
)
MUST_LINES = frozenset(range(1, 8))
MUST_ARCS = frozenset((a, b) for a in range(1, 4) for b in range(1, 4))


def reached(
    tests: tuple[Kept, ...],
) -> tuple[frozenset[int], frozenset[tuple[int, int]], frozenset[Mutant]]:
    lines = frozenset(line for one in tests for line in one.lines) & MUST_LINES
    arcs = frozenset(arc for one in tests for arc in one.arcs) & MUST_ARCS
    return lines, arcs, frozenset(mutant for one in tests for mutant in one.kills)


@given(st.lists(ANY_KEPT, max_size=9))
def test_fewest_reaches_and_kills_what_all_did(tests: list[Kept]) -> None:
    left = fewest(tests, MUST_LINES, MUST_ARCS)

    assert reached(left) == reached(tuple(tests))


@given(st.lists(ANY_KEPT, max_size=9))
def test_fewest_leaves_no_redundant_test(tests: list[Kept]) -> None:
    left = fewest(tests, MUST_LINES, MUST_ARCS)

    for at in range(len(left)):
        assert reached((*left[:at], *left[at + 1 :])) != reached(left)


@given(st.lists(ANY_KEPT, max_size=9))
def test_fewest_keeps_the_order(tests: list[Kept]) -> None:
    left = fewest(tests, MUST_LINES, MUST_ARCS)

    rest = iter(tests)
    assert all(any(one is other for other in rest) for one in left)


def test_the_shorter_of_equal_tests_is_kept() -> None:
    long, short = kept(1, 2, size=20), kept(1, 2, size=2)

    assert fewest([long, short], {1, 2}, ()) == (short,)


def test_a_documented_oracle_wins_over_an_observed_one() -> None:
    observed = kept(1, 2, size=2)
    documented = kept(1, 2, size=10, origin=OracleOrigin.DOCUMENTED)

    assert fewest([observed, documented], {1, 2}, ()) == (documented,)


def test_what_a_reader_minds_counts_as_length() -> None:
    minded = replace(kept(1, 2, size=2), burden=90)
    longer = kept(1, 2, size=60)

    assert fewest([minded, longer], {1, 2}, ()) == (longer,)
    assert fewest([minded, kept(1)], {1, 2}, ()) == (minded,)


def test_own_is_what_no_other_does() -> None:
    one = kept(1, 2, 3, arcs=frozenset({(1, 2), (2, 3)}), kills=frozenset(MUTANTS[:2]))
    other = kept(2, arcs=frozenset({(1, 2)}), kills=frozenset(MUTANTS[:1]))

    assert own(one, [other], {1, 2}, {(1, 2), (2, 3)}) == Own(
        frozenset({1}), frozenset({(2, 3)}), frozenset(MUTANTS[1:2])
    )
    assert own(other, [one], {1, 2}, ()).is_nothing


def test_an_early_choice_that_turns_out_redundant_goes() -> None:
    middle, left, right = kept(2, 3, 4, 5), kept(1, 2, 3, size=20), kept(4, 5, 6, size=20)

    assert fewest([middle, left, right], range(1, 7), ()) == (left, right)


def test_a_test_that_only_kills_is_kept() -> None:
    plain = kept(1)
    killer = kept(1, kills=frozenset(MUTANTS[:1]), size=30)

    assert killer in fewest([plain, killer], {1}, ())


def test_a_test_that_brings_nothing_is_left_out() -> None:
    assert fewest([kept(8), kept(1)], {1}, ()) == (kept(1),)


def test_a_name_loses_its_number_where_the_test_before_it_was_dropped() -> None:
    names = ["test_f__2", "test_g", "test_g__2", "test_g__3", "test_is_2", "test_h__3", "test_h__2"]
    one = kept(1)
    tests = [replace(one, candidate=replace(one.candidate, name=name)) for name in names]

    assert [each.candidate.name for each in settled(tests)] == [
        "test_f", "test_g", "test_g_2", "test_g_3", "test_is_2", "test_h", "test_h_2",
    ]  # fmt: skip


def acting(one: Kept, *names: str, raises: str = "") -> Kept:
    assertions = (Assertion(OracleOrigin.OBSERVED, raises=raises),) if raises else ()
    said = replace(one.candidate, assertions=assertions or one.candidate.assertions)
    return replace(one, candidate=said, acts_on=frozenset(names))


ERROR = acting(kept(1, 2), "f", raises="ValueError")


def test_a_function_of_which_errors_alone_are_needed_keeps_a_test_that_it_works() -> None:
    works = acting(kept(size=20), "f")
    shorter = acting(kept(1, size=9), "f", "g")
    other = acting(kept(), "g")

    assert refused([ERROR, other]) == ["f"]
    assert answered([ERROR, other]) == {"g"}
    assert fewest([works, ERROR, shorter, other], {1, 2}, set()) == (ERROR, shorter)


def test_a_documented_success_goes_before_a_shorter_one() -> None:
    short = acting(kept(), "f")
    documented = acting(kept(size=50, origin=OracleOrigin.DOCUMENTED), "f")

    assert fewest([ERROR, short, documented], {1, 2}, set()) == (ERROR, documented)


def test_where_it_is_shown_to_work_anyway_no_success_is_added() -> None:
    needed, more = acting(kept(3), "f"), acting(kept(), "f")

    assert fewest([ERROR, needed, more], {1, 2, 3}, set()) == (ERROR, needed)


def test_one_test_shows_two_functions_to_work() -> None:
    both = acting(kept(), "f", "g")
    errors = acting(kept(1, 2), "f", "g", raises="ValueError")

    assert fewest([errors, both], {1, 2}, set()) == (errors, both)


def test_of_two_that_do_the_same_the_documented_one_stays() -> None:
    first, second = kept(1, 2, 3, size=3), kept(3, 4, size=3)
    documented = kept(2, 3, 4, size=60, origin=OracleOrigin.DOCUMENTED)
    lone = kept(1)

    assert documented in fewest([first, second, documented, lone], {1, 2, 3, 4}, set())
