"""A release's action.yml differs from main's in one line: the image."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from tools.released_action import released

ACTION = (Path(__file__).parents[2] / "action.yml").read_text(encoding="utf-8")
PINNED = f"ghcr.io/owner/coverage-missions@sha256:{'0' * 64}"


def test_a_release_names_the_image_and_changes_nothing_else() -> None:
    lines = released(ACTION, PINNED).splitlines()

    changes = list(difflib.unified_diff(ACTION.splitlines(), lines, lineterm="", n=0))[3:]
    assert changes == ["-  image: Dockerfile", f"+  image: docker://{PINNED}"]


@pytest.mark.parametrize(
    "image", ["ghcr.io/owner/name:v1", "ghcr.io/owner/name", "name@sha256:00", "a b"]
)
def test_an_image_that_can_be_moved_is_refused(image: str) -> None:
    with pytest.raises(ValueError, match="is not pinned"):
        released(ACTION, image)


def test_a_release_is_not_released_again() -> None:
    with pytest.raises(ValueError, match="must hold"):
        released(released(ACTION, PINNED), PINNED)
