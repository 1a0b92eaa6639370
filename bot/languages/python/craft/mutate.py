"""Sample small changes of a subject's functions, to see whether tests notice them.

A mutant edits one line and keeps the count of lines. Only code inside functions is
changed (module level can't be switched in), and of what runs while a function is
defined only defaults that are written out; decorators and annotations stay. So do
docstrings, messages of raised errors and logging: no test should be asked to notice those.
"""

from __future__ import annotations

import ast
import hashlib
import re
import warnings
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.languages.python.craft.definitions import Function
from bot.languages.python.craft.edits import Edit, Kind, edits, is_log
from bot.languages.python.craft.lines import Lines
from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.domain.tested import Mutant

SOURCES_MAX = 4
_LINE_END = re.compile(r"\r\n|\r|\n")

# Types given as text, names for people: a change there changes no behaviour.
_NAMING_CALLS = frozenset({"cast", "typing.cast", "TypeVar", "NewType", "namedtuple"})


def sample_mutants(
    source: str, lines: Collection[int], *, seed: int, most: int
) -> tuple[Mutant, ...]:
    """Return at most `most` mutants felt at these lines that compile, in the order of the file.

    One a line first, then by kind in turns; which ones, the seed decides.
    """
    by_line = _edits_of(source)
    found = [edit for line in frozenset(lines) for edit in by_line.get(line, ())]
    found.sort(key=lambda edit: _digest(edit[1], seed))
    spans = _spans(source) if found else ()
    chosen: list[Mutant] = []
    for _, mutant in _in_turns(found):
        if len(chosen) >= most:
            break
        if mutant not in chosen and _compiles(source, mutant, spans):
            chosen.append(mutant)
    return tuple(sorted(chosen, key=_place))


@lru_cache(maxsize=SOURCES_MAX)
def _edits_of(source: str) -> dict[int, list[Edit]]:
    """Keep what a subject offers, by line: every candidate asks for a few lines of it again."""
    found: dict[int, list[Edit]] = {}
    for edit in all_edits(source):
        found.setdefault(edit[1].felt_at, []).append(edit)
    return found


@lru_cache(maxsize=SOURCES_MAX)
def _lines_of(source: str) -> tuple[str, ...]:
    return tuple(_LINE_END.split(source))


@lru_cache(maxsize=SOURCES_MAX)
def _spans(source: str) -> tuple[tuple[int, int], ...]:
    """Return the first and last line of each statement of the module level."""
    return tuple(
        (min([node.lineno, *(one.lineno for one in decorators)]), node.end_lineno or node.lineno)
        for node in parsed(source).body
        for decorators in (getattr(node, "decorator_list", []),)
    )


def all_edits(source: str) -> list[Edit]:
    """Return every edit of functions' code and defaults; [] where the source does not parse."""
    try:
        tree = parsed(source)
    except SyntaxError:
        return []
    lines = Lines(source)
    inside = [edit for node in _inside_functions(tree) for edit in edits(node, lines)]
    return [*inside, *_of_defaults(tree, lines)]


def _of_defaults(tree: ast.AST, lines: Lines) -> Iterator[Edit]:
    """Yield the edits of defaults that are numbers, texts or truths, felt where the body begins."""
    for node in ast.walk(tree):
        if not isinstance(node, Function) or _is_overload(node):
            continue
        after = node.body[ast.get_docstring(node, clean=False) is not None :]
        # A declaration is no statement that runs.
        body = [one for one in after if not isinstance(one, ast.Global | ast.Nonlocal)]
        given = (*node.args.defaults, *filter(None, node.args.kw_defaults))
        for inner in (one for default in given if body for one in _signed(default)):
            for kind, mutant in edits(inner, lines):
                first = body[0].lineno
                yield kind, replace(mutant, body_line=first if first != mutant.line else 0)


def _signed(default: ast.expr) -> tuple[ast.expr, ...]:
    """Return a default's constant, and its sign where it has one; () where it is no constant."""
    inner = default.operand if isinstance(default, ast.UnaryOp) else default
    if not isinstance(inner, ast.Constant):
        return ()
    return (inner,) if inner is default else (default, inner)


def mutated(source: str, mutant: Mutant) -> str:
    """Apply a mutant.

    Raises:
        ValueError: the source does not read as the mutant says at its place.
    """
    parts = re.split(f"({_LINE_END.pattern})", source)
    text = parts[2 * (mutant.line - 1)]
    if text[mutant.column : mutant.end_column] != mutant.before:
        raise ValueError(f"line {mutant.line} is not the one the mutant was made for")
    parts[2 * (mutant.line - 1)] = text[: mutant.column] + mutant.after + text[mutant.end_column :]
    return "".join(parts)


def _place(mutant: Mutant) -> tuple[int, int, int, str]:
    return mutant.line, mutant.column, mutant.end_column, mutant.after


def _digest(mutant: Mutant, seed: int) -> bytes:
    # A hash and not a generator's shuffle: it is the same on every interpreter.
    return hashlib.sha256(f"{seed}:{_place(mutant)}".encode()).digest()


def _in_turns(found: list[Edit]) -> Iterator[Edit]:
    """Yield one edit a line, of kinds as varied as can be, then the rest kind by kind in turns."""
    uses = dict.fromkeys(Kind, 0)
    left = list(found)
    for line in dict.fromkeys(mutant.line for _, mutant in found):
        here = [edit for edit in left if edit[1].line == line]
        one = min(here, key=lambda edit: uses[edit[0]])
        uses[one[0]] += 1
        left.remove(one)
        yield one
    queues = {kind: [edit for edit in left if edit[0] is kind] for kind in Kind}
    while any(queues.values()):
        for kind in Kind:
            if queues[kind]:
                yield queues[kind].pop(0)


def _compiles(source: str, mutant: Mutant, spans: tuple[tuple[int, int], ...]) -> bool:
    """Tell whether the statement around a mutant compiles: the rest of the file is as it was."""
    first, last = next(span for span in spans if span[0] <= mutant.line <= span[1])
    statement = "\n".join(_lines_of(source)[first - 1 : last])
    changed = mutated(statement, replace(mutant, line=mutant.line - first + 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(changed, "<mutant>", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return False
    return True


def _inside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk the bodies of all functions, each node once."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield from _walk_function(node)
        else:
            yield from _inside_functions(node)


def _is_overload(node: Function) -> bool:
    return any(ast.unparse(one).endswith("overload") for one in node.decorator_list)


def _walk_function(node: Function) -> Iterator[ast.AST]:
    if _is_overload(node):
        return
    for statement in node.body:
        yield from _walk(statement)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in _mutable_children(node):
        yield from _walk(child)


def _mutable_children(node: ast.AST) -> list[ast.AST]:  # noqa: PLR0911 - one answer a kind of node
    """Return the children that run when the function is called and whose change can be noticed."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return list(node.body)
        case ast.Lambda():
            return [node.body]
        case ast.ClassDef():
            return list(node.body)
        case ast.AnnAssign():
            return [node.target, *([node.value] if node.value else [])]
        case ast.Expr(value=ast.Constant()) | ast.JoinedStr() | ast.Assert(msg=ast.expr()):
            return [node.test] if isinstance(node, ast.Assert) else []
        case ast.Raise():
            return []
        case ast.Call() if is_log(node) or ast.unparse(node.func) in _NAMING_CALLS:
            return []
        case _:
            return list(ast.iter_child_nodes(node))
