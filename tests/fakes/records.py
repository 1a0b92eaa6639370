"""A mission's record as it could be, for the tests of texts."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.coverage import Tally
from bot.domain.mission import EngineName
from bot.domain.outcome import (
    EngineShare,
    Evidence,
    Measured,
    MissionRecord,
    RemainingGap,
    SandboxTier,
    Status,
    SuspectedBug,
    TestFact,
    Timing,
)
from bot.domain.trial import OracleOrigin, Verdict


def measured(lines: int, arcs: int, *, of_lines: int = 34, of_arcs: int = 12) -> Measured:
    return Measured(Tally(lines, of_lines), Tally(arcs, of_arcs))


EVIDENCE = Evidence(
    before=measured(14, 2),
    imported=measured(15, 2),
    after=measured(31, 10),
    tests=(
        TestFact(
            "test_total_is_zero_for_an_empty_cart",
            6,
            2,
            2,
            (OracleOrigin.OBSERVED,),
            example="Cart().total() == 0",
        ),
        TestFact(
            "test_add_rejects_a_negative_quantity",
            5,
            3,
            3,
            (OracleOrigin.DOCUMENTED,),
            example='Cart().add("tea", -1) raises ValueError',
        ),
        TestFact(
            "test_discount_rounds_down",
            5,
            3,
            2,
            (OracleOrigin.OBSERVED, OracleOrigin.DOCUMENTED),
            cases=2,
            example="discount(199, 10) == 179",
        ),
        TestFact("test_to_json_round_trips", 1, 0, 0, (OracleOrigin.OBSERVED,)),
    ),
    tests_file="tests/shop/test_cart_missions.py",
    oracles=((OracleOrigin.DOCUMENTED, 2), (OracleOrigin.OBSERVED, 3)),
    mutants_killed=7,
    mutants_tried=9,
    mutants_survived=("line 41: `<=` becomes `<`", "line 57: 'a | b' becomes ''"),
    repeats=3,
    suite_passed=1204,
    suite_failing=1,
    verdicts=((Verdict.ACCEPTED, 4), (Verdict.FLAKY, 2), (Verdict.HOLLOW, 1), (Verdict.USELESS, 0)),
    gaps=(
        RemainingGap("Cart.fetch", (60, 61, 62), 2, "opens a socket, and trials have no network"),
        RemainingGap("", (), 1, ""),
    ),
    bugs=(
        SuspectedBug(
            "parse_price",
            88,
            'from shop.cart import parse_price\n\nparse_price("")',
            "ValueError",
            "IndexError: string index out of range",
            "docstring of parse_price, line 91",
        ),
    ),
    engines=(EngineShare(EngineName.SEARCH, 412, 5, 16, 8),),
    seed=7,
    sandbox=SandboxTier.BUBBLEWRAP,
    python="CPython 3.11.2, the project's .venv",
)

RECORD = MissionRecord(
    mission_id="m-3f9a1c22",
    subject="src/shop/cart.py",
    subject_digest="sha256:" + "9b1c" * 16,
    language="python",
    category="shop",
    priority="high",
    target_pct=85,
    status=Status.REACHED,
    reason="",
    evidence=EVIDENCE,
)

TIMING = Timing("2026-01-31T12:00:00Z", seconds=83.4, trials=512, median_trial_ms=12.4)


def with_evidence(**changes: object) -> MissionRecord:
    return replace(RECORD, evidence=replace(EVIDENCE, **changes))  # type: ignore[arg-type]  # by name
