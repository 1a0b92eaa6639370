"""Write types as declared: names, arguments, literals; "?" where nothing is known."""

from __future__ import annotations

import ast
import contextlib
import sys
import typing
from dataclasses import dataclass
from typing import Any, Callable

from .naming import dotted_name

if typing.TYPE_CHECKING:
    from types import ModuleType

UNKNOWN = "?"
DEPTH_MAX = 5
ARGUMENTS_MAX = 12


@dataclass(frozen=True)
class TypeSeen:
    """A type as declared."""

    name: str = UNKNOWN
    args: tuple[TypeSeen, ...] = ()
    literals: tuple[str, ...] = ()


_UNION_TYPE = getattr(sys.modules["types"], "UnionType", None)


def describe_type(hint: object, depth: int = 0) -> TypeSeen:
    """Describe a resolved annotation."""
    if hint is None or hint is type(None):
        return TypeSeen("builtins.NoneType")
    if depth > DEPTH_MAX or isinstance(hint, str) or hint is Any:
        return TypeSeen()
    origin = typing.get_origin(hint)
    if origin is not None:
        return _describe_generic(hint, origin, depth)
    if isinstance(hint, type):
        return TypeSeen(dotted_name(hint))
    return describe_type(_meant(hint), depth + 1)


def _meant(hint: object) -> object:
    """Return what a type variable, a NewType or a type alias stands for; Any for nothing."""
    if isinstance(hint, typing.TypeVar):
        return hint.__bound__ or (*hint.__constraints__, Any)[0]
    return getattr(hint, "__supertype__", None) or getattr(hint, "__value__", Any)


def _describe_generic(hint: object, origin: object, depth: int) -> TypeSeen:
    arguments = typing.get_args(hint)[:ARGUMENTS_MAX]
    if origin is typing.Literal:
        return TypeSeen("typing.Literal", literals=tuple(repr(a) for a in arguments))
    if hasattr(hint, "__metadata__") or origin in _WRAPPERS:
        inner = getattr(hint, "__origin__", None) if hasattr(hint, "__metadata__") else arguments[0]
        return describe_type(inner, depth + 1)
    if origin is typing.Union or (_UNION_TYPE is not None and origin is _UNION_TYPE):
        name = "typing.Union"
    else:
        name = dotted_name(origin) if isinstance(origin, type) else UNKNOWN
    return TypeSeen(name, tuple(_describe_argument(a, depth) for a in arguments))


_WRAPPERS = tuple(
    found
    for found in (getattr(typing, name, None) for name in ("Final", "ClassVar", "Required"))
    if found is not None
)


def _describe_argument(argument: object, depth: int) -> TypeSeen:
    """Describe an argument: `...` in tuple[int, ...], a list in Callable[[int], str]."""
    if argument is Ellipsis:
        return TypeSeen("builtins.ellipsis")
    if isinstance(argument, list):
        return TypeSeen("builtins.list", tuple(describe_type(a, depth + 1) for a in argument))
    return describe_type(argument, depth + 1)


def resolve_hints(target: Callable[..., object], scope: dict[str, object]) -> dict[str, object]:
    """Return the resolved annotations of a function or class, each as far as it can be resolved.

    One name that only a type checker sees must not hide all the others.
    """
    try:
        return dict(typing.get_type_hints(target, globalns=None, localns=scope))
    except Exception:
        return {
            name: _resolve_one(annotation, target, scope)
            for name, annotation in _raw_annotations(target).items()
        }


def _raw_annotations(target: object) -> dict[str, object]:
    try:
        found = getattr(target, "__annotations__", {})
    except Exception:
        return {}
    return dict(found) if isinstance(found, dict) else {}


def _resolve_one(annotation: object, target: object, scope: dict[str, object]) -> object:
    if not isinstance(annotation, str):
        return annotation
    names = {**vars(typing), **getattr(target, "__globals__", {}), **scope}
    for source in (annotation, _without_bars(annotation)):
        with contextlib.suppress(Exception):
            return eval(source, names)
    return Any


def _without_bars(annotation: str) -> str:
    """Rewrite "A | B" as a Union: Python 3.9 cannot evaluate what its checkers accept."""

    class Rewriter(ast.NodeTransformer):
        def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
            self.generic_visit(node)
            sides = (
                f"__import__('typing').Union[{ast.unparse(node.left)}, {ast.unparse(node.right)}]"
            )
            return ast.parse(sides, mode="eval").body

    try:
        return ast.unparse(Rewriter().visit(ast.parse(annotation, mode="eval")))
    except SyntaxError:
        return annotation


def checker_scope(module: ModuleType, imports: list[str]) -> dict[str, object]:
    """Return what the imports under `if TYPE_CHECKING:` would bind, as far as they work."""
    scope: dict[str, object] = {}
    package = {"__package__": module.__package__, "__name__": module.__name__}
    for line in imports:
        namespace: dict[str, object] = dict(package)
        # A package that only type checkers see is no reason to stop.
        with contextlib.suppress(Exception):
            exec(line, namespace)
        scope.update({k: v for k, v in namespace.items() if not k.startswith("__")})
    return scope
