"""Put tests of one shape into one parametrised test: same set-up, same call, other literals.

Text in, text out.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.languages.python.craft import body
from bot.languages.python.craft.naming import fitted, function_words
from bot.languages.python.craft.oracle import result_name
from bot.languages.python.craft.rows import ROW_CHARS_MAX
from bot.languages.python.craft.words import UNSAID, snake, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.languages.python.craft.rows import Row, Shape

COLUMNS_MAX = 3
"""Arguments that differ in one table: more are hard to read side by side."""

ROWS_MAX = 12
ID_FROM_CHARS = 24


def tables(rows: Sequence[Row]) -> list[tuple[Row, ...]]:
    """Group rows by shape, each once, in order, at most 12 a table."""
    groups: dict[Shape, dict[tuple[tuple[str, ...], str], Row]] = {}
    for row in rows:
        groups.setdefault(row.shape, {}).setdefault((row.arguments, row.expected), row)
    return [
        tuple(found[at : at + ROWS_MAX])
        for group in groups.values()
        for found in _narrow(list(group.values()))
        for at in range(0, len(found), ROWS_MAX)
    ]


def _narrow(rows: list[Row]) -> list[list[Row]]:
    """Part rows whose set-up differs, too, where side by side they would be hard to read."""
    given = rows[0].shape.given
    differing = _columns(rows)
    if len(differing) <= COLUMNS_MAX or not any(at < given for at in differing):
        return [rows]
    parts: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        parts.setdefault(row.arguments[:given], []).append(row)
    return list(parts.values())


def table_name(rows: Sequence[Row]) -> str:
    """Name a table for what its rows share: "test_parse_returns_none", "test_clamp_by_value"."""
    function = function_words(rows[0].candidate.situation)
    outcome = _shared_outcome(rows)
    return fitted(function, outcome) if outcome else fitted(function, by_columns(rows))


def by_columns(rows: Sequence[Row]) -> str:
    """Say what differs between rows: "by_value_and_low"."""
    shape = rows[0].shape
    differing = [snake(shape.names[at]) for at in _columns(rows)]
    return "by_" + "_and_".join(differing[:2]) if differing else ""


def _shared_outcome(rows: Sequence[Row]) -> str:
    shape = rows[0].shape
    kind, _, error = shape.form.partition(" ")
    if kind in {"match", "plain"}:
        return f"raises_{snake(error.rpartition('.')[2])}"
    if len({row.expected for row in rows}) > 1 or shape.left != result_name(
        rows[0].candidate.situation
    ):
        return ""
    said = words(rows[0].expected)
    return f"returns_{said}" if said else ""


def _columns(rows: Sequence[Row]) -> list[int]:
    """Return the holes whose fillings differ."""
    return [
        at for at in range(len(rows[0].arguments)) if len({row.arguments[at] for row in rows}) > 1
    ]


def table_function(name: str, rows: Sequence[Row]) -> str:
    """Write the parametrised test of two or more rows of one shape."""
    shape = rows[0].shape
    columns = _columns(rows)
    told = len({row.expected for row in rows}) > 1
    last = "message" if shape.form.startswith("match ") else "expected"
    names = [shape.names[at] for at in columns] + [last] * told
    cells = [[row.arguments[at] for at in columns] + [row.expected] * told for row in rows]
    fillings = [
        shape.names[at] if at in columns else source for at, source in enumerate(rows[0].arguments)
    ]
    setup, call = shape.filled(fillings)
    parts = ["\n".join(setup), *_act(rows[0], call, last if told else rows[0].expected)]
    decorator = _decorator(names, cells, _ids(rows, cells, len(columns)))
    return body.function(name, parts, parameters=names, decorator=decorator)


def _act(row: Row, call: str, expected: str) -> list[str]:
    shape = row.shape
    kind, _, error = shape.form.partition(" ")
    if kind in {"match", "plain"}:
        pattern = f", match={expected}" if kind == "match" else ""
        return [f"with pytest.raises({error}{pattern}):\n{body.indented(call)}"]
    wanted = f"pytest.approx({expected})" if kind == "approx" else expected
    operator = "==" if kind == "approx" else kind
    local = result_name(row.candidate.situation)
    return body.act_and_assert(call, local, [f"assert {shape.left} {operator} {wanted}"])


def _decorator(names: Sequence[str], cells: Sequence[Sequence[str]], ids: Sequence[str]) -> str:
    """Write the decorator, a row a line; one name alone needs no tuples."""
    single = len(names) == 1
    listed = repr(names[0]) if single else "(" + ", ".join(map(repr, names)) + ")"
    lines = []
    for number, row in enumerate(cells):
        inside = ", ".join(row)
        if ids:
            lines.append(f"pytest.param({inside}, id={ids[number]!r})")
        else:
            lines.append(inside if single else f"({inside})")
    if single and not ids and sum(map(len, lines)) < ROW_CHARS_MAX // 2:
        return f"@pytest.mark.parametrize({listed}, [{', '.join(lines)}])"
    rows = "".join(f"        {line},\n" for line in lines)
    return f"@pytest.mark.parametrize(\n    {listed},\n    [\n{rows}    ],\n)"


def _ids(rows: Sequence[Row], cells: Sequence[Sequence[str]], arguments: int) -> list[str]:
    """Name rows where pytest's own names would tell nothing, or be the same twice.

    The first cells of a row are its arguments. Projects that set
    strict_parametrization_ids refuse equal names.
    """
    own = {"-".join(_own_id(cell, number) for cell in row) for number, row in enumerate(cells)}
    given = [cell for row in cells for cell in row[:arguments]]
    dull = any(cell[:1] in "[({" or len(cell) > ID_FROM_CHARS for cell in given)
    if len(own) == len(cells) and not dull:
        return []
    conditions = [row.candidate.situation.condition for row in rows]
    for names in (conditions, [_said(row[0]) for row in cells]):
        if all(names) and len(set(names)) == len(names):
            return names
    return [] if len(own) == len(cells) else [", ".join(row) for row in cells]


def _said(cell: str) -> str:
    """Say a cell in words, with its type where pytest would show it as a text; "" for neither."""
    spoken = words(cell)
    if cell[:1] == "b":
        return "bytes"
    return "" if spoken in UNSAID else spoken.replace("_", " ")


def _own_id(cell: str, number: int) -> str:
    """Return the name that pytest gives a cell: its text, or its column and row."""
    try:
        value = ast.literal_eval(cell)
    except (ValueError, SyntaxError):
        return f"#{number}"
    if isinstance(value, str | bytes):
        return value if isinstance(value, str) else value.decode("ascii", "backslashreplace")
    return f"#{number}" if isinstance(value, list | tuple | dict | set) else str(value)
