"""Write test files that a reviewer would merge: headed, grouped, in the order of the subject.

Text in, text out: the workshop formats afterwards by the project's own settings.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.trial import Candidate
from bot.languages.python.craft.body import blocks, function, names_used
from bot.languages.python.craft.existing import read_existing
from bot.languages.python.craft.header import header
from bot.languages.python.craft.hoist import hoisted, is_present, without_helpers
from bot.languages.python.craft.imports import Import, import_block, read_imports
from bot.languages.python.craft.naming import fitted
from bot.languages.python.craft.properties import decorators
from bot.languages.python.craft.rows import row_of
from bot.languages.python.craft.syntax import parsed
from bot.languages.python.craft.table import (
    by_columns,
    table_function,
    table_name,
    tables,
)
from bot.languages.python.craft.words import numbered

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from bot.languages.python.craft.definitions import Definitions
    from bot.languages.python.craft.existing import Existing
    from bot.languages.python.craft.rows import Row
    from bot.ports.craft import Provenance


@dataclass(frozen=True)
class Written:
    """One test function of a file and the candidates that it holds."""

    name: str
    text: str
    candidates: tuple[Candidate, ...]


def plain_tests(candidates: Sequence[Candidate], module: str, definitions: Definitions) -> str:
    """Write a whole file that holds one function for each candidate, of its name."""
    plain = _from_deepest([_from_origins(one, module, definitions) for one in candidates])
    shared = _shared_imports(plain, ())
    tests = [_function(one.name, one, shared) for one in plain]
    used = names_used("\n".join(tests))
    imports = [one for one in shared.values() if one.bound in used]
    return joined([import_block(imports, package(module)), *tests])


def test_file(
    candidates: Sequence[Candidate],
    provenance: Provenance,
    existing: str,
    *,
    module: str,
    definitions: Definitions,
) -> str:
    """Write the mission's test file; see ports.Craft.test_file.

    Raises:
        NothingRuns: `existing` does not parse.
    """
    before = read_existing(existing)
    page = _page(candidates, before, module, definitions)
    tests = [one.text for one in page.tests if not is_present(one.text, before)]
    fresh = [text for text in page.helpers if not is_present(text, before)]
    imports = _new_imports(page.imports, before, "\n".join((*fresh, *tests)), module)
    start = "\n".join(part for part in (before.imports, imports) if part)
    return joined([f"{_top(provenance, before, module)}\n\n{start}", before.rest, *fresh, *tests])


def placed(
    candidates: Sequence[Candidate], existing: str, *, module: str, definitions: Definitions
) -> dict[str, tuple[str, ...]]:
    """Map each test function of the file that `test_file` writes to its candidates' names."""
    page = _page(candidates, read_existing(existing), module, definitions)
    return {test.name: tuple(one.name for one in test.candidates) for test in page.tests}


@dataclass(frozen=True)
class _Page:
    """What a file is made of: imports by name, helpers, tests."""

    imports: dict[str, Import]
    helpers: tuple[str, ...]
    tests: list[Written]


def _page(
    candidates: Sequence[Candidate], before: Existing, module: str, definitions: Definitions
) -> _Page:
    plain = _from_deepest([_from_origins(one, module, definitions) for one in candidates])
    unique = list({_key(one): one for one in reversed(plain)}.values())[::-1]
    shared = _shared_imports(unique, before.imported)
    helpers = hoisted(unique, before, shared)
    bare = [without_helpers(one, helpers) for one in unique]
    return _Page(shared, helpers, written_tests(bare, before.names, shared, definitions))


def _from_origins(candidate: Candidate, module: str, definitions: Definitions) -> Candidate:
    """Import what the subject only passes on from where it comes: one name, one import."""
    origins = definitions.origins(module)

    def origin_of(one: Import) -> Import:
        if one.module != module or one.name not in origins:
            return one
        origin, name = origins[one.name]
        return Import(origin, name, one.bound if one.bound != name else "")

    return _imported_by(candidate, origin_of)


