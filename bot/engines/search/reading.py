"""Read a body without running it: which uses it makes of its parameters."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.engines.search.code import constants_of, dotted
from bot.engines.search.passed import CHANGING, SAME, note_passed
from bot.engines.search.shapes import Shape, Trait

if TYPE_CHECKING:
    from bot.engines.search.code import Code, FunctionNode

DEPTH_MAX = 3
"""How many calls inside the subject a value is followed through."""


def shapes_of(code: Code, node: FunctionNode, *, depth: int = 0) -> dict[str, Shape]:
    """Return the shape of each parameter; "self" holds what the whole class does with itself."""
    names = [one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)]
    reader = _Reader(code, {name: Shape() for name in names}, depth, code.names_around(node))
    shapes = dict(reader.known)
    for statement in node.body:
        reader.visit(statement)
    return shapes


def constructor_shapes(code: Code, class_name: str, node: FunctionNode) -> dict[str, Shape]:
    """Return the constructor's shapes, with what other methods do to the attributes they become."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    if not arguments:
        return {}
    reader = _Reader(code, {one.arg: Shape() for one in arguments}, 0)
    shapes = dict(reader.known)
    for statement in node.body:
        reader.visit(statement)
    own = shapes[arguments[0].arg]
    for name, method in code.functions:
        if name.startswith(f"{class_name}.") and method is not node and method.args.args:
            follower = _Reader(code, {method.args.args[0].arg: own}, 1)
            for statement in method.body:
                follower.visit(statement)
    return shapes


_ORDER = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_ARITHMETIC = (ast.Sub, ast.Div, ast.FloorDiv, ast.Pow)


