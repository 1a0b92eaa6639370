from __future__ import annotations

import io
import re

import pytest
from fakes.clock import FakeClock
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.console import (
    PROGRESS_EVERY_S,
    QUOTED_CHARS_MAX,
    ActionsConsole,
    PlainConsole,
    escape_data,
    escape_property,
    without_commands,
)

TOKEN = "0123456789abcdef"
STEERING = (
    "\n  ::error::x",
    "::error::x", "##[error]x", "::add-mask::a", "::stop-commands::", f"::{TOKEN}::", "##", "[",
    "\n", "\r", "\r\n", "\x85", "\u2028", " ", "\x1b[2J", "\x1b]0;t\x07", "%0A",
)  # fmt: skip
COMMANDISH = st.lists(
    st.one_of(
        st.sampled_from(STEERING),
        st.text(max_size=4),
    ),
    max_size=10,
).map("".join)


def is_command(line: str) -> bool:
    """Tell whether a runner would parse this line (actions/runner, ActionCommand.cs)."""
    return line.lstrip().startswith("::") or "##[" in line


def lines_as_a_runner_reads(text: str) -> list[str]:
    return re.split(r"\r\n|\r|\n", text)


def unescape_data(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def unescape_property(text: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ",")):
        text = text.replace(escape, character)
    return text.replace("%25", "%")


def plain(*, is_terminal: bool = False) -> tuple[PlainConsole, io.StringIO, io.StringIO, FakeClock]:
    out, err, clock = io.StringIO(), io.StringIO(), FakeClock()
    return PlainConsole(out, err, is_terminal=is_terminal, clock=clock), out, err, clock


def actions() -> tuple[ActionsConsole, io.StringIO, FakeClock]:
    out, clock = io.StringIO(), FakeClock()
    return ActionsConsole(out, clock=clock, token=lambda: TOKEN), out, clock


class TestEscaping:
    @given(st.one_of(st.text(), COMMANDISH))
    def test_a_message_comes_back_as_it_was(self, text: str) -> None:
        escaped = escape_data(text)

        assert unescape_data(escaped) == text
        assert not set(escaped) & set("\r\n")

    @given(st.one_of(st.text(), COMMANDISH))
    def test_a_property_comes_back_as_it_was(self, text: str) -> None:
        escaped = escape_property(text)

        assert unescape_property(escaped) == text
        assert not set(escaped) & set("\r\n:,")

    @given(COMMANDISH)
    def test_no_line_stays_a_command(self, text: str) -> None:
        for line in text.split("\n"):
            assert not is_command(without_commands(line))

    @given(st.text(st.characters(categories=["L", "N", "Zs"])))
    def test_harmless_lines_stay_as_they_are(self, text: str) -> None:
        line = "".join(c for c in text if c.isprintable())

        assert without_commands(line) == line


