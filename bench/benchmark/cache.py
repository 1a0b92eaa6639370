"""Results kept on disk stage by stage, so that a killed run goes on where it was."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, TypeVar

import cattrs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmark.machine import Stamp

# Raised whenever a result's shape or meaning changes: what was kept before is measured anew.
FORMAT = 4
T = TypeVar("T")
Settings = dict[str, int | str]


class Cache:
    """One file a stage; it counts only for the settings that it was measured with.

    `stamps` says when, where and of which commit each stage was measured that this
    run used, by the stage's name: what was kept keeps the stamp of its own day.
    """

    def __init__(self, folder: Path, stamp: Stamp, *, anew: bool) -> None:
        self._folder = folder
        self._stamp = stamp
        self._anew = anew
        self.stamps: dict[str, Stamp] = {}

    def stage(self, name: str, settings: Settings, kind: type[T], compute: Callable[[], T]) -> T:
        """Return the stage's kept result, or compute and keep it. `name` may hold "/"."""
        path = self._folder / f"{name}.json"
        settings = {"format": FORMAT, **settings}
        if not self._anew and path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["settings"] == settings:
                self.stamps[name] = cattrs.structure(kept["stamp"], type(self._stamp))
                return cattrs.structure(kept["result"], kind)
        result = compute()
        self.stamps[name] = self._stamp
        path.parent.mkdir(parents=True, exist_ok=True)
        coming = path.with_suffix(".coming")
        kept = {"settings": settings, "stamp": self._stamp, "result": result}
        text = json.dumps(cattrs.unstructure(kept), indent=1)
        coming.write_text(text + "\n", encoding="utf-8")
        os.replace(coming, path)  # noqa: PTH105 - at once or not at all
        return result
