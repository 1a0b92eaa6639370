"""What a model brought, as Markdown: against what is wanted, by arm, by module."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from benchmark.arms import Arm
from benchmark.figures import measured, pct, published, summary
from benchmark.tables import NONE, absent, by_module, details, name, ranges, totals
from benchmark.wanted import Wanted, at_least

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmark.figures import Summary
    from benchmark.packages import Anchor
    from benchmark.results import Answers, Coverage, Row

POINTS_OVER_OTHERS = 3
ALONE_MEDIAN_PCT = 70
TIMES_COVERUP = 8
THOUSAND = 1000
HEAD_LINES = 2
_SAID = {True: "yes", False: "**no**", None: NONE}


def report(rows: Sequence[Row], known: Mapping[str, Anchor]) -> str:
    """Write all tables, most important first."""
    arms = measured(rows)
    imported = {row.module: pct(row) for row in arms[Arm.IMPORT]}
    sums = {arm: summary(arm, found, imported) for arm, found in arms.items()}
    parts = [
        _targets(sums, arms),
        totals(sums, published(known, list(imported))),
        *absent(rows),
        _answers(arms),
        _prompts(arms),
        by_module(arms, known),
        _only_with(arms),
    ]
    parts += [
        f"<details><summary>{name(arm)}, module by module</summary>\n\n"
        f"{details(found, imported)}\n</details>"
        for arm, found in arms.items()
        if arm is not Arm.IMPORT
    ]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _targets(sums: Mapping[Arm, Summary], arms: Mapping[Arm, Sequence[Row]]) -> str:
    lines = ["| wanted | bound | reached | met |", "| --- | ---: | ---: | --- |"]
    lines += [
        f"| {one.figure} | {one.wanted} | {one.reached} | {_SAID[one.met]} |"
        for one in wanted(sums, arms)
    ]
    return "\n".join(lines)


def wanted(sums: Mapping[Arm, Summary], arms: Mapping[Arm, Sequence[Row]]) -> list[Wanted]:
    """Compare what was measured with what is wanted of a model."""
    whole, rest, alone = (sums.get(arm) for arm in (Arm.ALL, Arm.SEARCH_SOLVER, Arm.MODEL))
    points = whole.spread.mean - rest.spread.mean if whole and rest else None
    median = alone.spread.median if alone else None
    return [
        at_least("points of the mean over search+solver's", POINTS_OVER_OTHERS, points),
        at_least("median of the model alone, %", ALONE_MEDIAN_PCT, median),
        at_least("times the lines that CoverUp gained", TIMES_COVERUP, times_coverup(arms)),
        at_least("the same, of answers alone", TIMES_COVERUP, times_coverup(arms, _answered(arms))),
    ]


def times_coverup(
    arms: Mapping[Arm, Sequence[Row]], ours: Mapping[str, int] | None = None
) -> float | None:
    """Return how many times the lines that CoverUp gained over importing our model alone gained.

    `ours` are lines by module, those of first calls among them where it is not given. Only
    modules count that both were measured on; None where there is none. Where CoverUp gained
    nothing, it counts as one line.
    """
    ours = _gained(arms, Arm.MODEL) if ours is None else ours
    theirs = _gained(arms, Arm.COVERUP)
    both = ours.keys() & theirs.keys()
    if not both:
        return None
    return sum(ours[one] for one in both) / max(1, sum(theirs[one] for one in both))


def _answered(arms: Mapping[Arm, Sequence[Row]]) -> dict[str, int]:
    """Count the lines that only answers' tests run, by module."""
    return {
        row.module: row.made.answers.gained if row.made.answers else 0
        for row in arms.get(Arm.MODEL, ())
    }


def _gained(arms: Mapping[Arm, Sequence[Row]], arm: Arm) -> dict[str, int]:
    """Count the lines over importing alone, by module."""
    lines = {row.module: _lines(row) for row in arms[Arm.IMPORT]}
    return {row.module: len(_lines(row) - lines[row.module]) for row in arms.get(arm, ())}


def _lines(row: Row) -> frozenset[int]:
    return frozenset(_coverage(row).executed_lines)


def _coverage(row: Row) -> Coverage:
    assert row.measured
    return row.measured.coverage


def _answers(arms: Mapping[Arm, Sequence[Row]]) -> str:
    """Write what answers cost and brought, one line for each arm that asks."""
    head = (
        "arm", "questions", "usable answers", "with a kept test", "tokens read", "tokens written",
        "seconds", "written a second", "lines gained", "lines for 1,000 written",
        "lines of first calls", "proposals by verdict",
    )  # fmt: skip
    lines = [f"| {' | '.join(head)} |", "| --- |" + " ---: |" * (len(head) - 2) + " --- |"]
    for arm, rows in arms.items():
        found = [row.made.answers for row in rows if row.made.answers]
        if found:
            lines.append(f"| {name(arm)} | {' | '.join(_cost(found))} |")
    return "\n".join(lines) if len(lines) > HEAD_LINES else ""


def _cost(found: Sequence[Answers]) -> tuple[str, ...]:
    asked, written = sum(one.asked for one in found), sum(one.tokens_out for one in found)
    seconds, gained = sum(one.seconds for one in found), sum(one.gained for one in found)
    begun = [one.begun for one in found]
    verdicts = Counter[str]()
    for one in found:
        verdicts.update(dict(one.verdicts))
    return (
        str(asked),
        _share(sum(one.usable for one in found), asked),
        _share(sum(one.kept for one in found), asked),
        f"{sum(one.tokens_in for one in found):,}",
        f"{written:,}",
        f"{seconds:.0f}",
        f"{written / seconds:.1f}" if seconds else NONE,
        str(gained),
        f"{THOUSAND * gained / written:.1f}" if written else NONE,
        NONE if None in begun else str(sum(one or 0 for one in begun)),
        ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()) or NONE,
    )


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part // whole} %)" if whole else NONE


def _prompts(arms: Mapping[Arm, Sequence[Row]]) -> str:
    """Say of how many answers to each prompt a test was kept."""
    asked, kept = Counter[str](), Counter[str]()
    for row in (row for rows in arms.values() for row in rows if row.made.answers):
        assert row.made.answers
        for version, count, good in row.made.answers.prompts:
            asked[version] += count
            kept[version] += good
    told = ", ".join(f"`{one}` {_share(kept[one], asked[one])}" for one in sorted(asked))
    return f"Answers with a kept test, by prompt: {told}." if told else ""


def _only_with(arms: Mapping[Arm, Sequence[Row]]) -> str:
    """List what ran with the model's tests and not with search and solver alone."""
    rest = {row.module: _coverage(row) for row in arms.get(Arm.SEARCH_SOLVER, ())}
    lines = ["| only with the model | lines | branches |", "| --- | --- | --- |"]
    for row in arms.get(Arm.ALL, ()):
        before = rest.get(row.module)
        if before is None:
            continue
        new = sorted(_lines(row) - set(before.executed_lines))
        ways = sorted(set(_coverage(row).executed_branches) - set(before.executed_branches))
        if new or ways:
            told = ", ".join(f"{a}→{b}" for a, b in ways)
            lines.append(f"| {row.module} | {ranges(new) or NONE} | {told or NONE} |")
    nothing = "No line and no branch ran with the model alone."
    return ("\n".join(lines) if len(lines) > HEAD_LINES else nothing) if rest else ""
