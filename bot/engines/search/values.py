"""Pieces for a declared type: builtin and library values, containers, classes of the subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.facts import UNKNOWN_TYPE, CallableKind, TypeFacts
from bot.engines.search.builtin_values import ANYTHING, CALLABLES, LIBRARY, NONE
from bot.engines.search.factories import constructions
from bot.engines.search.pieces import Piece, import_line

if TYPE_CHECKING:
    from bot.domain.facts import CallableFacts, ClassFacts, ModuleFacts

DEPTH_MAX = 3
"""How deep types nest before plain values stand in."""

PIECES_MAX = 24
"""Pieces kept per type."""

MET_MAX = 3
"""Calls of one constructor, found in texts, that are taken as factories."""

_UNIONS = frozenset({"typing.Union", "types.UnionType", "typing.Optional"})
_WRAPPERS = frozenset(
    {"typing.Annotated", "typing.Final", "typing.ClassVar", "typing.Required", "typing.NotRequired",
     "typing.NewType", "typing.TypeVar", "typing.TypeGuard"}
)  # fmt: skip
_LISTS = frozenset({"list", "List", "Sequence", "MutableSequence", "Iterable", "Collection",
                    "Container", "Reversible", "Sized"})  # fmt: skip
_SETS = frozenset({"set", "Set", "MutableSet", "AbstractSet"})
_DICTS = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"})
_ITERATORS = frozenset({"Iterator", "Generator"})
_AWAITED = frozenset({"Awaitable", "Coroutine"})
_CALLABLES = frozenset({"Callable"})
_CONTAINER_MODULES = frozenset({"builtins", "typing", "collections", "collections.abc"})


class Values:
    """Makes pieces for types, and remembers which classes there are and which pieces fail."""

    def __init__(self, facts: ModuleFacts, mutators: frozenset[str] = frozenset()) -> None:
        self.facts = facts
        self.mutators = mutators
        self.classes = {one.name: one for one in (*facts.known_classes, *facts.classes)}
        self._made: dict[tuple[str, int], tuple[Piece, ...]] = {}
        self.supplied: dict[str, dict[str, Piece]] = {}
        self._failed: dict[Piece, None] = {}
        self._met: dict[str, list[Piece]] = {}

    def typed(self, declared: TypeFacts, depth: int = 0) -> tuple[Piece, ...]:
        """Return pieces for a declared type, simplest first; () where nothing is known."""
        if depth > DEPTH_MAX:
            return self._plain(declared) or ANYTHING
        found = tuple(dict.fromkeys(self._typed(declared, depth)))[:PIECES_MAX]
        return self.sound(found)

    def instances(self, facts: ClassFacts, depth: int = 0) -> tuple[Piece, ...]:
        """Return pieces that make an instance of a class, simplest first."""
        key = (facts.name, depth)
        if key not in self._made:
            self._made[key] = ()  # A class that needs itself finds nothing here and goes on.
            built = constructions(self, facts, depth)
            met = self._met.get(facts.qualname, ())
            found = tuple(dict.fromkeys((*built[:1], *met, *built[1:])))
            self._made[key] = found[:PIECES_MAX]
        return self.sound(self._made[key])

    def reject(self, piece: Piece) -> None:
        """Remember that a piece could not be made."""
        self._failed[piece] = None

    def rebuild(self) -> None:
        """Make all factories anew, without the pieces that were rejected."""
        self._made.clear()

    def meet(self, qualname: str, piece: Piece) -> None:
        """Remember how a class's instances are made elsewhere."""
        met = self._met.setdefault(qualname, [])
        if piece not in met and len(met) < MET_MAX:
            met.append(piece)
            self._made.clear()

    def supply(self, qualname: str, parameter: str, piece: Piece) -> None:
        """Remember what a constructor's variable arguments must be given."""
        if self.supplied.setdefault(qualname, {}).setdefault(parameter, piece) == piece:
            self._made.clear()

    def sound(self, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """Leave out what could not be made, unless nothing else is there."""
        return tuple(one for one in pieces if one not in self._failed) or pieces

    def subclasses(self, facts: ClassFacts) -> tuple[ClassFacts, ...]:
        """Return the concrete classes below one, as far as they are known."""
        below = {facts.name, facts.qualname}
        found = []
        for one in self.classes.values():
            if below & set(one.bases):
                below |= {one.name, one.qualname}
                found.append(one)
        return tuple(one for one in found if not one.abstract and not one.is_protocol)

    def makers(self, facts: ClassFacts) -> tuple[CallableFacts, ...]:
        """Return the functions and classmethods declared to return the class."""
        own = [
            one
            for one in facts.methods
            if one.kind in {CallableKind.CLASSMETHOD, CallableKind.STATICMETHOD}
        ]
        return tuple(
            one
            for one in (*own, *self.facts.functions)
            if one.returns.name in {facts.name, "typing.Self"}
            or one.returns.name.rsplit(".", 1)[-1] == facts.qualname
        )

    def _typed(self, declared: TypeFacts, depth: int) -> tuple[Piece, ...]:
        name, short = declared.name, declared.name.rsplit(".", 1)[-1]
        if declared.literals or name in {UNKNOWN_TYPE, "typing.Any", ""}:
            return tuple(map(Piece, declared.literals))
        if name in _UNIONS:
            return self._union(declared, depth)
        if name in _WRAPPERS and declared.args:
            return self.typed(declared.args[0], depth)
        if name in self.classes:
            # A class of the library may tell nothing of its parameters (datetime.date).
            return (*LIBRARY.get(name, ()), *self.instances(self.classes[name], depth))
        if name.rsplit(".", 1)[0] in _CONTAINER_MODULES:
            found = self._container(short, declared.args, depth)
            if found:
                return found
        return LIBRARY.get(name) or LIBRARY.get(f"re.{short}", ())

    def _plain(self, declared: TypeFacts) -> tuple[Piece, ...]:
        """Return pieces of a type that nest nothing: literals, members of enums, library values."""
        known = self.classes.get(declared.name)
        if known is not None and known.members:
            return self.instances(known)
        return tuple(map(Piece, declared.literals)) or LIBRARY.get(declared.name, ())

    def _union(self, declared: TypeFacts, depth: int) -> tuple[Piece, ...]:
        """Take from each member in turn, None first seen last."""
        pools = [self.typed(one, depth) for one in declared.args]
        if declared.name == "typing.Optional":
            pools.append((NONE,))
        pools.sort(key=lambda pool: pool[:1] == (NONE,))
        longest = max(map(len, pools), default=0)
        return tuple(pool[at] for at in range(longest) for pool in pools if at < len(pool))

    def _container(self, short: str, args: tuple[TypeFacts, ...], depth: int) -> tuple[Piece, ...]:
        if short in _DICTS:
            return self._dicts(short, args, depth)
        if short in {"tuple", "Tuple"}:
            return self._tuples(args, depth)
        if short in {"type", "Type"} and args:
            return self._type_objects(args[0])
        if short in _CALLABLES or short == "Awaitable":
            return self._callables(args, depth)
        return self._items(short, args, depth)

    def _items(self, short: str, args: tuple[TypeFacts, ...], depth: int) -> tuple[Piece, ...]:
        items = (self.typed(args[0], depth + 1) if args else ()) or ANYTHING[:2]
        several = [around(items[:1], "[{}]"), Piece("[]"), around(items[:3], "[{}]")]
        several.append(around((items[0], items[0]), "[{}]"))
        if short in _LISTS:
            return tuple(several)
        if short in _SETS:
            return around(items[:1], "{{{}}}"), Piece("set()"), around(items[:3], "{{{}}}")
        if short in {"frozenset", "FrozenSet"}:
            return around(items[:2], "frozenset([{}])"), Piece("frozenset()")
        if short == "deque":
            imports = ("from collections import deque",)
            return Piece("deque()", imports), around(items[:2], "deque([{}])", imports)
        if short in _ITERATORS:
            return around(items[:2], "iter([{}])"), Piece("iter([])")
        return ()

    def _dicts(self, short: str, args: tuple[TypeFacts, ...], depth: int) -> tuple[Piece, ...]:
        both = args if len(args) == 2 else (TypeFacts("builtins.str"), TypeFacts())  # noqa: PLR2004 - key, value
        keys = self.typed(both[0], depth + 1) or ANYTHING[1:2]
        values = self.typed(both[1], depth + 1) or ANYTHING[:4]
        shell = "{{{}}}"
        imports: tuple[str, ...] = ()
        if short in {"OrderedDict", "defaultdict"}:
            shell = f"{short}({'None, ' if short == 'defaultdict' else ''}{{{{{{}}}}}})"
            imports = (f"from collections import {short}",)
        pairs = [around((keys[0], value), "{}: {}") for value in values[:3]]
        found = [around((pair,), shell, imports) for pair in pairs]
        return found[0], around((), shell, imports), *found[1:]

    def _tuples(self, args: tuple[TypeFacts, ...], depth: int) -> tuple[Piece, ...]:
        if not args or args[-1].name in {"builtins.ellipsis", "types.EllipsisType", "..."}:
            items = (self.typed(args[0], depth + 1) if args else ()) or ANYTHING[:2]
            return around(items[:1], "({},)"), Piece("()"), around((items[0], items[-1]), "({})")
        pools = [self.typed(one, depth + 1) or ANYTHING for one in args]
        shell = "({},)" if len(args) == 1 else "({})"
        return tuple(
            around(tuple(pool[min(at, len(pool) - 1)] for pool in pools), shell) for at in range(4)
        )

    def _type_objects(self, inner: TypeFacts) -> tuple[Piece, ...]:
        module, _, qualname = inner.name.rpartition(".")
        if not module or inner.name == "typing.Any":
            return LIBRARY["builtins.type"]
        known = self.classes.get(inner.name)
        below = self.subclasses(known) if known else ()
        return tuple(
            Piece(one.qualname, (import_line(one.module, one.qualname),)) for one in below
        ) or (Piece(qualname, (import_line(module, qualname),) if module != "builtins" else ()),)

    def _callables(self, args: tuple[TypeFacts, ...], depth: int) -> tuple[Piece, ...]:
        """Make lambdas that return what the declared return type asks for, and one that raises."""
        if args and args[-1].name.rsplit(".", 1)[-1] in _AWAITED:
            return self._coroutines(args[-1].args, depth)
        returned = self.typed(args[-1], depth + 1) if args else ()
        simple = [one for one in returned if not one.setup and not one.fixtures]
        made = [around((one,), "lambda *args, **kwargs: {}") for one in simple[:3]]
        fails = Piece("fail", setup=('def fail(*args, **kwargs):\n    raise ValueError("wrong")',))
        return (*(made or CALLABLES[:2]), fails, *CALLABLES)

    def _coroutines(self, args: tuple[TypeFacts, ...], depth: int) -> tuple[Piece, ...]:
        """Make async functions that answer at once, and one that raises."""
        returned = (self.typed(args[-1], depth + 1) if args else ()) or (NONE,)
        answers = [
            around((one,), "async def answer(*args, **kwargs):\n    return {}")
            for one in returned[:3]
        ]
        fails = 'async def fail(*args, **kwargs):\n    raise ValueError("wrong")'
        return (
            *(Piece("answer", one.imports, (*one.setup, one.source)) for one in answers),
            Piece("fail", setup=(fails,)),
        )


def around(pieces: tuple[Piece, ...], shell: str, imports: tuple[str, ...] = ()) -> Piece:
    """Put pieces into a shell: "{}" once for all of them with commas, or one per piece."""
    sources = [piece.source for piece in pieces]
    text = shell.format(*sources) if shell.count("{}") == len(sources) > 1 else None
    return Piece(
        text if text is not None else shell.format(", ".join(sources)),
        tuple(dict.fromkeys((*imports, *(line for one in pieces for line in one.imports)))),
        tuple(dict.fromkeys(line for one in pieces for line in one.setup)),
        tuple(dict.fromkeys(name for one in pieces for name in one.fixtures)),
    )
