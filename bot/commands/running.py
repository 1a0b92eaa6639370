"""What `run` and `campaign` share: one mission file in, one finished mission out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.adapters.result_dir import ResultDir
from bot.campaign import RECORD, Finished, finished_in
from bot.codec import to_json
from bot.commands.mission_files import below_root, read_mission_text
from bot.commands.planning import baseline_of
from bot.commands.publishing import Destination, publish_result
from bot.commands.scratch import own_scratch
from bot.domain.forge import Operation
from bot.domain.outcome import Timing
from bot.doors import World, open_doors_beside
from bot.errors import InputError
from bot.failure import Failure, attempt
from bot.forges import base_of, blob_of, open_local_forge
from bot.learned_place import LearnedPlace
from bot.mission.engine import run_mission
from bot.mission.file.validate import load_mission
from bot.mission.notes import without_scratch
from bot.mission.state import TIMING
from bot.mission.steps.registry import blocked_record
from bot.model_place import ModelPlace
from bot.settings import ForgeKind, Settings
from bot.solver_place import SolverPlace
from bot.wiring import open_mission, open_site

if TYPE_CHECKING:
    from bot.campaign import Errand
    from bot.doors import Doors

REASON_CHARS_MAX = 500


def run_file(
    settings: Settings,
    doors: Doors,
    file: str,
    solver: SolverPlace | None = None,
    model: ModelPlace | None = None,
    learned: LearnedPlace | None = None,
) -> Finished:
    """Run the mission in `file`, from its start or from where it was stopped.

    `solver` and `model` are where the campaign found them, `learned` what it knew when it
    began; a mission of its own looks itself.

    Raises:
        InputError: there is no such file, or it lies outside of the repository.
        MissionFileError: it is not a mission.
    """
    path = settings.root / file
    if not path.is_file():
        raise InputError(f"{path}: no such mission file; `coverage-missions plan` writes them")
    name = below_root(path, settings.root)
    text = read_mission_text(path, name)
    mission = load_mission(text, path=name)
    with open_site(settings, doors, solver, model, learned) as site, own_scratch(site):
        baseline = baseline_of(site)
        with open_mission(site, baseline, mission=mission, file=name, text=text) as context:
            run_mission(context)
    finished = finished_in(_store(settings, mission.id))
    assert finished is not None
    return finished


def publish(settings: Settings, doors: Doors, *, finished: Finished, file: str) -> None:
    """Write what people read of a finished mission, and its branch if asked."""
    is_local = settings.forge is ForgeKind.LOCAL
    published = publish_result(
        doors.templates,
        Destination(
            base_of(settings, doors.world),
            open_local_forge(settings, doors.world) if is_local else None,
            gain_min=settings.min_gain,
            blob=blob_of(settings, doors.world),
        ),
        mission_file=file,
        finished=finished,
        store=_store(settings, finished.record.mission_id),
    )
    if published.operation is not Operation.NONE:
        doors.console.info(
            "branch",
            subject=finished.record.subject,
            operation=published.operation.value,
            place=published.place,
        )


@dataclass(frozen=True)
class RunOne:
    """Runs one mission of a campaign; picklable, so that each can have a process of its own."""

    settings: Settings
    world: World
    solver: SolverPlace | None = None
    model: ModelPlace | None = None
    learned: LearnedPlace | None = None

    def __call__(self, errand: Errand) -> Finished:
        """Run it whatever happens: what goes wrong is in the outcome, never raised."""
        settings = self.settings
        doors = open_doors_beside(settings, self.world, subject=errand.mission.subject)
        places = self.solver, self.model, self.learned
        ran = attempt(lambda: run_file(settings, doors, errand.file, *places))
        finished = self.give_up(errand, ran) if isinstance(ran, Failure) else ran
        told = attempt(lambda: publish(settings, doors, finished=finished, file=errand.file))
        if isinstance(told, Failure) and finished.failure is None:
            return replace(finished, failure=told)
        return finished

    def give_up(self, errand: Errand, failure: Failure) -> Finished:
        """Record a mission that failed as blocked, so that it shows in every report."""
        mission, store = errand.mission, _store(self.settings, errand.mission.id)
        record = blocked_record(mission, without_scratch(failure.message)[:REASON_CHARS_MAX])
        doors = open_doors_beside(self.settings, self.world, subject=mission.subject)
        timing = Timing(doors.clock.now_iso(), 0.0, 0, None)
        store.write(RECORD, to_json(record, indent=2) + "\n")
        store.write(TIMING, to_json(timing, indent=2) + "\n")
        return Finished(record, timing, failure)


def _store(settings: Settings, mission_id: str) -> ResultDir:
    return ResultDir(settings.out / "missions" / mission_id)
