import subprocess
from pathlib import Path

import pytest

from bot.errors import NothingRuns
from bot.languages.python.scratch import copy_tree
from bot.languages.python.sources import PythonSources
from bot.languages.python.tree import find_tree, sources


def make(root: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = root / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def open_sources(root: Path, out: str = "out") -> PythonSources:
    return PythonSources(root, None, root / out)


def test_sources_are_named_and_read_where_they_lie(tmp_path: Path) -> None:
    root = make(tmp_path, src__a="A = 1\r\n", src__b="B = 2\n", tests__test_a="")

    sources = open_sources(root)

    assert sources.sources() == ("src/a.py", "src/b.py")
    assert sources.read("src/a.py") == "A = 1\n"


def test_results_inside_the_checkout_are_no_sources(tmp_path: Path) -> None:
    root = make(tmp_path, a="", results__missions__b="")

    assert open_sources(root, out="results").sources() == ("a.py",)


def test_what_git_ignores_by_its_folder_is_no_source(tmp_path: Path) -> None:
    root = make(tmp_path, a="", generated="", cache__b="")
    (root / ".gitignore").write_text("cache/\ngenerated.py\n", encoding="utf-8")
    subprocess.run(["git", "init", "--quiet", root], check=True)

    assert open_sources(root).sources() == ("a.py", "generated.py")


def test_a_link_is_no_source_and_is_not_read(tmp_path: Path) -> None:
    root = make(tmp_path / "repository", a="A = 1\n")
    (root / "b.py").symlink_to(make(tmp_path, secret="KEY = 1\n") / "secret.py")

    sources = open_sources(root)

    assert sources.sources() == ("a.py",)
    with pytest.raises(NothingRuns, match=r"b\.py is no source"):
        sources.read("b.py")


def test_a_source_that_does_not_parse_says_where(tmp_path: Path) -> None:
    sources = open_sources(make(tmp_path, a="def f(:\n", b=""))

    assert sources.why_unreadable("a.py").startswith("a.py:1")
    assert sources.why_unreadable("b.py") == ""


def test_texts_beyond_the_room_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.languages.python.sources.TEXTS_KEPT_CHARS_MAX", 3)
    root = make(tmp_path, a="A=1", b="B=2")
    sources = open_sources(root)

    before = [sources.read(f"{name}.py") for name in "ab"]
    make(root, a="A=3", b="B=4")

    assert before == ["A=1", "B=2"]
    assert [sources.read(f"{name}.py") for name in "ab"] == ["A=1", "B=4"]


def with_git(root: Path, ignore: str = "") -> Path:
    (root / ".gitignore").write_text(ignore, encoding="utf-8")
    subprocess.run(["git", "init", "--quiet", root], check=True)
    return root


def copied(root: Path) -> tuple[str, ...]:
    """Name the sources of a copy: a plan that measures finds them there."""
    copy = root.parent / "copy" / root.name
    copy_tree(root, copy)
    return sources(find_tree(copy, None))


@pytest.mark.parametrize("is_gits", [True, False])
def test_a_source_folder_behind_a_link_inside_counts(tmp_path: Path, *, is_gits: bool) -> None:
    root = make(tmp_path / "repository", real__pkg__a="")
    (root / "real" / "pkg" / "__init__.py").touch()
    (root / "src").symlink_to("real")
    if is_gits:
        with_git(root)

    found = open_sources(root).sources()

    assert "src/pkg/a.py" in found
    assert found == copied(root)


@pytest.mark.parametrize("is_gits", [True, False])
def test_a_source_folder_behind_a_link_outside_does_not(tmp_path: Path, *, is_gits: bool) -> None:
    root = make(tmp_path / "repository", a="")
    make(tmp_path / "else", pkg__b="")
    (tmp_path / "else" / "pkg" / "__init__.py").touch()
    (root / "src").symlink_to(tmp_path / "else")
    if is_gits:
        with_git(root)

    found = open_sources(root).sources()

    assert not any(path.startswith("src/") for path in found)
    assert found == copied(root)


def test_a_link_in_a_circle_is_no_source(tmp_path: Path) -> None:
    root = make(tmp_path / "repository", src__pkg__a="")
    (root / "src" / "pkg" / "loop.py").symlink_to("loop.py")
    (root / "src" / "around").symlink_to("around")

    assert open_sources(root).sources() == copied(root) == ("src/pkg/a.py",)


def test_settings_that_git_ignores_do_not_count(tmp_path: Path) -> None:
    root = with_git(make(tmp_path / "repository", a="", b=""), ignore=".coveragerc\n")
    (root / ".coveragerc").write_text("[run]\nomit = b.py\n", encoding="utf-8")

    assert open_sources(root).sources() == copied(root) == ("a.py", "b.py")


def test_settings_behind_a_link_that_leaves_do_not_count(tmp_path: Path) -> None:
    root = make(tmp_path / "repository", a="", b="")
    (tmp_path / "theirs").write_text("[run]\nomit = b.py\n", encoding="utf-8")
    (root / ".coveragerc").symlink_to(tmp_path / "theirs")

    assert open_sources(root).sources() == copied(root) == ("a.py", "b.py")


def test_a_pattern_cannot_mean_a_folder_above_the_checkout(tmp_path: Path) -> None:
    root = make(tmp_path / "above" / "repository", a="")
    (root / ".coveragerc").write_text("[run]\nomit = */above/*\n", encoding="utf-8")

    assert open_sources(root).sources() == copied(root) == ("a.py",)


def test_a_file_that_is_too_large_for_a_copy_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("scratch", "sources"):
        monkeypatch.setattr(f"bot.languages.python.{module}.FILE_BYTES_MAX", 3)
    root = make(tmp_path / "repository", a="A=1", b="B=10")

    assert open_sources(root).sources() == copied(root) == ("a.py",)
