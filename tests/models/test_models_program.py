"""The whole program with a model: found, asked by an engine, remembered, and not shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.loopback import serving
from fakes.ollama_double import OllamaDouble
from fakes.openai_double import OpenAIDouble
from fakes.tiny import command, make

from bot import wiring
from bot.domain.mission import EngineName
from bot.engines.search.engine import SearchEngine
from bot.ports.model import Prompt

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.engine import Material

WORDS = "campaign --situations 20 --mission-seconds 60"
KEY = "sk-never-shown"


class Asking(SearchEngine):
    """An engine that asks one question before it does as search does."""

    def __init__(self, material: Material, helpers: wiring.Helpers) -> None:
        super().__init__(material)
        self.completion = helpers.model.ask(Prompt("gap@1", "s", "what now?"))


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this version have an engine that asks."""
    monkeypatch.setitem(wiring.ENGINES, EngineName.MODEL, Asking)


def test_a_campaign_asks_the_servers_that_it_is_told_of(tmp_path: Path) -> None:
    double = OllamaDouble()
    with serving(double) as url:
        ran = command(f"{WORDS} --ollama-url {url}", make(tmp_path / "house"))

    assert ran.code == 0
    assert [one["messages"][-1]["content"] for one in double.asked] == ["what now?"]
    (line,) = [line for line in ran.err.splitlines() if line.startswith("model server")]
    assert "it has phi3:mini, 8192 tokens of context" in line


def test_a_key_stands_in_nothing_that_is_written(tmp_path: Path) -> None:
    root = make(tmp_path / "house")
    double = OpenAIDouble(key=KEY)
    with serving(double) as url:
        environ = {"COVERAGE_MISSIONS_MODEL_KEY": KEY}
        ran = command(f"{WORDS} --openai-url {url}", root, environ)

    assert ran.code == 0
    assert len(double.asked) == 1
    assert KEY not in ran.out + ran.err
    written = [path for path in root.rglob("*") if path.is_file()]
    assert not [path for path in written if KEY.encode() in path.read_bytes()]


def test_a_campaign_without_a_model_says_so_once(tmp_path: Path) -> None:
    ran = command(WORDS, make(tmp_path / "house"))

    assert ran.code == 0
    (line,) = [line for line in ran.err.splitlines() if "the model is left out" in line]
    assert "http://127.0.0.1:1 (OLLAMA_HOST): refused" in line


def test_the_model_alone_must_be_there(tmp_path: Path) -> None:
    ran = command(f"{WORDS} --engines model", make(tmp_path / "house"))

    assert ran.code == 4
    assert "no model answers, and no other engine was asked for" in ran.err


def test_a_plan_asks_nobody(tmp_path: Path) -> None:
    double = OllamaDouble()
    with serving(double) as url:
        host = {"OLLAMA_HOST": url}
        ran = command("plan --engines search,model", make(tmp_path / "house"), host)

    assert ran.code == 0
    assert double.paths == []
