"""Let the standard library do what another build of Python may: the same promises, other bytes.

What zlib makes of data differs between its builds (zlib-ng compresses otherwise, with the
same levels), and Python promises the numbers that follow a seed for `random()` alone, not for
`shuffle`, `sample` or `choice` (docs.python.org: random, "Notes on Reproducibility"). Set up
before the subject is imported, so that names it imports are these, too.
"""

from __future__ import annotations

import functools
import inspect
import random
import types
import zlib
from typing import Callable

LEVELS = range(1, 10)
FAST, BEST = 1, 9
_PROMISED = frozenset({"random", "seed", "getstate", "setstate"})
_COPIED = ("__name__", "__qualname__", "__module__", "__doc__", "__text_signature__", "__self__")

# Taken once: what is set up twice must not call itself.
_compress = zlib.compress
_compressobj: Callable[..., zlib._Compress] = zlib.compressobj
DRAWS: dict[str, Callable[..., object]] = {
    name: method
    for name, method in inspect.getmembers(random.Random, callable)
    if not name.startswith("_") and name not in _PROMISED
}
"""What draws by an algorithm that may change, by its name: all but `random()` itself."""

# The base class's own: a subclass's may need what its __init__ has not set yet.
_random = random.Random.random


def set_up() -> None:
    """Exchange the compressing functions of zlib and what draws in random."""
    setattr(zlib, _compress.__name__, _StandIn(_compress, compress))
    setattr(zlib, _compressobj.__name__, _StandIn(_compressobj, Compressor))
    for name, method in DRAWS.items():
        setattr(random.Random, name, _otherwise_drawn(method))
        # The module's own functions are those of one object, bound when it was imported.
        if hasattr(random, name):
            setattr(random, name, getattr(random._inst, name))  # noqa: SLF001 - it has no other name


class _StandIn:
    """Called in place of a function in C: as a class's attribute it binds to no object, either."""

    def __init__(self, original: Callable[..., object], made: Callable[..., object]) -> None:
        self._repr, self._made = repr(original), made
        self.__signature__ = inspect.signature(original)
        for name in _COPIED:
            setattr(self, name, getattr(original, name))

    def __call__(self, *args: object, **named: object) -> object:
        return self._made(*args, **named)

    def __repr__(self) -> str:
        return self._repr

    def __reduce__(self) -> str:
        return _name_of(self)

    @property  # type: ignore[misc]  # what `isinstance` asks
    def __class__(self) -> type:
        return types.BuiltinFunctionType


def _name_of(one: object) -> str:
    return str(getattr(one, "__name__", ""))


def compress(data: bytes, /, *options: int, **named: int) -> bytes:
    """Compress with another level, after a block that holds nothing."""
    # What it refuses it refuses in its own words.
    _compress(data, *options, **named)
    compressor = Compressor(**{**dict(zip(("level", "wbits"), options)), **named})
    return compressor.compress(data) + compressor.flush()


class Compressor:
    """Compresses with another level; other bytes come even of what all levels make the same of."""

    def __init__(self, *options: int, **named: int) -> None:
        self._inner = _compressobj(*_otherwise(options, named), **named)
        self._begun = self._inner.flush(zlib.Z_PARTIAL_FLUSH)

    def compress(self, data: bytes, /) -> bytes:
        """Return what is ready of the data."""
        return self._taken() + self._inner.compress(data)

    def flush(self, *mode: int) -> bytes:
        """Return what was not ready before."""
        return self._taken() + self._inner.flush(*mode)

    def copy(self) -> Compressor:
        """Return another one that has compressed the same."""
        found = object.__new__(type(self))
        found._inner, found._begun = self._inner.copy(), self._begun
        return found

    __copy__ = copy

    def __deepcopy__(self, memo: object) -> Compressor:
        """Return another one, as `copy` does."""
        return self.copy()

    def _taken(self) -> bytes:
        begun, self._begun = self._begun, b""
        return begun


def _otherwise(options: tuple[int, ...], named: dict[str, int]) -> tuple[int, ...]:
    """Return the positional options with another level; one given by name is exchanged in place.

    What is no level stays, and is refused by zlib itself.
    """
    if "level" in named:
        named["level"] = _level(named["level"])
        return options
    return (_level(options[0] if options else -1), *options[1:])


def _level(level: int) -> int:
    """Return another level that compresses: what was shorter than its source stays so.

    What is only stored stays stored.
    """
    if type(level) is not int or (level != -1 and level not in LEVELS):
        return level
    return BEST if level == FAST else FAST


def _otherwise_drawn(method: Callable[..., object]) -> Callable[..., object]:
    """Return a method that draws from the next number on: another one, the same each time."""

    @functools.wraps(method)
    def drawn(self: random.Random, *args: object, **named: object) -> object:
        _random(self)
        return method(self, *args, **named)

    return drawn
