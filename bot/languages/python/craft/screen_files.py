"""The part of the screen that looks at files: tmp_path is free, the rest is read at most."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from bot.languages.python.craft.screen_rules import (
    FILE_READERS,
    FILE_WRITERS,
    OPENERS,
    PATH_READERS,
    PATH_WRITERS,
    PATHS,
)

if TYPE_CHECKING:
    from bot.languages.python.craft.screen_scope import Scope

OUTSIDE = "it works with files outside tmp_path"
OWN_FILE = "it touches the subject's own file"
STRANGE = "its file has a name that no file has"
NAME_CHARS_MAX = 60
_WRITING = frozenset("wax+")


def file_reason(node: ast.AST, scope: Scope, subject: str) -> str:
    """Return what a call does to files that it must not, "" for nothing."""
    if isinstance(node, ast.BinOp):
        return _name_reason(node, scope)
    if not isinstance(node, ast.Call):
        return ""
    name = scope.dotted(node.func)
    if name in OPENERS:
        return _path_reason(node, subject) or _open_reason(node, scope)
    if name in PATHS:
        return _path_reason(node, subject)
    if name in FILE_WRITERS | FILE_READERS:
        is_inside = any(map(scope.is_temporary, node.args))
        return OUTSIDE if not is_inside and (name in FILE_WRITERS or _is_absolute(node)) else ""
    return _method_reason(node, scope)


def _name_reason(node: ast.BinOp, scope: Scope) -> str:
    """Refuse names of files that no person would give: such a test passes for the name's sake."""
    part = node.right.value if isinstance(node.right, ast.Constant) else ""
    is_path = isinstance(node.op, ast.Div) and scope.is_temporary(node.left)
    if not is_path or not isinstance(part, str):
        return ""
    return STRANGE if len(part) > NAME_CHARS_MAX or "\n" in part else ""


def _path_reason(node: ast.Call, subject: str) -> str:
    """Judge the literal paths of a call: relative ones that stay below are fine."""
    for argument in node.args:
        text = argument.value if isinstance(argument, ast.Constant) else ""
        if not isinstance(text, str):
            continue
        if subject and text.endswith(subject):
            return OWN_FILE
        if ".." in text.split("/") or text.startswith("~"):
            return OUTSIDE
    return ""


def _open_reason(node: ast.Call, scope: Scope) -> str:
    if not node.args or scope.is_temporary(node.args[0]):
        return ""
    target = node.args[0]
    if isinstance(target, ast.Constant) and str(target.value).startswith("/"):
        return OUTSIDE
    return OUTSIDE if _writes(node, position=1) else ""


def _writes(node: ast.Call, *, position: int) -> bool:
    """Tell whether the mode, wherever given, writes or cannot be read."""
    modes = [
        *node.args[position : position + 1],
        *(k.value for k in node.keywords if k.arg == "mode"),
    ]
    return any(
        not (isinstance(mode, ast.Constant) and isinstance(mode.value, str))
        or bool(_WRITING & set(mode.value))
        for mode in modes
    )


def _method_reason(node: ast.Call, scope: Scope) -> str:
    """Judge `path.write_text(...)` and its kin; receivers that are no paths are left alone."""
    if not isinstance(node.func, ast.Attribute) or not scope.is_path(node.func.value):
        return ""
    writes = node.func.attr in PATH_WRITERS
    writes = writes or (node.func.attr == "open" and _writes(node, position=0))
    reads = node.func.attr in PATH_READERS and _is_absolute(node.func.value)
    return OUTSIDE if writes or reads else ""


def _is_absolute(node: ast.AST) -> bool:
    """Tell whether a text in an expression is an absolute path, or one of somebody's home."""
    texts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
    return any(isinstance(text, str) and text.startswith(("/", "~")) for text in texts)