def _from_deepest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Import a class from the module deepest in its package: others only pass it on.

    `from shop import Money` and `from shop.money import Money` become one line.
    """
    every = {one for candidate in candidates for one in needed_imports(candidate)}

    def deepest(one: Import) -> Import:
        inner = [
            other
            for other in every
            if (other.name, other.alias) == (one.name, one.alias)
            and other.module.startswith(f"{one.module}.")
            and one.name[:1].isupper()
        ]
        return max(inner, key=lambda other: (len(other.module), other.module), default=one)

    return [_imported_by(candidate, deepest) for candidate in candidates]


def _imported_by(candidate: Candidate, choose: Callable[[Import], Import]) -> Candidate:
    """Return the candidate with each import exchanged for the one chosen."""
    situation = candidate.situation
    lines = tuple(choose(one).line for one in read_imports(situation.imports))
    told = tuple(
        replace(each, imports=tuple(choose(one).line for one in read_imports(each.imports)))
        for each in candidate.assertions
    )
    return replace(candidate, situation=replace(situation, imports=lines), assertions=told)


def _key(one: Candidate) -> tuple[object, ...]:
    return one.situation.setup, one.situation.call, one.assertions


def _top(provenance: Provenance, before: Existing, module: str) -> str:
    """Write the head anew, but leave a docstring that a person wrote."""
    written = header(provenance, module, before.provenance)
    if before.docstring and not before.provenance:
        return before.docstring + written[written.rindex('"""') + len('"""') :]
    return written


def _shared_imports(
    candidates: Sequence[Candidate], imported: Sequence[Import]
) -> dict[str, Import]:
    """Choose what each name stands for at the module level; the first to want it wins."""
    shared: dict[str, Import] = {one.bound: one for one in imported}
    for candidate in candidates:
        for one in needed_imports(candidate):
            if one.bound not in _assigned(candidate):
                shared.setdefault(one.bound, one)
    return shared


def _new_imports(shared: Mapping[str, Import], before: Existing, text: str, module: str) -> str:
    used = names_used(text)
    shared = {"pytest": Import("pytest"), **shared}
    new = [one for one in shared.values() if one.bound in used and one not in before.imported]
    return import_block(new, package(module))


def written_tests(
    candidates: Sequence[Candidate],
    taken: Collection[str],
    shared: Mapping[str, Import],
    definitions: Definitions,
) -> list[Written]:
    """Write the tests of a file: as the subject reads, errors last, equal shapes in one table."""
    ordered = sorted(
        candidates, key=lambda one: (definitions.order(one.situation), one.is_about_an_error)
    )
    rows = [row_of(one, definitions) for one in ordered if not _local_imports(one, shared)]
    groups = [group for group in tables([row for row in rows if row]) if len(group) > 1]
    by_first = {group[0].candidate: group for group in groups}
    grouped = {id(row.candidate) for group in groups for row in group}
    names = set(taken)
    found: list[Written] = []
    for one in ordered:
        group = by_first.get(one)
        if group is not None:
            found.append(_table(group, names))
        elif id(one) not in grouped:
            name = numbered(one.name, names)
            found.append(Written(name, _function(name, one, shared), (one,)))
        else:
            continue
        names.add(found[-1].name)
    return found


def _table(group: Sequence[Row], taken: Collection[str]) -> Written:
    name = table_name(group)
    if name in taken:
        name = numbered(fitted(name.removeprefix("test_"), by_columns(group)), taken)
    candidates = tuple(row.candidate for row in group)
    return Written(name, table_function(name, group), candidates)


def _function(name: str, candidate: Candidate, shared: Mapping[str, Import]) -> str:
    parts = blocks(candidate.situation, candidate.assertions)
    used = names_used("\n".join(parts))
    local = [one.line for one in _local_imports(candidate, shared) if one.bound in used]
    drawn = candidate.drawn
    return function(
        name,
        ["\n".join(local), *parts],
        parameters=drawn.names if drawn else (),
        decorator=decorators(drawn) if drawn else "",
        says=candidate.says,
    )


def _local_imports(candidate: Candidate, shared: Mapping[str, Import]) -> list[Import]:
    """Return the imports whose name stands for something else outside or inside the test."""
    assigned = _assigned(candidate)
    return [
        one
        for one in needed_imports(candidate)
        if shared.get(one.bound) != one or one.bound in assigned
    ]


def _assigned(candidate: Candidate) -> set[str]:
    """Return the names that the set-up binds: a local of that name would hide the import."""
    try:
        tree = parsed("\n".join(candidate.situation.setup))
    except SyntaxError:
        return set()
    return {
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


def needed_imports(candidate: Candidate) -> list[Import]:
    """Return a candidate's imports, those of its assertions included, each once."""
    lines = [*candidate.situation.imports, *(i for a in candidate.assertions for i in a.imports)]
    return read_imports(lines)


def package(module: str) -> str:
    """Return the top package of a module."""
    return module.partition(".")[0]


def joined(parts: Sequence[str]) -> str:
    """Put the parts of a module together, two blank lines between."""
    return "\n\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
