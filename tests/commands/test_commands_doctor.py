"""What stops a command before its work begins, and how `doctor` tells of it."""

from pathlib import Path

import pytest
from fakes.missions import PATH as CART
from fakes.tiny import command, make


@pytest.mark.parametrize("words", [f"run {CART}", "campaign"])
def test_untrusted_code_is_not_run_where_a_token_is_held(words: str, tmp_path: Path) -> None:
    held = {"GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "ghs_secret"}

    ran = command(words, tmp_path, held)

    assert ran.code == 2
    assert "GITHUB_TOKEN" in ran.err
    assert "ghs_secret" not in ran.err


def test_doctor_names_what_would_stop_a_campaign(tmp_path: Path) -> None:
    empty = {"PATH": str(tmp_path), "GITHUB_ACTIONS": "true", "GH_TOKEN": "x"}

    ran = command("doctor", tmp_path, empty)

    assert ran.code == 3
    assert "STOP  git: not found" in ran.out
    assert "STOP  token: GH_TOKEN is set" in ran.out
    assert "STOP  NothingRuns: no Python source" in ran.out or "STOP  subjects" in ran.out


def test_doctor_only_notes_what_a_campaign_can_do_without(tmp_path: Path) -> None:
    ran = command("doctor", make(tmp_path / "house"), {"GH_TOKEN": "x"})

    assert ran.code == 0
    assert "note  git: " in ran.out
    assert "note  token: GH_TOKEN is set" in ran.out
    assert "note  model: http://127.0.0.1:1 (OLLAMA_HOST): refused; " in ran.out


def test_a_demo_without_its_example_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.demo.EXAMPLE", tmp_path / "nowhere")

    ran = command("demo", tmp_path)

    assert ran.code == 2
    assert "run the demo from a checkout" in ran.err
