"""What the code can ask of GitHub is known to the last request, and nothing is asked beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakes.every_request import everything, unmade, watched, wordings

if TYPE_CHECKING:
    import pytest
    from fakes.publish_job import Job


def test_every_request_of_the_code_is_made(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    made = watched(job, monkeypatch)

    everything(job)

    assert unmade(made) == set()
    known = tuple(wordings())
    assert {one.what for one in made if not one.what.startswith(known)} == set()


def test_nothing_is_asked_that_has_no_name(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    made = watched(job, monkeypatch)

    everything(job)

    assert [one for asked in made for one in asked.requests] == job.hub.requests
    # Else one that writes could hide behind another.
    assert {asked.what for asked in made if len(asked.requests) > 1} == set()
