"""Input search: change drafts that came close, with the constants that guard what is missing."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.engines.search.documents import reads_lines
from bot.engines.search.entry import steps_of
from bot.engines.search.mutate import Mutator
from bot.engines.search.pieces import (
    NOTHING,
    SOURCE_MAX,
    Draft,
    Piece,
    Slot,
    plain_value,
    text_of,
)
from bot.engines.search.words import Words, guard_words, words_in

if TYPE_CHECKING:
    import random

    from bot.domain.coverage import Arc
    from bot.engines.search.code import Code, FunctionNode
    from bot.engines.search.pools import Pools
    from bot.engines.search.reached import Reached

STEPS_MAX = 3
"""Calls on the receiver before the one looked at."""

MET_MAX = 40
"""Patterns remembered that were met while the subject ran."""

FROM_POOL = 0.3
ALSO_ANOTHER = 0.25
WITH_STEP = 0.15
SOUND_FIRST = 0.75
NEAR_GUARD = 0.6
NEAR_FUNCTION = 0.92


class Varier:
    """Varies drafts; all chance comes from the caller's generator."""

    def __init__(self, pools: Pools, code: Code, texts: tuple[str, ...] = ()) -> None:
        self.pools = pools
        self.code = code
        self.texts = texts
        self._module = words_in([code.tree], code.patterns)
        self._met: tuple[str, ...] = ()
        self._linewise: dict[FunctionNode | None, bool] = {}
        self._guards: dict[int, tuple[Words, Words]] = {}

    def meet(self, patterns: tuple[str, ...]) -> None:
        """Take notice of patterns that the subject compiled while it ran."""
        self._met = tuple(dict.fromkeys((*self._met, *patterns)))[:MET_MAX]

    def vary(
        self,
        reached: list[Reached],
        lines: frozenset[int],
        arcs: frozenset[Arc],
        chance: random.Random,
    ) -> Draft:
        """Return a changed draft, from a parent that ran the line before what is missing."""
        guard = self._guard(reached, lines, arcs, chance)
        close = [one for one in reached if guard in one.lines] or reached
        sound = [one for one in close if one.returned]
        close = sound if sound and chance.random() < SOUND_FIRST else close
        parent = chance.choice(close[-8:] if chance.random() < 0.5 else close)  # noqa: PLR2004 - a taste
        words = self._words(guard, chance) + Words(patterns=self._met)
        mutator = Mutator(chance, words, self._samples(guard))
        draft = self._changed(parent.draft, mutator)
        while chance.random() < ALSO_ANOTHER:
            draft = self._changed(draft, mutator)
        return draft

    def _guard(
        self,
        reached: list[Reached],
        lines: frozenset[int],
        arcs: frozenset[Arc],
        chance: random.Random,
    ) -> int:
        """Choose the line whose way on is missing; the nearest one before it that ran."""
        ran = sorted({line for one in reached for line in one.lines})
        sources = sorted({arc[0] for arc in arcs} & set(ran))
        if sources:
            return chance.choice(sources)
        wanted = chance.choice(sorted(lines or {arc[0] for arc in arcs} or {0}))
        return max((line for line in ran if line < wanted), default=ran[0] if ran else 0)

    def _samples(self, guard: int) -> tuple[str, ...]:
        """Return texts of several lines for code that reads lines; elsewhere they say nothing."""
        function = self.code.around(guard)
        if function not in self._linewise:
            self._linewise[function] = function is not None and reads_lines(self.code, function)
        return self.texts if self._linewise[function] else ()

    def _words(self, guard: int, chance: random.Random) -> Words:
        if guard not in self._guards:
            function = self.code.around(guard)
            near = guard_words(self.code, function, guard)
            own = words_in(self.code.within(function), self.code.patterns) if function else Words()
            around = self.code.class_around(guard)
            own += words_in(self.code.within(around), self.code.patterns) if around else Words()
            self._guards[guard] = (near, near + own)
        near, own = self._guards[guard]
        roll = chance.random()
        if roll < NEAR_GUARD and (near.texts or near.numbers or near.patterns):
            return near
        return own if roll < NEAR_FUNCTION else self._module

    def _changed(self, draft: Draft, mutator: Mutator) -> Draft:
        chance = mutator.chance
        steps = steps_of(self.pools, draft.way)
        if steps and chance.random() < WITH_STEP:
            return self._stepped(draft, mutator)
        slots = [
            one
            for one in self.pools.slots(draft.way)
            if one.parameter or len(self.pools.pieces(draft.way, one)) > 2  # noqa: PLR2004 - nothing and one patch
        ]
        if not slots:
            return self._stepped(draft, mutator) if steps else draft
        slot = chance.choice(slots)
        return draft.with_piece(slot, self._piece(draft, slot, mutator))

    def _stepped(self, draft: Draft, mutator: Mutator) -> Draft:
        """Add a call before, change one, or take the first away."""
        chance = mutator.chance
        if len(draft.before) >= STEPS_MAX:
            return replace(draft, before=draft.before[1:], expectation=None)
        step = chance.choice(steps_of(self.pools, draft.way)).alike(draft.filled)
        if step.arguments and chance.random() < 0.5:  # noqa: PLR2004 - a taste
            at = chance.randrange(len(step.arguments))
            slot, piece = step.arguments[at]
            changed = (slot, self.mutated(piece, mutator))
            step = replace(
                step, arguments=(*step.arguments[:at], changed, *step.arguments[at + 1 :])
            )
        return replace(draft, before=(*draft.before, step), condition=step.says, expectation=None)

    def _piece(self, draft: Draft, slot: Slot, mutator: Mutator) -> Piece:
        chance = mutator.chance
        pool = self.pools.pieces(draft.way, slot)
        current = draft.piece(slot)
        if slot.parameter is None or chance.random() < FROM_POOL:
            return chance.choice(pool) if pool else NOTHING
        present = [one for one in pool if one != NOTHING]
        if current is None or (present and chance.random() < FROM_POOL):
            current = chance.choice(present) if present else NOTHING
        return self.mutated(current, mutator)

    def mutated(self, piece: Piece, mutator: Mutator) -> Piece:
        """Change a literal, or one constant inside an expression or its set-up."""
        found = plain_value(piece.source)
        if found:
            source = text_of(mutator.value(found[0]))
            return Piece(source) if len(source) <= SOURCE_MAX else piece
        texts = [piece.source, *piece.setup]
        places = [at for at, text in enumerate(texts) if _constants_of(text)]
        if not places:
            return piece
        at = mutator.chance.choice(places)
        texts[at] = _with_changed_constant(texts[at], mutator)
        return replace(piece, source=texts[0], setup=tuple(texts[1:]))


def _constants_of(text: str) -> list[ast.Constant]:
    """Return the constants of one-line code that may be changed: no keywords of library calls."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    fixed = {
        id(one.value)
        for one in ast.walk(tree)
        if isinstance(one, ast.keyword) and one.arg == "encoding"
    }
    return [
        one
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and id(one) not in fixed and one.lineno == one.end_lineno
    ]


def _with_changed_constant(text: str, mutator: Mutator) -> str:
    node = mutator.chance.choice(_constants_of(text))
    line = text.encode().splitlines(keepends=True)
    before = b"".join(line[: node.lineno - 1]) + line[node.lineno - 1][: node.col_offset]
    after = line[node.lineno - 1][node.end_col_offset or 0 :] + b"".join(line[node.lineno :])
    changed = text_of(mutator.value(node.value))
    return before.decode() + changed + after.decode() if len(changed) <= SOURCE_MAX else text
