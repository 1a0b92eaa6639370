"""What is published, under which title and branch, with which commit message."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.records import EVIDENCE, RECORD, with_evidence
from fakes.writers import commit, pull, record_of
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.git import Git
from bot.domain.outcome import MissionRecord, Status
from bot.stages.drafts import branch_name, is_publishable, pull_draft, title
from bot.stages.publish import COMMIT_SUBJECT_CHARS_MAX

if TYPE_CHECKING:
    from pathlib import Path


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
