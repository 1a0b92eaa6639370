"""What `run` and `campaign` share: one mission file in, one finished mission out."""

from __future__ import annotations

from dataclasses import dataclass

from bot.adapters.result_dir import ResultDir
from bot.campaign import Finished, finished_in
from bot.commands.planning import baseline_of
from bot.commands.publishing import publish_result
from bot.errors import InputError
from bot.mission.engine import run_mission
from bot.mission.format import text_of
from bot.mission.validate import load_mission
from bot.settings import Settings
from bot.wiring import World, open_doors, open_mission, open_site


@dataclass(frozen=True)
class RunOne:
    """Runs one mission file; picklable, so that a campaign can give each mission a process."""

    settings: Settings
    world: World

    def __call__(self, file: str) -> Finished:
        """Run the mission in `file`, from its start or from where it was stopped.

        Raises:
            InputError: there is no such file.
            MissionFileError: it is not a mission.
        """
        settings = self.settings
        path = settings.root / file
        if not path.is_file():
            raise InputError(f"{path}: no such mission file; `coverage-missions plan` writes them")
        text = text_of(path.read_bytes(), path=file)
        mission = load_mission(text, path=file)
        doors = open_doors(settings, self.world)
        with open_site(settings, doors) as site:
            baseline = baseline_of(site)
            with open_mission(site, baseline, mission=mission, text=text) as context:
                run_mission(context)
        store = ResultDir(settings.out / "missions" / mission.id)
        finished = finished_in(store)
        assert finished is not None
        publish_result(settings, doors, mission=mission, finished=finished, store=store)
        return finished
