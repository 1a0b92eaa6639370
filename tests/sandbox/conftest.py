"""Where our own coverage is measured, measure the launchers, too.

They are processes of their own, with an empty environment, that end in execve
or _exit with most of the file system out of reach: what they ran is written,
just before, to a file that was opened at their start. That costs each start much
more than the launcher itself, so modules ask for it: usefixtures("measured_launchers").
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import coverage
import pytest

from bot.adapters.sandbox import guard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LENGTH_BYTES = 8

_MEASURED = """
import os, sys
sys.path += {path!r}
import coverage, sqlite3.dump
launcher = coverage.Coverage(
    data_file=None, branch=True, config_file=False, include=["*/adapters/sandbox/*"]
)
sink = os.open({folder!r} + str(os.getpid()), os.O_CREAT | os.O_WRONLY | os.O_APPEND)
def saved(then):
    def save(*arguments):
        launcher.stop()
        ran = launcher.get_data().dumps()
        os.write(sink, len(ran).to_bytes({length}, "big") + ran)
        return then(*arguments)
    return save
os.execve, os._exit = saved(os.execve), saved(os._exit)
launcher.start()
from bot.adapters.sandbox.launch import main
main(int(sys.argv[2]), int(sys.argv[3]))
os._exit(0)
"""


@pytest.fixture(scope="module")
def measured_launchers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    running = coverage.Coverage.current()
    if running is None:
        yield
        return
    folder = tmp_path_factory.mktemp("launchers")
    code = _MEASURED.format(path=sys.path, folder=f"{folder}/", length=_LENGTH_BYTES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "_CODE", code)
        yield
    for file in folder.iterdir():
        for part in _parts(file):
            ran = coverage.CoverageData(no_disk=True)
            ran.loads(part)
            running.get_data().update(ran)


def _parts(file: Path) -> Iterator[bytes]:
    content = file.read_bytes()
    while content:
        end = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "big")
        yield content[_LENGTH_BYTES:end]
        content = content[end:]
