"""Write test files that a reviewer would merge: headed, grouped, in the order of the subject.

Text in, text out: the workshop formats afterwards by the project's own settings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.languages.python.body import body, function, names_used
from bot.languages.python.imports import Import, import_block, read_imports

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.trial import Candidate
    from bot.languages.python.definitions import Definitions
    from bot.ports import Provenance


def one_test(candidate: Candidate, module: str) -> str:
    """Write a whole file that holds one test."""
    test = function(candidate.name, body(candidate))
    imports = used_imports(needed_imports(candidate), test)
    return joined([import_block(imports, module.partition(".")[0]), test])


def needed_imports(candidate: Candidate) -> list[Import]:
    """Return a candidate's imports, those of its assertions included, each once."""
    lines = [*candidate.situation.imports, *(i for a in candidate.assertions for i in a.imports)]
    return read_imports(lines)


def used_imports(imports: Iterable[Import], text: str) -> list[Import]:
    """Leave out imports whose name the text never mentions.

    A dotted import without alias is kept: what it loads is reached through its parent.
    """
    names = names_used(text)
    return [one for one in imports if one.bound in names]


def joined(parts: Sequence[str]) -> str:
    """Put the parts of a module together, two blank lines between."""
    return "\n\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


def test_file(
    candidates: Sequence[Candidate],
    provenance: Provenance,
    existing: str,
    *,
    module: str,
    definitions: Definitions,
) -> str:
    """Write the mission's test file; see ports.Craft.test_file."""
    del provenance, existing, definitions
    tests = [function(one.name, body(one)) for one in candidates]
    needed = [i for one in candidates for i in needed_imports(one)]
    imports = used_imports(needed, "\n".join(tests))
    return joined([import_block(imports, module.partition(".")[0]), *tests])
