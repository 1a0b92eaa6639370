"""Take what a run does not measure over from the JSON that an earlier run published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import cattrs

from benchmark.arms import Arm
from benchmark.machine import Stamp
from benchmark.publish import FORMAT
from benchmark.results import Coverage, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Carried(NamedTuple):
    """Rows and the stamps of their making, named as the run's own stages are."""

    rows: list[Row]
    stamps: dict[str, Stamp]


def with_published(
    path: Path, measured: Sequence[Row], which: str, settings: Mapping[str, object]
) -> Carried:
    """Return what was measured and, of `path`, the rows of other arms and modules, in order.

    Published rows list what an arm missed; what it ran is the rest of what importing alone,
    measured now, shows of the module. Modules that this run did not import are left out.
    `stamps` are those of the rows that were taken over.

    Raises:
        SystemExit: the file is of another set, other settings, or other sources.
    """
    document = json.loads(path.read_text(encoding="utf-8"))
    asked = {"format": FORMAT, "set": which, "settings": settings}
    for name, wanted in asked.items():
        if document.get(name) != wanted:
            raise SystemExit(f"{path}: {name} is {document.get(name)}, this run's is {wanted}")
    have = {(row.arm, row.module) for row in measured}
    imported = {row.module: row for row in measured if row.arm == Arm.IMPORT}
    rows = [
        _row(path, one, imported[one["module"]])
        for one in document["rows"]
        if (one["arm"], one["module"]) not in have and one["module"] in imported
    ]
    used = {f"{row.arm}/{row.package}" for row in rows}
    used |= {f"{row.arm}/{row.package}/{row.module}" for row in rows}
    stamps = {
        f"stages/{name}": cattrs.structure(one, Stamp)
        for name, one in document["made"].items()
        if name.removesuffix("/made") in used
    }
    arms, modules = list(Arm), list(imported)
    both = sorted(
        [*measured, *rows], key=lambda row: (arms.index(Arm(row.arm)), modules.index(row.module))
    )
    return Carried(both, stamps)


def _row(path: Path, found: Mapping[str, Any], imported: Row) -> Row:
    plain = dict(found)
    if plain["measured"] is not None:
        coverage = _coverage(plain["missing"], imported)
        if [len(coverage.executed_lines), len(coverage.executed_branches)] != plain["covered"]:
            raise SystemExit(
                f"{path}: {imported.module} has other lines or branches here; measure it anew"
            )
        plain["measured"] = {**plain["measured"], "coverage": cattrs.unstructure(coverage)}
    return cattrs.structure(plain, Row)


def _coverage(missing: Mapping[str, Any], imported: Row) -> Coverage:
    assert imported.measured
    whole = imported.measured.coverage.emptied
    lines, branches = tuple(missing["lines"]), tuple(tuple(one) for one in missing["branches"])
    return Coverage(
        tuple(one for one in whole.missing_lines if one not in lines),
        lines,
        tuple(one for one in whole.missing_branches if one not in branches),
        branches,
    )
