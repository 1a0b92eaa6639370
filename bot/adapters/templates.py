"""Texts from prompts/*.j2, where forgetting a fact or an escape is an error.

Checked when loaded: each template's variables are the fields of its facts, both
ways. Checked when rendered: every text put into Markdown went through one of
the filters `md`, `code`, `fence` or `plain`. HTML is escaped by Jinja itself.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import DictLoader, Environment, StrictUndefined, Undefined, meta
from jinja2 import TemplateError as JinjaError
from markupsafe import Markup

from bot.errors import TemplateError
from bot.stages import markdown
from bot.stages.dashboard import DashboardFacts
from bot.stages.letters import CommentFacts, CommitFacts, PullFacts, SummaryFacts
from bot.stages.links import linked_lines
from bot.stages.sheet import CampaignReport
from bot.stages.wording import clip, counted, counted_tests, lines_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.coverage import Tally

SECONDS_A_MINUTE = 60

# Beside the package `bot`, in a checkout as in a wheel. Not looked up by the name
# "prompts": a folder of that name in the user's checkout could come first.
PROMPTS = Path(__file__).resolve().parents[2] / "prompts"

FACTS: Mapping[str, type] = {
    "pull.md.j2": PullFacts,
    "comment.md.j2": CommentFacts,
    "commit.txt.j2": CommitFacts,
    "summary.md.j2": SummaryFacts,
    "dashboard.md.j2": DashboardFacts,
    "report.md.j2": CampaignReport,
    "report.html.j2": CampaignReport,
}


class JinjaTemplates:
    """ports.Templates over a folder of templates and the facts that each is written from."""

    def __init__(self, folder: Path = PROMPTS, facts: Mapping[str, type] = FACTS) -> None:
        sources = {name: _read(folder / name) for name in facts}
        self._facts = facts
        self._text = _environment(sources, is_html=False)
        self._html = _environment(sources, is_html=True)
        for name, cls in facts.items():
            self._check(name, sources[name], cls)

    def render(self, name: str, facts: object) -> str:
        """Render a template from an instance of its facts.

        Raises:
            TemplateError: no such template, other facts, or text that no filter escaped.
        """
        cls = self._facts.get(name)
        if cls is None or not isinstance(facts, cls):
            wanted = "no template" if cls is None else f"written from {cls.__name__}"
            raise TemplateError(f"{name}: {wanted}, given {type(facts).__name__}")
        variables = {field: getattr(facts, field) for field in _field_names(cls)}
        try:
            return self._environment_of(name).get_template(name).render(variables)
        except JinjaError as error:
            raise TemplateError(f"{name}: {error}") from error

    def _environment_of(self, name: str) -> Environment:
        return self._html if ".html." in name else self._text

    def _check(self, name: str, source: str, cls: type) -> None:
        try:
            used = meta.find_undeclared_variables(self._environment_of(name).parse(source))
        except JinjaError as error:
            raise TemplateError(f"{name}: {error}") from error
        given = _field_names(cls)
        if used != given:
            unknown = ", ".join(sorted(used - given)) or "none"
            unshown = ", ".join(sorted(given - used)) or "none"
            raise TemplateError(
                f"{name} and {cls.__name__} disagree: not given: {unknown}; never shown: {unshown}"
            )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TemplateError(f"{path} cannot be read: {error.strerror}") from error


def _field_names(cls: type) -> frozenset[str]:
    assert is_dataclass(cls)
    return frozenset(field.name for field in fields(cls))


def _environment(sources: Mapping[str, str], *, is_html: bool) -> Environment:
    environment = Environment(
        loader=DictLoader(dict(sources)),
        undefined=StrictUndefined,
        autoescape=is_html,  # noqa: S701 - Markdown is escaped by filters, see _escaped
        finalize=_shown if is_html else _escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.clear()
    environment.filters.update(
        md=markdown.escape,
        code=markdown.code,
        fence=markdown.fence,
        plain=markdown.plain,
        clip=clip,
        lines=lines_named,
        linked=linked_lines,
        count=_count,
        tests=_tests,
        pct=_pct,
        tally=_tally,
        seconds=_seconds,
        permille=_permille,
        path=_path,
    )
    return environment


def _shown(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return markdown.visible(value)
    return value


def _escaped(value: object) -> object:
    # Undefined says itself what is missing.
    if not isinstance(value, (int, markdown.Safe, Undefined)):
        raise JinjaError(f"neither a number nor escaped by md, code, fence or plain: {value!r:.60}")
    return value


def _count(number: int, noun: str = "", nouns: str = "") -> markdown.Safe:
    return markdown.Safe(counted(number, noun, nouns) if noun else f"{number:,}")


def _tests(tests: int, cases: int) -> markdown.Safe:
    return markdown.Safe(counted_tests(tests, cases))


def _pct(tally: Tally) -> markdown.Safe:
    return markdown.Safe(f"{tally.pct_text} %" if tally.total else "n/a")


def _tally(tally: Tally) -> markdown.Safe:
    if not tally.total:
        return markdown.Safe("nothing to cover")
    return markdown.Safe(f"{tally.pct_text} % ({tally.covered:,} of {tally.total:,})")


def _path(path: str) -> Markup:
    """Let a long path break after its slashes, in HTML."""
    return Markup("/<wbr>").join(markdown.visible(path).split("/"))


def _permille(tally: Tally) -> int:
    return tally.covered * 1000 // tally.total if tally.total else 0


def _seconds(seconds: float) -> markdown.Safe:
    minutes, rest = divmod(round(seconds), SECONDS_A_MINUTE)
    return markdown.Safe(f"{minutes} min {rest} s" if minutes else f"{rest} s")
