"""What the subject offers: its callables, their parameters and types, its constants.

The Python worker fills these by looking at the imported module; engines read
them to build receivers and arguments. Source text is Python source that
evaluates with the imports given beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

UNKNOWN_TYPE = "?"


class ParameterKind(StrEnum):
    """How a parameter takes its argument, as `inspect` names it."""

    POSITIONAL_ONLY = "positional_only"
    POSITIONAL_OR_KEYWORD = "positional_or_keyword"
    VAR_POSITIONAL = "var_positional"
    KEYWORD_ONLY = "keyword_only"
    VAR_KEYWORD = "var_keyword"


class CallableKind(StrEnum):
    """How a callable is reached from its module."""

    FUNCTION = "function"
    METHOD = "method"
    CLASSMETHOD = "classmethod"
    STATICMETHOD = "staticmethod"
    PROPERTY = "property"
    CONSTRUCTOR = "constructor"


class Flavour(StrEnum):
    """What a call gives back before it has run."""

    PLAIN = "plain"
    GENERATOR = "generator"
    COROUTINE = "coroutine"
    ASYNC_GENERATOR = "async_generator"
    CONTEXT_MANAGER = "context_manager"
    ASYNC_CONTEXT_MANAGER = "async_context_manager"


@dataclass(frozen=True)
class TypeFacts:
    """A type as declared: "builtins.list" with its arguments, "typing.Union", or "?".

    `name` is "module.qualname". `literals` are the sources of a
    `typing.Literal`'s values.
    """

    name: str = UNKNOWN_TYPE
    args: tuple[TypeFacts, ...] = ()
    literals: tuple[str, ...] = ()


@dataclass(frozen=True)
class ParameterFacts:
    """One parameter; `default` is source text, None where there is none."""

    name: str
    kind: ParameterKind
    type: TypeFacts = TypeFacts()
    default: str | None = None
    required: bool = True


@dataclass(frozen=True)
class CallableFacts:
    """One way into the subject; `parameters` leave out self and cls.

    `qualname` is the name inside its module ("Cart.total"), `first_line` and
    `last_line` are 1-based, 0 where the source is not at hand.
    """

    module: str
    qualname: str
    kind: CallableKind
    flavour: Flavour
    parameters: tuple[ParameterFacts, ...]
    returns: TypeFacts
    docstring: str
    first_line: int
    last_line: int


@dataclass(frozen=True)
class ClassFacts:
    """One class; `members` are an enum's names; `abstract` names its abstract methods.

    `methods` hold what the class defines itself, in source order;
    `constructor` is None where instances cannot be made by calling it.
    """

    module: str
    qualname: str
    bases: tuple[str, ...]
    constructor: CallableFacts | None
    methods: tuple[CallableFacts, ...]
    abstract: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    is_exception: bool = False
    is_protocol: bool = False
    has_eq: bool = False

    @property
    def name(self) -> str:
        """Return "module.qualname", as TypeFacts names it."""
        return f"{self.module}.{self.qualname}"


@dataclass(frozen=True)
class ModuleFacts:
    """One imported subject.

    `classes` are its own, `known_classes` those its annotations and globals
    lead to (its own excluded). `imported_lines` and `imported_arcs` ran while
    it was imported. `patterns` are the regular expressions that names of the
    module or of its classes stand for, by that name.
    """

    module: str
    path: str
    functions: tuple[CallableFacts, ...]
    classes: tuple[ClassFacts, ...]
    known_classes: tuple[ClassFacts, ...]
    global_names: tuple[str, ...]
    imported_lines: frozenset[int]
    imported_arcs: frozenset[tuple[int, int]]
    threads_after_import: int = 1
    patterns: tuple[tuple[str, tuple[str, ...]], ...] = ()
