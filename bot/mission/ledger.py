"""What one mission has covered, kept and refused so far, while its engines work."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.codec import to_json
from bot.domain.mission import EngineName
from bot.domain.outcome import EngineShare, RemainingGap, SuspectedBug
from bot.domain.trajectory import Attempt, Purpose, Sought
from bot.domain.trial import Kept, Situation, Verdict
from bot.stages.analyse import gaps
from bot.stages.asked import model_share
from bot.stages.integrate import OwnGain, own_gains

if TYPE_CHECKING:
    from bot.domain.coverage import Arc, FileCoverage, Segment
    from bot.domain.reading import Reading
    from bot.domain.trajectory import Asked
    from bot.ports.world import Store

TRAJECTORY = "trajectory.jsonl"
COMPLETIONS = "completions.jsonl"
REFUSALS_PER_GAIN_MAX = 20
BUGS_MAX = 20
Gain = tuple[frozenset[int], frozenset["Arc"]]
NO_GAIN: Gain = (frozenset(), frozenset())
JUST_GAIN = Sought()


class Ledger:
    """The moving state of generating; everything that leaves it is frozen."""

    def __init__(self, file: FileCoverage, store: Store) -> None:
        self.base = file
        self.file = file
        self.kept: list[Kept] = []
        self.bugs: list[SuspectedBug] = []
        self.verdicts: Counter[Verdict] = Counter()
        self.reading: Reading | None = None
        """What an engine made of the subject."""
        self.note = ""
        """Why the last situation got its verdict, "" for no more reason than that."""
        self._proposed: Counter[EngineName] = Counter()
        self._refusals: Counter[Gain] = Counter()
        self._touched: dict[int, str] = {}
        self._store = store
        self._number = 0
        self.asked: list[Asked] = []

    def gain(self, lines: frozenset[int], arcs: frozenset[Arc]) -> Gain:
        """Return which of these lines and arcs the subject still misses."""
        return self.file.missing & lines, self.file.missing_arcs & arcs

    def reached(self, lines: frozenset[int], arcs: frozenset[Arc]) -> Gain:
        """Return which of these the subject missed before the first test was kept."""
        return self.base.missing & lines, self.base.missing_arcs & arcs

    def is_hopeless(self, gain: Gain) -> bool:
        """Tell whether this very gain was refused so often that trying again wastes time."""
        return self._refusals[gain] >= REFUSALS_PER_GAIN_MAX

    def accept(self, kept: Kept) -> None:
        """Count a proven test's lines and arcs as covered."""
        self.file = self.file.with_executed(kept.lines, kept.arcs)
        self.kept.append(kept)

    def of(self, situation: Situation) -> Kept | None:
        """Return the kept test of this very situation, None where there is none."""
        return next((one for one in self.kept if one.candidate.situation == situation), None)

    def note_bugs(self, bugs: tuple[SuspectedBug, ...]) -> None:
        """Add findings not yet listed, up to a limit."""
        for bug in bugs:
            if not self.knows(bug) and len(self.bugs) < BUGS_MAX:
                self.bugs.append(bug)

    def knows(self, bug: SuspectedBug) -> bool:
        """Tell whether a finding of the same place and promise is listed."""
        known = {(one.segment, one.line, one.expected) for one in self.bugs}
        return (bug.segment, bug.line, bug.expected) in known

    def log(
        self,
        situation: Situation,
        verdict: Verdict,
        gain: Gain,
        note: str,
        sought: Sought = JUST_GAIN,
    ) -> None:
        """Count a verdict; useless ones leave a line in the trajectory where a model was asked."""
        self.verdicts[verdict] += 1
        self._proposed[situation.engine] += 1
        self.note = note
        if verdict is Verdict.USELESS and not situation.prompt:
            return
        if verdict not in {Verdict.ACCEPTED, Verdict.USELESS}:
            self._refusals[gain] += 1
            self.touch(gain, verdict)
        self._number += 1
        attempt = Attempt(
            number=self._number,
            engine=situation.engine,
            segment=situation.segment,
            verdict=verdict,
            source=situation.source,
            gained_lines=len(gain[0]),
            gained_arcs=len(gain[1]),
            note=note,
            prompt=situation.prompt,
            situation=None if sought.purpose is Purpose.ANSWER else situation,
            sought=sought,
        )
        self._store.append(TRAJECTORY, to_json(attempt))

    def note_asked(self, asked: Asked) -> None:
        """Write down what a model was asked; an answer that holds nothing is unreadable."""
        self.asked.append(asked)
        self._store.append(COMPLETIONS, to_json(asked))
        if asked.text and not asked.situations:
            source, note = asked.text, f"no new situation can be read; it {asked.end}"
            self.log(
                Situation(asked.segment, (), (), source, EngineName.MODEL, prompt=asked.prompt),
                Verdict.UNREADABLE,
                NO_GAIN,
                note,
                Sought(Purpose.ANSWER),
            )

    def touch(self, gain: Gain, verdict: Verdict) -> None:
        """Remember why lines that were reached are not covered."""
        self._touched.update(dict.fromkeys(sorted(gain[0]), verdict.value))

    def shares(self, kept: tuple[Kept, ...]) -> tuple[EngineShare, ...]:
        """Tell what each engine proposed and what of it is among `kept`."""
        gains = own_gains(kept)
        engines = {*self._proposed, *([EngineName.MODEL] if self.asked else [])}
        shares = [
            _share(engine, self._proposed[engine], [own for own in gains if own.engine is engine])
            for engine in sorted(engines)
        ]
        model = model_share(self.asked, {one.candidate.situation.prompt for one in kept})
        return tuple(
            replace(one, model=model) if one.engine is EngineName.MODEL else one for one in shares
        )

    def remaining(self, segments: tuple[Segment, ...], *, late: bool) -> tuple[RemainingGap, ...]:
        """List what stays uncovered, with what we know of the reason."""
        return tuple(
            RemainingGap(
                segment=gap.segment.name,
                lines=tuple(sorted(gap.lines)),
                arcs=len(gap.arcs),
                reason=self._reason(gap.lines, late=late),
            )
            for gap in gaps(self.file, segments)
        )

    def _reason(self, lines: frozenset[int], *, late: bool) -> str:
        refused = [self._touched[line] for line in sorted(lines) if line in self._touched]
        if refused:
            return f"reached, but no test of it held: {refused[0]}"
        if late:
            return "the mission's time was over"
        return "no input was found that gets here" if lines else "one way of a branch is not taken"


def _share(engine: EngineName, proposed: int, gains: list[OwnGain]) -> EngineShare:
    return EngineShare(
        engine=engine,
        proposed=proposed,
        kept=len(gains),
        lines_gained=sum(len(own.lines) for own in gains),
        arcs_gained=sum(len(own.arcs) for own in gains),
    )
