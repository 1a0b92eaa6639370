"""One mission on fakes, from its file to its record."""

from fakes.clock import FakeClock
from fakes.console import FakeConsole
from fakes.craft import FakeCraft
from fakes.engine import FakeEngine
from fakes.language import SUBJECT
from fakes.store import MemoryStore
from fakes.workshop import FakeWorkshop, suite

from bot.domain.coverage import Tally
from bot.domain.mission import Limits, Mission, Priority, Step, StepType
from bot.domain.outcome import MissionRecord, SandboxTier
from bot.mission.context import Context
from bot.mission.engine import run_mission
from bot.mission.recorded import RecordedWorker, Trials
from bot.mission.steps.analyze import digest_of
from bot.ports.worker import Conditions, Worker
from bot.ports.workshop import Suite

TOOLS = ("analyze", "generate", "integrate", "verify", "archive", "registry")
TESTS = "tests/test_a_missions.py"
FOUR_OF_TEN = ("2,3 returned", "4 raised", "1 returned")


def mission(target_pct: int = 30) -> Mission:
    steps = tuple(
        Step(tool, tool, StepType.TOOL, {"tool": tool}, depends_on=TOOLS[max(0, i - 1) : i])
        for i, tool in enumerate(TOOLS)
    )
    return Mission(
        id="m-00000001",
        number=1,
        name="Cover src/a.py",
        description="",
        subject=SUBJECT,
        subject_digest=digest_of("source"),
        language="python",
        target_pct=target_pct,
        baseline=Tally(0, 10),
        priority=Priority.HIGH,
        category="a",
        steps=steps,
    )


class Bench:
    """One mission on fakes; what differs between runs is an argument."""

    def __init__(  # noqa: PLR0913 - each argument is one way in which runs differ
        self,
        calls: tuple[str, ...] = FOUR_OF_TEN,
        *,
        suites: tuple[Suite, ...] = (suite({1, 2, 3, 4}),),
        target_pct: int = 30,
        baseline: Suite | None = None,
        limits: Limits | None = None,
        store: MemoryStore | None = None,
        tree: str = "tree",
        file: str = "missions/coverage/001_src_a.yaml",
    ) -> None:
        self.store = store or MemoryStore()
        self.workshop = FakeWorkshop(list(suites))
        self.engine = FakeEngine(calls)
        self.console = FakeConsole()
        self.clock = FakeClock()
        self._workers: dict[Conditions, Worker] = {}
        self._trials = Trials(self.store, tree)
        self.context = Context(
            mission=mission(target_pct),
            mission_file=file,
            mission_text="mission text\n",
            workshop=self.workshop,
            craft=FakeCraft(),
            engines=self.engine.build,
            baseline=baseline or suite(),
            tree=tree,
            limits=limits or Limits(),
            seed=0,
            tier=SandboxTier.NONE,
            clock=self.clock,
            console=self.console,
            store=self.store,
            deadline_s=self.clock.monotonic_s() + 100,
            recorded=self._recorded,
            factories=Trials(self.store, "factories"),
            trial_seconds=lambda: tuple(self._trials.seconds),
        )

    def _recorded(self, conditions: Conditions) -> Worker:
        if conditions not in self._workers:
            self._workers[conditions] = RecordedWorker(
                lambda: self.workshop.worker(SUBJECT, conditions), self._trials, repr(conditions)
            )
        return self._workers[conditions]

    def run(self) -> MissionRecord:
        return run_mission(self.context)
