"""The model engine: it asks for inputs and set-up where a model pays, one gap at a time.

What it is answered is a stranger's text. It is read as syntax, never run here, and each
situation made of it is screened, observed and judged like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.mission import EngineName
from bot.domain.trial import ObservedEnd
from bot.engines.model.agenda import CHARS_A_TOKEN, TOKENS_A_SITUATION, Agenda
from bot.engines.model.analysis import TOKENS_USUAL, Analysis
from bot.engines.model.beginnings import Beginnings
from bot.engines.model.pace import Pace
from bot.engines.model.proposals import proposal
from bot.engines.model.questions import Question, Questions, name_of, tokens_of
from bot.engines.model.records import asked_about, told_of, unanswered
from bot.engines.model.replies import count_read, read_answer
from bot.engines.model.told import Subject
from bot.engines.model.variants import kind_of
from bot.engines.repair.repair import Repairer
from bot.engines.search.verify import Verifier
from bot.stages.learning import ANSWERED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.coverage import Arc, FileCoverage, Segment
    from bot.domain.reading import Reading
    from bot.domain.trajectory import Asked
    from bot.domain.trial import Observation, Situation
    from bot.engines.model.replies import Reply
    from bot.engines.model.variants import Experience
    from bot.ports.engine import Material
    from bot.ports.model import Completion, Model, ModelCard, Prompt
    from bot.ports.prompts import Prompts

ASKED_MAX = 80
"""Questions of one mission."""

FRUITLESS_MAX = 16
"""Questions in a row that brought no test; then what is left is taken for out of reach."""

FAILURES_MAX = 2
"""Questions in a row that nobody answered; then the model counts as gone."""

REPAIRS_MAX = 8
"""Repaired situations of one answer."""


class ModelEngine:
    """Proposes what a model answers. Equal answers give equal proposals.

    `seconds_left` is how long the mission may still propose; without `experience` each
    question is put in the way that is the best by habit. Where no other engine calls the
    functions, `begins` says that this one does, once each. `note` says why there is no more:
    no model, no time, or nothing left to ask.
    """

    def __init__(
        self,
        material: Material,
        model: Model,
        prompts: Prompts,
        seconds_left: Callable[[], float],
        experience: Experience | None = None,
        *,
        begins: bool = False,
    ) -> None:
        self._material = material
        self._model = model
        self._seconds_left = seconds_left
        self._subject = Subject(material)
        self._verifier = Verifier(self._subject.values)
        self._agenda = Agenda(self._subject)
        self._experience = experience
        self._questions = Questions(self._subject, prompts, experience)
        self._analysis = Analysis(self._subject, prompts)
        self._beginnings = Beginnings(self._subject) if begins else None
        self._reading: Reading | None = None
        self._gained = False
        self._repairer: Repairer | None = None
        self._pace = Pace()
        self._begun: Question | None = None
        self._ready: list[Situation] = []
        self._proposed: set[str] = set()
        self._first: dict[str, Observation] = {}
        """What first calls did, and repaired ones of them."""
        self._told: list[Asked] = []
        self._covered: tuple[set[int], set[Arc]] = (set(), set())
        self._tried = self._asked = self._fruitless = self._failures = self._repairs = 0
        self.note = ""

    @property
    def name(self) -> EngineName:
        """Name it as records do."""
        return EngineName.MODEL

    def propose(self, file: FileCoverage, count: int) -> list[Situation]:
        """Return at most `count` new situations for what is missing; [] when out of ideas.

        Each call asks until an answer can be used, and begins the next question before it
        returns, so that a server answers while this answer is being proven.
        """
        file = self._never_covered(file)
        # What is read of a subject hangs on what it lacks before anything is called.
        self._read_subject(file)
        count = min(count, self._material.limits.situations_max - self._tried)
        if count <= 0:
            self.note = "all situations that the mission may try were tried"
            return []
        if self._beginnings is not None:
            begun = self._beginnings.situations(file)
            self._ready += [one for one in begun if self._is_new(one)]
        while not self._ready:
            card = self._model.card
            question = self._next(file) if card is not None and self._may_ask else None
            if question is None and card is not None and self._begins_again():
                continue
            if card is None or question is None:
                self.note = self.note or self._model.note
                return []
            if not self._has_time_for(question):
                self.note = "the time left would not have proven another answer"
                return []
            self._ask(question, card)
            self._begin(file, question.choice.gap.segment)
        batch = self._ready[:count]
        del self._ready[: len(batch)]
        return batch

    def learn(self, situation: Situation, observation: Observation, *, gained: bool) -> None:
        """Take notice of what a proposed situation did; one that failed is repaired."""
        self.watch(situation, observation)
        if situation.prompt:
            self._agenda.learn(situation, observation)
        else:
            self._first[situation.source] = observation
        if gained:
            self._fruitless = 0
            self._gained = self._gained or bool(situation.prompt)
            if self._experience is not None:
                self._experience.gains(situation.prompt)
        elif observation.end is not ObservedEnd.REFUSED and self._repairs < REPAIRS_MAX:
            self._repair(situation, observation)

    def watch(self, situation: Situation, observation: Observation) -> None:
        """Take notice of what another engine's situation did."""
        self._tried += 1
        self._subject.watch(situation, observation)

    def to_make(self) -> list[Situation]:
        """Return situations that make one value of a class each; [] once nothing is to ask."""
        return self._verifier.situations()

    def take_made(self, situation: Situation, *, is_made: bool) -> None:
        """Take notice of whether a value could be made: prompts name what works."""
        self._verifier.take(situation, is_made=is_made)

    def told(self) -> list[Asked]:
        """Return what was asked and answered since this was called last, in order."""
        told, self._told = self._told, []
        return told

    @property
    def reading(self) -> Reading | None:
        """Return what the model made of the subject, as far as the code bears it out."""
        return self._reading

    def _read_subject(self, file: FileCoverage) -> None:
        """Ask once what the subject is about; what is risky in it is asked about first."""
        card = self._model.card
        prompt = self._analysis.prompt(file) if card is not None and self._may_ask else None
        if prompt is None or card is None:
            return
        tokens_in = tokens_of(prompt.system, prompt.user)
        if not self._pace.fits(self._seconds_left(), tokens_in=tokens_in, tokens_out=TOKENS_USUAL):
            return
        self._asked += 1
        completion = self._model.ask(prompt)
        self._hear(prompt, completion)
        name = name_of(prompt)
        self._reading = self._analysis.read(completion.text, name)
        if self._reading is not None:
            self._agenda.risky = frozenset(self._reading.risky)
        count = count_read(name, completion.text)
        self._told.append(told_of(self._asked, name, completion, card, count))

    @property
    def _may_ask(self) -> bool:
        return (
            self._asked < ASKED_MAX
            and self._fruitless < FRUITLESS_MAX
            and self._failures < FAILURES_MAX
        )

    def _begins_again(self) -> bool:
        """Ask all that is left once more, where asking has brought something since last time.

        Where nothing else calls the functions, what is left is no harder than the rest.
        """
        is_hopeful = self._gained or self._beginnings is not None
        is_worth_it = self._may_ask and is_hopeful and self._agenda.begin_again()
        self._gained = False
        return is_worth_it

    def _has_time_for(self, question: Question) -> bool:
        tokens_out = TOKENS_A_SITUATION * question.choice.most
        return self._pace.fits(
            self._seconds_left(), tokens_in=question.tokens, tokens_out=tokens_out
        )

    def _next(self, file: FileCoverage) -> Question | None:
        """Return what was begun, if it is still worth an answer, else what is chosen now."""
        begun, self._begun = self._begun, None
        if begun is not None and any(aim.is_open(file) for aim in begun.choice.aims):
            return begun
        if begun is not None:
            self._model.forget(begun.prompt)
        return self._choose(file)

    def _choose(self, file: FileCoverage, skip: Segment | None = None) -> Question | None:
        while (choice := self._agenda.choose(file, skip)) is not None:
            question = self._questions.question(choice, self._agenda.round)
            if question is not None:
                return question
            # Too long to be asked: it counts as asked, so that the next one has its turn.
            self._agenda.asked(choice)
        return None

    def _begin(self, file: FileCoverage, skip: Segment) -> None:
        """Let the server work on another gap while this answer is proven."""
        question = self._choose(file, skip) if self._may_ask else None
        if question is not None and self._has_time_for(question):
            self._begun = question
            self._model.begin(question.prompt)

    def _ask(self, question: Question, card: ModelCard) -> None:
        self._agenda.asked(question.choice)
        self._asked += 1
        self._fruitless += 1
        self._repairs = 0
        completion = self._model.ask(question.prompt)
        self._hear(question.prompt, completion)
        if self._experience is not None and completion.end in ANSWERED:
            self._experience.asks(kind_of(question.choice), question.source.prompt)
        found = read_answer(question.prompt.version, completion.text)
        self._ready += self._new(question, found)
        self._told.append(asked_about(self._asked, question, completion, card, len(found)))

    def _hear(self, prompt: Prompt, completion: Completion) -> None:
        """Take notice of how long an answer took, and of why there is none."""
        written = len(completion.text) // CHARS_A_TOKEN
        asked = tokens_of(prompt.system, prompt.user)
        self._pace.take(completion, tokens_in=asked, tokens_out=written)
        self.note = unanswered(completion)
        self._failures = self._failures + 1 if self.note else 0

    def _new(self, question: Question, found: Sequence[Reply]) -> list[Situation]:
        """Return the situations of an answer that were never proposed."""
        knowledge = self._subject.knowledge
        made = [proposal(one, question.source, knowledge, turn) for turn, one in enumerate(found)]
        for one in made:
            # What repeats a first call is known not to do; the next question says so, once.
            seen = self._first.pop(one.source, None)
            if seen is not None:
                self._agenda.learn(one, seen)
        return [one for one in made if self._is_new(one)]

    def _repair(self, situation: Situation, observation: Observation) -> None:
        if self._repairer is None:
            self._repairer = Repairer(self._subject.knowledge)
        for one in self._repairer.repair(situation, observation):
            if self._repairs < REPAIRS_MAX and self._is_new(one.situation):
                self._repairs += 1
                self._ready.append(one.situation)

    def _is_new(self, situation: Situation) -> bool:
        """Tell whether a situation was never proposed; what is expected of it does not count."""
        is_new = situation.source not in self._proposed
        self._proposed.add(situation.source)
        return is_new

    def _never_covered(self, file: FileCoverage) -> FileCoverage:
        """Leave out what ran at import, and what was covered before: its inputs are known."""
        facts = self._material.facts
        lines, arcs = self._covered
        lines |= file.executed | facts.imported_lines
        arcs |= file.executed_arcs | facts.imported_arcs
        return file.with_executed(lines, arcs)
