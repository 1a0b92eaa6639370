"""Where what asking a model taught is kept: in the repository, and beside the results.

Each mission has a file of its own, so that runners and pull requests never write the same
one. Whoever wants to share more lays the files of several runners into one folder.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bot.adapters.result_dir import ResultDir
from bot.domain.learned import Count, Learned
from bot.engines.model.variants import Experience
from bot.mission.saved import saved
from bot.mission.steps.archive import LEARNED, LEARNED_FOLDER
from bot.stages.learning import added, newest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.mission.recorded import Trials
    from bot.ports.model import ModelCard
    from bot.ports.world import Console
    from bot.settings import Settings

FILE_BYTES_MAX = 1024 * 1024
FILES_MAX = 20_000


@dataclass(frozen=True)
class Prior:
    """The counts that a run of a mission began with."""

    format: Literal[1] = field(default=1, kw_only=True)
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class LearnedPlace:
    """What is known, one entry a mission."""

    found: tuple[Learned, ...] = ()

    def of(self, mission: str) -> Learned:
        """Return what a mission's own runs taught."""
        return next((one for one in self.found if one.mission == mission), Learned(mission))

    def experience(
        self, mission: str, card: ModelCard | None, memory: Trials, *, seed: int
    ) -> Experience:
        """Return what a mission may draw on when it asks this model.

        A run that is resumed goes on with the counts that it began with: what others have
        learned since would lead it to other questions than those that are answered.
        """
        own = self.of(mission)
        key = f"prior-{own.rounds}"
        prior = memory.recall(Prior, key)
        if prior is None:
            prior = Prior(added(one.counts for one in self.found))
            if card is not None:
                memory.remember(key, prior)
        who = (card.name, card.digest) if card else ("", "")
        counts = [one for one in prior.counts if (one.model, one.model_digest) == who]
        return Experience(counts, own.lessons, rounds=own.rounds, seed=seed)


def find_learned(settings: Settings, console: Console) -> LearnedPlace:
    """Read what earlier runs left, here or elsewhere; a file that cannot be read is told."""
    return LearnedPlace(newest(_files(settings, console)))


def _files(settings: Settings, console: Console) -> Iterator[Learned]:
    root = ResultDir(settings.root, bytes_max=FILE_BYTES_MAX)
    out = ResultDir(settings.out, bytes_max=FILE_BYTES_MAX)
    names = [(root, f"{LEARNED_FOLDER}/{name}") for name in root.names(LEARNED_FOLDER)]
    ids = sorted(path.name for path in (settings.out / "missions").glob("*") if path.is_dir())
    names += [(out, f"missions/{id_}/{LEARNED}") for id_ in ids]
    for store, name in names[:FILES_MAX]:
        try:
            found = saved(Learned, store, name)
        except (OSError, ValueError) as error:
            console.warning("what was learned cannot be read", file=name, why=str(error))
            continue
        if found is not None:
            yield found