class TestPlainConsole:
    def test_messages_go_to_err_and_reports_to_out(self) -> None:
        console, out, err, _ = plain()

        console.info("planned", missions=3, root="a b", note="")
        console.warning("no sandbox")
        console.show("| a |\n| b |")

        assert err.getvalue() == 'planned missions=3 root="a b" note=""\nwarning: no sandbox\n'
        assert out.getvalue() == "| a |\n| b |\n"

    @given(COMMANDISH)
    def test_untrusted_text_steers_no_terminal(self, text: str) -> None:
        console, _, err, _ = plain()

        console.quoted(text, text)
        console.info("said", text=text)

        assert all(c.isprintable() for c in err.getvalue().replace("\n", "").replace("\t", ""))

    @given(COMMANDISH)
    def test_each_line_of_untrusted_text_is_marked(self, text: str) -> None:
        console, _, err, _ = plain()

        console.quoted("test output", text)

        first, *rest = err.getvalue().removesuffix("\n").split("\n")
        assert first == "test output:"
        assert len(rest) == len(text.splitlines())
        assert all(line.startswith("| ") for line in rest)

    def test_long_untrusted_text_is_cut_and_says_so(self) -> None:
        console, _, err, _ = plain()

        console.quoted("output", "x" * (QUOTED_CHARS_MAX + 7))

        assert err.getvalue().endswith("x\n| [7 more characters]\n")

    def test_on_a_terminal_progress_replaces_itself_and_ends_its_line(self) -> None:
        console, _, err, _ = plain(is_terminal=True)

        console.progress("trials", done=1, total=2)
        console.progress("trials", done=2, total=2)
        console.info("done")

        assert err.getvalue() == "\r\x1b[Ktrials 1/2\r\x1b[Ktrials 2/2\ndone\n"

    def test_a_message_never_lands_on_a_progress_line(self) -> None:
        console, out, err, _ = plain(is_terminal=True)

        console.progress("trials", done=1, total=2)
        console.show("table")

        assert err.getvalue().endswith("1/2\n")
        assert out.getvalue() == "table\n"

    def test_in_a_pipe_progress_prints_now_and_then_and_at_the_end(self) -> None:
        console, _, err, clock = plain()

        for done in range(1, 11):
            console.progress("trials", done=done, total=10)
            clock.advance(PROGRESS_EVERY_S / 4)

        assert err.getvalue() == "trials 5/10\ntrials 9/10\ntrials 10/10\n"

    def test_a_group_has_a_title(self) -> None:
        console, _, err, _ = plain()

        with console.group("mission\n1"):
            console.info("inside")

        assert err.getvalue() == "== mission 1\ninside\n"

    def test_a_stream_that_knows_only_ascii_gets_escapes(self) -> None:
        raw = io.BytesIO()
        err = io.TextIOWrapper(raw, encoding="ascii")

        PlainConsole(io.StringIO(), err, is_terminal=False).info("41 % → 88 %")

        assert raw.getvalue() == b"41 % \\u2192 88 %\n"


class TestActionsConsole:
    def test_a_warning_annotates_the_run(self) -> None:
        console, out, _ = actions()

        console.warning("100 % sure, or: not", path="a\nb")

        assert out.getvalue() == (
            '::warning title=coverage missions::100 %25 sure, or: not path="a b"\n'
        )

    @given(COMMANDISH)
    def test_untrusted_text_starts_no_command(self, text: str) -> None:
        console, out, _ = actions()

        console.quoted(text, text)
        console.info("said", text=text)
        console.show(text)

        lines = lines_as_a_runner_reads(out.getvalue())
        commands = [line for line in lines if is_command(line)]
        assert commands == [f"::stop-commands::{TOKEN}", f"::{TOKEN}::"]

    @given(COMMANDISH)
    def test_untrusted_titles_and_warnings_are_one_command_each(self, text: str) -> None:
        console, out, _ = actions()

        with console.group(text):
            console.warning("said", text=text)

        commands = [line for line in lines_as_a_runner_reads(out.getvalue()) if line]
        assert [command.split("::")[1].split(" ")[0] for command in commands] == [
            "group",
            "warning",
            "endgroup",
        ]

    def test_each_quotation_ends_by_a_word_of_its_own(self) -> None:
        out = io.StringIO()
        console = ActionsConsole(out)

        console.quoted("a", "x")
        console.quoted("b", "x")

        tokens = re.findall(r"::stop-commands::([0-9a-f]{32})\n", out.getvalue())
        assert len(set(tokens)) == 2

    def test_a_group_in_a_group_is_a_title(self) -> None:
        console, out, _ = actions()

        with console.group("outer"), console.group("inner"):
            console.info("inside")

        assert out.getvalue() == "::group::outer\n== inner\ninside\n::endgroup::\n"

    def test_a_group_ends_when_its_work_fails(self) -> None:
        console, out, _ = actions()

        with pytest.raises(ValueError, match="x"), console.group("outer"):
            raise ValueError("x")

        assert out.getvalue().endswith("::endgroup::\n")

    def test_progress_prints_now_and_then_and_at_the_end(self) -> None:
        console, out, clock = actions()

        console.progress("trials", done=1, total=3)
        clock.advance(PROGRESS_EVERY_S)
        console.progress("trials", done=2, total=3)
        console.progress("trials", done=3, total=3)

        assert out.getvalue() == "trials 2/3\ntrials 3/3\n"

    def test_a_shown_table_keeps_its_lines(self) -> None:
        console, out, _ = actions()

        console.show("| a |\n\n::notice::x")

        assert out.getvalue() == "| a |\n\n| ::notice::x\n"
