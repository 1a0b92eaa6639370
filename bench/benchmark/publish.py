"""Write results where people read them: JSON, the page's tables, its charts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cattrs

from benchmark import chart, tables
from benchmark.figures import pct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmark.packages import Anchor, SetName
    from benchmark.results import Row

FORMAT = 1


def as_json(rows: Sequence[Row], about: Mapping[str, object]) -> str:
    """Return everything as JSON, one row a line.

    Shape: {"format": 1, "set": ..., "machine": {...}, "settings": {...}, "rows": [
    {"package", "module", "arm", "pct", "missing": {"lines": [1], "branches": [[1, 2]]},
    "covered": [lines, branches], "made", "measured", "read", "shuffled", "mutants"}]}.
    A branch to 0 leaves the function.
    """
    head = json.dumps({"format": FORMAT, **about}, indent=1)
    lines = ",\n".join(json.dumps(_row(row)) for row in rows)
    return f'{head.removesuffix("}").rstrip()},\n "rows": [\n{lines}\n]}}\n'


def _row(row: Row) -> dict[str, object]:
    plain = cattrs.unstructure(row)
    if row.measured:
        coverage = plain["measured"].pop("coverage")
        plain["pct"] = round(pct(row), 2)
        plain["covered"] = [len(coverage[f"executed_{one}"]) for one in ("lines", "branches")]
        plain["missing"] = {one: coverage[f"missing_{one}"] for one in ("lines", "branches")}
    return dict(plain)


def between(page: str, mark: str, text: str) -> str:
    """Return the page with `text` between its two marks.

    Raises:
        ValueError: the page does not hold both.
    """
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, _, rest = page.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"the page has no {begin} … {end}")
    return f"{before}{begin}\n{text.strip()}\n{end}{after}"


def publish(
    rows: Sequence[Row], known: Mapping[str, Anchor], which: SetName, said: str, docs: Path
) -> None:
    """Write the set's part of benchmark.md and its chart; `said` tells how it was run."""
    picture = docs / "pictures" / f"benchmark-{which}.svg"
    drawn = chart.series(rows, known)
    chart.draw(drawn, picture, f"Line and branch coverage, {which} modules")
    text = f"{said}\n\n{tables.report(rows, known)}\n![coverage by module](pictures/{picture.name})"
    page = docs / "benchmark.md"
    page.write_text(between(page.read_text(encoding="utf-8"), which, text), encoding="utf-8")
