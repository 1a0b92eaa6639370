"""Killed at any moment, a mission leaves a whole result or none: never new tests, old numbers."""

from __future__ import annotations

from itertools import count

from fakes.corridor import TESTS, Bench
from fakes.store import MemoryStore

from bot.campaign import finished_in

CHANGES_MAX = 200
"""More than a mission makes in its folder."""


class KilledAt(MemoryStore):
    """Dies when a file would be written, added to or deleted, after so many times."""

    def __init__(self, files: dict[str, str], left: int) -> None:
        super().__init__()
        self.files = dict(files)
        self.left = left

    def _change(self) -> None:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1

    def write(self, name: str, text: str) -> None:
        self._change()
        super().write(name, text)

    def append(self, name: str, line: str) -> None:
        self._change()
        super().append(name, line)

    def delete(self, name: str) -> None:
        self._change()
        super().delete(name)


def published(store: MemoryStore) -> dict[str, str] | None:
    """Return what would be published: record and patch, None where nothing is finished."""
    if finished_in(store) is None:
        return None
    mine = ("record.json", "deleted.txt")
    return {n: t for n, t in store.files.items() if n in mine or n.startswith("patch/")}


def test_a_mission_that_starts_over_and_is_killed_leaves_a_whole_result_or_none() -> None:
    former = Bench(("2,3 returned",), target_pct=90)
    former.run()
    whole = MemoryStore()
    whole.files = dict(former.store.files)
    Bench(store=whole, tree="other").run()
    before, after = published(former.store), published(whole)
    assert before is not None
    assert after is not None
    assert before[f"patch/{TESTS}"] != after[f"patch/{TESTS}"]
    seen = []

    for left in count():
        assert left < CHANGES_MAX
        store = KilledAt(former.store.files, left)
        try:
            Bench(store=store, tree="other").run()
        except KeyboardInterrupt:
            seen.append(published(store))
        else:
            break

    assert seen[0] == before
    assert None in seen
    assert [one for one in seen if one not in (before, None, after)] == []
