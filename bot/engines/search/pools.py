"""What each slot of a way may be filled with: declared types, uses, defaults, what was learned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.facts import CallableKind, Flavour, ParameterKind
from bot.engines.search.builtin_values import BOOLS, BYTES, FLOATS, INTS, NONE, TEXTS
from bot.engines.search.effects import names_listed, read_within, sets_attributes
from bot.engines.search.flows import flows
from bot.engines.search.forms import formed
from bot.engines.search.guess import anything, formats
from bot.engines.search.parameters import parameter_pool
from bot.engines.search.pieces import NOTHING, Draft, Piece, Scope, Slot, Way, plain_value, text_of
from bot.engines.search.reading import constructor_shapes, shapes_of
from bot.engines.search.relative import depends_on_directory
from bot.engines.search.shapes import Shape, Trait
from bot.engines.search.surroundings import patches_of
from bot.engines.search.values import around

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts, ParameterFacts
    from bot.engines.search.code import Code
    from bot.engines.search.values import Values

POOL_MAX = 40
"""Pieces kept per slot."""

FITTING_MAX = 12
"""Pieces of the declared type before some of another type are tried."""

WRONG = (NONE, Piece("1"), Piece('"abc"'))
"""Values of another type than declared, for checks of types."""

BODIES = (NOTHING, Piece('raise ValueError("wrong")'), Piece('raise KeyError("a")'))
"""What the body of a `with` does."""

LINKED_MAX = 3
"""Values tried under a key that another argument names."""

LEARNED_MAX = 24
"""Pieces learned from mined calls and errors, per slot."""


class Pools:
    """Slots and their pieces per way, made once; learned pieces go to the front."""

    def __init__(self, values: Values, code: Code) -> None:
        self.values = values
        self.code = code
        self._pools: dict[tuple[str, Slot], tuple[Piece, ...]] = {}
        self._learned: dict[tuple[str, str], list[Piece]] = {}
        self._flows = flows(code)
        self._required: set[tuple[str, str]] = set()
        self._away: set[str] = set()
        self._depending: dict[str, bool] = {}
        self._attributes: dict[str, dict[str, tuple[Piece, ...]]] = {}
        self._slots: dict[str, tuple[Slot, ...]] = {}
        self._shapes: dict[str, dict[str, Shape]] = {}

    def slots(self, way: Way) -> tuple[Slot, ...]:
        """Return a way's slots in writing order: receiver, call, patches."""
        if way.key not in self._slots:
            found = [
                Slot(
                    scope, one.name, one, scope is not Scope.RECEIVER and self._changes(target, one)
                )
                for scope, target in (
                    (Scope.RECEIVER, way.maker),
                    (Scope.CALL, way.target),
                    (Scope.THEN, way.then),
                )
                if target
                for one in target.parameters
            ]
            node = self.code.function(way.target)
            if way.target.flavour is Flavour.CONTEXT_MANAGER:
                found.append(Slot(Scope.BODY, "body"))
            found += [
                Slot(Scope.PATCH, name) for name in patches_of(self.code, node, way.target.module)
            ]
            self._slots[way.key] = tuple(found)
        return self._slots[way.key]

    def _changes(self, target: CallableFacts, parameter: ParameterFacts) -> bool:
        shape = self._shapes_of(target).get(parameter.name, Shape())
        node = self.code.function(target)
        return Trait.MUTATED in shape.traits or sets_attributes(node, parameter.name)

    def linked(self, draft: Draft) -> list[Draft]:
        """Return drafts whose mappings hold the keys that other arguments look up."""
        found = []
        for slot in self.slots(draft.way):
            shape = self._shapes_of(draft.way.callable_of(slot)).get(slot.name, Shape())
            for name, inner in shape.linked.items():
                key = self._text_given(draft, name)
                for piece in formed(self.values, inner, "value")[:LINKED_MAX] if key else ():
                    holder = around((piece,), f"{{{{{key}: {{}}}}}}")
                    found.append(draft.with_piece(slot, holder))
        return [replace(one, condition=draft.condition) for one in found]

    def _text_given(self, draft: Draft, name: str) -> str:
        """Return the source of the text that a parameter is given, "" where it is no text."""
        sources = [
            draft.piece(slot) or Piece(slot.parameter.default or "")
            for slot in self.slots(draft.way)
            if slot.name == name and slot.parameter
        ]
        found = plain_value(sources[0].source) if sources else None
        return text_of(found[0]) if found and isinstance(found[0], str) else ""

    def pieces(self, way: Way, slot: Slot) -> tuple[Piece, ...]:
        """Return what may fill a slot, likely first; NOTHING first where it may stay empty."""
        key = (way.key, slot)
        if key not in self._pools:
            self._pools[key] = self._fresh(way, slot)
        name = (way.callable_of(slot).qualname, slot.name)
        same = (name, *self._flows.get(name, ()))
        learned = tuple(piece for one in same for piece in self._learned.get(one, ()))
        first = self._pools[key][:1] if slot.optional and name not in self._required else ()
        found = tuple(dict.fromkeys((*first, *learned, *self._pools[key])))
        return self.values.sound(found)[:POOL_MAX]

    def attributes(self, way: Way) -> dict[str, tuple[Piece, ...]]:
        """Map attributes that a method reads, and no parameter of the maker sets, to pieces."""
        if way.key not in self._attributes:
            self._attributes[way.key] = self._attributes_of(way)
        return self._attributes[way.key]

    def _attributes_of(self, way: Way) -> dict[str, tuple[Piece, ...]]:
        node = self.code.function(way.target)
        if node is None or way.maker is None or not node.args.args:
            return {}
        read = shapes_of(self.code, node)[node.args.args[0].arg].attributes
        own = {one.name for one in way.maker.parameters} | {
            one.qualname.rsplit(".", 1)[-1] for one in (way.owner.methods if way.owner else ())
        }
        return {
            name: tuple(formed(self.values, shape, name))
            for name, shape in read.items()
            if name not in own and not name.startswith("_")
        }

    def learn(self, callable_name: str, slot_name: str, piece: Piece) -> None:
        """Put a piece to the front of a parameter's pool, for every way that has it."""
        learned = self._learned.setdefault((callable_name, slot_name), [])
        if piece not in learned and len(learned) < LEARNED_MAX:
            learned.append(piece)

    def require(self, callable_name: str, slot_name: str, piece: Piece) -> None:
        """Never leave a slot empty again: what it is passed on to asks for it."""
        learned = self._learned.setdefault((callable_name, slot_name), [])
        self._required.add((callable_name, slot_name))
        if piece not in learned and piece != NOTHING:
            learned.insert(0, piece)
            del learned[LEARNED_MAX:]

    def leave(self, way: Way) -> None:
        """Remember that a way writes relative paths."""
        self._away.add(way.key)

    def completed(self, draft: Draft) -> Draft:
        """Return the draft with what was learned to be needed: arguments, a folder of its own."""
        for slot in self.slots(draft.way) if self._required else ():
            name = (draft.way.callable_of(slot).qualname, slot.name)
            if name in self._required and draft.piece(slot) is None:
                filled = (*draft.filled, (slot, self.pieces(draft.way, slot)[0]))
                draft = replace(draft, filled=filled)
        return replace(draft, elsewhere=True) if self._is_away(draft) else draft

    def _is_away(self, draft: Draft) -> bool:
        """Tell whether the draft has to run in a folder of its own."""
        if draft.way.key in self._away:
            return True
        ways = (draft.way.target, draft.way.maker, draft.way.then)
        steps = (one.target for one in draft.before)
        return any(self._depends(one) for one in (*ways, *steps) if one)

    def _depends(self, target: CallableFacts) -> bool:
        key = f"{target.module}:{target.qualname}:{target.first_line}"
        if key not in self._depending:
            self._depending[key] = depends_on_directory(self.code, target)
        return self._depending[key]

    def _fresh(self, way: Way, slot: Slot) -> tuple[Piece, ...]:
        if slot.scope is Scope.BODY:
            return (*read_within(self.code.function(way.target)), *BODIES)
        if slot.parameter is None:
            node = self.code.function(way.target)
            return (NOTHING, *patches_of(self.code, node, way.target.module)[slot.name])
        shape = self._shapes_of(way.callable_of(slot)).get(slot.name, Shape())
        found = self._parameter(slot.parameter, shape)
        if slot.scope is Scope.CALL and slot.parameter == way.target.parameters[0]:
            found = (*names_listed(self.code, way.target.qualname), *found)
        if any(_kind(one) == "str" for one in found[:2]):
            well_formed = formats(f"{way.callable_of(slot).qualname} {slot.name}")
            found = (*found[:1], *well_formed, *found[1:])
        if slot.parameter.kind is ParameterKind.VAR_POSITIONAL:
            found = tuple(_spread(found))
        elif slot.parameter.kind is ParameterKind.VAR_KEYWORD:
            found = tuple(self._keywords(shape))
        elif slot.parameter.default is not None:
            found = tuple(one for one in found if one.source != slot.parameter.default)
        empty = (NOTHING,) if slot.optional else ()
        return tuple(dict.fromkeys((*empty, *found)))[:POOL_MAX]

    def _parameter(self, parameter: ParameterFacts, shape: Shape) -> tuple[Piece, ...]:
        constants = [Piece(source) for source in shape.constants]
        typed = (
            parameter_pool(self.values, parameter)
            if parameter.type.name == "builtins.str"
            else self.values.typed(parameter.type)
        )
        if parameter.type.name == "builtins.object":
            formed_first = formed(self.values, shape, parameter.name)
            return tuple(one for pair in zip(formed_first, typed, strict=False) for one in pair)
        if typed:
            kinds = {_kind(piece) for piece in typed}
            fitting = [one for one in constants if _kind(one) in kinds]
            rest = formed(self.values, shape, parameter.name)[:2] if len(typed) == 1 else ()
            wrong = tuple(one for one in WRONG if _kind(one) not in kinds)
            likely = [*typed[:1], *fitting, *typed[1:], *rest]
            # A body that asks for the type means to answer when it is another one.
            place = 2 if shape.types else FITTING_MAX
            return (*likely[:place], *wrong, *likely[place:])
        default = _by_default(parameter.default)
        found = formed(self.values, shape, parameter.name)
        if default:
            return (*default[:1], *constants, *default[1:], *found)
        return (*found, *anything(parameter.name), *((NONE,) if parameter.default else ()))

    def _keywords(self, shape: Shape) -> list[Piece]:
        known = [
            f"{key}={formed(self.values, inner, key)[0].source}"
            for key, inner in shape.keys.items()
            if key.isidentifier()
        ]
        return [*map(Piece, known), Piece("name=1"), Piece('name="abc", size=2')]

    def _shapes_of(self, target: CallableFacts) -> dict[str, Shape]:
        key = f"{target.qualname}:{target.first_line}:{target.kind}"
        if key not in self._shapes:
            node = self.code.function(target)
            if node is None:
                self._shapes[key] = {}
            elif target.kind is CallableKind.CONSTRUCTOR:
                self._shapes[key] = constructor_shapes(self.code, target.qualname, node)
            else:
                self._shapes[key] = shapes_of(self.code, node)
        return self._shapes[key]


