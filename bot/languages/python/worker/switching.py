"""Put a mutant into the running subject: swap the code of its live functions, keep their identity.

A mutant is a small edit of the source that keeps the line count. The edited
source is compiled, and every live function whose code differs gets the new
code. Code that only runs at import (module level, class bodies, defaults)
cannot be switched; such a mutant is not applied.
"""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass
from io import BytesIO
from tokenize import detect_encoding
from types import CodeType, FunctionType

FUNCTIONS_MAX = 20_000

# As the tokenizer splits: a form feed or U+2028 ends no line. The ends are parts too.
_LINE_END = re.compile(r"(\r\n|\r|\n)")

Swaps = list[tuple[FunctionType, CodeType]]
"""Live functions and the code that a mutant gives them."""

Place = tuple[int, ...]
"""Where a code object lies: the index among its parent's code constants, level by level."""


@dataclass(frozen=True)
class Edit:
    """A mutant: `before` becomes `after` on a line; columns are 0-based characters."""

    line: int
    column: int
    end_column: int
    before: str
    after: str


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


class Switchboard:
    """The live functions of the subject; made in the zygote before anything is frozen."""

    def __init__(self, path: str) -> None:
        self._path = path
        with open(path, "rb") as file:
            self._bytes = file.read()
        self._source = _decode(self._bytes)
        self._original = _tree(compile(self._bytes, path, "exec", dont_inherit=True))
        self._live = self._find_live()
        self._prepared: tuple[Edit, Swaps | None] | None = None

    def _find_live(self) -> list[tuple[FunctionType, Place]]:
        places: dict[CodeType, Place | None] = {}
        for place, code in self._original.items():
            # Two equal codes (twin lambdas of one line) cannot be told apart.
            places[code] = None if code in places else place
        found: list[tuple[FunctionType, Place]] = []
        for candidate in gc.get_objects():
            if type(candidate) is FunctionType and len(found) < FUNCTIONS_MAX:
                known = places.get(candidate.__code__) if self._is_ours(candidate) else None
                if known is not None:
                    found.append((candidate, known))
        return found

    def _is_ours(self, function: FunctionType) -> bool:
        return function.__code__.co_filename == self._path

    def prepare(self, edit: Edit) -> None:
        """Compile a mutant ahead of `switch`: forks made from here need not."""
        if self._prepared is None or self._prepared[0] != edit:
            self._prepared = (edit, self._swaps(edit))

    def switch(self, edit: Edit) -> bool:
        """Apply a mutant to this process; tell whether all of it could be."""
        self.prepare(edit)
        swaps = self._prepared[1] if self._prepared else None
        for function, code in swaps or ():
            function.__code__ = code
        return bool(swaps)

    def restore(self) -> None:
        """Give all functions of this process their own code back."""
        for function, place in self._live:
            function.__code__ = self._original[place]

    def _swaps(self, edit: Edit) -> Swaps | None:
        """Return the functions that a mutant changes and their new code; None if not all can."""
        edited = apply_edit(self._source, edit)
        if edited is None:
            return None
        try:
            new = _tree(compile(edited, self._path, "exec", dont_inherit=True))
        except (SyntaxError, ValueError, RecursionError):
            return None
        changed = self._changed(new)
        if changed is None:
            return None
        swaps = [(f, new[place]) for f, place in self._live if new[place] != self._original[place]]
        if any(f.__code__.co_freevars != code.co_freevars for f, code in swaps):
            return None
        swapped = {place for f, place in self._live if new[place] != self._original[place]}
        if not all(any(place[: len(s)] == s for s in swapped) for place in changed):
            return None
        return swaps

    def _changed(self, new: dict[Place, CodeType]) -> list[Place] | None:
        """Return the places that differ by themselves; None for none, or where codes come or go."""
        if new.keys() != self._original.keys():
            return None
        differing = [place for place in new if new[place] != self._original[place]]
        own = [p for p in differing if _own(new[p]) != _own(self._original[p])]
        return own or None


def _own(code: CodeType) -> tuple[object, ...]:
    """Return what makes a code object apart from the ones nested in it."""
    consts = tuple(
        "code" if isinstance(const, CodeType) else (type(const), repr(const))
        for const in code.co_consts
    )
    return (code.co_code, consts, code.co_names, code.co_varnames, code.co_freevars)


def _tree(module: CodeType) -> dict[Place, CodeType]:
    """Return all code objects of a module by place; the module's own place is ()."""
    found: dict[Place, CodeType] = {(): module}
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
