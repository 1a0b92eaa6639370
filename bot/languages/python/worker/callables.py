"""Describe callables: parameters, types, defaults, flavour, lines."""

from __future__ import annotations

import ast
import builtins
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable

from .literals import Written, write_container, write_scalar
from .type_facts import TypeSeen, checker_scope, describe_type, resolve_hints

if TYPE_CHECKING:
    from types import ModuleType

PARAMETERS_MAX = 40
DOCSTRING_CHARS_MAX = 8000
DEFAULT_CHARS_MAX = 200
TYPES_MET_MAX = 400


@dataclass(frozen=True)
class ParameterSeen:
    """One parameter."""

    name: str
    kind: str
    type: TypeSeen
    default: str | None
    required: bool


@dataclass(frozen=True)
class CallableSeen:
    """One way into the subject."""

    module: str
    qualname: str
    kind: str
    flavour: str
    parameters: tuple[ParameterSeen, ...]
    returns: TypeSeen
    docstring: str
    first_line: int
    last_line: int


class Context:
    """What describing needs to know of the module, and the types it met on the way."""

    def __init__(self, module: ModuleType, checker_imports: list[str]) -> None:
        self._module = module.__name__
        # Named tuples are made with no builtins at all, so these are given too.
        self._scope = {
            **vars(builtins),
            **vars(module),
            **checker_scope(module, checker_imports),
        }
        self.types_met: list[type] = []
        self.met: set[int] = set()

    def meet(self, hint: object, depth: int = 0) -> None:
        """Remember the classes that a resolved annotation names."""
        if isinstance(hint, type) and id(hint) not in self.met and len(self.met) < TYPES_MET_MAX:
            self.met.add(id(hint))
            self.types_met.append(hint)
        for part in getattr(hint, "__args__", ()) if depth < PARAMETERS_MAX else ():
            self.meet(part, depth + 1)

    def scope(self, target: Callable[..., object]) -> dict[str, object]:
        """Return the names that annotations of a callable may use besides its own globals."""
        made_in = str(getattr(target, "__module__", ""))
        is_here = made_in == self._module or made_in.startswith("namedtuple_")
        return self._scope if is_here else {}

    def apart(self) -> Context:
        """Return a context that shares the scope, but whose types lead nowhere."""
        other = Context.__new__(Context)
        vars(other).update({**vars(self), "types_met": [], "met": set()})
        return other


def describe_callable(
    target: Callable[..., object],
    context: Context,
    *,
    kind: str,
    qualname: str = "",
    module: str = "",
) -> CallableSeen | None:
    """Describe a function or class; None where it has no signature to read.

    `kind` decides whether the first parameter (self, cls) is left out.
    """
    inner = _unwrap(target)
    signature = _signature(inner)
    if signature is None:
        return None
    hints = resolve_hints(inner, context.scope(inner))
    for hint in hints.values():
        context.meet(hint)
    parameters = list(signature.parameters.values())
    if kind in ("method", "classmethod", "property") and not isinstance(inner, type):
        parameters = parameters[1:]
    first, last = lines_of(inner)
    return CallableSeen(
        module=module or str(inner.__module__),
        qualname=qualname or inner.__qualname__,
        kind=kind,
        flavour=_flavour(target, inner),
        parameters=tuple(_describe_parameter(p, hints) for p in parameters[:PARAMETERS_MAX]),
        returns=describe_type(hints["return"]) if "return" in hints else TypeSeen(),
        docstring=(inspect.getdoc(inner) or "")[:DOCSTRING_CHARS_MAX],
        first_line=first,
        last_line=last,
    )


def _unwrap(target: Callable[..., object]) -> Callable[..., object]:
    try:
        found: Callable[..., object] = inspect.unwrap(target)
    except ValueError:
        return target
    return found


def _signature(target: Callable[..., object]) -> inspect.Signature | None:
    try:
        return inspect.signature(target)
    except (TypeError, ValueError, NameError):
        return None


def _flavour(target: Callable[..., object], inner: Callable[..., object]) -> str:
    is_async_generator = inspect.isasyncgenfunction(inner)
    if target is not inner and _makes_context_manager(target):
        return "async_context_manager" if is_async_generator else "context_manager"
    if is_async_generator:
        return "async_generator"
    if inspect.iscoroutinefunction(inner):
        return "coroutine"
    return "generator" if inspect.isgeneratorfunction(inner) else "plain"


def _makes_context_manager(target: Callable[..., object]) -> bool:
    """Tell whether contextlib's decorators made this function: the helper's code is theirs."""
    code = getattr(target, "__code__", None)
    return code is not None and code.co_filename.endswith("contextlib.py")


def _describe_parameter(parameter: inspect.Parameter, hints: dict[str, object]) -> ParameterSeen:
    has_default = parameter.default is not parameter.empty
    is_variadic = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    hint = hints.get(parameter.name, parameter.empty)
    return ParameterSeen(
        name=parameter.name,
        kind=parameter.kind.name.lower(),
        type=TypeSeen() if hint is parameter.empty else describe_type(hint),
        default=_default_source(parameter.default) if has_default else None,
        required=not has_default and not is_variadic,
    )


def _default_source(value: object) -> str:
    """Write a default as source where it is a literal; "..." for anything else."""

    def write(part: object, depth: int) -> Written | None:
        return write_scalar(part, frozenset()) or write_container(part, depth, write)

    written = write(value, 0)
    if written is None or len(written.source) > DEFAULT_CHARS_MAX:
        return "..."
    try:
        ast.literal_eval(written.source)
    except ValueError:
        return "..."
    return written.source


def lines_of(target: object) -> tuple[int, int]:
    """Return the first and last line of a definition, 0 where the source is not at hand."""
    try:
        lines, first = inspect.getsourcelines(target)  # type: ignore[arg-type]  # raises TypeError
    except (OSError, TypeError, SyntaxError, IndexError):
        return 0, 0
    return first, first + len(lines) - 1
