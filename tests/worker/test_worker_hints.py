"""Annotations that an old interpreter cannot evaluate still tell their types."""

from __future__ import annotations

import typing
from typing import Any

import pytest

from bot.languages.python.worker.type_facts import _resolve_one, _without_bars


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("int | None", typing.Optional[int]),  # noqa: UP045 - what it is rewritten to
        ("list[int | str]", list[typing.Union[int, str]]),  # noqa: UP007 - what it is rewritten to
        ("int | str | None", typing.Union[int, str, None]),  # noqa: UP007 - as above
        ("int", int),
    ],
)
def test_bars_become_unions(annotation: str, expected: object) -> None:
    assert eval(_without_bars(annotation)) == expected


def test_what_does_not_parse_stays() -> None:
    assert _without_bars("not a | | type") == "not a | | type"


def test_what_cannot_be_resolved_is_anything() -> None:
    assert _resolve_one("Nowhere | None", object(), {}) is Any
    assert _resolve_one("not a | | type", object(), {}) is Any
