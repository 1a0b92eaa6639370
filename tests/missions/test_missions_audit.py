from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.mission import audit
from bot.mission.audit import GENESIS, AuditHead, entry_after, head_after, line_of, verify

if TYPE_CHECKING:
    import pytest

texts = st.text(max_size=12)
events = st.lists(
    st.tuples(texts, texts, st.dictionaries(texts, texts, max_size=3), texts), max_size=6
)
Event = tuple[str, str, dict[str, str], str]


def trail(made: list[Event]) -> tuple[str, AuditHead]:
    head, lines = AuditHead(), []
    for event, step, details, at in made:
        entry = entry_after(head, event, step=step, details=details, at=at)
        lines.append(line_of(entry) + "\n")
        head = head_after(entry)
    return "".join(lines), head


THREE: list[Event] = [
    ("step done", "analyze", {"gaps": "4"}, ""),
    ("test kept", "generate", {"name": "test_a", "why": "gained 3 lines"}, ""),
    ("step done", "verify", {}, "2026-01-31T12:00:00Z"),
]


def test_an_entry_is_one_line_of_canonical_json() -> None:
    text, head = trail(THREE[:1])

    assert json.loads(text) == {
        "format": 1,
        "number": 1,
        "event": "step done",
        "step": "analyze",
        "details": {"gaps": "4"},
        "at": "",
        "previous": GENESIS,
        "hash": head.hash,
    }
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")) + "\n"


@given(events)
def test_a_whole_trail_is_accepted_with_its_head(made: list[Event]) -> None:
    text, head = trail(made)

    assert verify(text, head) == audit.AuditCheck(head)
    assert verify(text).problem == ""


@given(events, st.data())
def test_any_changed_character_is_found(made: list[Event], data: st.DataObject) -> None:
    text, head = trail(made)
    assume(text)
    at = data.draw(st.integers(0, len(text) - 1))
    new = data.draw(st.characters(codec="utf-8"))
    assume(new != text[at])

    assert verify(text[:at] + new + text[at + 1 :], head).problem != ""


@given(events, st.data())
def test_any_line_dropped_doubled_or_moved_is_found(made: list[Event], data: st.DataObject) -> None:
    text, head = trail(made)
    lines = text.splitlines(keepends=True)
    other = data.draw(st.lists(st.sampled_from(lines), max_size=8) if lines else st.just([]))
    assume(other != lines)

    assert verify("".join(other), head).problem != ""


def test_each_kind_of_damage_is_named_by_line() -> None:
    text, head = trail(THREE)
    first, second, third = text.splitlines(keepends=True)
    edited = second.replace("gained 3", "gained 9")

    assert verify(first + edited + third).problem == "line 2: was changed after it was written"
    assert verify(first + third).problem == "line 2: does not follow the line before it"
    assert verify(second).problem == "line 1: does not follow the line before it"
    assert verify(first + "{}\n").problem == "line 2: is no entry of an audit trail"
    assert verify("[" * 100_000 + "\n").problem == "line 1: is no entry of an audit trail"
    assert verify(first + second.replace(":", ": ", 1)).problem == (
        "line 2: is not written as the trail writes it"
    )
    assert verify(first[:-1]).problem == "the last line is cut off"
    assert verify(first + second, head).problem == ("the trail has 2 entries, 3 were recorded")


def test_a_trail_rewritten_from_the_start_is_found_by_its_head() -> None:
    _, head = trail(THREE)
    forged, _ = trail([*THREE[:2], ("step done", "verify", {"forged": "yes"}, "")])

    assert verify(forged).problem == ""
    assert verify(forged, head).problem == "the trail ends with another hash than was recorded"


def test_a_number_left_out_is_found_even_with_a_right_chain() -> None:
    text, head = trail(THREE)
    jumped = entry_after(AuditHead(7, head.hash), "step done", details={})

    problem = verify(f"{text}{line_of(jumped)}\n").problem

    assert problem == "line 4: does not follow the line before it"


def test_the_head_of_a_damaged_trail_is_its_last_good_entry() -> None:
    text, _ = trail(THREE)
    _, one = trail(THREE[:1])

    assert verify(text.replace("gained 3", "gained 9")).head == one


def test_a_line_too_long_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "LINE_CHARACTERS_MAX", 10)

    assert verify(trail(THREE)[0]).problem == "line 1: is longer than 10 characters"
