"""Our arms: a campaign over the package's modules, as a user would run it."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cattrs

from benchmark.asked import answers
from benchmark.programs import Call, run
from benchmark.results import Made, Suspected
from bot.domain.mission import EngineName
from bot.wiring import ENGINES

if TYPE_CHECKING:
    from benchmark.meter import Bench
    from benchmark.plan import Plan
    from benchmark.programs import Ran

OVERHEAD_S_MAX = 600
# A mission's clock stops its proposing; minimising, mutants and the last measurement follow.
SECONDS_TIMES_MAX = 3
# What a campaign warns of where it could not install the solver: then this is no arm of its own.
SOLVER_LEFT_OUT = "the solver is left out"


class NothingMade(Exception):
    """An arm broke off; says how. Nothing of it is kept, so that it is tried again."""


def missing(engines: str) -> str:
    """Say which of the engines this version lacks; "" means none."""
    lacking = [name for name in engines.split(",") if EngineName(name) not in ENGINES]
    return f"engine not available: {', '.join(lacking)}" if lacking else ""


def make(bench: Bench, engines: str, made: Path, plan: Plan) -> tuple[Made, ...]:
    """Run one campaign, keep its test files in `made`, tell of each module.

    Raises:
        NothingMade: the campaign broke off.
    """
    subjects = {bench.package.file_of(module): module for module in bench.package.modules}
    with tempfile.TemporaryDirectory(prefix="campaign-") as name:
        root, out = Path(name) / bench.package.top, Path(name) / "out"
        shutil.copytree(bench.root, root)
        argv = [sys.executable, "-I", "-m", "bot", "campaign", "--json", "--forge", "none"]
        argv += ["--root", str(root), "--out", str(out), "--python", str(bench.python)]
        argv += ["--engines", engines, "--mission-seconds", str(plan.seconds)]
        argv += ["--seed", str(plan.seed), "--jobs", str(plan.jobs), "--target-pct", "100"]
        argv += plan.place.flags if plan.place else ()
        for subject in subjects:
            argv += ["--subject", subject]
        seconds_max = OVERHEAD_S_MAX + SECONDS_TIMES_MAX * plan.seconds * len(subjects)
        ran = run(Call(tuple(argv), root, seconds_max))
        told = _told(ran)
        if SOLVER_LEFT_OUT in ran.err:
            raise NothingMade(f"campaign: {SOLVER_LEFT_OUT}: {ran.tail}")
        return tuple(
            _kept(told.get(subject), module, (out, made), engines)
            for subject, module in subjects.items()
        )


def _told(ran: Ran) -> dict[str, dict[str, Any]]:
    """Read the object that a campaign prints, by subject."""
    last = ran.out.strip().rpartition("\n")[2]
    if ran.code or not last.startswith("{"):
        raise NothingMade(f"campaign: exit {ran.code}: {ran.tail}")
    return {mission["subject"]: mission for mission in json.loads(last)["missions"]}


def _kept(
    told: dict[str, Any] | None, module: str, folders: tuple[Path, Path], engines: str
) -> Made:
    out, made = folders
    if told is None:
        return Made(module, status="no mission", note="nothing was below target")
    patch = out / "missions" / told["mission"] / "patch"
    files = tuple(
        sorted(
            str(path.relative_to(patch))
            for path in patch.rglob("*")
            if path.is_file() and path.relative_to(patch).parts[0] != "missions"
        )
    )
    for file in files:
        (made / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(patch / file, made / file)
    return Made(
        module,
        files,
        seconds=told["seconds"],
        median_trial_ms=told["median_trial_ms"],
        status=told["status"],
        note=told["reason"],
        engines=", ".join(
            f"{share['engine']} {share['kept']} of {share['proposed']}" for share in told["engines"]
        ),
        answers=answers(told["engines"], out / "missions" / told["mission"], engines),
        suspected=tuple(cattrs.structure(told["suspected_bugs"], list[Suspected])),
    )
