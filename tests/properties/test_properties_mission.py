"""A whole mission whose model names rules: one becomes a test, the others say why not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from fakes.chat_double import Said
from fakes.loopback import serving
from fakes.no_hypothesis import NO_SUCH_MODULE
from fakes.ollama_double import OllamaDouble
from fakes.tiny import command, result_dir, written

from bot.codec import from_json
from bot.domain.trajectory import Attempt, Purpose
from bot.domain.trial import Verdict

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = "src/house/codes.py"
CODES = '''"""Codes of goods."""


def pack(text: str) -> list[int]:
    return [ord(one) + 1 for one in text]


def unpack(codes: list[int]) -> str:
    return "".join(chr(one - 1) for one in codes)


def half(number: int) -> int:
    if number == 0:
        return 0
    return number // 2


def size(text: str) -> int:
    return len(text) + 1
'''
CHOSEN = {"pack": "undone by unpack", "half": "idempotent", "size": "not_negative"}
READING = {"purpose": "codes", "risks": [], "errors": [], "rules": CHOSEN}
CALLS = ("pack('')", "unpack([])", "half(0)", "half(5)", "size('ab')")
WORDS = f"campaign --engines model --subject {SUBJECT} --mission-seconds 600 --target-pct 50"


def answer(text: str) -> Said:
    """Choose rules of the whole module, and calls of what is asked about."""
    if "functions of the module" in text:
        return Said([json.dumps(READING)])
    calls = [call for call in CALLS if f"def {call.partition('(')[0]}(" in text]
    found = [{"goal": 1, "needs": "", "setup": [], "call": call} for call in calls]
    return Said([json.dumps({"situations": found})])


def mission(root: Path, **files: str) -> Path:
    """Run the mission; return its result's directory."""
    for path, text in {
        "src/house/__init__.py": "",
        SUBJECT: CODES,
        "tests/test_nothing.py": "def test_nothing():\n    assert True\n",
        "pyproject.toml": '[project]\nname = "house"\nversion = "1"\n',
        **files,
    }.items():
        written(root, path, text.encode())
    with serving(OllamaDouble(answer)) as url:
        ran = command(f"{WORDS} --ollama-url {url}", root)
    assert ran.code == 0, ran.err
    return result_dir(root)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mission(tmp_path_factory.mktemp("properties") / "house")


def held(result: Path) -> dict[str, Attempt]:
    """Return what came of each rule, by its function."""
    lines = (result / "trajectory.jsonl").read_text("utf-8").splitlines()
    attempts = [from_json(Attempt, line) for line in lines]
    return {one.segment: one for one in attempts if one.sought.purpose is Purpose.HOLD}


def test_a_rule_that_holds_becomes_a_test_of_the_file(result: Path) -> None:
    source = (result / "patch/tests/test_codes_missions.py").read_text("utf-8")

    assert held(result)["pack"].verdict is Verdict.ACCEPTED
    assert "@given(text=st.text())\ndef test_unpack_undoes_pack(text):\n" in source
    assert "    assert unpack(pack(text)) == text\n" in source


def test_a_rule_that_does_not_hold_is_refused_with_its_inputs(result: Path) -> None:
    one = held(result)["half"]

    assert (one.verdict, one.note) == (Verdict.FAILED, "it does not hold for number = 5")


def test_a_rule_that_notices_nothing_new_is_refused(result: Path) -> None:
    one = held(result)["size"]

    assert one.verdict is Verdict.USELESS
    assert one.note.startswith("repeats other tests")


def test_a_property_test_is_told_to_people_and_is_the_model_s(result: Path) -> None:
    evidence = json.loads((result / "evidence.json").read_text("utf-8"))

    (test,) = [one for one in evidence["tests"] if one["drawn"]]
    (prompt,) = [
        one
        for one in evidence["engines"][0]["model"]["prompts"]
        if one["version"].startswith("analysis@")
    ]
    assert (test["name"], test["drawn"]) == ("test_unpack_undoes_pack", 300)
    assert prompt["kept"] == 1
    assert "**Property tests:** 1 test holds a rule" in (result / "pull.md").read_text("utf-8")


def test_what_came_of_rules_is_judged_again_alike(result: Path) -> None:
    ran = command(f"replay {SUBJECT} --json", result.parents[2])

    (told,) = json.loads(ran.out)["missions"]
    assert (ran.code, told["differing"]) == (0, [])


def test_a_project_without_hypothesis_gets_the_same_tests_but_these(
    result: Path, tmp_path: Path
) -> None:
    without = mission(tmp_path / "house", **{"tests/conftest.py": NO_SUCH_MODULE})

    source = (without / "patch/tests/test_codes_missions.py").read_text("utf-8")
    (only,) = held(without).values()
    named = {one["name"] for one in json.loads((result / "evidence.json").read_text())["tests"]}
    assert only.note == "the project's environment has no hypothesis"
    assert "hypothesis" not in source
    assert all(name in source for name in named - {"test_unpack_undoes_pack"})
