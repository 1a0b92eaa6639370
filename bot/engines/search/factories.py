"""How instances are made: enum members, constructors, classmethods, subclasses, small fakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.domain.facts import CallableKind, Flavour, ParameterKind
from bot.engines.search.parameters import Typed, parameter_pool
from bot.engines.search.passed import CHANGING
from bot.engines.search.pieces import PLACE, Piece, import_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.facts import CallableFacts, ClassFacts, ModuleFacts, ParameterFacts

ANSWERS_MAX = 3
"""Fakes per abstract class or protocol, each with other answers."""

FAILURE = 'raise OSError("out of order")'
"""What a failing fake does."""

VARIANTS_MAX = 4
"""Constructor calls per class, each with one argument changed."""

STATES_MAX = 6
"""Instances kept that were changed after they were made."""

_FILLING = CHANGING | {"put", "push", "register", "set", "insert_one", "enqueue"}
"""Names of methods that change an instance, where their bodies are not at hand."""

_VARIADIC = frozenset({ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD})


class Material(Typed, Protocol):
    """What is known of the subject's classes, and pieces for their parameters.

    `supplied` maps a maker's qualified name to what its variable arguments must be given.
    """

    facts: ModuleFacts
    mutators: frozenset[str]
    supplied: dict[str, dict[str, Piece]]

    def instances(self, facts: ClassFacts, depth: int = 0) -> tuple[Piece, ...]:
        """Return pieces that make an instance of a class, simplest first."""
        ...

    def subclasses(self, facts: ClassFacts) -> tuple[ClassFacts, ...]:
        """Return the concrete classes below one, as far as they are known."""
        ...

    def makers(self, facts: ClassFacts) -> tuple[CallableFacts, ...]:
        """Return the functions and classmethods declared to return the class."""
        ...


def constructions(values: Material, facts: ClassFacts, depth: int) -> tuple[Piece, ...]:
    """Return pieces that make an instance, simplest first."""
    line = import_line(facts.module, facts.qualname)
    if facts.members:
        return tuple(Piece(f"{facts.qualname}.{name}", (line,)) for name in facts.members)
    if facts.is_protocol or facts.abstract:
        below = [
            piece for one in values.subclasses(facts) for piece in values.instances(one, depth + 1)
        ]
        return (*below[:VARIANTS_MAX], *_fakes(values, facts, depth))
    found: list[Piece] = []
    if facts.constructor is not None:
        found.extend(calls_of(values, facts.constructor, depth))
    for maker in values.makers(facts):
        if maker.flavour is Flavour.PLAIN:
            found.extend(calls_of(values, maker, depth)[:2])
    return tuple(dict.fromkeys((*found, *_in_states(values, facts, found, depth))))


def _in_states(
    values: Material, facts: ClassFacts, made: list[Piece], depth: int
) -> tuple[Piece, ...]:
    """Return instances after one call that changes them, and after two."""
    if not made or depth > 0:
        return ()
    found: list[Piece] = []
    for method in facts.methods:
        plain = method.kind is CallableKind.METHOD and method.flavour is Flavour.PLAIN
        name = method.qualname.rsplit(".", 1)[-1]
        changes = method.qualname in values.mutators or (
            facts.module != values.facts.module and name in _FILLING
        )
        if not plain or not changes or len(found) >= STATES_MAX:
            continue
        for call in calls_of(values, method, depth + 1)[:2]:
            step = f"{PLACE}.{name}({call.source.removeprefix(method.qualname)[1:-1]})"
            found.append(_in_state(made[0], call, (step,)))
            found.append(_in_state(made[0], call, (step, step)))
    return tuple(found)


def _in_state(made: Piece, call: Piece, steps: tuple[str, ...]) -> Piece:
    return Piece(
        PLACE,
        tuple(dict.fromkeys((*made.imports, *call.imports[1:]))),
        (*made.setup, *call.setup, f"{PLACE} = {made.source}", *steps),
        tuple(dict.fromkeys((*made.fixtures, *call.fixtures))),
    )


def calls_of(values: Material, maker: CallableFacts, depth: int) -> list[Piece]:
    """Return calls of a constructor, classmethod or function: plain first, then variants."""
    supplied = values.supplied.get(maker.qualname, {})
    required = [
        one
        for one in maker.parameters
        if (one.required and one.kind not in _VARIADIC) or one.name in supplied
    ]
    pools = [
        (supplied[one.name],) if one.name in supplied else _pool(values, one, depth)
        for one in required
    ]
    first = [pool[0] for pool in pools]
    found = [_call(maker, required, first)]
    for at, pool in enumerate(pools):
        for other in pool[1:2]:
            changed = [*first[:at], other, *first[at + 1 :]]
            found.append(_call(maker, required, changed))
    for one in maker.parameters:
        if not one.required and one.kind not in _VARIADIC:
            found.extend(
                _call(maker, [*required, one], [*first, piece])
                for piece in _pool(values, one, depth)[:2]
                if piece.source != one.default
            )
    return list(dict.fromkeys(found))[: VARIANTS_MAX + len(required)]


def made_by(maker: CallableFacts, arguments: Mapping[str, Piece]) -> Piece:
    """Return the piece that calls a maker with these arguments, by its parameters' names."""
    given = [one for one in maker.parameters if one.name in arguments]
    return _call(maker, given, [arguments[one.name] for one in given])


