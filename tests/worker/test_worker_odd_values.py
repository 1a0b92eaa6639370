"""Objects that refuse every question are observed like any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.worker_project import Project, situation

from bot.domain.trial import ObservedEnd

if TYPE_CHECKING:
    from pathlib import Path

CLOSED = """\
class Closed:
    def __getattribute__(self, name):
        raise TypeError(name)


def count(value):
    return 1


def made():
    return Closed()
"""


def test_an_object_whose_attributes_all_raise_ends_no_trial(tmp_path: Path) -> None:
    given = situation("count(closed)", "closed = Closed()")
    asked = situation("closed.size", "closed = Closed()")
    back = situation("made()")

    with Project(tmp_path, CLOSED).worker() as worker:
        seen = worker.observe([given, asked, back])

    ends = [one.end for one in seen]
    assert ends == [ObservedEnd.RETURNED, ObservedEnd.RAISED, ObservedEnd.RETURNED]
