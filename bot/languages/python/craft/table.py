"""Put tests of one shape into one parametrised test: same set-up, same call, other literals.

A shape is what stays when the call's literal arguments and the expected literal are
taken out. Text in, text out.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.trial import Candidate
from bot.languages.python.craft import body
from bot.languages.python.craft.acts import act
from bot.languages.python.craft.contract import bound
from bot.languages.python.craft.edits import Lines
from bot.languages.python.craft.naming import fitted, function_words
from bot.languages.python.craft.oracle import result_name
from bot.languages.python.craft.syntax import expression
from bot.languages.python.craft.words import is_name, snake, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.trial import Assertion
    from bot.languages.python.craft.definitions import Definitions

ROWS_MAX = 12
ROW_CHARS_MAX = 88
ID_FROM_CHARS = 24


@dataclass(frozen=True)
class Shape:
    """What tests in one table share.

    `pieces` are the call's text around its holes, `names` the parameters that
    fill them; `form` is "==", "is", "approx", or the class that is raised;
    `left` is what is compared, speaking of the call's value by its local name.
    """

    segment: str
    setup: tuple[str, ...]
    pieces: tuple[str, ...]
    names: tuple[str, ...]
    form: str
    left: str

    def call(self, fillings: Sequence[str]) -> str:
        """Put sources or names into the holes."""
        rest = (filling + piece for filling, piece in zip(fillings, self.pieces[1:], strict=True))
        return self.pieces[0] + "".join(rest)


@dataclass(frozen=True)
class Row:
    """One test as a line of a table: the sources that fill the holes, and the expected one."""

    candidate: Candidate
    shape: Shape
    arguments: tuple[str, ...]
    expected: str


def row_of(candidate: Candidate, definitions: Definitions) -> Row | None:
    """Return a test as a row; None where it is no plain call with one plain expectation."""
    situation = candidate.situation
    call = situation.call.strip()
    node = act(call)
    if len(candidate.assertions) != 1 or not isinstance(node, ast.Call) or "\n" in call:
        return None
    told = _expectation(candidate.assertions[0], result_name(situation))
    if told is None:
        return None
    form, left, expected = told
    holes = [argument for argument in _arguments(node) if _is_literal(argument)]
    sources = tuple(ast.get_source_segment(call, hole) or "" for hole in holes)
    if not holes or len(", ".join((*sources, expected))) > ROW_CHARS_MAX:
        return None
    names = _names(node, holes, candidate, definitions)
    shape = Shape(situation.segment, situation.setup, _pieces(call, holes), names, form, left)
    return Row(candidate, shape, sources, expected)


def _arguments(node: ast.Call) -> list[ast.expr]:
    return [*node.args, *(keyword.value for keyword in node.keywords)]


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _pieces(call: str, holes: Sequence[ast.expr]) -> tuple[str, ...]:
    """Return the text around the holes."""
    lines = Lines(call)
    pieces, at = [], 0
    for hole in holes:
        pieces.append(call[at : lines.column(1, hole.col_offset)])
        at = lines.column(1, hole.end_col_offset or 0)
    return (*pieces, call[at:])


def _names(
    node: ast.Call, holes: Sequence[ast.expr], candidate: Candidate, definitions: Definitions
) -> tuple[str, ...]:
    """Name the holes as the callable names its parameters, clear of the test's other names."""
    definition = definitions.called(candidate.situation)
    pairs = (bound(definition, node) if definition else None) or []
    by_hole = {id(argument): parameter.arg for parameter, argument in pairs}
    by_hole |= {id(keyword.value): keyword.arg for keyword in node.keywords if keyword.arg}
    taken = body.names_used(candidate.situation.source) | {"expected", "message", *body.FIXTURES}
    names: list[str] = []
    for hole in holes:
        name = by_hole.get(id(hole), "value")
        name = name if is_name(name) else "value"
        while name in taken:
            name += "_given"
        taken.add(name)
        names.append(name)
    return tuple(names)


def _expectation(assertion: Assertion, local: str) -> tuple[str, str, str] | None:
    """Split an assertion into its form, what is compared, and the expected literal."""
    if assertion.raises:
        kind = "match" if assertion.match else "plain"
        expected = body.pattern_literal(assertion.match) if assertion.match else ""
        return f"{kind} {assertion.raises}", "", expected
    if len(assertion.statements) != 1:
        return None
    text = assertion.statements[0]
    test = expression(text.removeprefix("assert "))
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or "\n" in text:
        return None
    body_text = text.removeprefix("assert ")
    left = ast.get_source_segment(body_text, test.left) or ""
    operator = {ast.Eq: "==", ast.Is: "is"}.get(type(test.ops[0]))
    if operator is None or local not in body.names_used(left):
        return None
    return _compared(test.comparators[0], operator, left, body_text)


def _compared(node: ast.expr, operator: str, left: str, text: str) -> tuple[str, str, str] | None:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.approx" and node.args:
        operator, node = "approx", node.args[0]
    if not _is_literal(node):
        return None
    return operator, left, ast.get_source_segment(text, node) or ""


def tables(rows: Sequence[Row]) -> list[tuple[Row, ...]]:
    """Group rows by shape, each once, in order, at most 12 a table."""
    groups: dict[Shape, dict[tuple[tuple[str, ...], str], Row]] = {}
    for row in rows:
        groups.setdefault(row.shape, {}).setdefault((row.arguments, row.expected), row)
    return [
        tuple(found[at : at + ROWS_MAX])
        for found in (list(group.values()) for group in groups.values())
        for at in range(0, len(found), ROWS_MAX)
    ]


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
    parts = ["\n".join(shape.setup), *_act(rows[0], fillings, last if told else rows[0].expected)]
    decorator = _decorator(names, cells, _ids(rows, cells))
    return body.function(name, parts, parameters=names, decorator=decorator)


def _act(row: Row, fillings: Sequence[str], expected: str) -> list[str]:
    shape = row.shape
    call = shape.call(fillings)
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


def _ids(rows: Sequence[Row], cells: Sequence[Sequence[str]]) -> list[str]:
    """Name rows where pytest's own names would tell nothing, or be the same twice.

    Projects that set strict_parametrization_ids refuse equal names.
    """
    conditions = [row.candidate.situation.condition for row in rows]
    if not all(conditions) or len(set(conditions)) < len(conditions):
        conditions = []
    own = {"-".join(_own_id(cell, number) for cell in row) for number, row in enumerate(cells)}
    if len(own) < len(cells):
        return conditions or [", ".join(row) for row in cells]
    dull = any(cell[:1] in "[({" or len(cell) > ID_FROM_CHARS for row in cells for cell in row)
    return conditions if dull else []


def _own_id(cell: str, number: int) -> str:
    """Return the name that pytest gives a cell: its text, or its column and row."""
    value = ast.literal_eval(cell)
    if isinstance(value, str | bytes):
        return value if isinstance(value, str) else value.decode("ascii", "backslashreplace")
    return f"#{number}" if isinstance(value, list | tuple | dict | set) else str(value)
