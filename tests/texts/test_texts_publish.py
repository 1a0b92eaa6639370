from __future__ import annotations

import re
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.records import EVIDENCE, RECORD, TIMING, measured, with_evidence
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.adapters.git import Git
from bot.adapters.templates import JinjaTemplates
from bot.domain.coverage import Tally
from bot.domain.outcome import (
    Measured,
    MissionRecord,
    RemainingGap,
    SandboxTier,
    Status,
    SuspectedBug,
    TestFact,
)
from bot.domain.trial import OracleOrigin
from bot.stages.drafts import branch_name, is_publishable, pull_draft, title
from bot.stages.publish import (
    BODY_CHARS_MAX,
    COMMIT_SUBJECT_CHARS_MAX,
    ROOMS,
    comment_facts,
    commit_facts,
    pull_facts,
    summary_facts,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MISSION_FILE = "missions/coverage/001_src_shop_cart.yaml"
TEMPLATES = JinjaTemplates()
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = (
    "x\n# pwned\n```\n~~~\n</td></table><script>alert(1)</script><!-- -->\n[l](http://e.example)"
    "![i](http://e.example)<img src=x> @ada @org/team #1 GH-1 fixes #2 https://e.example "
    "www.e.example a@b.example | a | b |\n---\n- [x] done\n1. one\n> quote\n`t`` \\` \u202e\x1b[0m"
)


def pull(record: MissionRecord, room: int = 0, mission_file: str = MISSION_FILE) -> str:
    facts = pull_facts(record, mission_file=mission_file, room=ROOMS[room])
    return TEMPLATES.render("pull.md.j2", facts)


def comment(record: MissionRecord, room: int = 0) -> str:
    return TEMPLATES.render("comment.md.j2", comment_facts(record, TIMING, room=ROOMS[room]))


def commit(record: MissionRecord) -> str:
    return TEMPLATES.render("commit.txt.j2", commit_facts(record))


def summary(record: MissionRecord) -> str:
    return TEMPLATES.render("summary.md.j2", summary_facts(record, TIMING))


def record_of(text: str, count: int = 1) -> MissionRecord:
    """A record whose every text is `text`."""
    evidence = replace(
        EVIDENCE,
        tests=tuple(
            TestFact(text, 1, 1, 1, (OracleOrigin.OBSERVED,), example=text) for _ in range(count)
        ),
        tests_file=text,
        mutants_survived=(text,) * count,
        gaps=tuple(RemainingGap(text, (2 * n,), 1, text) for n in range(1, count + 1)),
        bugs=(SuspectedBug(text, 3, text, text, text, text),) * count,
        python=text,
    )
    return replace(RECORD, subject=text, reason=text, evidence=evidence)


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

        assert len(pull(record, room=-1, mission_file=text * 4_000 + "y")) <= BODY_CHARS_MAX
        assert len(comment(record, room=-1)) <= BODY_CHARS_MAX

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


class TestDraft:
    def test_files_are_in_order_and_the_draft_ends_with_the_target(self) -> None:
        files = {"b.py": b"2", "a.py": b"1"}

        made = pull_draft(
            RECORD, base="main", body="b", commit_message="c", files=files, deleted=["y", "x"]
        )

        assert made.files == (("a.py", b"1"), ("b.py", b"2"))
        assert made.deleted == ("x", "y")
        assert made.branch == "coverage-missions/main/src-shop-cart-3f9a1c22"
        assert not made.draft

    def test_below_target_it_is_a_draft(self) -> None:
        record = replace(RECORD, status=Status.IMPROVED)

        made = pull_draft(record, base="m", body="", commit_message="", files={}, deleted=[])

        assert made.draft

    def test_the_title_says_the_file_and_the_gain(self) -> None:
        told = "Cover src/shop/cart.py: 41.1 % → 91.1 % of lines with 4 tests"

        assert title(RECORD) == f"{told} (5 cases)"
        assert title(with_evidence(tests=(*EVIDENCE.tests[:2], *EVIDENCE.tests[:2]))) == told

    @pytest.mark.parametrize("status", Status)
    def test_only_what_gained_is_published(self, status: Status) -> None:
        gained = status in {Status.REACHED, Status.IMPROVED}

        assert is_publishable(replace(RECORD, status=status)) is gained

    @pytest.mark.parametrize("record", [replace(RECORD, evidence=None), with_evidence(after=None)])
    def test_nothing_kept_is_nothing_to_publish(self, record: MissionRecord) -> None:
        assert not is_publishable(record)
        with pytest.raises(ValueError, match="nothing to publish"):
            pull(record)

    def test_no_tests_are_nothing_to_publish(self) -> None:
        assert not is_publishable(with_evidence(tests=()))

    @given(subject=st.text(min_size=1), base=st.text(min_size=1))
    def test_a_branch_has_a_valid_name(self, subject: str, base: str) -> None:
        name = branch_name(replace(RECORD, subject=subject), base)

        assert re.fullmatch(r"coverage-missions(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/[a-z0-9-]+", name)
        assert ".." not in name
        assert not any(part.endswith((".", ".lock")) for part in name.split("/"))
        assert name.endswith("-3f9a1c22")

    @pytest.mark.parametrize(
        "base", ["main", "release/1.2", "a..b", "x.lock", "-", ".", "é@{", "a b"]
    )
    def test_git_agrees_with_the_name(self, tmp_path: Path, base: str) -> None:
        ran = Git(tmp_path)._run(["check-ref-format", "--branch", branch_name(RECORD, base)])

        assert ran.returncode == 0


class TestCommit:
    @given(st.text(st.characters(), min_size=1))
    def test_the_subject_line_is_short_and_trailers_are_ours(self, text: str) -> None:
        record = replace(record_of(text), mission_id=RECORD.mission_id)

        lines = commit(record).splitlines()

        assert len(lines[0]) <= 2 * COMMIT_SUBJECT_CHARS_MAX  # mentions are broken by a space
        assert lines[1] == ""
        trailers = [line.split(": ")[0] for line in lines[lines.index("", 5) + 1 :]]
        assert trailers == ["Mission-Id", "Subject-Digest", "Engines", "Seed"]

    def test_a_long_path_keeps_its_end(self) -> None:
        record = replace(RECORD, subject="src/" + "deep/" * 40 + "cart.py")

        subject = commit(record).splitlines()[0]

        assert len(subject) == COMMIT_SUBJECT_CHARS_MAX
        assert "deep/cart.py, 91.1 % of lines" in subject


def test_a_file_without_branches_has_no_percentage_of_them() -> None:
    none = Measured(Tally(1, 2), Tally(0, 0))

    text = pull(with_evidence(before=none, imported=none, after=Measured(Tally(2, 2), Tally(0, 0))))

    assert "| arcs (branches) | nothing to cover | nothing to cover |" in text
