"""ports.Console: any text may be told, and nothing told is an error."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from fakes.console import FakeConsole
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.console import ActionsConsole, PlainConsole
from bot.adapters.quiet_console import SilentConsole, SubjectConsole

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ports.world import Console

MAKERS: list[Callable[[], Console]] = [
    FakeConsole,
    lambda: PlainConsole(io.StringIO(), io.StringIO(), is_terminal=True),
    lambda: PlainConsole(io.StringIO(), io.StringIO(), is_terminal=False),
    lambda: ActionsConsole(io.StringIO()),
    lambda: SubjectConsole(FakeConsole(), "src/a.py"),
    SilentConsole,
]


@pytest.mark.parametrize(
    "make", MAKERS, ids=["fake", "terminal", "pipe", "actions", "subject", "silent"]
)
class TestConsole:
    @given(text=st.text(), done=st.integers(0, 3))
    def test_any_text_can_be_told(self, make: Callable[[], Console], text: str, done: int) -> None:
        console = make()

        with console.group(text), console.group(text):
            console.info(text, field=text, number=1, nothing=None)
            console.warning(text)
            console.progress(text, done=done, total=2)
            console.quoted(text, text)
            console.show(text)

    def test_a_failure_inside_a_group_comes_through(self, make: Callable[[], Console]) -> None:
        with pytest.raises(KeyError), make().group("title"):
            raise KeyError


def test_the_fake_remembers_what_it_was_told() -> None:
    console = FakeConsole()

    with console.group("mission"):
        console.info("planned", missions=2)
        console.quoted("output", "secret")

    assert console.told == [
        ("group", "mission"),
        ("info", "planned missions=2"),
        ("quoted", "output"),
    ]
    assert console.quotes == ["secret"]


def test_a_line_about_a_subject_names_it_once() -> None:
    fake = FakeConsole()
    console = SubjectConsole(fake, "src/a.py")

    console.info("step", mission="src/a.py", step="Find the gaps")
    console.progress("src/a.py: search", done=1, total=2)

    assert fake.told == [
        ("info", "src/a.py: step step=Find the gaps"),
        ("progress", "src/a.py: search 1/2"),
    ]
