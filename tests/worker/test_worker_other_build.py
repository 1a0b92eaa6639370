"""Elsewhere the standard library has other bytes for what it promises nobody."""

from __future__ import annotations

import copy
import gzip
import inspect
import pickle
import random
import zlib
from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project, situation

from bot.languages.python.worker import other_build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUBJECT = """
import hashlib
import random
from random import Random
from zlib import compress, decompress

def packed(text):
    return compress(text.encode())

def digest(text):
    return hashlib.sha1(packed(text)).hexdigest()

def unpacked(data):
    return decompress(data).decode()

def drawn(chance):
    return [chance.randrange(1000) for _ in range(4)]

def plain(text):
    return text.upper()

def chances(chance):
    return [chance.random() for _ in range(4)]

class Packer:
    pack = compress

    def packed(self, text):
        return decompress(self.pack(text.encode())).decode()

def is_smaller(text):
    return len(packed(text)) < len(text)
"""
CALLS = [
    "packed('abc')",
    "digest('abc')",
    "drawn(Random(1))",
    "drawn(random)",
    "unpacked(packed('abc'))",
    "plain('abc')",
    "chances(Random(1))",
    "chances(random)",
    "Packer().packed('abc')",
    "is_smaller('abc' * 20)",
]


@pytest.fixture
def exchanged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("compress", "compressobj"):
        monkeypatch.setattr(zlib, name, getattr(zlib, name))
    for name in other_build.DRAWS:
        monkeypatch.setattr(random, name, getattr(random, name))
        monkeypatch.setattr(random.Random, name, getattr(random.Random, name))
    state = random.getstate()
    other_build.set_up()
    yield
    random.setstate(state)


def test_a_subject_compresses_and_draws_otherwise_there(tmp_path: Path) -> None:
    project = Project(tmp_path, SUBJECT)
    situations = [situation(call, "random.seed(3)") for call in CALLS]

    with project.worker() as here, project.worker(other_build=True) as there:
        pairs = zip(CALLS, here.observe(situations), there.observe(situations), strict=True)
        differ = [call for call, one, other in pairs if one.value != other.value]

    assert differ == CALLS[:4]


@pytest.mark.usefixtures("exchanged")
@pytest.mark.parametrize("level", [-1, 0, 1, 9])
@pytest.mark.parametrize("text", [b"abc", b"a" * 300])
def test_what_is_compressed_is_another_and_comes_back(level: int, text: bytes) -> None:
    usual = other_build._compress(text, level)
    compressor = zlib.compressobj(level=level, wbits=-15)
    raw = compressor.compress(text) + compressor.flush()

    assert zlib.compress(text, level) == zlib.compress(text, level=level) != usual
    assert zlib.decompress(zlib.compress(text, level)) == text
    assert zlib.decompress(raw, -15) == text
    assert raw != other_build._compressobj(level, wbits=-15).compress(text)
    assert gzip.decompress(gzip.compress(text, max(level, 0))) == text


@pytest.mark.usefixtures("exchanged")
@pytest.mark.parametrize("level", [10, "1", None, 1.0])
def test_what_is_no_level_is_refused_as_ever(level: object) -> None:
    with pytest.raises((zlib.error, TypeError)) as usual:
        other_build._compress(b"a", level)  # type: ignore[arg-type]

    with pytest.raises(usual.type) as seen:
        zlib.compress(b"a", level)  # type: ignore[arg-type]

    assert str(seen.value) == str(usual.value)


@pytest.mark.usefixtures("exchanged")
def test_what_follows_a_seed_is_as_ever_by_random_alone() -> None:
    drawn, again = random.Random(7), random.Random(7)
    random.seed(7)

    assert random.random() == random.Random(7).random() == 0.32383276483316237
    assert drawn.sample(range(1000), 4) == again.sample(range(1000), 4)
    assert random.Random().random() != random.Random().random()
    with pytest.raises(TypeError):
        random.seed([1])  # type: ignore[arg-type]


ARGUMENTS: dict[str, tuple[object, ...]] = {
    "randrange": (1000,),
    "randint": (1, 1000),
    "choice": (range(1000),),
    "choices": (range(1000),),
    "sample": (range(1000), 4),
    "getrandbits": (30,),
    "randbytes": (4,),
    "uniform": (0, 1),
    "gauss": (0, 1),
}


@pytest.mark.usefixtures("exchanged")
@pytest.mark.parametrize("name", ARGUMENTS)
def test_what_is_drawn_otherwise_is_another(name: str) -> None:
    usual, other = random.Random(7), random.Random(7)
    arguments = ARGUMENTS[name]
    drawn = getattr(other, name)(*arguments)

    assert drawn != other_build.DRAWS[name](usual, *arguments)


@pytest.mark.usefixtures("exchanged")
def test_what_was_exchanged_keeps_its_name() -> None:
    assert zlib.compress.__module__ == "zlib"
    assert zlib.compressobj.__qualname__ == "compressobj"
    assert zlib.compress.__doc__ == other_build._compress.__doc__
    assert inspect.signature(zlib.compress) == inspect.signature(other_build._compress)
    assert repr(zlib.compress) == "<built-in function compress>"
    assert inspect.isbuiltin(zlib.compress)
    assert pickle.loads(pickle.dumps(zlib.compress)) is zlib.compress
    assert copy.deepcopy(zlib.compress) is zlib.compress
    assert random.Random.shuffle.__qualname__ == "Random.shuffle"
    assert inspect.signature(random.randint) == inspect.signature(random.Random(1).randint)


@pytest.mark.usefixtures("exchanged")
@pytest.mark.parametrize("level", [-1, *range(1, 10)])
def test_what_was_shorter_than_its_source_still_is(level: int) -> None:
    text = b"the same again, " * 4
    compressor = zlib.compressobj(level)
    half = compressor.compress(text[:20])
    rest = compressor.copy()

    assert len(zlib.compress(text, level)) < len(text)
    assert len(zlib.compress(text, 0)) > len(text)
    assert zlib.decompress(half + rest.compress(text[20:]) + rest.flush()) == text
    assert len(half + compressor.compress(text[20:]) + compressor.flush()) < len(text)


@pytest.mark.usefixtures("exchanged")
def test_an_attribute_of_a_class_is_bound_to_no_object() -> None:
    packer = type("Packer", (), {"pack": zlib.compress, "begin": zlib.compressobj})()

    assert zlib.decompress(packer.pack(b"abc")) == b"abc"
    assert packer.begin(9).flush() != b""


@pytest.mark.usefixtures("exchanged")
def test_seeding_asks_nothing_of_a_class_that_is_not_set_up_yet() -> None:
    class Counting(random.Random):
        def __init__(self, seed: int) -> None:
            super().__init__(seed)
            self.calls = 0

        def getrandbits(self, k: int, /) -> int:
            self.calls += 1
            return super().getrandbits(k)

    assert Counting(3).calls == 0