_BY_DEFAULT: dict[type, tuple[Piece, ...]] = {
    bool: BOOLS,
    int: INTS,
    float: FLOATS,
    str: TEXTS,
    bytes: BYTES,
    list: tuple(map(Piece, ("[1, 2]", "[]", '["a"]'))),
    tuple: tuple(map(Piece, ("(1, 2)", "()", '("a",)'))),
    dict: tuple(map(Piece, ('{"a": 1}', "{}"))),
}


def _by_default(default: str | None) -> tuple[Piece, ...]:
    """Return pieces of the default's own type; () for None and what is no literal."""
    found = plain_value(default) if default else None
    if not found or found[0] is None:
        return ()
    value = found[0]
    near = [Piece(text_of(value.swapcase()))] if isinstance(value, str) and value else []
    return (*_BY_DEFAULT.get(type(value), ()), *near)


def _kind(piece: Piece) -> str:
    found = plain_value(piece.source)
    return type(found[0]).__name__ if found else ""


def _spread(pieces: tuple[Piece, ...]) -> list[Piece]:
    """Return argument lists for *args: one, two, the same twice, none."""
    plain = [one for one in pieces if not one.setup and not one.fixtures][:4]
    plain = [_unwrapped(one) for one in plain]
    return [*plain[:2], *(Piece(f"{a.source}, {b.source}", (*a.imports, *b.imports))
                          for a, b in zip(plain, plain[1:] or plain, strict=False))]  # fmt: skip


def _unwrapped(piece: Piece) -> Piece:
    """Take the items out of a list: what is iterated as *args is passed one by one."""
    found = plain_value(piece.source)
    if found and isinstance(found[0], list) and found[0]:
        return Piece(", ".join(text_of(one) for one in found[0]))
    return piece
