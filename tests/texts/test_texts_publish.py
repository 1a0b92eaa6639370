"""Pull request, comment, commit and summary: what they say, whatever the names in them."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.records import EVIDENCE, RECORD, measured, with_evidence
from fakes.writers import BLOB, comment, commit, pull, record_of, summary
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.domain.coverage import Tally
from bot.domain.outcome import Measured, MissionRecord, SandboxTier, Status, TestFact
from bot.domain.trial import OracleOrigin
from bot.stages.publish import BODY_CHARS_MAX

if TYPE_CHECKING:
    from collections.abc import Callable

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = (
    "x\n# pwned\n```\n~~~\n</td></table><script>alert(1)</script><!-- -->\n[l](http://e.example)"
    "![i](http://e.example)<img src=x> @ada @org/team #1 GH-1 fixes #2 https://e.example "
    "www.e.example a@b.example | a | b |\n---\n- [x] done\n1. one\n> quote\n`t`` \\` \u202e\x1b[0m"
)


def outline(markdown: str) -> list[str]:
    """Name the blocks of a text in order, and what lines hold but text and code."""
    found = []
    for token in READER.parse(markdown):
        found.append(token.type)
        plain = {"text", "text_special", "code_inline", "softbreak", "strong_open", "strong_close"}
        plain |= {"em_open", "em_close"}
        found += [child.type for child in token.children or [] if child.type not in plain]
    return found


WRITERS: list[Callable[[MissionRecord], str]] = [pull, comment, summary]


class TestGoldens:
    def test_the_pull_request_reads_well(self, golden: Callable[[str, str], None]) -> None:
        golden("texts/pull.md", pull(RECORD))

    def test_the_comment_reads_well(self, golden: Callable[[str, str], None]) -> None:
        golden("texts/comment.md", comment(RECORD))

    def test_the_commit_message_reads_well(self, golden: Callable[[str, str], None]) -> None:
        golden("texts/commit.txt", commit(RECORD))

    def test_the_summary_reads_well(self, golden: Callable[[str, str], None]) -> None:
        golden("texts/summary.md", summary(RECORD))

    def test_a_poor_result_reads_well(self, golden: Callable[[str, str], None]) -> None:
        record = replace(
            with_evidence(
                after=measured(20, 3),
                tests=EVIDENCE.tests[:1],
                suite_failing=0,
                mutants_killed=0,
                mutants_tried=0,
                mutants_survived=(),
                bugs=(),
                gaps=(),
                sandbox=SandboxTier.NONE,
                verdicts=(),
            ),
            status=Status.IMPROVED,
        )

        golden("texts/pull_poor.md", pull(record))

    def test_a_blocked_mission_reads_well(self, golden: Callable[[str, str], None]) -> None:
        record = replace(RECORD, status=Status.BLOCKED, evidence=None, reason="nothing imports")

        golden("texts/summary_blocked.md", summary(record))


class TestPullRequest:
    def test_property_tests_are_told_in_one_line_where_there_are_any(self) -> None:
        drawn = [replace(EVIDENCE.tests[0], name=f"test_{n}", drawn=300) for n in range(2)]
        told = pull(with_evidence(tests=(*EVIDENCE.tests, *drawn)))

        (line,) = [one for one in told.split("\n") if "**Property tests:**" in one]
        assert "2 tests hold rules that a model named, each for 300 inputs" in line
        assert "no suspected bug" in line
        assert "**Property tests:**" not in pull(RECORD)

    def test_the_first_lines_say_the_result_and_show_what_is_pinned(self) -> None:
        first, _, *shown = pull(RECORD).splitlines()[:6]

        assert "from 41.1 % to **91.1 % of its lines** (target 85 %, reached)" in first
        assert first.endswith(
            "with 4 tests (5 cases). No product code is changed. They pin, for example:"
        )
        assert shown == [
            '* `Cart().add("tea", -1) raises ValueError`',
            "* `discount(199, 10) == 179`",
            "* `Cart().total() == 0`",
            "* and 1 more",
        ]

    def test_public_names_and_documents_come_first_and_each_function_once(self) -> None:
        def fact(example: str, origin: OracleOrigin = OracleOrigin.OBSERVED) -> TestFact:
            return TestFact("test_x", 1, 1, 1, (origin,), example=example)

        documented = OracleOrigin.DOCUMENTED
        tests = (
            fact("_hidden(1) == 1", documented),
            fact("Cart._hidden(1) == 1"),
            fact("f(1) == 1"),
            fact(""),
            fact("g(1) == 1", documented),
            fact("g(2) == 1", documented),
            fact("f(2) == 1", documented),
        )

        def shown(count: int) -> list[str]:
            text = pull(with_evidence(tests=tests[:count]))
            return re.findall(r"^\* (?:`(.* == 1)`|and .* more)$", text, re.MULTILINE)[:4]

        assert shown(7) == ["g(1) == 1", "f(2) == 1", "_hidden(1) == 1", ""]
        assert shown(1) == ["_hidden(1) == 1"]

    def test_without_examples_nothing_is_shown(self) -> None:
        plain = tuple(replace(one, example="") for one in EVIDENCE.tests)

        assert "No product code is changed.\n\n**1 suspected" in pull(with_evidence(tests=plain))

    def test_a_long_example_is_cut(self) -> None:
        long = replace(EVIDENCE.tests[0], example="f('" + "a" * 500 + "`\n') == 1")

        shown = pull(with_evidence(tests=(long,))).splitlines()[2]

        assert re.fullmatch(r"\* `f\('a{97}… \[\d+ more characters\]`", shown)

    def test_equal_records_give_equal_bytes(self) -> None:
        assert pull(RECORD) == pull(replace(RECORD))

    def test_a_missing_sandbox_is_loud(self) -> None:
        assert "without a sandbox" in pull(with_evidence(sandbox=SandboxTier.NONE))
        assert "without a sandbox" not in pull(RECORD)

    def test_a_target_that_was_missed_is_said(self) -> None:
        record = replace(RECORD, status=Status.IMPROVED)

        assert "(target 85 %, not reached yet)" in pull(record).splitlines()[0]

    def test_commands_can_be_pasted_into_a_shell_whatever_the_names(self) -> None:
        name = "tests/a b$(touch x)'.py"
        text = pull(with_evidence(tests_file=name))

        block = re.search(r"```sh\n(.*?)```", text, re.DOTALL)
        assert block
        assert shlex.split(block[1].splitlines()[0]) == ["python", "-m", "pytest", name]

    @pytest.mark.parametrize("write", WRITERS)
    def test_hostile_text_changes_nothing_but_words(
        self, write: Callable[[MissionRecord], str]
    ) -> None:
        assert outline(write(record_of(HOSTILE))) == outline(write(record_of("harmless")))

    @pytest.mark.parametrize("write", WRITERS)
    @given(text=st.text(st.characters(), min_size=1).filter(lambda text: bool(text.split())))
    def test_no_text_changes_more_than_words(
        self, write: Callable[[MissionRecord], str], text: str
    ) -> None:
        assert outline(write(record_of(text))) == outline(write(record_of("harmless")))

    @settings(max_examples=10)
    @given(st.sampled_from(["x", "|", "&", "`", "_", "\U000e0001", "@", "\n", "é", HOSTILE]))
    def test_the_least_fits_whatever_the_facts(self, text: str) -> None:
        record = record_of(text * (3_000 // len(text)) + "y", count=60)

        named = text * 4_000 + "y"
        assert len(pull(record, room=-1, mission_file=named, blob=BLOB)) <= BODY_CHARS_MAX
        assert len(comment(record, room=-1, blob=BLOB)) <= BODY_CHARS_MAX

    def test_what_was_left_out_is_counted(self) -> None:
        text = pull(record_of("x", count=150), room=1)

        assert "* and 120 more in" in text
        assert "* and 120 more functions" in text
        assert "And 140 more suspected bugs" in text
        assert "shortened to fit" in text
        assert "shortened to fit" not in pull(RECORD)

    def test_a_comment_says_what_was_left_out(self) -> None:
        text = comment(record_of("x", count=150), room=1)

        assert "And 120 more tests." in text
        assert "and 120 more ranges" in text


class TestCases:
    """Test functions and their cases are counted apart, and never mixed up."""

    @pytest.mark.parametrize("write", [pull, comment, commit, summary])
    def test_both_are_said_where_they_differ(self, write: Callable[[MissionRecord], str]) -> None:
        assert "4 tests (5 cases)" in write(RECORD)

    @pytest.mark.parametrize("write", [pull, comment, commit, summary])
    def test_one_is_said_where_they_are_equal(self, write: Callable[[MissionRecord], str]) -> None:
        text = write(with_evidence(tests=EVIDENCE.tests[:2]))

        assert "2 tests" in text
        assert "(2 cases)" not in text

    @pytest.mark.parametrize("write", [pull, comment, commit, summary])
    def test_what_a_suite_counts_are_cases(self, write: Callable[[MissionRecord], str]) -> None:
        text = write(RECORD)

        assert "1,204 cases" in text
        assert not re.search(r"1,204 (passed|tests)", text)


def test_a_file_without_branches_has_no_percentage_of_them() -> None:
    none = Measured(Tally(1, 2), Tally(0, 0))

    text = pull(with_evidence(before=none, imported=none, after=Measured(Tally(2, 2), Tally(0, 0))))

    assert "| arcs (branches) | nothing to cover | nothing to cover |" in text
