"""Results kept on disk stage by stage, so that a killed run goes on where it was."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, TypeVar

import cattrs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Raised whenever a result's shape or meaning changes: what was kept before is measured anew.
FORMAT = 3
T = TypeVar("T")
Settings = dict[str, int | str]


class Cache:
    """One file a stage; it counts only for the settings that it was measured with."""

    def __init__(self, folder: Path, *, resume: bool) -> None:
        self._folder = folder
        self._resume = resume

    def stage(self, name: str, settings: Settings, kind: type[T], compute: Callable[[], T]) -> T:
        """Return the stage's kept result, or compute and keep it. `name` may hold "/"."""
        path = self._folder / f"{name}.json"
        settings = {"format": FORMAT, **settings}
        if self._resume and path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["settings"] == settings:
                return cattrs.structure(kept["result"], kind)
        result = compute()
        path.parent.mkdir(parents=True, exist_ok=True)
        coming = path.with_suffix(".coming")
        text = json.dumps({"settings": settings, "result": cattrs.unstructure(result)}, indent=1)
        coming.write_text(text + "\n", encoding="utf-8")
        os.replace(coming, path)  # noqa: PTH105 - at once or not at all
        return result