class _Reader(ast.NodeVisitor):
    """Walks one body; `known` maps local names to the shapes they stand for."""

    def __init__(
        self, code: Code, known: dict[str, Shape], depth: int, around: frozenset[str] = frozenset()
    ) -> None:
        self.code = code
        self.known = known
        self.depth = depth
        self.parameters = around | frozenset(known)
        self.branches = 0

    def shape(self, node: ast.expr) -> Shape | None:  # noqa: PLR0911 - one answer per expression
        """Return the shape an expression stands for, None where it is no known value."""
        match node:
            case ast.Name(id=name):
                return self.known.get(name)
            case ast.Attribute(value=value, attr=name):
                base = self.shape(value)
                return base.attribute(name) if base else None
            case ast.Subscript(value=value, slice=key):
                return self._subscript(value, key)
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                return self.shape(value)
            case ast.BoolOp(values=[first, *_]):
                return self.shape(first)
            case ast.Call():
                return self._result(node)
            case _:
                return None

    def _subscript(self, value: ast.expr, key: ast.expr) -> Shape | None:
        base = self.shape(value)
        if base is None:
            return None
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return base.mark(Trait.MAPPING).keys.setdefault(key.value, Shape())
        if isinstance(key, ast.Slice):
            return base.mark(Trait.SEQUENCE)
        if isinstance(key, ast.Name) and key.id in self.parameters:
            base.item()
            return base.linked.setdefault(key.id, Shape())
        if isinstance(key, ast.Constant | ast.UnaryOp):
            base.mark(Trait.SEQUENCE)
        return base.item()

    def _result(self, node: ast.Call) -> Shape | None:
        if isinstance(node.func, ast.Name) and node.func.id in SAME and node.args:
            base = self.shape(node.args[0])
            return base.mark(Trait.SEQUENCE) if base else None
        if isinstance(node.func, ast.Attribute):
            base = self.shape(node.func.value)
            return self._method(base, node.func.attr, node.args) if base else None
        base = self.shape(node.func)
        return base.mark(Trait.CALLABLE).called() if base else None

    def _method(self, base: Shape, name: str, arguments: list[ast.expr]) -> Shape | None:
        first = arguments[0] if arguments else None
        if (
            name in {"get", "pop"}
            and isinstance(first, ast.Constant)
            and isinstance(first.value, str)
        ):
            return base.mark(Trait.MAPPING).keys.setdefault(first.value, Shape())
        if name in {"values", "items"} and not arguments:
            base.mark(Trait.MAPPING)
        if name in {"startswith", "endswith", "split", "find", "replace"}:
            base.mark(Trait.TEXT).constants |= dict.fromkeys(constants_of(first))
        if name in CHANGING:
            base.mark(Trait.MUTATED)
        return base.attribute(name).mark(Trait.CALLABLE).called()

    def visit_Assign(self, node: ast.Assign) -> None:
        """Let names stand for the value they are given."""
        self.visit(node.value)
        for target in node.targets:
            self._bind(target, self.shape(node.value))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        """Do the same for annotated assignments."""
        if node.value:
            self.visit(node.value)
            self._bind(node.target, self.shape(node.value))

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        """Note what is counted up or added to in place."""
        shape = self.shape(node.target)
        if shape is not None and not isinstance(node.value, ast.List | ast.Tuple | ast.JoinedStr):
            shape.mark(Trait.NUMBER)
        self._bind(node.target, None)
        self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        """Note what is taken out."""
        for target in node.targets:
            self.shape(target)
            self._bind(target, None)

    def _bind(self, target: ast.expr, shape: Shape | None) -> None:
        match target:
            case ast.Name(id=name) if shape is not None:
                self._name(name, shape)
            case ast.Attribute(value=value, attr=name) if shape is not None:
                base = self.shape(value)
                if base is not None:
                    base.attributes.setdefault(name, shape)
            case ast.Subscript(value=value):
                base = self.shape(value)
                if base is not None:
                    self.shape(target)
                    base.mark(Trait.MUTATED)
            case ast.Tuple(elts=items) if shape is not None:
                for item in items:
                    self._bind(item, shape.item())
            case _:
                return

    def _name(self, name: str, shape: Shape) -> None:
        if self.branches and name in self.known:
            self.known[name].share(shape)
        self.known[name] = shape

    def visit_If(self, node: ast.If) -> None:
        """Remember that what is bound here may also stand for what it stood for before."""
        self.visit(node.test)
        self.branches += 1
        for statement in (*node.body, *node.orelse):
            self.visit(statement)
        self.branches -= 1

    def visit_For(self, node: ast.For | ast.AsyncFor) -> None:
        """Let the target stand for the items."""
        self.visit(node.iter)
        self._iterate(node.target, node.iter)
        for statement in (*node.body, *node.orelse):
            self.visit(statement)

    visit_AsyncFor = visit_For  # noqa: N815 - ast's name

    def visit_comprehension(self, node: ast.comprehension) -> None:
        """Do the same in comprehensions."""
        self._iterate(node.target, node.iter)
        self.generic_visit(node)

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> None:
        """Read the loops of a comprehension before what it makes of them."""
        for generator in node.generators:
            self.visit(generator)
        self.visit(node.elt)

    visit_SetComp = visit_ListComp  # noqa: N815 - ast's name
    visit_GeneratorExp = visit_ListComp  # noqa: N815 - ast's name

    def _iterate(self, target: ast.expr, over: ast.expr) -> None:
        match over:
            case ast.Call(func=ast.Attribute(value=value, attr="items"), args=[]):
                base = self.shape(value)
                if base is not None and isinstance(target, ast.Tuple) and len(target.elts) > 1:
                    base.mark(Trait.MAPPING)
                    self._bind(target.elts[1], base.item())
                return
            case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]):
                base = self.shape(inner)
                if base is not None and isinstance(target, ast.Tuple) and len(target.elts) > 1:
                    self._bind(target.elts[1], base.mark(Trait.SEQUENCE).item())
                return
            case _:
                base = self.shape(over)
        if base is not None:
            self._bind(target, base.mark(Trait.SEQUENCE).item())

    def visit_With(self, node: ast.With | ast.AsyncWith) -> None:
        """Let `as` names stand for the context's value."""
        for item in node.items:
            self.visit(item.context_expr)
            if (entered := self.shape(item.context_expr)) is not None:
                entered.mark(Trait.CONTEXT)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, self.shape(item.context_expr))
        for statement in node.body:
            self.visit(statement)

    visit_AsyncWith = visit_With  # noqa: N815 - ast's name

    def visit_Compare(self, node: ast.Compare) -> None:
        """Note constants that the value is compared with, and that it has an order."""
        sides = [node.left, *node.comparators]
        for left, operator, right in zip(sides, node.ops, sides[1:], strict=False):
            self._compare(left, operator, right)
            self._compare(right, operator, left)
        self.generic_visit(node)

    def _compare(self, one: ast.expr, operator: ast.cmpop, other: ast.expr) -> None:
        shape = self.shape(one)
        if shape is None:
            return
        shape.constants |= dict.fromkeys(constants_of(other))
        if isinstance(operator, _ORDER):
            text = isinstance(other, ast.Constant) and isinstance(other.value, str)
            shape.mark(Trait.TEXT if text else Trait.NUMBER)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Note arithmetic and what is added to."""
        for one, other in ((node.left, node.right), (node.right, node.left)):
            shape = self.shape(one)
            if shape is None:
                continue
            if isinstance(node.op, _ARITHMETIC):
                shape.mark(Trait.NUMBER)
            elif isinstance(other, ast.Constant):
                text = isinstance(other.value, str)
                shape.mark(Trait.TEXT if text else Trait.NUMBER)
            elif isinstance(other, ast.JoinedStr):
                shape.mark(Trait.TEXT)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript | ast.Attribute) -> None:
        """Note keys that are looked up, and attributes that are read."""
        self.shape(node)
        self.generic_visit(node)

    visit_Attribute = visit_Subscript  # noqa: N815 - named by ast.NodeVisitor

    def visit_Call(self, node: ast.Call) -> None:
        """Note what calls say of their arguments."""
        self.shape(node)
        name = dotted(node.func)
        shapes = [self.shape(argument) for argument in node.args]
        if shapes and shapes[0] is not None:
            # What is called on a literal or a result has a last name only: ",".join.
            note_passed(shapes[0], name or f".{getattr(node.func, 'attr', '')}", node)
        if len(shapes) > 1 and shapes[1] is not None and name.startswith("re."):
            shapes[1].mark(Trait.TEXT)
        self._follow(name, shapes)
        self.generic_visit(node)

    def _follow(self, name: str, shapes: list[Shape | None]) -> None:
        """Read what a function of the subject does with what it is passed."""
        bare = name.rsplit(".", 1)[-1]
        if self.depth >= DEPTH_MAX or not bare or not any(shapes):
            return
        found = next((node for full, node in self.code.functions if full.endswith(bare)), None)
        if found is None or found.name != bare:
            return
        names = [one.arg for one in (*found.args.posonlyargs, *found.args.args)]
        names = names[1:] if names[:1] in (["self"], ["cls"]) else names
        passed = {key: shape for key, shape in zip(names, shapes, strict=False) if shape}
        reader = _Reader(self.code, passed, self.depth + 1)
        for statement in found.body:
            reader.visit(statement)
