"""Command lines for `argparse`: read from `add_argument` calls, one idea at a time."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.engines.search.code import dotted
from bot.engines.search.guess import by_name
from bot.engines.search.pieces import Piece, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.engines.search.code import Code, FunctionNode

LINES_MAX = 24
"""Command lines per module."""

CHOICES_MAX = 4
"""Choices tried of one argument."""

_FLAGS = frozenset({"store_true", "store_false", "count", "help", "version", "store_const"})
_SEVERAL = {"+": 1, "*": 0, "?": 0}
_FILE = 'str(tmp_path / "{}")'


@dataclass(frozen=True)
class Argument:
    """One argument of a parser: `words` are the sources that follow its flag, a few each."""

    flag: str
    words: tuple[str, ...]
    is_needed: bool
    count: int = 1


@dataclass
class Command:
    """A parser or a subcommand with its arguments in order."""

    name: str = ""
    arguments: list[Argument] = field(default_factory=list)


def command_lines(code: Code, texts_for: Callable[[str], tuple[str, ...]]) -> tuple[Piece, ...]:
    """Return lists of arguments that the module's parsers take, the plainest of each first.

    `texts_for` gives texts that a function of the module is known to take.
    """
    commands = _commands(code, texts_for)
    if not commands:
        return ()
    main, *subs = commands
    plain = [_line([*_needed(main), *_named(sub), *_needed(sub)]) for sub in subs or [Command()]]
    varied = [
        _line([*_needed(main), *extra, *_named(sub), *_needed(sub)])
        for sub in subs or [Command()]
        for extra in _extras(main)
    ]
    inner = [
        _line([*_needed(main), *_named(sub), *changed]) for sub in subs for changed in _changed(sub)
    ]
    own = [_line(changed) for changed in _changed(main)] if not subs else []
    wrong = [_line([]), _line(['"--unknown"']), _line(['"--help"'])]
    return tuple(dict.fromkeys([*plain, *own, *inner, *varied, *wrong]))[:LINES_MAX]


def takes_arguments(node: FunctionNode) -> str | None:
    """Name the parameter that a function hands to `parse_args`; "" for sys.argv, else None."""
    for one in ast.walk(node):
        match one:
            case ast.Call(func=ast.Attribute(attr="parse_args" | "parse_known_args"), args=args):
                return args[0].id if args and isinstance(args[0], ast.Name) else ""
            case _:
                continue
    return None


def _commands(code: Code, texts_for: Callable[[str], tuple[str, ...]]) -> list[Command]:
    """Return the main parser first, then its subcommands."""
    by_variable: dict[str, Command] = {}
    main = Command()
    seen = False
    for node in _in_order(code.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                if _called(call) == "add_parser" and (word := _text(call)):
                    by_variable[name] = Command(word)
            case ast.Call(func=ast.Attribute(attr="add_parser")) if word := _text(node):
                if all(one.name != word for one in by_variable.values()):
                    by_variable[f" {word}"] = Command(word)
            case ast.Call(func=ast.Attribute(attr="add_argument", value=parser)):
                seen = True
                argument = _argument(node, texts_for)
                by_variable.get(dotted(parser), main).arguments.extend(argument)
            case _:
                continue
    return [main, *by_variable.values()] if seen or by_variable else []


def _in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree in source order."""
    for child in ast.iter_child_nodes(tree):
        yield child
        yield from _in_order(child)


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _text(node: ast.Call) -> str:
    first = node.args[0] if node.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _argument(node: ast.Call, texts_for: Callable[[str], tuple[str, ...]]) -> list[Argument]:
    names = [
        one.value
        for one in node.args
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]
    if not names:
        return []
    options = {one.arg: one.value for one in node.keywords}
    flag = names[-1] if names[-1].startswith("-") else ""
    action = options.get("action")
    bare = isinstance(action, ast.Constant) and action.value in _FLAGS
    needed = isinstance(required := options.get("required"), ast.Constant) and bool(required.value)
    several = options.get("nargs")
    many = several.value if isinstance(several, ast.Constant) else 1
    count = many if isinstance(many, int) else _SEVERAL.get(str(many), 1)
    words = () if bare else _words(names[-1].lstrip("-"), options, texts_for)
    return [Argument(flag, words, needed or (not flag and count > 0), max(count, 1))]


def _words(
    name: str, options: dict[str | None, ast.expr], texts_for: Callable[[str], tuple[str, ...]]
) -> tuple[str, ...]:
    """Return sources of texts that an argument takes: its choices, or what its type reads."""
    choices = options.get("choices")
    if isinstance(choices, ast.List | ast.Tuple | ast.Set):
        values = [one.value for one in choices.elts if isinstance(one, ast.Constant)]
        return tuple(text_of(str(one)) for one in values[:CHOICES_MAX])
    kind = dotted(options["type"]) if "type" in options else ""
    if kind in {"int", "float"}:
        return '"1"', '"0"', '"abc"'
    known = texts_for(kind) if kind else ()
    if known:
        return (*known[:CHOICES_MAX], '"abc"')
    paths = any(one.source.startswith("str(") for one in by_name(name.replace("-", "_")))
    if paths or kind.endswith(("Path", "FileType")):
        return _FILE.format(f"{name}.txt"), "str(tmp_path)"
    return '"abc"', '""'


def _needed(command: Command) -> list[str]:
    return [word for one in command.arguments if one.is_needed for word in _written(one, 0)]


def _named(command: Command) -> list[str]:
    return [text_of(command.name)] if command.name else []


def _written(one: Argument, level: int) -> list[str]:
    flag = [text_of(one.flag)] if one.flag else []
    return [*flag, *([one.words[min(level, len(one.words) - 1)]] * one.count if one.words else [])]


def _extras(command: Command) -> Iterator[list[str]]:
    """Give each argument that may be left out, once."""
    for one in command.arguments:
        if not one.is_needed:
            yield _written(one, 0)


def _changed(command: Command) -> Iterator[list[str]]:
    """Change one argument at a time: leave it in where it may be out, give other values."""
    for extra in _extras(command):
        yield [*_needed(command), *extra]
    for level in range(1, CHOICES_MAX):
        for changed in command.arguments:
            if level < len(changed.words):
                yield [
                    word
                    for one in command.arguments
                    if one.is_needed or one is changed
                    for word in _written(one, level if one is changed else 0)
                ]


def _line(words: list[str]) -> Piece:
    uses = any("tmp_path" in word for word in words)
    return Piece(f"[{', '.join(words)}]", fixtures=("tmp_path",) if uses else ())
