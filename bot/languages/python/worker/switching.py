"""Put a mutant into the running subject: swap the code of its live functions, keep their identity.

A mutant is a small edit of the source that keeps the line count. The edited
source is compiled, and every live function whose code differs gets the new
code, or the new default. Other code that only runs at import (module level,
class bodies) cannot be switched; such a mutant is not applied.
"""

from __future__ import annotations
import __future__

import ast
import functools
import gc
import operator
import re
from dataclasses import dataclass
from io import BytesIO
from tokenize import detect_encoding
from types import CodeType, FunctionType

from .defaults import Default, default_at

FUNCTIONS_MAX = 20_000
_FUTURES = functools.reduce(
    operator.or_,
    (getattr(__future__, name).compiler_flag for name in __future__.all_feature_names),
)

# As the tokenizer splits: a form feed or U+2028 ends no line. The ends are parts too.
_LINE_END = re.compile(r"(\r\n|\r|\n)")

Swaps = list[tuple[FunctionType, CodeType]]
"""Live functions and the code that a mutant gives them."""

Given = list[tuple[FunctionType, Default]]
"""Live functions and the default that a mutant gives them."""

Place = tuple[int, ...]
"""Where a code object lies: the index among its parent's code constants, level by level."""

Codes = dict[Place, CodeType]
Live = list[tuple[FunctionType, Place]]


@dataclass(frozen=True)
class Edit:
    """A mutant: `before` becomes `after` on a line; columns are 0-based characters.

    `body_line` is the host's affair, and told back as it came.
    """

    line: int
    column: int
    end_column: int
    before: str
    after: str
    body_line: int = 0


def apply_edit(source: str, edit: Edit) -> str | None:
    """Return the edited source; None where the text is not what the edit expects."""
    parts = _LINE_END.split(source)
    place = 2 * (edit.line - 1)
    if not 0 <= place < len(parts):
        return None
    line = parts[place]
    if line[edit.column : edit.end_column] != edit.before or "\n" in edit.after:
        return None
    parts[place] = line[: edit.column] + edit.after + line[edit.end_column :]
    return "".join(parts)


@dataclass(frozen=True)
class Part:
    """A piece of the module that compiles by itself: `text` keeps its line numbers."""

    text: str
    codes: Codes
    live: Live

    def swaps(self, new: Codes) -> Swaps | None:
        """Return the functions that change and their new code; None if not all can."""
        changed = self._changed(new)
        # Below a place where codes come or go it cannot be told which is whose.
        lost = [place for place in changed if _inner(new[place]) != _inner(self.codes[place])]
        if not changed or any(_is_below(place, one) for _, place in self.live for one in lost):
            return None
        differing = [(f, place) for f, place in self.live if new[place] != self.codes[place]]
        if any(f.__code__.co_freevars != new[place].co_freevars for f, place in differing):
            return None
        swapped = {place for _, place in differing}
        if not all(
            place in swapped or any(_is_below(place, s) for s in swapped) for place in changed
        ):
            return None
        return [(f, new[place]) for f, place in differing]

    def given(self, edited: str, edit: Edit) -> Given:
        """Return the functions whose default an edit changes, and the default; [] for none."""
        found = default_at(self.text, edited, edit.line, edit.column)
        if found is None:
            return []
        here = [function for function, place in self.live if found.belongs_to(self.codes[place])]
        return [(function, found) for function in here]

    def _changed(self, new: Codes) -> list[Place]:
        """Return the places that differ by themselves; of those below one that lost codes, none."""
        found: list[Place] = []
        queue: list[Place] = [()]
        for place in queue:
            if _own(new[place]) != _own(self.codes[place]):
                found.append(place)
            if _inner(new[place]) == _inner(self.codes[place]):
                queue += [(*place, index) for index in range(_inner(new[place]))]
        return found


