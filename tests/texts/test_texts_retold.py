"""What `replay` tells: counts, verdicts then and now, and nothing that a stranger laid out."""

from __future__ import annotations

from bot.domain.mission import EngineName
from bot.domain.trajectory import Asked, Attempt, Rejudged
from bot.domain.trial import Verdict
from bot.stages.retold import DIFFERENCES_SHOWN_MAX, Replayed, retold

HOSTILE = "f('\x1b[2J')\n::error::owned"


def attempt(number: int = 3, source: str = "import a\na.f(1)") -> Attempt:
    return Attempt(number, EngineName.MODEL, "f", Verdict.ACCEPTED, source, 1, 0)


def judged(verdict: Verdict | None, note: str = "", source: str = "import a\na.f(1)") -> Rejudged:
    return Rejudged(attempt(source=source), verdict, note)


def replayed(
    *found: Rejudged, left: int = 0, misread: tuple[tuple[Asked, int], ...] = ()
) -> Replayed:
    return Replayed("src/a.py", found, left, read=4 * bool(misread), misread=misread)


ASKED = Asked(1, "m", "", "gap@1:2", "f", (), "…", "stopped", 2, 0, 0, 0.0)


def test_equal_verdicts_are_one_line() -> None:
    same = replayed(judged(Verdict.ACCEPTED))

    assert same.is_alike
    assert retold(same) == "src/a.py: 1 attempt judged again, 1 alike, 0 with another verdict"


def test_a_difference_shows_the_call_and_the_reason() -> None:
    told = replayed(judged(Verdict.ACCEPTED), judged(Verdict.FLAKY, "fails elsewhere"))

    assert not told.is_alike
    assert retold(told).splitlines()[1:] == [
        "  attempt 3 (model, f): accepted then, flaky now",
        "    a.f(1)",
        "    fails elsewhere",
    ]


def test_what_was_not_judged_and_what_was_left_is_told() -> None:
    told = replayed(judged(None, "an old line"), left=2)

    assert not told.is_alike
    assert retold(told).splitlines()[1:] == [
        "1 attempt not judged: an old line",
        "2 attempts left, the time was over: --mission-seconds",
    ]


def test_answers_that_are_read_otherwise_are_named() -> None:
    told = replayed(misread=((ASKED, 1),))

    assert not told.is_alike
    assert retold(told).splitlines()[1:] == [
        "4 answers of a model read again, 1 otherwise",
        "  gap@1:2: 2 situations then, 1 now",
    ]


def test_many_differences_are_counted() -> None:
    told = replayed(*[judged(Verdict.FLAKY)] * (DIFFERENCES_SHOWN_MAX + 3))

    assert retold(told).endswith("\n  and 3 more")


def test_a_strangers_text_stays_on_its_line() -> None:
    told = retold(replayed(judged(Verdict.FLAKY, HOSTILE, HOSTILE)))

    assert "\x1b" not in told
    assert not any(line.lstrip().startswith("::") for line in told.splitlines()[3:])
    assert len(told.splitlines()) == 4
