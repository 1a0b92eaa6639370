"""Figures as Markdown; ratios first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmark.arms import Arm
from benchmark.figures import HIGH_PCT, failing, measured, pct, published, summary
from benchmark.wanted import wanted

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from benchmark.figures import Spread, Summary
    from benchmark.packages import Anchor
    from benchmark.results import Row

TITLES = {
    "coverup3": "CoverUp, GPT-4o, 3 passes",
    "coverup1": "CoverUp, GPT-4o, 1 pass",
    "asked_once": "GPT-4o asked once",
    "codamosa_codex": "CodaMosa, codex",
    "codamosa_gpt4o": "CodaMosa, GPT-4o",
    Arm.IMPORT: "import alone",
    Arm.PYNGUIN: "Pynguin 0.48",
    Arm.CROSSHAIR: "CrossHair cover",
    Arm.GHOSTWRITER: "Hypothesis ghostwriter",
    Arm.COVERUP: "CoverUp 0.6.3, same model",
}
NONE = "-"


def report(rows: Sequence[Row], known: Mapping[str, Anchor]) -> str:
    """Write all tables of a set, most important first."""
    arms = measured(rows)
    modules = [row.module for row in arms[Arm.IMPORT]]
    imported = {row.module: pct(row) for row in arms[Arm.IMPORT]}
    sums = {arm: summary(arm, found, imported) for arm, found in arms.items()}
    others = published(known, modules)
    parts = [ratios(sums, others), targets(sums) if others else "", totals(sums, others)]
    parts += [*absent(rows), by_module(arms, known)]
    parts += [
        f"<details><summary>{name(arm)}, module by module</summary>\n\n"
        f"{details(found, imported)}\n</details>"
        for arm, found in arms.items()
        if arm is not Arm.IMPORT
    ]
    parts += [suspected(found) for arm, found in arms.items() if arm is ours(arms)]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def name(arm: str) -> str:
    """Return what a table calls an arm or a published system."""
    return TITLES.get(arm, arm)


def ours(arms: Container[Arm]) -> Arm | None:
    """Return the arm that stands for us: the last of our own that was measured."""
    return next((arm for arm in reversed(Arm) if arm.ours and arm in arms), None)


def ratios(sums: Mapping[Arm, Summary], others: Mapping[str, Spread]) -> str:
    """Compare us with everything else; "" where nothing of ours was measured."""
    arm = ours(sums)
    if arm is None:
        return ""
    we = sums[arm]
    lines = [
        f"| {arm} against | mean coverage | points | mutants noticed on covered lines |",
        "| --- | ---: | ---: | ---: |",
    ]
    for other, they in sums.items():
        if other is not arm:
            noticed = times(we.noticed, they.noticed)
            lines.append(_ratio(name(other), we.spread, they.spread, noticed))
    for system, their in others.items():
        lines.append(_ratio(f"{name(system)} (published)", we.spread, their, NONE))
    return "\n".join(lines)


def _ratio(title: str, we: Spread, they: Spread, noticed: str) -> str:
    points = f"{we.mean - they.mean:+.1f}"
    return f"| {title} | {times(we.mean, they.mean)} | {points} | {noticed} |"


def times(ours: float | None, theirs: float | None) -> str:
    """Write a ratio with what it is made of: 1.42 times (81.2 / 57.1)."""
    if ours is None or not theirs:
        return NONE
    return f"**{ours / theirs:.2f} times** ({ours:.1f} / {theirs:.1f})"


def targets(sums: Mapping[Arm, Summary]) -> str:
    """Write what is wanted of us on the published modules; "" where nothing was measured."""
    arm = ours(sums)
    if arm is None:
        return ""
    said = {True: "yes", False: "**no**", None: NONE}
    lines = [f"| wanted of {arm} | bound | reached | met |", "| --- | ---: | ---: | --- |"]
    lines += [
        f"| {one.figure} | {one.wanted} | {one.reached} | {said[one.met]} |"
        for one in wanted(sums[arm], sums)
    ]
    return "\n".join(lines)


def totals(sums: Mapping[Arm, Summary], others: Mapping[str, Spread]) -> str:
    """Write one line for each arm, and for each published system what is known of it."""
    head = (
        "arm", "median", "mean", f"modules ≥ {HIGH_PCT}", "above import", "modules without tests",
        "tests", "lines of tests", "mutants noticed", "of all mutants", "failing", "flaky",
        "taken out", "no assertion", "seconds", "trial ms",
    )  # fmt: skip
    lines = [f"| {' | '.join(head)} |", "| --- |" + " ---: |" * (len(head) - 1)]
    for arm, one in sums.items():
        plain = _spread(one.spread) if arm is Arm.IMPORT else (*_spread(one.spread), *_rest(one))
        lines.append(_line(name(arm), plain, len(head)))
    for system, their in others.items():
        lines.append(_line(f"{name(system)} (published)", _spread(their), len(head)))
    return "\n".join(lines)


def _spread(one: Spread) -> tuple[str, ...]:
    return (f"{one.median:.1f}", f"{one.mean:.1f}", f"{one.high} of {one.modules}")


def _rest(one: Summary) -> tuple[str, ...]:
    noticed = one.noticed
    mutants = NONE if noticed is None else f"{noticed:.0f} % ({one.killed} of {one.tried})"
    shuffled = (str(one.failing), str(one.flaky)) if one.runs else (str(one.failing), NONE)
    return (
        f"{one.above_import:+.1f}",
        str(one.without_tests),
        str(one.tests),
        str(one.lines),
        mutants,
        NONE if one.noticed_of_all is None else f"{one.noticed_of_all:.0f} %",
        *shuffled,
        NONE if one.arm.ours else str(one.removed),
        str(one.without_assertion),
        f"{one.seconds:.0f}",
        NONE if one.trial_ms is None else f"{one.trial_ms:.0f}",
    )


def _line(title: str, cells: Sequence[str], width: int) -> str:
    padded = [title, *cells, *[NONE] * (width - 1 - len(cells))]
    return f"| {' | '.join(padded)} |"


def absent(rows: Sequence[Row]) -> list[str]:
    """Say which arms were not measured where, and why."""
    said = dict.fromkeys(
        f"{name(row.arm)}, {row.package}: {row.made.status}: {row.made.note}."
        for row in rows
        if row.measured is None
    )
    return ["\n".join(f"* {one}" for one in said)] if said else []


def by_module(arms: Mapping[Arm, Sequence[Row]], known: Mapping[str, Anchor]) -> str:
    """Write coverage by module, arms and published systems side by side."""
    systems = published(known, [row.module for row in arms[Arm.IMPORT]])
    head = ("module", "lines", *(name(arm) for arm in arms), *(name(system) for system in systems))
    lines = [f"| {' | '.join(head)} |", "| --- |" + " ---: |" * (len(head) - 1)]
    percentages = {arm: {row.module: pct(row) for row in found} for arm, found in arms.items()}
    for row in arms[Arm.IMPORT]:
        assert row.measured
        coverage = row.measured.coverage
        cells = [row.module, str(len(coverage.executed_lines) + len(coverage.missing_lines))]
        for arm in arms:
            found = percentages[arm].get(row.module)
            cells.append(NONE if found is None else f"{found:.1f}")
        cells += [f"{known[row.module].published[system]:.1f}" for system in systems]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def details(rows: Sequence[Row], imported: Mapping[str, float]) -> str:
    """Write everything about one arm, module by module."""
    head = (
        "module", "coverage", "above import", "tests", "lines of tests", "mutants noticed",
        "failing", "flaky", "taken out", "no assertion", "seconds", "trial ms", "how it ended",
    )  # fmt: skip
    lines = [f"| {' | '.join(head)} |", "| --- |" + " ---: |" * (len(head) - 2) + " --- |"]
    for row in rows:
        assert row.measured
        made, read = row.made, row.read
        cells = (
            row.module,
            f"{pct(row):.1f}",
            f"{pct(row) - imported[row.module]:+.1f}",
            str(row.measured.tests),
            str(read.lines) if read else "0",
            f"{row.mutants.killed} of {row.mutants.tried}" if row.mutants else NONE,
            str(len(failing(row))),
            str(len(row.shuffled.flaky)) if row.shuffled else NONE,
            str(len(row.measured.removed)),
            str(len(read.without_assertion)) if read else "0",
            NONE if made.seconds is None else f"{made.seconds:.0f}",
            NONE if made.median_trial_ms is None else f"{made.median_trial_ms:.0f}",
            escaped(": ".join(part for part in (made.status, made.note) if part)),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def suspected(rows: Sequence[Row]) -> str:
    """List what the pull requests of one arm would show as suspected bugs, as they would."""
    shown = [(row, bug) for row in rows for bug in row.made.suspected]
    lines = [f"<details><summary>{len(shown)} suspected bugs that {rows[0].arm} shows</summary>"]
    lines += ["", "| where | situation | expected | actual |", "| --- | --- | --- | --- |"]
    for row, bug in shown:
        cells = (
            f"{row.module}.{bug.segment}, line {bug.line}",
            bug.situation,
            f"{bug.expected} ({bug.source})",
            bug.actual,
        )
        lines.append(f"| {' | '.join(map(escaped, cells))} |")
    return "\n".join([*lines, "", "</details>"]) if shown else ""


def escaped(text: str) -> str:
    """Return text from a program as it can stand in a table's cell."""
    flat = " ".join(text.split())
    return "".join(f"\\{one}" if one in "\\`*_|<>[](" else one for one in flat)


def ranges(numbers: Iterable[int]) -> str:
    """Write ascending numbers as people do: 1-3, 7."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans)
