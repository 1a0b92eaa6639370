"""A patch is checked once more where the token is."""

from __future__ import annotations

import pytest

from bot.stages.patch_guard import FILE_BYTES_MAX, FILES_MAX, FileKind, Patched, why_refused

TESTS = "tests/test_a_missions.py"
CODE = b"def test_a():\n    assert True\n"


def patched(path: str = TESTS, content: bytes = CODE, kind: FileKind = FileKind.REGULAR) -> Patched:
    return Patched(path, kind, content)


GOOD = (
    patched(),
    patched("missions/done/001_a.yaml", b"version: '1.0'\n"),
    patched("missions/registry/a.json", b"{}"),
    patched("missions/learned/a.json", b"{}"),
)


def refused(*files: Patched, deleted: tuple[str, ...] = ()) -> str:
    return why_refused(files, deleted, TESTS)


def test_a_missions_own_patch_passes() -> None:
    assert refused(*GOOD, deleted=("missions/coverage/001_a.yaml",)) == ""


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (patched("src/a.py"), "'src/a.py' is neither the mission's test file nor below missions/"),
        (patched(".github/workflows/x.yml"), "neither"),
        (patched("missions/.x/a.json", b"{}"), "no mission file"),
        (patched("missions/a.py"), "no mission file"),
        (patched("missions/a.json", b"{}"), "no mission file"),
        (patched("missions/registry/deep/a.json", b"{}"), "no mission file"),
        (patched("missions/registry/a.json", b"{"), "no JSON"),
        (patched("missions/registry/a.json", b"[" * 100_000), "no JSON"),
        (patched("../a.py"), ".."),
        (patched("/etc/passwd"), "absolute"),
        (patched("missions/a\n.json", b"{}"), "control character"),
        (patched(kind=FileKind.LINK), "symbolic link"),
        (patched(kind=FileKind.EXECUTABLE), "executable file"),
        (patched(kind=FileKind.OTHER), "no file"),
        (patched(content=b"\xff"), "UTF-8"),
        (patched(content=b"x = '\0'"), "NUL"),
        (patched(content=b"def test_a(:"), "does not parse"),
        (patched(content=b"#" * (FILE_BYTES_MAX + 1)), "bytes"),
        (patched("Tests/test_a_missions.py"), "neither"),
    ],
)
def test_anything_else_refuses_all_of_it(one: Patched, reason: str) -> None:
    assert reason in refused(*GOOD[1:], one)


@pytest.mark.parametrize(
    "name", ["conftest.py", "src/a.py", "tests/.hidden/test_a.py", "setup.py", "tests/a.txt"]
)
def test_the_mission_cannot_name_any_file_as_its_tests(name: str) -> None:
    assert "has not the name of a test file" in why_refused([patched(name)], (), name)


@pytest.mark.parametrize(
    "path", ["src/a.py", "missions/done/a.yaml", "missions/coverage/../../a.yaml", "/a.yaml"]
)
def test_only_open_missions_may_be_deleted(path: str) -> None:
    assert "only files of missions/coverage/ may go" in refused(*GOOD, deleted=(path,))


def test_a_patch_has_limits() -> None:
    many = [patched(f"missions/registry/{n}.json", b"{}") for n in range(FILES_MAX + 1)]

    assert "are allowed" in refused(*many)
    assert "are allowed" in refused(*GOOD, deleted=("missions/coverage/a.yaml",) * 3)
    assert refused() == "it holds no file"


def test_names_that_differ_in_case_alone_are_refused() -> None:
    files = (patched("missions/registry/a.json", b"{}"), patched("missions/registry/A.json", b"{}"))

    assert "differ only in case" in refused(*files)
