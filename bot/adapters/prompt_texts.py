"""What models are asked, from prompts/*.md.j2: each has a block `system` and a block `user`.

Checked when loaded: a template's variables are the fields of its facts, both ways. Nothing is
escaped, for nobody renders it; but words that end a turn in a model's own notation are broken
up, so that a text of the subject cannot pretend to be somebody else's turn.

What several include is one text, so that a server that keeps what it read last need not
read it anew for another kind of question.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields, is_dataclass
from itertools import chain
from typing import TYPE_CHECKING

from jinja2 import DictLoader, Environment, StrictUndefined, TemplateSyntaxError, meta
from jinja2 import TemplateError as JinjaError

from bot.adapters.templates import PROMPTS
from bot.engines.model.asking import AnalysisFacts, FollowUpFacts, GapFacts, WholeTestFacts
from bot.errors import TemplateError
from bot.ports.prompts import Written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROMPT_FACTS: Mapping[str, type] = {
    "analysis": AnalysisFacts,
    "gap": GapFacts,
    "gap_brief": GapFacts,
    "follow_up": FollowUpFacts,
    "whole_test": WholeTestFacts,
}
VERSION_DIGITS = 8
_BLOCKS = frozenset({"system", "user"})
# What ChatML, Phi, Llama, Gemma, Mistral and DeepSeek write between turns.
_TURNS = re.compile(
    r"<(?=[|\uff5c])|<(?=/?(?:s|start_of_turn|end_of_turn|bos|eos)>)|<(?=</?SYS>>)"
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\])"
    # What ends a block of code, in which all of a subject's own words stand.
    r"|``(?=`)"
)
_UNSEEN = re.compile(
    r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_EMPTY_LINES = re.compile(r"\n{3,}")


class JinjaPrompts:
    """ports.Prompts over a folder of templates."""

    def __init__(self, folder: Path = PROMPTS, facts: Mapping[str, type] = PROMPT_FACTS) -> None:
        self._facts = facts
        sources = {name: _read(folder / f"{name}.md.j2") for name in facts}
        included = {name: _included(name, text) for name, text in sources.items()}
        parts = {
            one: _read(folder / f"{one}.md.j2") for one in dict.fromkeys(chain(*included.values()))
        }
        for name, text in parts.items():
            _check_part(name, text)
        self._environment = _environment({**sources, **parts})
        self._versions = {
            name: _version(name, "".join((text, *(parts[one] for one in included[name]))))
            for name, text in sources.items()
        }
        for name, cls in facts.items():
            self._check(name, sources[name], cls)

    def write(self, name: str, facts: object) -> Written:
        """Write a prompt.

        Raises:
            TemplateError: there is no such prompt, or it is written from other facts.
        """
        cls = self._facts.get(name)
        if cls is None or not isinstance(facts, cls):
            wanted = "no prompt" if cls is None else f"written from {cls.__name__}"
            raise TemplateError(f"{name}: {wanted}, given {type(facts).__name__}")
        variables = {field: getattr(facts, field) for field in _names(cls)}
        template = self._environment.get_template(name)
        try:
            texts = {
                block: "".join(template.blocks[block](template.new_context(variables)))
                for block in sorted(_BLOCKS)
            }
        except JinjaError as error:
            raise TemplateError(f"{name}.md.j2: {error}") from error
        tidy = {block: _EMPTY_LINES.sub("\n\n", text).strip() for block, text in texts.items()}
        return Written(self._versions[name], tidy["system"], tidy["user"])

    def _check(self, name: str, source: str, cls: type) -> None:
        file = f"{name}.md.j2"
        try:
            used = meta.find_undeclared_variables(self._environment.parse(source))
            blocks = set(self._environment.get_template(name).blocks)
        except TemplateSyntaxError as error:
            raise TemplateError(f"{file}:{error.lineno}: {error.message}") from error
        if blocks != _BLOCKS:
            raise TemplateError(
                f"{file}:1: it has the blocks {sorted(blocks)}, not system and user"
            )
        given = _names(cls)
        for one in sorted(used - given):
            raise TemplateError(f"{file}:{_line(source, one)}: {cls.__name__} has no {one!r}")
        for one in sorted(given - used):
            raise TemplateError(f"{file}:1: {cls.__name__}.{one} is never shown")


def _included(name: str, source: str) -> tuple[str, ...]:
    """Return the parts that a template includes by name, each the same text in all of them."""
    try:
        found = meta.find_referenced_templates(Environment().parse(source))  # noqa: S701 - not rendered
    except TemplateSyntaxError as error:
        raise TemplateError(f"{name}.md.j2:{error.lineno}: {error.message}") from error
    return tuple(one for one in found if one is not None)


def _check_part(name: str, source: str) -> None:
    """Check that a part which several templates include is words alone."""
    included = _included(name, source)
    tree = Environment().parse(source)  # noqa: S701 - not rendered
    if included or meta.find_undeclared_variables(tree):
        raise TemplateError(f"{name}.md.j2:1: a part that others include is words alone")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TemplateError(f"{path} cannot be read: {error.strerror}") from error


def _version(name: str, source: str) -> str:
    return f"{name}@{hashlib.sha256(source.encode()).hexdigest()[:VERSION_DIGITS]}"


def _names(cls: type) -> frozenset[str]:
    assert is_dataclass(cls)
    return frozenset(field.name for field in fields(cls))


def _line(source: str, name: str) -> int:
    """Return the first line (1-based) that a variable stands in."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    lines = enumerate(source.split("\n"), 1)
    return next((at for at, line in lines if word.search(line) and "{" in line), 1)


def _environment(sources: Mapping[str, str]) -> Environment:
    environment = Environment(
        loader=DictLoader(dict(sources)),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - a model reads it, no browser
        finalize=_plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    return environment


def _plain(value: object) -> object:
    """Take out what nobody sees, and break up what models take for the end of a turn."""
    if not isinstance(value, str):
        return value
    text = value.replace("\t", "    ").encode("utf-8", "replace").decode("utf-8")
    return _TURNS.sub(lambda found: f"{found[0]} ", _UNSEEN.sub("", text))
