"""Write one test function: arrange, act, assert, a blank line between. Text in, text out."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from bot.languages.python.craft.literals import readable
from bot.languages.python.craft.oracle import result_name
from bot.languages.python.craft.syntax import expression, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.trial import Assertion, Situation

INDENT = "    "
FIXTURES = ("tmp_path", "monkeypatch", "capsys", "caplog")
# What may stand before a dot, a comparison or a bracket without parentheses.
_PRIMARY = (
    ast.Call | ast.Attribute | ast.Subscript | ast.Name | ast.Constant | ast.List | ast.Dict
    | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp | ast.JoinedStr
)  # fmt: skip


def function(
    name: str,
    parts: Iterable[str],
    *,
    parameters: Sequence[str] = (),
    decorator: str = "",
    says: str = "",
) -> str:
    """Write a test function of blocks of statements; fixtures that they use become parameters.

    `says` is its docstring, one line of plain characters, "" for none.
    """
    text = readable("\n\n".join(part for part in parts if part))
    used = names_used(text)
    fixtures = [one for one in FIXTURES if one in used]
    head = f"def {name}({', '.join((*parameters, *fixtures))}):"
    lines = [decorator] if decorator else []
    told = [f'{INDENT}"""{says}"""', ""] if says else []
    return "\n".join([*lines, head, *told, indented(text)])


def blocks(situation: Situation, assertions: Sequence[Assertion]) -> list[str]:
    """Return the arrange, act and assert blocks of a situation, unindented."""
    setup = list(situation.setup)
    raising = next((one for one in assertions if one.raises), None)
    if raising is not None:
        inside = situation.call or (setup.pop() if setup else "pass")
        return ["\n".join(setup), f"with {raises(raising)}:\n{indented(inside)}"]
    statements = [statement for one in assertions for statement in one.statements]
    if not situation.call:
        return ["\n".join(setup[:-1]), "\n".join(setup[-1:]), "\n".join(statements)]
    return ["\n".join(setup), *act_and_assert(situation.call, result_name(situation), statements)]


def act_and_assert(call: str, local: str, statements: Sequence[str]) -> list[str]:
    """Put the call where its value is looked at: inside the only assertion, or in a local."""
    joined = "\n".join(statements)
    if local not in names_used(joined):
        return [call, joined]
    if len(statements) == 1 and _count(joined, local) == 1:
        # The first time the word stands there is the name: statements begin with what they ask.
        is_side = joined.startswith(f"assert {local} ")
        return [re.sub(rf"\b{local}\b", lambda _: primary(call, is_side=is_side), joined, count=1)]
    return [f"{local} = {call}", joined]


def raises(assertion: Assertion) -> str:
    """Write the `pytest.raises` of an assertion."""
    if not assertion.match:
        return f"pytest.raises({assertion.raises})"
    return f"pytest.raises({assertion.raises}, match={pattern_literal(assertion.match)})"


def pattern_literal(text: str) -> str:
    """Write a pattern as source: raw where it holds a backslash and can be."""
    if "\\" in text and "'" not in text and "\n" not in text and not text.endswith("\\"):
        return f"r'{text}'"
    if "\\" in text and '"' not in text and "\n" not in text and not text.endswith("\\"):
        return f'r"{text}"'
    return repr(text)


def primary(source: str, *, is_side: bool) -> str:
    """Put parentheses around an expression that needs them where it goes.

    `is_side` tells that it becomes one side of a comparison: arithmetic needs none.
    """
    node = expression(source)
    is_plain = isinstance(node, _PRIMARY) or (is_side and isinstance(node, ast.BinOp))
    return source if is_plain or _is_closed(node, source) else f"({source})"


def _is_closed(node: ast.expr | None, source: str) -> bool:
    """Tell whether a tuple stands in parentheses already: without the outer ones it is the same."""
    inside = expression(source[1:-1]) if isinstance(node, ast.Tuple) and source[:1] == "(" else None
    return inside is not None and node is not None and ast.dump(inside) == ast.dump(node)


def names_used(source: str) -> set[str]:
    """Return the names a piece of code mentions, attribute names excluded."""
    try:
        tree = parsed(source)
    except SyntaxError:
        return set(re.findall(r"\w+", source))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _count(source: str, name: str) -> int:
    return sum(isinstance(node, ast.Name) and node.id == name for node in ast.walk(parsed(source)))


def indented(text: str) -> str:
    """Indent code by one level, the insides of strings of many lines left as they are."""
    fixed = _lines_inside_strings(text)
    lines = text.split("\n")
    return "\n".join(
        INDENT + line if line.strip() and number not in fixed else line
        for number, line in enumerate(lines, start=1)
    )


def _lines_inside_strings(text: str) -> set[int]:
    try:
        tree = parsed(text)
    except SyntaxError:
        return set()
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and (node.end_lineno or 0) > node.lineno:
            inside |= _continued(node, text)
    return inside


def _continued(node: ast.Constant | ast.JoinedStr, text: str) -> set[int]:
    """Return the lines of one string literal but its first, [] for pieces put side by side."""
    segment = ast.get_source_segment(text, node) or ""
    if segment.count('"""') < 2 and segment.count("'''") < 2:  # noqa: PLR2004 - opens and closes
        return set()
    return set(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
