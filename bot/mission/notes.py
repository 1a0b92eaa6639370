"""Make notes of a run equal in equal runs."""

from __future__ import annotations

import re

from bot.mission.context import SCRATCH_PREFIX

# The scratch copy, and a trial's own folder beside it.
_SCRATCH = re.compile(rf"/[^\s'\"]*?/{SCRATCH_PREFIX}\w+(?:/[^\s'\"/]+\.private/tmp/worker-\w+)?")


def without_scratch(note: str) -> str:
    """Return a note without this run's random folders, so that equal runs write equal notes."""
    return _SCRATCH.sub("...", note)
