"""What people are told of a model: who it was, what it took, what came of its answers."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from fakes.records import EVIDENCE, RECORD, with_evidence
from fakes.reports import TEMPLATES, fold
from fakes.writers import comment, pull

import bot
from bot.codec import to_json
from bot.domain.mission import EngineName
from bot.domain.outcome import EngineShare, ModelShare, PromptShare
from bot.domain.trajectory import Asked
from bot.stages.asked import model_share, model_total

GAP, TEST = PromptShare("gap@3f9a1c22", 6, 5, 3), PromptShare("whole_test@0a1b2c3d", 2, 1, 0)
MODEL = ModelShare(
    "phi3:mini", "sha256:4fed7364ee3e0c7cb4fe0880148bfdfcd1b6", 4120, 960, (GAP, TEST)
)
SHARE = EngineShare(EngineName.MODEL, 14, 3, 7, 4, model=MODEL)
ASKED = with_evidence(engines=(*EVIDENCE.engines, SHARE))


def told(prompt: str, situations: int) -> Asked:
    return Asked(
        1, "phi3:mini", "sha256:4f", prompt, "f", (3,), "{}", "stopped", situations, 100, 9, 2.0
    )


def test_a_pull_request_says_who_answered_and_what_came_of_it() -> None:
    text = pull(ASKED)

    assert "phi3:mini (`sha256:4fed7364ee3e… [" in text
    assert "8 questions, 6 usable answers, 3 of them with a kept test" in text
    assert "4,120 tokens read, 960 tokens written" in text
    assert "`gap@3f9a1c22` 3 of 6, `whole_test@0a1b2c3d` 0 of 2" in text


def test_without_a_model_nothing_is_said_of_one() -> None:
    assert "question" not in pull(RECORD)
    assert "model" not in comment(RECORD)


def test_questions_are_summed_up_by_the_version_of_their_prompt() -> None:
    asked = [told("gap@1:a", 2), told("gap@1:b", 0), told("test@2:c", 1)]

    share = model_share(asked, {"gap@1:a"})

    assert share == ModelShare(
        "phi3:mini",
        "sha256:4f",
        300,
        27,
        (PromptShare("gap@1", 2, 1, 1), PromptShare("test@2", 1, 1, 0)),
    )
    assert (share.asked, share.usable, share.kept) == (3, 2, 1)
    assert model_share([], ()) is None


def test_a_campaign_adds_its_missions_up() -> None:
    other = replace(MODEL, tokens_in=1, tokens_out=1, prompts=(GAP,))

    total = model_total([MODEL, other])

    assert total is not None
    assert (total.name, total.tokens_in, total.tokens_out) == ("phi3:mini", 4121, 961)
    assert total.prompts == (PromptShare("gap@3f9a1c22", 12, 10, 6), TEST)
    assert model_total([]) is None


@pytest.mark.parametrize("name", ["report.md.j2", "report.html.j2"])
def test_the_report_shows_what_each_version_of_a_prompt_brought(name: str) -> None:
    text = TEMPLATES.render(name, fold(ASKED, campaign=None))

    assert "gap@3f9a1c22" in text
    assert "3 of 6" in text


def test_the_reports_numbers_are_of_their_schema() -> None:
    schema = Path(bot.__file__).parent / "schemas" / "report.schema.json"

    found = json.loads(to_json(fold(ASKED, campaign=None)))

    jsonschema.validate(found, json.loads(schema.read_text(encoding="utf-8")))
