"""A report as people read it, page and Markdown: complete, and safe whatever the names."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from fakes.records import EVIDENCE, RECORD, with_evidence
from fakes.reports import CAMPAIGN, FULL, TEMPLATES, fold, page
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.domain.mission import BlockedFile
from bot.domain.outcome import RemainingGap, SandboxTier, Status, SuspectedBug

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.stages.report import CampaignReport

SUMMARY_BYTES_MAX = 1024 * 1024


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "wbr"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def hostile(text: str) -> CampaignReport:
    bug = SuspectedBug(text, 1, text, text, text, text)
    evidence = replace(
        EVIDENCE, bugs=(bug,), python=text, gaps=(RemainingGap(text, (1,), 0, text),)
    )
    record = replace(
        RECORD, subject=text, category=text, reason=text, status=Status.IMPROVED, evidence=evidence
    )
    campaign = replace(
        CAMPAIGN,
        entries=(),
        failing_before=(text,),
        not_applicable=(text,),
        blocked=(BlockedFile(f"{text}.", text, text),),
    )
    return fold(record, campaign=campaign)


class TestPage:
    def test_the_page_reads_well(self, golden: Callable[[str, str], None]) -> None:
        golden("texts/report.html", page(FULL))

    def test_the_markdown_reads_well(self, golden: Callable[[str, str], None]) -> None:
        golden("texts/report.md", TEMPLATES.render("report.md.j2", FULL))

    def test_nothing_is_loaded_from_anywhere_and_nothing_runs(self) -> None:
        made = Page(page(FULL))

        assert not {"script", "link", "img", "iframe", "object"} & set(made.tags)
        names = {name for name, _ in made.attributes}
        assert not {name for name in names if name.startswith("on")}
        assert not {"src", "href", "xlink:href", "srcset"} & names
        assert "url(" not in page(FULL)

    def test_every_picture_has_a_text(self) -> None:
        html = page(FULL)

        for picture in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
            assert 'aria-hidden="true"' in picture or ('role="img"><title>' in picture)

    def test_a_picture_says_its_numbers(self) -> None:
        assert "41.1 % before, 44.1 % by import alone, 91.1 % after; 85 % wanted" in page(FULL)

    def test_bars_stay_inside_their_track(self) -> None:
        for x, width in re.findall(
            r'<rect class="\w+" x="(\d+)" width="(-?\d+)" height="20"', page(FULL)
        ):
            assert int(width) >= 0
            assert int(x) + int(width) <= 1000

    @given(st.text(st.characters(), min_size=1))
    def test_untrusted_text_changes_no_tag(self, text: str) -> None:
        harmless, made = Page(page(hostile("x"))), Page(page(hostile(text)))

        assert [t for t in made.tags if t != "wbr"] == [t for t in harmless.tags if t != "wbr"]
        assert made.attributes == harmless.attributes

    def test_markup_in_a_name_is_shown(self) -> None:
        html = page(hostile('<script>alert("1")</script>'))

        assert "<script" not in html
        assert "&lt;script&gt;" in html

    def test_a_missing_sandbox_is_loud(self) -> None:
        loose = fold(with_evidence(sandbox=SandboxTier.NONE))

        assert "ran without a sandbox" in page(loose)
        assert "ran without a sandbox" in TEMPLATES.render("report.md.j2", loose)
        assert "ran without a sandbox" not in page(FULL)


class TestMarkdown:
    @given(st.text(st.characters(), min_size=1).filter(lambda text: bool(text.split())))
    def test_untrusted_text_changes_no_block(self, text: str) -> None:
        reader = MarkdownIt("commonmark", {"html": True}).enable("table")

        def blocks(report: CampaignReport) -> list[str]:
            return [t.type for t in reader.parse(TEMPLATES.render("report.md.j2", report))]

        assert blocks(hostile(text)) == blocks(hostile("x"))

    def test_a_campaign_of_any_size_fits_a_job_summary(self) -> None:
        long = "|&" * 3000
        evidence = replace(
            EVIDENCE,
            gaps=tuple(RemainingGap("f", (2 * n,), 0, long) for n in range(1, 200)),
            bugs=(SuspectedBug(long, 1, long, long, long, long),),
        )
        records = [
            replace(
                RECORD,
                mission_id=f"m-{number:08x}",
                subject=f"{long}{number}",
                category=f"{long}{number}",
                status=Status.IMPROVED,
                reason=long,
                evidence=evidence,
            )
            for number in range(700)
        ]

        text = TEMPLATES.render("report.md.j2", fold(*records, campaign=None))

        assert len(text.encode()) < SUMMARY_BYTES_MAX
        assert "400 more missions in report.json" in text
        assert "600 more missions in report.json" in text
        assert "650 more categories in report.json" in text
        assert "680 more suspected bugs in report.json" in text
