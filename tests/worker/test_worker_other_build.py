"""Elsewhere the standard library has other bytes for what it promises nobody."""

from __future__ import annotations

import gzip
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
"""
CALLS = [
    "packed('abc')",
    "digest('abc')",
    "drawn(Random(1))",
    "drawn(random)",
    "unpacked(packed('abc'))",
    "plain('abc')",
]


@pytest.fixture
def exchanged(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for place, name in ((zlib, "compress"), (zlib, "compressobj"), (random, "seed")):
        monkeypatch.setattr(place, name, getattr(place, name))
    monkeypatch.setattr(random.Random, "seed", random.Random.seed)
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
def test_a_seed_gives_other_numbers_each_time_the_same() -> None:
    usual = random.Random()
    other_build._seed(usual, 7)
    random.seed(7)
    first = random.random()
    random.seed(7)

    assert random.random() == first == random.Random(7).random() != usual.random()
    assert random.Random().random() != random.Random().random()
    with pytest.raises(TypeError):
        random.seed([1])  # type: ignore[arg-type]


@pytest.mark.usefixtures("exchanged")
def test_what_was_exchanged_keeps_its_name() -> None:
    assert zlib.compress.__module__ == "zlib"
    assert zlib.compressobj.__qualname__ == "compressobj"


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
