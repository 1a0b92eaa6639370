"""Scratch folders over all runs: hold our own, remove what killed runs left."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.adapters.scratch_folders import claimed, sweep
from bot.mission.context import SCRATCH_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.wiring import Site


@contextmanager
def own_scratch(site: Site) -> Iterator[None]:
    """Hold a site's scratch folder while it is in use, and sweep those of runs that are gone."""
    with claimed(site.workshop.tree.root.parent):
        swept = sweep(SCRATCH_PREFIX)
        if swept:
            site.doors.introductions.info("scratch folders of killed runs removed", count=swept)
        yield
