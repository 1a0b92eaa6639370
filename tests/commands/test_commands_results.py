"""`show` and `report`, where results lie and where none do."""

from pathlib import Path

import pytest
from fakes.missions import PATH as CART
from fakes.missions import TEXT
from fakes.records import RECORD, TIMING
from fakes.tiny import command, written

from bot.adapters.result_dir import ResultDir
from bot.codec import to_json
from bot.domain.mission import EngineName
from bot.domain.trajectory import Attempt
from bot.domain.trial import Verdict


def result(root: Path, attempts: list[Attempt]) -> Path:
    """Leave a finished mission, as `run` does."""
    store = ResultDir(root / ".coverage-missions/missions" / RECORD.mission_id)
    store.write("record.json", to_json(RECORD))
    store.write("timing.json", to_json(TIMING))
    for one in attempts:
        store.append("trajectory.jsonl", to_json(one))
    return root


@pytest.mark.parametrize("name", [CART, RECORD.subject])
def test_a_result_is_shown_by_mission_or_subject(name: str, tmp_path: Path) -> None:
    written(tmp_path, CART, TEXT.encode())
    source = "from shop.cart import Cart\nCart(None)"
    refused = [
        Attempt(n, EngineName.SEARCH, "Cart", Verdict.FLAKY, source, 1, 0, "note") for n in range(9)
    ]
    kept = Attempt(9, EngineName.SEARCH, "Cart", Verdict.ACCEPTED, "Cart()", 1, 0)

    ran = command(f"show {name}", result(tmp_path, [*refused, kept]))

    assert ran.code == 0
    assert "9 attempts refused as flaky:\n  Cart: Cart(None)\n    note\n" in ran.out
    assert "and 4 more" in ran.out
    assert "accepted:" not in ran.out


def test_a_mission_without_a_result_is_told(tmp_path: Path) -> None:
    written(tmp_path, CART, TEXT.encode())

    ran = command(f"show {CART}", tmp_path)

    assert ran.code == 2
    assert "`coverage-missions run` makes it" in ran.err


@pytest.mark.parametrize("words", ["show", "show missions/none.yaml"])
def test_nothing_to_show_is_told(words: str, tmp_path: Path) -> None:
    ran = command(words, tmp_path)

    assert ran.code == 2
    assert "name a mission file or a source file" in ran.err


def test_a_report_without_results_is_refused(tmp_path: Path) -> None:
    ran = command("report", tmp_path)

    assert ran.code == 2
    assert "holds no finished mission" in ran.err


def test_a_report_needs_no_plan(tmp_path: Path) -> None:
    ran = command("report", result(tmp_path, []))

    assert ran.code == 0
    assert RECORD.subject in ran.out
