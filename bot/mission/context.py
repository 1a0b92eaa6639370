"""What the steps of one mission work with: its plan, its doors and its limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.answers import PullAnswer
from bot.domain.learned import Learned
from bot.domain.mission import Limits, Mission
from bot.domain.outcome import SandboxTier
from bot.mission.recorded import Trials
from bot.ports.craft import Craft
from bot.ports.engine import Engine, Material
from bot.ports.worker import Conditions, Worker
from bot.ports.workshop import Suite, Workshop
from bot.ports.world import Clock, Console, Store

NOTHING_LEARNED = Learned("")
GENERATING = Conditions()
# How the folder of a scratch copy begins; what follows is random.
SCRATCH_PREFIX = "missions-"
# Everything a test might wrongly depend on differs here (design decision 11).
VERIFYING = Conditions(
    hash_seed=4242,
    timezone="Pacific/Chatham",
    locale="C.UTF-8",
    reverse_order=True,
    other_build=True,
)


@dataclass(frozen=True)
class Context:
    """The doors and facts of one mission.

    `mission_file` is the mission file's path below the repository, which a
    person may have renamed, and `mission_text` its text as read; `baseline` the suite before we
    change anything, `tree` the digest of the files and interpreter that it was
    measured with. `engines` builds the wanted engines, cheapest first.
    `deadline_s` is the clock's time at which generating stops. `recorded` gives
    the one warm worker for these conditions, which remembers its trials. `answers` are
    what people did with the mission's earlier pull requests. `factories` remembers, for
    all missions on these files, which values could be made. `learned` is what the mission's
    earlier runs taught about asking a model.
    """

    mission: Mission
    mission_file: str
    mission_text: str
    workshop: Workshop
    craft: Craft
    engines: Callable[[Material], tuple[Engine, ...]]
    baseline: Suite
    tree: str
    limits: Limits
    seed: int
    tier: SandboxTier
    clock: Clock
    console: Console
    store: Store
    deadline_s: float

    recorded: Callable[[Conditions], Worker]
    factories: Trials
    trial_seconds: Callable[[], tuple[float, ...]]
    answers: tuple[PullAnswer, ...] = ()
    learned: Learned = NOTHING_LEARNED

    def existing_tests(self, path: str) -> str:
        """Return the text of an earlier mission's test file, "" where there is none."""
        return self.workshop.read(path) if self.workshop.exists(path) else ""

    @property
    def is_late(self) -> bool:
        """Tell whether the mission's time for generating is over."""
        return self.clock.monotonic_s() >= self.deadline_s
