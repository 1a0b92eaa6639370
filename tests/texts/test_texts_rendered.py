"""The texts as GitHub shows them: rendered by its own renderer, sanitised as it sanitises."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from fakes.outcomes import OUTCOMES
from fakes.rendered import raw, rendered
from fakes.writers import comment, pull, record_of, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.outcome import MissionRecord

TEXTS = {f"{one.name}, {name}": text for one in OUTCOMES for name, text in one.all.items()}
VOID = {"br", "hr", "img", "input", "wbr", "source"}
HOSTILE = (
    "</details></td></table><script>alert(1)</script><img src=x onerror=a()>"
    "![i](http://e.example) [l](javascript:a()) @ada @org/team www.e.example https://e.example "
    "<details><summary>s | t</summary> a | b `c | d` - [x] done"
)


class Page(HTMLParser):
    """Collects what a page holds, and what is wrong with its nesting."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: list[str] = []
        self.tables: list[list[int]] = []
        self.prose = ""
        self.feed(html)
        self.close()
        self.wrong += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.wrong += [f"{name} of <{tag}>" for name, _ in attrs if name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append(0)
        if tag in {"td", "th"}:
            self.tables[-1][-1] += 1

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes another one")

    def handle_data(self, data: str) -> None:
        if not {"code", "pre"} & set(self.open):
            self.prose += data


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_of_a_text_is_lost_to_the_sanitiser(name: str) -> None:
    # Comments are for programs, and GitHub shows none of them.
    shown = re.sub(r"<!--.*?-->", "", raw(TEXTS[name]))

    assert Page(rendered(TEXTS[name])).tags == Page(shown).tags


@pytest.mark.parametrize("name", TEXTS)
def test_tables_are_tables_and_blocks_are_closed(name: str) -> None:
    page = Page(rendered(TEXTS[name]))

    assert page.wrong == []
    assert len(page.tables) == len(re.findall(r"^\| --- ", TEXTS[name], re.MULTILINE))
    assert all(len(set(widths)) == 1 for widths in page.tables)
    assert not re.search(r"^\s*\||&#\d|&lt;|</", page.prose, re.MULTILINE)


def test_the_box_of_a_pull_request_can_be_ticked() -> None:
    text = OUTCOMES[0].pull

    assert Page(rendered(text)).tags.count("input") == 1
    ticked = rendered(text.replace("- [ ] <!-- missions:retry", "- [x] <!-- missions:retry"))
    assert 'checked=""' in ticked


@pytest.mark.parametrize("write", [pull, comment, summary])
def test_hostile_names_stay_text(write: Callable[[MissionRecord], str]) -> None:
    text = write(record_of(HOSTILE))

    page = Page(rendered(text))

    assert page.wrong == []
    assert not {"img", "a", "script", "details", "summary"} & set(page.tags)
    # A word joiner or code keeps GitHub from writing to people.
    assert not re.search(r"(?<![\w\u2060])@\w", page.prose)