class Switchboard:
    """The live functions of the subject; made in the zygote before anything is frozen."""

    def __init__(self, path: str) -> None:
        self._path = path
        with open(path, "rb") as file:
            content = file.read()
        whole = compile(content, path, "exec", dont_inherit=True)
        self._flags = whole.co_flags & _FUTURES
        self._functions = self._find_functions()
        codes = _tree(whole)
        self._known = frozenset(codes.values())
        self._whole = Part(_decode(content), codes, self._live_in(codes))
        self._lines = _LINE_END.split(self._whole.text)
        self._spans = _spans_of(content)
        self._parts: dict[int, Part] = {}
        self._prepared: tuple[Edit, Swaps, Given] | None = None
        self._kept: list[tuple[FunctionType, object, object]] = []

    def _find_functions(self) -> dict[CodeType, list[FunctionType]]:
        """Map the subject's codes to the functions that have them."""
        found: dict[CodeType, list[FunctionType]] = {}
        count = 0
        for candidate in gc.get_objects():
            if type(candidate) is FunctionType and count < FUNCTIONS_MAX:
                code = candidate.__code__
                if code.co_filename == self._path:
                    found.setdefault(code, []).append(candidate)
                    count += 1
        return found

    def _live_in(self, codes: Codes) -> Live:
        """Return the functions that have one of these codes, and its place."""
        places: dict[CodeType, Place | None] = {}
        for place, code in codes.items():
            # Two equal codes (twin lambdas of one line) cannot be told apart.
            places[code] = None if code in places else place
        return [
            (function, place)
            for code, place in places.items()
            if place is not None
            for function in self._functions.get(code, ())
        ]

    def prepare(self, edit: Edit) -> None:
        """Compile a mutant ahead of `switch`: forks made from here need not."""
        if self._prepared is None or self._prepared[0] != edit:
            self._prepared = (edit, *self._changes(edit))

    def switch(self, edit: Edit) -> bool:
        """Apply a mutant to this process; tell whether all of it could be."""
        self.prepare(edit)
        _, swaps, given = self._prepared or (edit, [], [])
        for function, code in swaps:
            function.__code__ = code
        for function, default in given:
            self._kept.append((function, function.__defaults__, function.__kwdefaults__))
            if not default.give(function):
                self.restore()
                return False
        return bool(swaps or given)

    def restore(self) -> None:
        """Give all functions of this process their own code and defaults back."""
        for function, place in self._whole.live:
            function.__code__ = self._whole.codes[place]
        while self._kept:
            function, values, named = self._kept.pop()
            function.__defaults__, function.__kwdefaults__ = values, named  # type: ignore[assignment]  # as they were

    def _changes(self, edit: Edit) -> tuple[Swaps, Given]:
        """Return what a mutant changes in live functions; nothing where it cannot be tried."""
        part = self._part_at(edit.line)
        edited = apply_edit(part.text, edit)
        new = self._compiled(edited) if edited is not None else None
        if edited is None or new is None:
            return [], []
        swaps = part.swaps(new)
        return (swaps, []) if swaps else ([], part.given(edited, edit))

    def _part_at(self, line: int) -> Part:
        """Return the statement of the module level around a line; compiling all takes longer."""
        first, last = next((span for span in self._spans if span[0] <= line <= span[1]), (0, 0))
        if first not in self._parts:
            text = "\n" * (first - 1) + "".join(self._lines[2 * (first - 1) : 2 * last])
            codes = self._compiled(text) if first else None
            # By itself it must be what it is in the module, else the module is made anew.
            inner = list(codes.values())[1:] if codes else []
            is_same = codes is not None and self._known.issuperset(inner)
            self._parts[first] = (
                Part(text, codes, self._live_in(codes)) if codes and is_same else self._whole
            )
        return self._parts[first]

    def _compiled(self, text: str) -> Codes | None:
        try:
            code = compile(text, self._path, "exec", flags=self._flags, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return None
        return _tree(code)


def _spans_of(content: bytes) -> list[tuple[int, int]]:
    """Return the first and last lines of the module's statements; those of one line are one."""
    spans: list[tuple[int, int]] = []
    for node in ast.parse(content).body:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(one.lineno for one in decorators)])
        last = node.end_lineno or first
        if spans and first <= spans[-1][1]:
            first = spans.pop()[0]
        spans.append((first, last))
    return spans


def _own(code: CodeType) -> tuple[object, ...]:
    """Return what makes a code object apart from the ones nested in it."""
    consts = tuple(
        "code" if isinstance(const, CodeType) else (type(const), repr(const))
        for const in code.co_consts
    )
    return (code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars)


def _inner(code: CodeType) -> int:
    """Count the code objects right inside one."""
    return sum(isinstance(const, CodeType) for const in code.co_consts)


def _is_below(place: Place, other: Place) -> bool:
    return len(place) > len(other) and place[: len(other)] == other


def _tree(module: CodeType) -> Codes:
    """Return all code objects of a module by place; the module's own place is ()."""
    found: Codes = {(): module}
    queue: list[Place] = [()]
    for place in queue:
        inner = [const for const in found[place].co_consts if isinstance(const, CodeType)]
        for index, code in enumerate(inner):
            found[(*place, index)] = code
            queue.append((*place, index))
    return found


def _decode(content: bytes) -> str:
    """Decode source as Python does: by its coding line or mark, line ends as they are."""
    encoding = detect_encoding(BytesIO(content).readline)[0]
    return content.decode(encoding)
