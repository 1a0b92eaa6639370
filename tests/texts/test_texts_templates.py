from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.adapters.prompt_texts import PROMPT_FACTS
from bot.adapters.templates import FACTS, PROMPTS, JinjaTemplates
from bot.domain.coverage import Tally
from bot.errors import TemplateError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Facts:
    name: str
    count: int


def templates(tmp_path: Path, text: str, *, name: str = "a.md.j2") -> JinjaTemplates:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return JinjaTemplates(tmp_path, {name: Facts})


def test_every_shipped_template_shows_the_fields_of_its_facts() -> None:
    JinjaTemplates()  # raises where one does not


def test_every_shipped_template_is_loaded() -> None:
    asked = {f"{name}.md.j2" for name in (*PROMPT_FACTS, "situations")}

    assert {path.name for path in PROMPTS.glob("*.j2")} == set(FACTS) | asked


def test_a_template_is_written_from_its_facts(tmp_path: Path) -> None:
    loaded = templates(tmp_path, "{{ name|code }}: {{ count }}\n")

    assert loaded.render("a.md.j2", Facts("x", 3)) == "`x`: 3\n"


def test_a_variable_that_nobody_gives_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"not given: colour; never shown: none"):
        templates(tmp_path, "{{ name|md }}{{ count }}{{ colour }}")


def test_a_fact_that_is_never_shown_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"not given: none; never shown: count"):
        templates(tmp_path, "{{ name|md }}")


def test_a_template_that_does_not_parse_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"a\.md\.j2"):
        templates(tmp_path, "{% if name %}")


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"gone\.md\.j2 cannot be read"):
        JinjaTemplates(tmp_path, {"gone.md.j2": Facts})


@pytest.mark.parametrize("shown", ["{{ name }}", "{{ name|upper }}", "{{ [name] }}", "{{ none }}"])
def test_text_without_an_escape_is_refused(tmp_path: Path, shown: str) -> None:
    loaded = templates(tmp_path, f"{{{{ name|md }}}}{{{{ count }}}}{shown}")

    with pytest.raises(TemplateError, match="escaped"):
        loaded.render("a.md.j2", Facts("x", 3))


def test_a_field_that_the_facts_lack_inside_is_an_error(tmp_path: Path) -> None:
    loaded = templates(tmp_path, "{{ name|md }}{{ count.colour }}")

    with pytest.raises(TemplateError, match="colour"):
        loaded.render("a.md.j2", Facts("x", 3))


def test_other_facts_are_refused(tmp_path: Path) -> None:
    loaded = templates(tmp_path, "{{ name|md }}{{ count }}")

    with pytest.raises(TemplateError, match="written from Facts, given Tally"):
        loaded.render("a.md.j2", Tally(0, 0))
    with pytest.raises(TemplateError, match="no template"):
        loaded.render("b.md.j2", Facts("x", 1))


def test_html_escapes_by_itself_and_shows_what_is_hidden(tmp_path: Path) -> None:
    loaded = templates(tmp_path, "<p>{{ name }} {{ count }}</p>", name="a.html.j2")

    page = loaded.render("a.html.j2", Facts("<b>&\u202e\"'", 3))

    assert page == "<p>&lt;b&gt;&amp;\\u202e&#34;&#39; 3</p>"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (83, "1 min 23 s")]
)
def test_seconds_read_as_people_say_them(tmp_path: Path, seconds: float, text: str) -> None:
    loaded = templates(tmp_path, "{{ name|md }}{{ count|seconds }}")

    assert loaded.render("a.md.j2", Facts("", seconds)) == text  # type: ignore[arg-type]  # a float


@pytest.mark.parametrize(
    ("tally", "text"),
    [
        (Tally(0, 0), "nothing to cover n/a"),
        (Tally(999, 1000), "99.9 % (999 of 1,000) 99.9 %"),
        (Tally(2, 3), "66.6 % (2 of 3) 66.6 %"),
    ],
)
def test_a_tally_reads_cut_off_and_with_its_counts(tmp_path: Path, tally: Tally, text: str) -> None:
    loaded = templates(tmp_path, "{{ name|md }}{{ count|tally }} {{ count|pct }}")

    assert loaded.render("a.md.j2", Facts("", tally)) == text  # type: ignore[arg-type]  # a tally
