"""A small project on disk and a real, unconfined worker on it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fakes.measuring import measuring
from fakes.plain_program import PlainProgram

from bot.domain.mission import EngineName, Limits
from bot.domain.trial import Situation
from bot.languages.python.trial import PythonWorker
from bot.languages.python.worker_config import TrialLimits, WorkerConfig

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ZYGOTE = Path(__file__).parents[2] / "bot" / "languages" / "python" / "worker" / "zygote.py"
SUBJECT = "src/shop/subject.py"
MODULE = "shop.subject"
QUICK = Limits(trial_timeout_s=2, output_bytes_max=10_000)


class Project:
    """A subject and its tests' folder under a temporary folder."""

    def __init__(self, folder: Path, subject: str, files: Mapping[str, str] | None = None) -> None:
        self.root = folder / "project"
        self.temp = folder / "temp"
        self.temp.mkdir()
        self.programs: list[PlainProgram] = []
        for path, text in {
            "src/shop/__init__.py": "",
            "tests/README": "",
            SUBJECT: subject,
            **(files or {}),
        }.items():
            place = self.root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)

    def config(
        self,
        *,
        limits: Limits = QUICK,
        reverse: bool = False,
        overlay: str = "",
        other_build: bool = False,
    ) -> WorkerConfig:
        return WorkerConfig(
            root=str(self.root),
            source_roots=("src",),
            overlay=overlay,
            subject=SUBJECT,
            module=MODULE,
            tests_dir="tests",
            limits=TrialLimits.of(limits),
            reverse_order=reverse,
            other_build=other_build,
        )

    def start(self, config: WorkerConfig) -> PlainProgram:
        env = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self.temp),
            "TMPDIR": str(self.temp),
            "PYTHONHASHSEED": "0",
        }
        argv = [sys.executable, str(ZYGOTE), config.to_json()]
        program = PlainProgram(argv, {**env, **measuring(argv)})
        self.programs.append(program)
        return program

    @contextmanager
    def worker(
        self, *, limits: Limits = QUICK, reverse: bool = False, other_build: bool = False
    ) -> Iterator[PythonWorker]:
        config = self.config(limits=limits, reverse=reverse, other_build=other_build)
        worker = PythonWorker(lambda: self.start(config), limits)
        try:
            yield worker
        finally:
            worker.close()


def situation(
    call: str,
    *setup: str,
    imports: tuple[str, ...] = ("from shop.subject import *",),
    fixtures: tuple[str, ...] = (),
) -> Situation:
    return Situation(
        segment="",
        imports=imports,
        setup=setup,
        call=call,
        engine=EngineName.SEARCH,
        fixtures=fixtures,
    )
