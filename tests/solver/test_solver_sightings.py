"""Which situations the solver starts from: those that came nearest to a gap."""

from __future__ import annotations

from dataclasses import replace

from fakes.solving import situation

from bot.domain.coverage import Gap, Segment, SegmentKind
from bot.domain.trial import Observation, ObservedEnd
from bot.engines.solver.sightings import SIGHTINGS_MAX, Sightings


class TestSightings:
    FUNCTION = Segment("f", SegmentKind.FUNCTION, 1, 9)
    INNER = Segment("f.g", SegmentKind.FUNCTION, 4, 6)

    def observed(self, *lines: int, end: ObservedEnd = ObservedEnd.RETURNED) -> Observation:
        return Observation(end, frozenset(lines), frozenset())

    def gap(self, *arcs: tuple[int, int]) -> Gap:
        return Gap(self.FUNCTION, frozenset(), frozenset(arcs))

    def nearest(self, sightings: Sightings, *arcs: tuple[int, int]) -> list[str]:
        return [one.call for one in sightings.nearest(self.gap(*arcs))]

    def test_what_ran_the_guard_comes_first(self) -> None:
        sightings = Sightings((self.FUNCTION,))
        sightings.take(situation("far(1)"), self.observed(1, 2))
        sightings.take(situation("near(1)"), self.observed(1, 3))

        assert self.nearest(sightings, (3, 9)) == ["near(1)", "far(1)"]

    def test_what_returned_comes_before_what_raised(self) -> None:
        sightings = Sightings((self.FUNCTION,))
        sightings.take(situation("raised(1)"), self.observed(1, 3, end=ObservedEnd.RAISED))
        sightings.take(situation("returned(1)"), self.observed(1, 3))

        assert self.nearest(sightings, (3, 9)) == ["returned(1)", "raised(1)"]

    def test_what_calls_the_function_itself_comes_first(self) -> None:
        sightings = Sightings((self.FUNCTION,))
        sightings.take(situation("outer(1, 2)"), self.observed(1, 3))
        sightings.take(situation("f(1)"), self.observed(1, 3))

        assert self.nearest(sightings, (3, 9)) == ["f(1)", "outer(1, 2)"]

    def test_more_values_are_more_to_solve_for(self) -> None:
        sightings = Sightings((self.FUNCTION,))
        sightings.take(situation("f({'a': 1})"), self.observed(1, 3))
        sightings.take(situation("f({'a': 1, 'b': 2})"), self.observed(1, 3))

        assert self.nearest(sightings, (3, 9)) == ["f({'a': 1, 'b': 2})", "f({'a': 1})"]

    def test_the_shortest_of_a_shape_is_kept(self) -> None:
        sightings = Sightings((self.FUNCTION,))
        for number in (1000, 1, 20):
            sightings.take(situation(f"f({number})"), self.observed(1, 3))

        assert self.nearest(sightings) == ["f(1)"]

    def test_lines_belong_to_the_innermost_function(self) -> None:
        sightings = Sightings((self.FUNCTION, self.INNER))
        sightings.take(situation("f(1)"), self.observed(5))

        assert self.nearest(sightings) == []

    def test_methods_are_functions_too(self) -> None:
        method = replace(self.FUNCTION, kind=SegmentKind.METHOD)
        sightings = Sightings((method,))
        sightings.take(situation("f(1)"), self.observed(1))

        assert [one.call for one in sightings.nearest(Gap(method, frozenset(), frozenset()))]

    def test_what_broke_or_hung_is_not_kept(self) -> None:
        sightings = Sightings((self.FUNCTION,))
        for end in (ObservedEnd.BROKEN, ObservedEnd.TIMED_OUT, ObservedEnd.DIED):
            sightings.take(situation("f(1)"), self.observed(1, end=end))

        assert self.nearest(sightings) == []

    def test_only_so_many_are_kept(self) -> None:
        sightings = Sightings((self.FUNCTION,))
        for at in range(SIGHTINGS_MAX + 5):
            sightings.take(situation(f"f{'x' * at}(1)"), self.observed(1))

        assert len(self.nearest(sightings)) == SIGHTINGS_MAX
