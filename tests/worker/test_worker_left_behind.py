"""Situations follow one another in a process only while none leaves anything behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project

from bot.domain.mission import EngineName
from bot.domain.trial import Look, ObservedEnd, Situation
from bot.languages.python.worker import left_behind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.ports.worker import Worker

SUBJECT = """\
import functools
import os
import random
import sys
import threading
import time
import builtins

COUNT = 0
NAMES = []


class Registry:
    known = {}

    @classmethod
    def add(cls, name):
        cls.known[name] = len(cls.known)
        return cls.known[name]


def count():
    global COUNT
    COUNT += 1
    return COUNT


def name(text):
    NAMES.append(text)
    return len(NAMES)


@functools.lru_cache
def cached(n):
    return n + len(NAMES)


def hits():
    return cached(1), cached.cache_info().hits


def environment():
    os.environ["LEFT"] = os.environ.get("LEFT", "") + "x"
    return os.environ["LEFT"]


def folder():
    before = os.getcwd()
    os.chdir("/")
    return before


def path():
    sys.path.append("x")
    return sys.path.count("x")


def thread():
    threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
    return threading.active_count()


def patched():
    before = getattr(builtins, "LEFT", 0)
    builtins.LEFT = before + 1
    return before


def scratch():
    place = os.path.join(os.environ["TMPDIR"], "left")
    there = os.path.exists(place)
    open(place, "w").close()
    return there


def chance():
    return random.random()


def numbered():
    numbered.last += 1
    return numbered.last


numbered.last = 0


def remember(word, seen=[]):
    seen.append(word)
    return list(seen)


def only_named(word, *, seen=set()):
    seen.add(word)
    return len(seen) + seen.__len__()


def make_counter():
    found = {"n": 0}

    def inner():
        found["n"] += 1
        return found["n"]

    return inner


counter = make_counter()


class Shelf:
    @staticmethod
    def put(word, kept=[]):
        kept.append(word)
        return len(kept)

    @property
    def looked(self, times=[]):
        times.append(1)
        return len(times)


def end():
    os._exit(3)


def endless():
    while True:
        pass


def plain(n):
    if n > 3:
        return "big"
    return "small"
"""


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with Project(tmp_path_factory.mktemp("left"), SUBJECT).worker() as made:
        yield made


def situations(*calls: str, fixtures: tuple[str, ...] = ()) -> list[Situation]:
    line = "from shop.subject import *"
    return [Situation("f", (line,), (), call, EngineName.SEARCH, fixtures) for call in calls]


def shown(worker: Worker, *calls: str) -> list[str]:
    seen = worker.observe(situations(*calls), look=Look.GLANCE)
    return [one.value.source if one.value else one.end.value for one in seen]


@pytest.mark.parametrize(
    "call",
    [
        "count()",
        "name('a')",
        "Registry.add('a')",
        "hits()",
        "environment()",
        "folder()",
        "path()",
        "thread()",
        "patched()",
        "scratch()",
        "chance()",
        "numbered()",
        "remember('a')",
        "only_named('a')",
        "counter()",
        "Shelf.put('a')",
        "Shelf().looked",
    ],
)
def test_who_comes_second_finds_all_as_it_was(worker: Worker, call: str) -> None:
    [alone] = worker.observe(situations(call))
    first, second, third = worker.observe(situations(call, call, call), look=Look.GLANCE)

    assert alone.end is ObservedEnd.RETURNED
    assert first.value == second.value == third.value == alone.value
    assert first.lines == second.lines == third.lines == alone.lines


def test_lines_and_arcs_are_those_of_one_situation(worker: Worker) -> None:
    wanted = situations("plain(1)", "plain(9)", "plain(2)")

    glances = worker.observe(wanted, look=Look.GLANCE)
    alone = worker.observe(wanted)

    assert [(one.lines, one.arcs) for one in glances] == [(one.lines, one.arcs) for one in alone]
    assert glances[0].lines != glances[1].lines


def test_one_that_ends_the_process_takes_no_other_with_it(worker: Worker) -> None:
    found = shown(worker, "plain(1)", "end()", "plain(9)", "endless()", "plain(2)")

    assert found == ["'small'", "died", "'big'", "timed out", "'small'"]


def test_each_has_an_empty_folder(worker: Worker) -> None:
    wanted = situations(
        "(tmp_path / 'a').write_text('x') + len(list(tmp_path.iterdir()))",
        "len(list(tmp_path.iterdir()))",
        fixtures=("tmp_path",),
    )

    seen = worker.observe(wanted, look=Look.GLANCE)

    assert [one.value.source for one in seen if one.value] == ["2", "0"]
    assert [one.written for one in seen] == [(("a", "x"),), ()]


def test_who_is_asked_again_shows_what_it_left_behind(worker: Worker) -> None:
    wanted = situations("count()") * 3

    first, *again = worker.observe(wanted, look=Look.AGAIN)

    assert first.value is not None
    assert [int(one.value.source) - int(first.value.source) for one in again if one.value] == [1, 2]


def test_harm_to_the_project_is_told_of_the_one_that_did_it(worker: Worker) -> None:
    seen = worker.observe(
        situations("plain(1)", "open('new.txt', 'w').close()", "plain(2)"), look=Look.GLANCE
    )

    assert [one.end.value for one in seen] == ["returned", "broken", "returned"]
    assert seen[1].note == "it changed files of the project: new.txt"


def test_open_files_are_counted_where_the_system_does_not_list_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: str) -> list[str]:
        raise PermissionError(folder)

    monkeypatch.setattr("os.listdir", refuse)
    before = left_behind._open_descriptors()
    with (tmp_path / "a").open("w"):
        during = left_behind._open_descriptors()

    assert during == before + 1
    assert left_behind._open_descriptors() == before


def test_many_share_a_process(worker: Worker) -> None:
    pids = shown(worker, *["__import__('os').getpid()"] * 5, "count()", "__import__('os').getpid()")

    assert len(set(pids[:5])) == 1
    assert pids[6] != pids[0]


PROXY = """\
LOG = []


class Lazy:
    def __getattribute__(self, name):
        LOG.append(name)
        return object.__getattribute__(self, name)


lazy = Lazy()


def asked():
    return list(LOG)
"""


def test_a_proxy_is_not_asked_for_anything(tmp_path: Path) -> None:
    with Project(tmp_path, PROXY).worker() as worker:
        assert shown(worker, "asked()", "asked()") == ["[]", "[]"]
