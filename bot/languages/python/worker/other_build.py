"""Let the standard library do what another build of Python may: the same promises, other bytes.

What zlib makes of data differs between its builds (zlib-ng compresses otherwise, with the
same levels), and Python promises the numbers that follow a seed for `random()` alone, not for
`shuffle`, `sample` or `choice` (docs.python.org: random, "Notes on Reproducibility"). Set up
before the subject is imported, so that names it imports are these, too.
"""

from __future__ import annotations

import random
import zlib
from typing import TYPE_CHECKING, Callable, Union

if TYPE_CHECKING:
    Seed = Union[int, float, str, bytes, bytearray, None]

LEVELS = range(-1, 10)
STORED, BEST = 0, 9

# Taken once: what is set up twice must not call itself.
_compress, _seed = zlib.compress, random.Random.seed
# The base class's own: a subclass's may need what its __init__ has not set yet.
_getrandbits = random.Random.getrandbits
_compressobj: Callable[..., zlib._Compress] = zlib.compressobj


def set_up() -> None:
    """Exchange the functions of zlib and the seeding of random for this interpreter."""
    exchanged = (
        (zlib, "compress", compress, _compress),
        (zlib, "compressobj", compressobj, _compressobj),
        (random.Random, "seed", seed, _seed),
    )
    for place, name, made, original in exchanged:
        made.__module__, made.__qualname__ = original.__module__, original.__qualname__
        setattr(place, name, made)
    # The module's own functions are those of one object, bound when it was imported.
    setattr(random, _seed.__name__, random._inst.seed)  # noqa: SLF001 - it has no other name


def compress(data: bytes, /, *options: int, **named: int) -> bytes:
    """Compress with another level: stored as it is, or the best of all where that was wanted."""
    return _compress(data, *_otherwise(options, named), **named)


def compressobj(*options: int, **named: int) -> zlib._Compress:
    """Give a compressor of another level."""
    return _compressobj(*_otherwise(options, named), **named)


def _otherwise(options: tuple[int, ...], named: dict[str, int]) -> tuple[int, ...]:
    """Return the positional options with another level; one given by name is exchanged in place.

    What is no level stays, and is refused by zlib itself.
    """
    if "level" in named:
        named["level"] = _level(named["level"])
        return options
    return (_level(options[0] if options else -1), *options[1:])


def _level(level: int) -> int:
    if type(level) is not int or level not in LEVELS:
        return level
    return BEST if level == STORED else STORED


def seed(self: random.Random, a: Seed = None, version: int = 2) -> None:
    """Seed, then seed again by what that gave: other numbers, the same ones each time."""
    _seed(self, a, version)
    if a is not None:
        _seed(self, _getrandbits(self, 64))
