"""What a trial sees of this machine's own files is never kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project, situation

from bot.domain.trial import ObservedEnd
from bot.languages.python.worker import outside
from bot.languages.python.worker.outside import SHOWN, Lookout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.languages.python.trial import PythonWorker

LOOKING = """
import mimetypes, os, pathlib, random, sqlite3, tempfile, zoneinfo

DATA = pathlib.Path(__file__).parent / "data.txt"

def read(path):
    with open(path) as file:
        return len(file.read())

def users():
    try:
        return read("/etc/passwd") > 0
    except OSError:
        return False

def names(path):
    return sorted(os.listdir(path))

def lines():
    yield read("/etc/passwd") > 0

def own():
    return read(DATA)

def temporary():
    with tempfile.TemporaryDirectory() as folder, open(os.path.join(folder, "a"), "w") as file:
        return file.write("abc")

def at_home():
    (pathlib.Path.home() / "notes").write_text("x")
    return names(pathlib.Path.home())

def late():
    import wsgiref.util, xml.dom.minidom
    return 1

def usual():
    zoneinfo.ZoneInfo("UTC")
    mimetypes.guess_type("a.txt")
    with open(os.devnull) as null:
        return null.read(), len(os.urandom(3)), os.read(os.open("/dev/zero", 0), 1)

def database(path):
    sqlite3.connect(path).close()
    return 1
"""

# With a second thread a fork is not safe, and each trial is spawned.
THREAD = "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    files = {"src/shop/data.txt": "data", "tests/conftest.py": "import shop\n"}
    return Project(tmp_path_factory.mktemp("outside"), LOOKING, files)


@pytest.fixture(scope="module")
def worker(project: Project) -> Iterator[PythonWorker]:
    with project.worker() as worker:
        yield worker


@pytest.mark.parametrize(
    ("call", "path"),
    [
        ("users()", "/etc/passwd"),
        ("read('/no/such/file')", "/no/such/file"),
        ("names('/root')", "/root"),
        ("names(b'/root')", "/root"),
        ("len(list(os.scandir('/var')))", "/var"),
        ("names('../../../../../../../../../..')", "/"),
        ("list(lines())", "/etc/passwd"),
        ("lines()", "/etc/passwd"),
        ("database('/var/nowhere.db')", "/var/nowhere.db"),
    ],
)
def test_an_observation_that_hangs_on_this_machine_is_broken(
    worker: PythonWorker, call: str, path: str
) -> None:
    looked, after = worker.observe(
        [situation(call, imports=("import os", "from shop.subject import *")), situation("own()")]
    )

    assert looked.end is ObservedEnd.BROKEN
    assert looked.note == f"it looks at files outside the project: {path}"
    assert after.end is ObservedEnd.RETURNED


def test_a_set_up_that_hangs_on_this_machine_is_broken(worker: PythonWorker) -> None:
    (seen,) = worker.observe([situation("own()", "found = read('/etc/passwd')")])

    assert seen.end is ObservedEnd.BROKEN


@pytest.mark.parametrize(
    "call",
    [
        "own()",
        "read('src/shop/data.txt')",
        "temporary()",
        "at_home()",
        "late()",
        "usual()",
        "database(':memory:')",
        "names(None)",
    ],
)
def test_project_interpreter_and_the_trials_own_folders_may_be_looked_at(
    worker: PythonWorker, call: str
) -> None:
    (seen,) = worker.observe([situation(call)])

    assert seen.end is ObservedEnd.RETURNED, seen.note


def test_files_under_the_tests_own_folder_may_be_looked_at(worker: PythonWorker) -> None:
    setup = ("path = tmp_path / 'a'", "path.write_text('abc')")

    (seen,) = worker.observe([situation("read(path)", *setup, fixtures=("tmp_path",))])

    assert seen.end is ObservedEnd.RETURNED, seen.note


def test_a_test_file_that_hangs_on_this_machine_is_broken(worker: PythonWorker) -> None:
    source = "from shop.subject import users\n\ndef test_users():\n    users()\n"

    run = worker.try_tests(source, "test_users.py")

    assert run.broken
    assert run.note == "it looks at files outside the project: /etc/passwd"


def test_a_test_file_with_fixtures_of_pytest_is_not_broken(worker: PythonWorker) -> None:
    source = (
        "from shop.subject import own, read\n\n"
        "def test_own(tmp_path, capsys, monkeypatch):\n"
        "    (tmp_path / 'a').write_text('abc')\n"
        "    assert read(tmp_path / 'a') == 3\n"
        "    assert own() == 4\n"
    )

    run = worker.try_tests(source, "test_own.py")

    assert run.passed, run.note


def heard(lookout: Lookout, *paths: object, event: str = "open") -> str:
    with lookout:
        for path in paths:
            lookout.hear(event, (path, "r", 0))
    return lookout.note


def test_only_the_first_paths_are_told() -> None:
    paths = [f"/else/{n}" for n in range(SHOWN + 3)]

    assert heard(Lookout(("/here",)), *paths, *paths).endswith(": /else/0, /else/1")


def test_nothing_is_heard_outside_of_a_trial_and_forgotten_by_the_next() -> None:
    lookout = Lookout(("/here",))
    lookout.hear("open", ("/else", "r", 0))

    assert lookout.note == ""
    assert heard(lookout, "/else") != ""
    assert heard(lookout, "/here/file") == ""


@pytest.mark.parametrize("path", [3, None, "/here", "/here/a/../b", b"/here/b", object(), "a\0b"])
def test_what_is_inside_or_no_path_is_no_matter(path: object) -> None:
    assert heard(Lookout(("/here", str(Path.cwd()))), path) == ""


@pytest.mark.parametrize("path", ["/hereafter", "/here/../else", "/", b"/else/\xff"])
def test_what_only_looks_inside_is_outside(path: object) -> None:
    assert heard(Lookout(("/here", "/", "")), path) != ""


@pytest.mark.parametrize("number", [0, 1, 2, True])
def test_the_standard_streams_by_their_numbers_are_everybodys(number: int) -> None:
    said = heard(Lookout(("/here",)), number)

    assert said == f"it looks at files outside the project: standard stream {int(number)}"


def test_other_events_and_events_without_arguments_are_no_matter() -> None:
    lookout = Lookout()
    with lookout:
        lookout.hear("import", ("/else",))
        lookout.hear("open", ())

    assert lookout.note == ""


def test_a_link_to_a_folder_that_is_inside_is_inside(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "link").symlink_to("here")

    assert heard(Lookout((str(tmp_path / "here"),)), str(tmp_path / "link" / "a")) == ""


def test_more_paths_than_are_remembered_are_still_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "DECISIONS_MAX", 1)

    assert heard(Lookout(("/here",)), "/here/a", "/here/b", "/else").endswith(": /else")


def test_a_trial_in_an_interpreter_of_its_own_is_watched_too(tmp_path: Path) -> None:
    threaded = "import threading, time\n" + LOOKING.lstrip() + THREAD
    files = {"src/shop/data.txt": "data"}

    with Project(tmp_path, threaded, files).worker() as worker:
        looked, owned = worker.observe([situation("users()"), situation("own()")])

    assert looked.end is ObservedEnd.BROKEN
    assert looked.note.endswith(": /etc/passwd")
    assert owned.end is ObservedEnd.RETURNED, owned.note
