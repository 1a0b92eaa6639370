"""Find the default value that an edit changes: it lives in the function object, not in its code.

Only defaults that are written out (numbers, texts, truths) can be given anew;
what a default calls ran once, while the file was imported.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from types import CodeType, FunctionType

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]

# As the tokenizer splits: a form feed or U+2028 ends no line.
_LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True)
class Default:
    """A parameter's new default: `name` is the function's, `line` its code's first line.

    `written` is the default that the source says.
    """

    name: str
    line: int
    parameter: str
    value: object
    written: object

    def belongs_to(self, code: CodeType) -> bool:
        """Tell whether a function of this code has the parameter."""
        return (code.co_name, code.co_firstlineno) == (self.name, self.line)

    def give(self, function: FunctionType) -> bool:
        """Put the default into a live function; tell whether it has the written one to replace.

        Who gave it another one since (a loop over functions, a decorator) made the source's no
        default of this function: a change of that text changes nothing.
        """
        code = function.__code__
        positional = code.co_varnames[: code.co_argcount]
        values = list(function.__defaults__ or ())
        named = dict(function.__kwdefaults__ or {})
        if self.parameter in named and self._is_written(named[self.parameter]):
            function.__kwdefaults__ = {**named, self.parameter: self.value}
            return True
        given = positional[len(positional) - len(values) :]
        if self.parameter not in given:
            return False
        place = given.index(self.parameter)
        if not self._is_written(values[place]):
            return False
        values[place] = self.value
        function.__defaults__ = tuple(values)
        return True

    def _is_written(self, live: object) -> bool:
        """Compare by type and text: a live value's own equality is the subject's code."""
        return type(live) is type(self.written) and repr(live) == repr(self.written)


def default_at(text: str, edited: str, line: int, column: int) -> Default | None:
    """Return the default that an edit at this place (characters) changes, None where it is none."""
    found = _find(text, line, column)
    if found is None:
        return None
    number, index = found
    try:
        functions = _functions(ast.parse(edited))
        function = functions[number]
        parameter, node = _pairs(function)[index]
        value = ast.literal_eval(node)
        written = ast.literal_eval(_pairs(_functions(ast.parse(text))[number])[index][1])
    except (SyntaxError, ValueError, IndexError, TypeError):
        return None
    first = min([function.lineno, *(one.lineno for one in function.decorator_list)])
    return Default(function.name, first, parameter, value, written)


def _find(text: str, line: int, column: int) -> tuple[int, int] | None:
    """Return the number of the function around a place, and of the default; None outside of all."""
    lines = _LINE_END.split(text)
    place = (line, len(lines[line - 1][:column].encode()))
    for number, function in enumerate(_functions(ast.parse(text))):
        for index, (_, node) in enumerate(_pairs(function)):
            end = (node.end_lineno or node.lineno, node.end_col_offset or 0)
            if (node.lineno, node.col_offset) <= place < end:
                return number, index
    return None


def _functions(tree: ast.AST) -> list[Function]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


def _pairs(function: Function) -> list[tuple[str, ast.expr]]:
    """Return the parameters that have defaults, each with its default."""
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    with_default = positional[len(positional) - len(given.defaults) :]
    pairs = [(one.arg, node) for one, node in zip(with_default, given.defaults)]
    pairs += [(one.arg, node) for one, node in zip(given.kwonlyargs, given.kw_defaults) if node]
    return pairs
