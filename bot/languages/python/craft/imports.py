"""Bring import lines together and say by which import a type is named. Text only."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.languages.python.craft.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

# Where the public name of a type is not where it is defined.
_PUBLIC = {
    "json.decoder.JSONDecodeError": "json.JSONDecodeError",
    "pathlib._local.PosixPath": "pathlib.PosixPath",
    "re._constants.error": "re.error",
    "re.PatternError": "re.error",
    "subprocess.CalledProcessError": "subprocess.CalledProcessError",
    "_io.StringIO": "io.StringIO",
    "_io.BytesIO": "io.BytesIO",
    "decimal.InvalidOperation": "decimal.InvalidOperation",
    "binascii.Error": "binascii.Error",
}


@dataclass(frozen=True, order=True)
class Import:
    """One name brought in: `import module [as alias]`, or `from module import name [as alias]`."""

    module: str
    name: str = ""
    alias: str = ""

    @property
    def bound(self) -> str:
        """Return the name that the file then knows."""
        return self.alias or self.name or self.module.partition(".")[0]

    @property
    def line(self) -> str:
        """Write it on a line of its own."""
        alias = f" as {self.alias}" if self.alias else ""
        if self.name:
            return f"from {self.module} import {self.name}{alias}"
        return f"import {self.module}{alias}"


def read_imports(lines: Iterable[str]) -> list[Import]:
    """Read import lines in order, each name once; what is no import is left out."""
    found: dict[Import, None] = {}
    for line in lines:
        try:
            body = parsed(line).body
        except SyntaxError:
            continue
        for node in body:
            for one in imports_of(node):
                found[one] = None
    return list(found)


def imports_of(node: ast.stmt) -> list[Import]:
    """Return what one statement imports, [] where it imports nothing."""
    if isinstance(node, ast.Import):
        return [Import(item.name, "", item.asname or "") for item in node.names]
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        return [Import(module, item.name, item.asname or "") for item in node.names]
    return []


def import_block(imports: Iterable[Import], own: str) -> str:
    """Write imports as one block: future, standard library, others, the subject's package.

    `own` is the subject's top package.
    """
    groups: dict[int, list[Import]] = {}
    for one in sorted(set(imports)):
        groups.setdefault(_group(one.module, own), []).append(one)
    return "\n\n".join("\n".join(_lines(groups[rank])) for rank in sorted(groups))


def _group(module: str, own: str) -> int:
    top = module.partition(".")[0]
    if top == "__future__":
        return 0
    if top in sys.stdlib_module_names:
        return 1
    return 3 if top in {own, ""} else 2


def _lines(imports: list[Import]) -> list[str]:
    plain = [one.line for one in imports if not one.name]
    named: dict[str, list[str]] = {}
    for one in imports:
        if one.name:
            alias = f" as {one.alias}" if one.alias else ""
            named.setdefault(one.module, []).append(one.name + alias)
    return [
        *plain,
        *(f"from {module} import {', '.join(names)}" for module, names in named.items()),
    ]


def imported_name(type_name: str, imports: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
    """Say how a test names a type ("module.qualname"): its text and the imports it needs.

    None for types that are local, private, or need no saying (None's, modules').
    """
    name = _PUBLIC.get(type_name, type_name)
    module, _, qualname = _split(name, imports)
    parts = [*module.split("."), *qualname.split(".")]
    if "<" in name or not qualname or any(part.startswith("_") for part in parts):
        return None
    if module == "builtins":
        return None if qualname in {"NoneType", "module", "function", "method"} else (qualname, ())
    return qualname, (f"from {module} import {qualname.partition('.')[0]}",)


def _split(name: str, imports: tuple[str, ...]) -> tuple[str, str, str]:
    """Part module and qualname: by an import at hand, else before the first capital."""
    for one in read_imports(imports):
        dotted = f"{one.module}.{one.name}"
        if one.name and not one.alias and (name == dotted or name.startswith(dotted + ".")):
            return one.module, ".", name[len(one.module) + 1 :]
    parts = name.split(".")
    at = next((i for i, part in enumerate(parts[:-1]) if i and part[:1].isupper()), len(parts) - 1)
    return ".".join(parts[:at]), ".", ".".join(parts[at:])
