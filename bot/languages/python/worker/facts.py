"""Describe the imported subject: its functions, classes, parameters and types.

Runs in a fork, because looking at classes can run the subject's code. The
records name their fields as bot.domain.facts does.
"""

from __future__ import annotations

import ast
import inspect
import sys
from dataclasses import asdict, dataclass
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING

from .callables import CallableSeen, Context, describe_callable
from .classes import ClassSeen, describe_class
from .naming import public_place
from .patterns import PATTERNS_MAX, patterns_held
from .records import plain_ran

if TYPE_CHECKING:
    from .boot import Stage
    from .protocol import Plain

FUNCTIONS_MAX = 500
CLASSES_MAX = 200
KNOWN_CLASSES_MAX = 60
GLOBALS_MAX = 500


@dataclass
class _Found:
    functions: list[CallableSeen]
    classes: list[ClassSeen]
    known: list[ClassSeen]


def describe_module(stage: Stage) -> Plain:
    """Return ModuleFacts as JSON."""
    module = stage.module
    if module is None:
        raise ValueError("nothing is imported")
    context = Context(module, _checker_imports(stage.config.subject_path))
    found = _Found([], [], [])
    for name, value in list(vars(module).items()):
        if not name.startswith("__"):
            _look_at(value, module, context, found)
    _add_known(context, found, module)
    return {
        "module": stage.config.module,
        "path": stage.config.subject,
        "functions": _plain_in_order(found.functions),
        "classes": [asdict(cls) for cls in found.classes],
        "known_classes": [asdict(cls) for cls in found.known],
        "global_names": sorted(n for n in vars(module) if not n.startswith("__"))[:GLOBALS_MAX],
        "imported_lines": plain_ran(stage.imported)["lines"],
        "imported_arcs": plain_ran(stage.imported)["arcs"],
        "threads_after_import": stage.threads,
        "patterns": _patterns(module),
    }


def _patterns(module: ModuleType) -> list[tuple[str, tuple[str, ...]]]:
    """Return the patterns that the module's and its classes' names stand for."""
    own = [vars(module)]
    own += [
        dict(vars(value))
        for value in list(vars(module).values())
        if isinstance(value, type) and value.__module__ == module.__name__
    ]
    return [pair for namespace in own for pair in patterns_held(namespace)][:PATTERNS_MAX]


def _plain_in_order(functions: list[CallableSeen]) -> list[Plain]:
    unique = {(f.qualname, f.first_line): f for f in functions}
    return [asdict(unique[key]) for key in sorted(unique, key=lambda key: (key[1], key[0]))]


def _look_at(value: object, module: ModuleType, context: Context, found: _Found) -> None:
    if isinstance(value, type):
        if value.__module__ == module.__name__ and len(found.classes) < CLASSES_MAX:
            _add_class(value, context, found)
        else:
            context.types_met.append(value)
        return
    function = _function_under(value)
    is_own = function is not None and function.__module__ == module.__name__
    if callable(value) and is_own and len(found.functions) < FUNCTIONS_MAX:
        seen = describe_callable(value, context, kind="function")
        if seen is not None:
            found.functions.append(seen)
    elif not callable(value) and not isinstance(value, ModuleType):
        context.types_met.append(type(value))


def _add_class(cls: type, context: Context, found: _Found) -> None:
    if any(seen.qualname == cls.__qualname__ for seen in found.classes):
        return
    found.classes.append(describe_class(cls, context))
    for inner in list(vars(cls).values()):
        is_nested = isinstance(inner, type) and inner.__qualname__.startswith(
            cls.__qualname__ + "."
        )
        if isinstance(inner, type) and is_nested and inner.__module__ == cls.__module__:
            _add_class(inner, context, found)


def _function_under(value: object) -> FunctionType | None:
    """Return the function that a global is or wraps; None for anything else."""
    if isinstance(value, type) or not callable(value):
        return None
    try:
        inner = inspect.unwrap(value)
    except ValueError:
        return None
    return inner if isinstance(inner, FunctionType) else None


def _add_known(context: Context, found: _Found, module: ModuleType) -> None:
    """Describe the classes that annotations and globals lead to, breadth first."""
    done = {(module.__name__, cls.qualname) for cls in found.classes}
    for cls in context.types_met:
        place = public_place(cls)
        if len(found.known) == KNOWN_CLASSES_MAX:
            return
        if place is None or cls.__module__ == "builtins" or place in done:
            continue
        done.add(place)
        # Only the project's classes lead on to others: a library would flood the list.
        inner = context if _is_in_project(cls, module) else context.apart()
        found.known.append(describe_class(cls, inner))


def _is_in_project(cls: type, module: ModuleType) -> bool:
    top = module.__name__.partition(".")[0]
    return cls.__module__.partition(".")[0] == top and cls.__module__ in sys.modules


def _checker_imports(path: str) -> list[str]:
    """Return the import statements under `if TYPE_CHECKING:` at module level."""
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return []
    return [
        ast.unparse(statement)
        for node in tree.body
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for statement in node.body
        if isinstance(statement, (ast.Import, ast.ImportFrom))
    ]
