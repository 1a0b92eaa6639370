import subprocess
from pathlib import Path

import pytest

from bot.errors import NothingRuns
from bot.languages.python.sources import PythonSources


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
