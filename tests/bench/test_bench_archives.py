"""An archive is what its digest says, and comes without its own suite."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
from benchmark.archives import Archive, fetch, unpack, without_pytest_settings

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"thing/core.py": "x = 1\n", "tests/test_core.py": "", "tox.ini": "[tox]\n"}


def tar(path: Path, top: str) -> str:
    with tarfile.open(path, "w:gz") as opened:
        for name, text in FILES.items():
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size = len(text)
            opened.addfile(member, io.BytesIO(text.encode()))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def tree(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_a_kept_archive_with_another_digest_is_refused_and_removed(tmp_path: Path) -> None:
    archive = Archive("thing", "1.0", "0" * 64)
    (tmp_path / archive.sha256).write_bytes(b"something else")

    with pytest.raises(SystemExit, match=r"thing 1\.0 has digest [0-9a-f]{64}, pinned is 0+"):
        fetch(archive, tmp_path)

    assert not (tmp_path / archive.sha256).exists()


def test_a_kept_archive_is_not_fetched_again(tmp_path: Path) -> None:
    digest = tar(tmp_path / "coming", "thing-1.0")
    (tmp_path / "coming").rename(tmp_path / digest)

    assert fetch(Archive("no-such-thing-anywhere", "1.0", digest), tmp_path) == tmp_path / digest


def test_the_own_suite_is_cut(tmp_path: Path) -> None:
    digest = tar(tmp_path / "kept", "thing-1.0")
    archive = Archive("thing", "1.0", digest, cut=("tests", "tox.ini"))

    unpack(archive, tmp_path / "kept", tmp_path / "root")

    assert tree(tmp_path / "root") == ["thing/core.py"]


def test_a_wheel_is_unpacked_as_it_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "kept", "w") as opened:
        opened.writestr("thing/core.py", "x = 1\n")

    unpack(Archive("thing", "1.0", "", wheel=True), tmp_path / "kept", tmp_path / "root")

    assert tree(tmp_path / "root") == ["thing/core.py"]


def test_only_pytests_table_leaves_a_pyproject() -> None:
    text = (
        '[project]\nname = "x"\n[tool.pytest.ini_options]\nasyncio_mode = "auto"\n[tool.b]\nc=1\n'
    )

    assert without_pytest_settings(text) == '[project]\nname = "x"\n[tool.b]\nc=1\n'