def _pool(values: Material, parameter: ParameterFacts, depth: int) -> tuple[Piece, ...]:
    return parameter_pool(values, parameter, depth + 1)


def _call(maker: CallableFacts, parameters: list[ParameterFacts], pieces: list[Piece]) -> Piece:
    written = [
        f"{one.name}={source}"
        if one.kind not in _VARIADIC
        and (not one.required or one.kind is ParameterKind.KEYWORD_ONLY)
        else source
        for one, source in (
            (one, piece.source.replace(PLACE, one.name))
            for one, piece in zip(parameters, pieces, strict=True)
        )
    ]
    setup = [
        line.replace(PLACE, one.name)
        for one, piece in zip(parameters, pieces, strict=True)
        for line in piece.setup
    ]
    imports = [import_line(maker.module, maker.qualname)]
    imports += [line for piece in pieces for line in piece.imports]
    return Piece(
        f"{maker.qualname}({', '.join(written)})",
        tuple(dict.fromkeys(imports)),
        tuple(dict.fromkeys(setup)),
        tuple(dict.fromkeys(name for piece in pieces for name in piece.fixtures)),
    )


def _fakes(values: Material, facts: ClassFacts, depth: int) -> tuple[Piece, ...]:
    """Write the smallest classes that fulfil an abstract class or protocol; the last fails."""
    wanted = [one for one in facts.methods if one.qualname.rsplit(".", 1)[-1] in _needed(facts)]
    answers = [values.typed(one.returns, depth + 1) or (Piece("None"),) for one in wanted]
    most = min(ANSWERS_MAX, max(map(len, answers), default=1))
    made = [
        _fake(values, facts, wanted, [pool[min(at, len(pool) - 1)] for pool in answers])
        for at in range(most)
    ]
    fails = [Piece("", setup=()) for _ in wanted]
    return tuple(dict.fromkeys((*made, _fake(values, facts, wanted, fails))))


def _fake(
    values: Material, facts: ClassFacts, wanted: list[CallableFacts], answers: list[Piece]
) -> Piece:
    """Write one class; a method without an answer raises."""
    short = facts.qualname.rsplit(".", 1)[-1].lstrip("_")
    fails = bool(answers) and not any(one.source for one in answers)
    name = f"{'Failing' if fails else 'Fake'}{short}"
    bodies = [_fake_method(one, answer.source) for one, answer in zip(wanted, answers, strict=True)]
    known = {one.qualname.rsplit(".", 1)[-1] for one in wanted}
    bodies += [
        f"    def {missing}(self, *args, **kwargs):\n        return None"
        for missing in facts.abstract
        if missing not in known
    ]
    needs, arguments = list(answers), ""
    if facts.constructor is not None and not facts.is_protocol:
        plain = calls_of(values, facts.constructor, 1)[0]
        needs.append(plain)
        arguments = plain.source[len(facts.constructor.qualname) + 1 : -1]
    base = "" if facts.is_protocol else f"({facts.qualname})"
    body = "\n\n".join(bodies) or "    pass"
    imports = [line for one in needs for line in one.imports]
    if base:
        imports.append(import_line(facts.module, facts.qualname))
    return Piece(
        f"{name}({arguments})",
        tuple(dict.fromkeys(imports)),
        (*(text for one in needs for text in one.setup), f"class {name}{base}:\n{body}"),
        tuple(dict.fromkeys(text for one in needs for text in one.fixtures)),
    )


def _needed(facts: ClassFacts) -> frozenset[str]:
    if not facts.is_protocol:
        return frozenset(facts.abstract)
    return frozenset(one.qualname.rsplit(".", 1)[-1] for one in facts.methods)


def _fake_method(method: CallableFacts, returned: str) -> str:
    name = method.qualname.rsplit(".", 1)[-1]
    keyword = "async def" if method.flavour is Flavour.COROUTINE else "def"
    if method.kind is CallableKind.PROPERTY:
        act = f"return {returned}" if returned else FAILURE
        return f"    @property\n    def {name}(self):\n        {act}"
    names = [one.name for one in method.parameters if one.kind not in _VARIADIC]
    if any(one.kind in _VARIADIC or not one.required for one in method.parameters):
        names = ["*args", "**kwargs"]
    if not returned:
        return f"    {keyword} {name}({', '.join(['self', *names])}):\n        {FAILURE}"
    yields = "yield" if method.flavour in {Flavour.GENERATOR, Flavour.ASYNC_GENERATOR} else "return"
    return f"    {keyword} {name}({', '.join(['self', *names])}):\n        {yields} {returned}"
