"""The subject's syntax tree, indexed by what search asks of it. Nothing here runs."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from bot.engines.search.trees import (
    FunctionNode,
    assigned,
    changes_self,
    classes_of,
    dotted,
    functions_of,
    statements,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.coverage import Segment
    from bot.domain.facts import CallableFacts

__all__ = [
    "Code",
    "FunctionNode",
    "constants_of",
    "dotted",
    "first_line",
    "last_line",
    "names_in",
    "type_names",
]


class Code:
    """One module's functions by qualified name, its constants, and who calls whom.

    A qualified name may be defined more than once (a property and its setter);
    definitions are told apart by line. `patterns` are the regular expressions that
    names stand for once the module is imported.
    """

    def __init__(
        self,
        source: str,
        texts: Mapping[str, str] | None = None,
        patterns: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        try:
            self.tree = ast.parse(source)
        except SyntaxError:
            self.tree = ast.parse("")
        self.patterns = patterns or {}
        self._texts = texts or {}
        self._mutating: dict[FunctionNode, bool] = {}
        self.functions: tuple[tuple[str, FunctionNode], ...] = tuple(functions_of(self.tree, ""))
        self.classes: dict[str, ast.ClassDef] = dict(classes_of(self.tree, ""))

    def function(self, facts: CallableFacts) -> FunctionNode | None:
        """Return the definition of a callable of this module; a constructor's is __init__."""
        found = self.named(facts.qualname) or self.named(f"{facts.qualname}.__init__")
        if not found and "." in facts.qualname:
            found = self._inner(facts)
        exact = [node for node in found if first_line(node) <= facts.first_line <= last_line(node)]
        return next(iter(exact or found), None)

    def _inner(self, facts: CallableFacts) -> list[FunctionNode]:
        """Return a function defined inside another one."""
        return self._inside.get(facts.qualname.rsplit(".", 1)[-1], [])

    @cached_property
    def _inside(self) -> dict[str, list[FunctionNode]]:
        """Map bare names to the functions of that name inside others, in order."""
        found: dict[str, list[FunctionNode]] = {}
        for _, node in self.functions:
            for one in ast.walk(node):
                if isinstance(one, FunctionNode) and one is not node:
                    found.setdefault(one.name, []).append(one)
        return found

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Map qualified names to where they stand in `functions`, in order."""
        return _places((name for name, _ in self.functions))

    @cached_property
    def _bare_places(self) -> dict[str, list[int]]:
        """Map bare names, as code mentions them, to where they stand in `functions`."""
        return _places((_bare(name) for name, _ in self.functions))

    def named(self, qualname: str) -> list[FunctionNode]:
        """Return all definitions of a name, in order."""
        return [self.functions[place][1] for place in self._places.get(qualname, ())]

    def first_named(self, names: Iterable[str]) -> tuple[str, FunctionNode] | None:
        """Return the first definition of any of these names, with its name."""
        places = [self._places[name][0] for name in names if name in self._places]
        return self.functions[min(places)] if places else None

    def at(self, segment: Segment) -> FunctionNode | None:
        """Return the function that a segment is, None for a class or the module."""
        lines = range(segment.first_line, segment.last_line + 1)
        return next((node for node in self.named(segment.name) if node.lineno in lines), None)

    def class_around(self, line: int) -> ast.ClassDef | None:
        """Return the outermost class that holds a line."""
        return next(
            (one for one in self.classes.values() if one.lineno <= line <= (one.end_lineno or 0)),
            None,
        )

    def around(self, line: int) -> FunctionNode | None:
        """Return the outermost function that holds a line."""
        return next(
            (node for _, node in self.functions if first_line(node) <= line <= last_line(node)),
            None,
        )

    def names_around(self, node: FunctionNode) -> frozenset[str]:
        """Name the parameters of the function that an inner one stands in."""
        outer = self.around(node.lineno)
        if outer is None or outer is node:
            return frozenset()
        return frozenset(one.arg for one in ast.walk(outer.args) if isinstance(one, ast.arg))

    @cached_property
    def globals(self) -> dict[str, ast.expr]:
        """Map the module's and the classes' assigned names to their values, last one wins."""
        bodies = [self.tree.body, *(node.body for node in self.classes.values())]
        own = {name: value for body in bodies for name, value in assigned(body)}
        return self._foreign() | own

    def _foreign(self) -> dict[str, ast.expr]:
        """Return constants of other modules whose names this one mentions but does not define."""
        mentioned = {name for name in names_in(self.tree) if name.isupper()}
        found: dict[str, ast.expr] = {}
        for path in sorted(self._texts):
            text = self._texts[path]
            if not path.endswith(".py") or not any(f"{name} =" in text for name in mentioned):
                continue
            try:
                body = ast.parse(text).body
            except (SyntaxError, ValueError):
                continue
            for name, value in assigned(body):
                if name in mentioned:
                    found.setdefault(name, value)
        return found

    @cached_property
    def calls(self) -> dict[str, frozenset[str]]:
        """Map each function's qualified name to the bare names that it mentions."""
        mentioned: dict[str, frozenset[str]] = {}
        for name, node in self.functions:
            mentioned[name] = mentioned.get(name, frozenset()) | names_in(node)
        return mentioned

    @cached_property
    def _mentioning(self) -> dict[str, list[int]]:
        """Map bare names to the functions that mention them, by their place in `calls`."""
        found: dict[str, list[int]] = {}
        for place, mentioned in enumerate(self.calls.values()):
            for name in mentioned:
                found.setdefault(name, []).append(place)
        return found

    @cached_property
    def _calling(self) -> tuple[str, ...]:
        """Return the keys of `calls` by their place."""
        return tuple(self.calls)

    def callers(self, qualname: str, *, depth: int = 3) -> list[str]:
        """Return functions that lead to one, nearest first."""
        found: dict[str, None] = {}
        wanted = [qualname]
        for _ in range(depth):
            names = {_bare(name) for name in wanted}
            places = {place for name in names for place in self._mentioning.get(name, ())}
            callers = (self._calling[place] for place in sorted(places))
            wanted = [name for name in callers if name != qualname and name not in found]
            found |= dict.fromkeys(wanted)
        return list(found)

    def mutates_self(self, node: FunctionNode) -> bool:
        """Tell whether a method assigns to its receiver or calls into what it holds."""
        if node not in self._mutating:
            self._mutating[node] = any(changes_self(one) for one in ast.walk(node))
        return self._mutating[node]

    @cached_property
    def imported(self) -> dict[str, str]:
        """Map local names to the full names of what they import: {"dt": "datetime.datetime"}."""
        found: dict[str, str] = {}
        for node in statements(self.tree):
            if isinstance(node, ast.Import):
                found |= {one.asname or one.name: one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        return found

    @cached_property
    def mutators(self) -> frozenset[str]:
        """Name the public methods that change their receiver."""
        return frozenset(
            name
            for name, node in self.functions
            if not node.name.startswith("_") and "." in name and self.mutates_self(node)
        )

    def within(self, node: ast.AST, *, depth: int = 2) -> list[ast.AST]:
        """Return a node with the functions and module constants it mentions, nearest first."""
        found: dict[ast.AST, None] = {node: None}
        wanted: list[ast.AST] = [node]
        for _ in range(depth):
            names = sorted({name for one in wanted for name in names_in(one)})
            places = {place for name in names for place in self._bare_places.get(name, ())}
            mentioned: list[ast.AST] = [
                *(self.globals[name] for name in names if name in self.globals),
                *(self.functions[place][1] for place in sorted(places)),
            ]
            wanted = [one for one in mentioned if one not in found]
            found |= dict.fromkeys(wanted)
        return list(found)


def _places(names: Iterable[str]) -> dict[str, list[int]]:
    """Map names to where they stand in a sequence, in order."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        found.setdefault(name, []).append(place)
    return found


def first_line(node: FunctionNode) -> int:
    """Return the first line, decorators included."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def last_line(node: FunctionNode) -> int:
    """Return the last line."""
    return node.end_lineno or node.lineno


def names_in(node: ast.AST) -> frozenset[str]:
    """Return every bare name and attribute that a piece of code mentions."""
    return frozenset(
        one.id if isinstance(one, ast.Name) else one.attr
        for one in ast.walk(node)
        if isinstance(one, ast.Name | ast.Attribute)
    )


def constants_of(node: ast.expr | None) -> list[str]:
    """Return the sources of constants in an expression: one, or a tuple, list or set of them."""
    match node:
        case ast.Constant(value=value) if value is not ...:
            return [repr(value)]
        case ast.UnaryOp(operand=ast.Constant()):
            return [ast.unparse(node)]
        case ast.Tuple(elts=items) | ast.List(elts=items) | ast.Set(elts=items):
            return [source for item in items for source in constants_of(item)]
        case _:
            return []


def type_names(node: ast.expr) -> list[str]:
    """Return the names that isinstance is asked about."""
    match node:
        case ast.Tuple(elts=items):
            return [name for item in items for name in type_names(item)]
        case ast.BinOp(left=left, right=right):
            return [*type_names(left), *type_names(right)]
        case _:
            return [name] if (name := dotted(node)) else []


def _bare(qualname: str) -> str:
    name = qualname.rsplit(".", 1)[-1]
    # Making an instance names the class, not its constructor.
    return qualname.partition(".")[0] if name == "__init__" else name
