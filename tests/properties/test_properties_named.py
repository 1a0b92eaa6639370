"""Which of the invariants that a model names are about the subject."""

from __future__ import annotations

import ast

import pytest

from bot.domain.invariant import Invariant, Relation
from bot.engines.model.asking import INVARIANTS_MAX
from bot.engines.model.invariants import invariants

TREE = ast.parse(
    """
def pack(text):
    if not text:
        raise ValueError(text)
    return text

def unpack(text):
    return text

def _hidden(text):
    return text

class Box:
    def open(self):
        return self
"""
)


def said(relation: object, function: object, other: object = "") -> dict[str, object]:
    return {"relation": relation, "function": function, "other": other}


@pytest.mark.parametrize(
    ("item", "read"),
    [
        (said("round_trip", "pack", "unpack"), Invariant(Relation.ROUND_TRIP, "pack", "unpack")),
        (said("idempotent", "pack(text)", "pack"), Invariant(Relation.IDEMPOTENT, "pack")),
        (
            said("raises_only", "pack", "ValueError"),
            Invariant(Relation.RAISES_ONLY, "pack", "ValueError"),
        ),
    ],
    ids=["two functions", "another field is filled in", "an error"],
)
def test_an_invariant_of_what_the_subject_has_is_read(
    item: dict[str, object], read: Invariant
) -> None:
    assert invariants([item, item], TREE) == (read,)


@pytest.mark.parametrize(
    "item",
    [
        said("always_true", "pack"),
        said(["idempotent"], "pack"),
        said("idempotent", "repack"),
        said("idempotent", 3),
        said("idempotent", "_hidden"),
        said("idempotent", "open"),
        said("round_trip", "pack", "repack"),
        said("round_trip", "pack", "pack"),
        said("round_trip", "pack"),
        said("raises_only", "pack", "KeyError"),
        said("raises_only", "unpack", "ValueError"),
        said("idempotent", "pack; import os"),
        "idempotent",
        None,
    ],
    ids=str,
)
def test_an_invariant_of_anything_else_is_not(item: object) -> None:
    assert invariants([item], TREE) == ()


@pytest.mark.parametrize("items", [None, "pack", {"relation": "idempotent"}, 3])
def test_what_is_no_list_holds_none(items: object) -> None:
    assert invariants(items, TREE) == ()


def test_no_more_are_read_than_were_asked_for() -> None:
    items = [said("nothing", "pack")] * INVARIANTS_MAX

    assert invariants([*items, said("idempotent", "pack")], TREE) == ()
