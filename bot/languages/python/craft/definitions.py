"""Find in a subject's source what a situation calls: its parameters, documents and returns.

Reads text only; what the source does not show plainly is answered with None.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.languages.python.craft.acts import done, operation, receivers
from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Situation

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Definition:
    """A function, method or constructor; `class_name` is "" for a plain function."""

    name: str
    class_name: str
    node: Function
    documents: str
    is_static: bool = False
    is_property: bool = False

    @property
    def qualname(self) -> str:
        """Name it inside its module."""
        return f"{self.class_name}.{self.name}" if self.class_name else self.name

    @property
    def is_private(self) -> bool:
        """Tell whether it is not for others to call; dunder methods are for others."""
        return any(
            part.startswith("_") and not part.endswith("__") for part in self.qualname.split(".")
        )

    @property
    def parameters(self) -> tuple[ast.arg, ...]:
        """Return what positional arguments bind to, without self and cls."""
        args = (*self.node.args.posonlyargs, *self.node.args.args)
        return args[1:] if self.class_name and not self.is_static else args

    @property
    def keywords(self) -> tuple[ast.arg, ...]:
        """Return the keyword-only parameters."""
        return tuple(self.node.args.kwonlyargs)

    def own_nodes(self) -> Iterator[ast.AST]:
        """Walk the body without the functions and classes inside it."""
        stack: list[ast.AST] = list(self.node.body)
        while stack:
            node = stack.pop()
            yield node
            if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
                stack.extend(ast.iter_child_nodes(node))

    def changes(self) -> set[str]:
        """Name the attributes that its body sets, deletes, or calls a method of."""
        found = set()
        for node in self.own_nodes():
            target = node
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                target = node.func.value
            elif not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
                continue
            while isinstance(target, ast.Subscript):
                target = target.value
            if isinstance(target, ast.Attribute):
                found.add(target.attr)
        return found

    def calls(self) -> set[str]:
        """Name the functions and methods that its body calls, without what they belong to."""
        called = (node.func for node in self.own_nodes() if isinstance(node, ast.Call))
        return {ast.unparse(function).rpartition(".")[2] for function in called}

    @property
    def none_says_something(self) -> bool:
        """Tell whether it could have ended otherwise: another value, or an error."""
        return any(
            isinstance(node, ast.Raise | ast.Yield | ast.YieldFrom)
            or (isinstance(node, ast.Return) and not _is_none(node.value))
            for node in self.own_nodes()
        )


def _is_none(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is None)


class Definitions:
    """The definitions of one subject, by qualified name. No source: nothing is found."""

    def __init__(self, source: str) -> None:
        try:
            tree = parsed(source)
        except SyntaxError:
            tree = ast.Module([], [])
        self._texts = {
            repr(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        self.source = source
        self._all: dict[str, Definition] = {}
        self._lines: dict[str, int] = {}
        self._classes: dict[str, ast.ClassDef] = {}
        self._imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
        self._collect(tree.body, "")

    @property
    def has_classes(self) -> bool:
        """Tell whether several public classes have methods: a method's name tells little then."""
        owners = {one.class_name for one in self._all.values()}
        return len([one for one in owners if one and not one.startswith("_")]) > 1

    def mentions(self, literal: str) -> bool:
        """Tell whether the subject holds a text, given as the source of its literal."""
        return literal in self._texts

    def is_property(self, name: str) -> bool:
        """Tell whether a class of the subject has a property of this name."""
        return any(one.name == name and one.is_property for one in self._all.values())

    def origins(self, module: str) -> dict[str, tuple[str, str]]:
        """Map the names that the subject imports to where from: {"Money": ("shop.money", "Money")}.

        `module` is the subject's own name. Relative and private origins are left out
        where they cannot be told or should not be named.
        """
        package = module.split(".")
        found = {}
        for node in self._imports:
            # A package's own __init__ counts one level less; its names stay as they are.
            parents = package[: -node.level] if node.level else []
            origin = ".".join([*parents, *([node.module] if node.module else [])])
            if node.module and "._" not in f".{origin}" and (parents or not node.level):
                found.update({item.asname or item.name: (origin, item.name) for item in node.names})
        return found

    def _collect(self, body: list[ast.stmt], class_name: str) -> None:
        for node in _flat(body):
            if isinstance(node, ast.ClassDef):
                name = f"{class_name}.{node.name}" if class_name else node.name
                self._classes[name] = node
                self._lines[name] = node.lineno
                self._collect(node.body, name)
            elif isinstance(node, Function):
                found = self._definition(node, class_name)
                self._all.setdefault(found.qualname, found)
                self._note_inner(node, found.qualname)

    def _note_inner(self, node: Function, qualname: str) -> None:
        """Note where a function and those defined in it start: they are segments, too."""
        self._lines.setdefault(qualname, node.lineno)
        for inner in _flat(node.body):
            if isinstance(inner, Function):
                self._note_inner(inner, f"{qualname}.{inner.name}")

    def _definition(self, node: Function, class_name: str) -> Definition:
        decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
        documents = ast.get_docstring(node) or ""
        if node.name in {"__init__", "__new__"}:
            documents += "\n" + (ast.get_docstring(self._classes[class_name]) or "") * bool(
                class_name
            )
        return Definition(
            node.name,
            class_name,
            node,
            documents,
            is_static="staticmethod" in decorators,
            is_property=bool(
                decorators & {"property", "cached_property", "functools.cached_property"}
            ),
        )

    def line(self, segment: str) -> int:
        """Return where a segment starts, or what holds it; 0 for the module level."""
        while segment and segment not in self._lines:
            segment = segment.rpartition(".")[0]
        return self._lines.get(segment, 0)

    def around(self, line: int) -> str:
        """Name the innermost function or method that holds a line, "" where none does."""
        holding = [
            one
            for one in self._all.values()
            if one.node.lineno <= line <= (one.node.end_lineno or 0)
        ]
        return max(holding, key=lambda one: one.node.lineno).qualname if holding else ""

    def named(self, qualname: str) -> Definition | None:
        """Return a function or method; for a class, its constructor."""
        if qualname in self._classes:
            return self._all.get(f"{qualname}.__init__")
        return self._all.get(qualname)

    def changed_by(self, situation: Situation) -> set[str] | None:
        """Name the attributes that the call may change, by what it enters; None if unknown."""
        first = self.called(situation)
        if first is None:
            return None
        entered: set[str] = set()
        queue = [first]
        found: set[str] = set()
        while queue:
            one = queue.pop()
            if one.qualname not in entered:
                entered.add(one.qualname)
                found |= one.changes()
                names = one.calls()
                queue.extend(other for other in self._all.values() if other.name in names)
        return found

    def order(self, situation: Situation) -> int:
        """Return the line by which a file's tests are ordered: of what is called, else aimed at."""
        called = self.called(situation)
        return called.node.lineno if called else self.line(situation.segment)

    def is_entered(self, situation: Situation, ran: frozenset[int]) -> bool:
        """Tell whether lines of the called body ran; True too where its body is not known."""
        called = self.called(situation)
        if called is None:
            return True
        body = called.node.body
        return not ran.isdisjoint(range(body[0].lineno, (body[-1].end_lineno or 0) + 1))

    def called(self, situation: Situation) -> Definition | None:
        """Return what the situation's call enters first, None where that is not plain."""
        node = done(situation)
        if node is None:
            return self.named(situation.segment)
        operated = operation(node)
        if operated is not None:
            return self._member(ast.Attribute(operated[1], operated[0]), situation)
        if isinstance(node, ast.Call):
            node = node.func
        if isinstance(node, ast.Name):
            return self.named(node.id)
        if isinstance(node, ast.Attribute):
            return self._member(node, situation)
        return self.named(situation.segment)

    def is_outer(self, name: str) -> bool:
        """Tell whether a name is a function or class of the module level."""
        return name in self._all or name in self._classes

    def bases(self, class_name: str) -> list[str]:
        """Name what a class of the subject inherits of, as it is written there."""
        found = self._classes.get(class_name)
        return [ast.unparse(base) for base in found.bases] if found else []

    def methods(self, class_name: str) -> list[Definition]:
        """Return what a class of the subject defines itself; [] for one that is not its."""
        return [one for one in self._all.values() if one.class_name == class_name != ""]

    def _member(self, node: ast.Attribute, situation: Situation) -> Definition | None:
        owner = self.class_of(node.value, situation)
        if owner:
            return self.named(f"{owner}.{node.attr}")
        if situation.segment.rpartition(".")[2] == node.attr:
            return self.named(situation.segment)
        return self.named(node.attr)

    def class_of(self, node: ast.expr, situation: Situation) -> str:
        """Name the class of a receiver, "" where it is not plain."""
        if isinstance(node, ast.Call):
            node = node.func
        text = ast.unparse(node)
        if text in self._classes:
            return text
        if isinstance(node, ast.Attribute) and node.attr in self._classes:
            return node.attr
        made = receivers(situation).get(text)
        return self.class_of(made, situation) if isinstance(made, ast.Call) else ""


def _flat(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield statements, those under if and try included: definitions hide there."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from _flat(node.body)
            yield from _flat(node.orelse)
            if isinstance(node, ast.Try):
                for handler in node.handlers:
                    yield from _flat(handler.body)
