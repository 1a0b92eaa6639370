import sys
from pathlib import Path
from typing import TYPE_CHECKING

import coverage
import pytest
from fakes.plain_sandbox import PlainSandbox

from bot.domain.mission import Limits
from bot.errors import NothingRuns
from bot.languages.python import workshop as door
from bot.languages.python.craft.mutate import sample_mutants
from bot.languages.python.interpreter.environment import SubjectPython
from bot.languages.python.request import private_dir, python_request
from bot.languages.python.tree import find_tree
from bot.languages.python.workshop import PythonWorkshop
from bot.ports.worker import Conditions

if TYPE_CHECKING:
    from bot.ports.workshop import Workshop

OVERLAY = Path(coverage.__file__).parent.parent
PYTHON = SubjectPython(Path(sys.executable), "3.12.1", "given: x", (Path(sys.prefix),), OVERLAY)


@pytest.fixture
def workshop(tmp_path: Path) -> PythonWorkshop:
    root = tmp_path / "copy"
    for path, text in {
        "src/shop/__init__.py": "",
        "src/shop/cart.py": "class Cart:\n    def total(self):\n        return 1\n",
        "tests/test_cart.py": "from shop.cart import Cart\ndef test_a(): Cart().total()\n",
        "README.md": "# Shop\n",
        "logo.png": "x",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return PythonWorkshop(find_tree(root, None), PYTHON, PlainSandbox(), Limits())


def test_it_is_a_workshop(workshop: PythonWorkshop) -> None:
    port: Workshop = workshop

    assert port.python == "Python 3.12.1, given: x"
    assert port.sources() == ("src/shop/__init__.py", "src/shop/cart.py")
    assert [segment.name for segment in port.segments("src/shop/cart.py")] == [
        "", "Cart", "Cart.total",
    ]  # fmt: skip
    assert port.tests_path("src/shop/cart.py") == "tests/test_cart_missions.py"
    assert port.format("x=1\n", "tests/test_a.py") == "x = 1\n"


def test_modules_are_named_as_tests_import_them(workshop: PythonWorkshop) -> None:
    assert workshop.module_name("src/shop/cart.py") == "shop.cart"
    assert workshop.module_name("src/shop/__init__.py") == "shop"
    assert workshop.module_name("src/__init__.py") == "__init__"


def test_it_measures_its_copy(workshop: PythonWorkshop) -> None:
    suite = workshop.measure()

    assert suite.report.lines.missing == 0
    assert list(suite.ends) == ["tests/test_cart.py::test_a"]


def test_what_was_written_is_read(workshop: PythonWorkshop) -> None:
    assert not workshop.exists("tests/new/test_b.py")

    workshop.write("tests/new/test_b.py", "x = 'é'\r\n")

    assert workshop.exists("tests/new/test_b.py")
    assert (workshop.tree.root / "tests/new/test_b.py").read_bytes() == b"x = '\xc3\xa9'\r\n"
    assert "é" in workshop.read("tests/new/test_b.py")


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "link/secret"])
def test_nothing_outside_the_copy_is_read_or_written(workshop: PythonWorkshop, path: str) -> None:
    outside = workshop.tree.root.parent
    (outside / "secret").write_text("x")
    (workshop.tree.root / "link").symlink_to(outside)

    assert not workshop.exists(path)
    with pytest.raises(NothingRuns, match="leads out"):
        workshop.read(path)
    with pytest.raises(NothingRuns, match="leads out"):
        workshop.write(path, "y")
    assert (outside / "secret").read_text() == "x"


BOM = b"\xef\xbb\xbfdef f(a): return a > 3\r\n"
LATIN = "# -*- coding: latin-1 -*-\ndef f(a): return 'gr\u00fc\u00df' if a > 3 else 'no'\n".encode(
    "latin-1"
)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (BOM, "def f(a): return a > 3\n"),
        (LATIN, LATIN.decode("latin-1")),
        (b"# coding: rot13\nx = 1\n", "# coding: rot13\nx = 1\n"),
        (b"x = '\xff'\n", "x = '\ufffd'\n"),
    ],
)
def test_source_is_read_as_python_reads_it(
    workshop: PythonWorkshop, content: bytes, text: str
) -> None:
    (workshop.tree.root / "src/shop/odd.py").write_bytes(content)

    assert workshop.read("src/shop/odd.py") == text
    assert workshop.texts()["src/shop/odd.py"] == text


@pytest.mark.parametrize("content", [BOM, LATIN])
def test_source_of_any_encoding_has_segments_and_mutants_that_the_worker_finds(
    workshop: PythonWorkshop, content: bytes
) -> None:
    path = "src/shop/odd.py"
    (workshop.tree.root / path).write_bytes(content)
    source = workshop.read(path)
    line = source.count("\n")
    mutants = sample_mutants(source, {line}, seed=0, most=9)
    worker = workshop.worker(path, Conditions())

    try:
        test = "from shop.odd import f\n\n\ndef test_f():\n    assert f(4) and f(3) != f(4)\n"
        runs = worker.try_mutants(test, "test_odd.py", mutants)
    finally:
        worker.close()

    assert [segment.name for segment in workshop.segments(path)] == ["", "f"]
    assert mutants
    assert all(run.applied for run in runs)
    assert any(run.killed_by for run in runs)


def test_texts_are_sources_tests_and_documents(workshop: PythonWorkshop) -> None:
    assert set(workshop.texts()) == {
        "README.md", "src/shop/__init__.py", "src/shop/cart.py", "tests/test_cart.py",
    }  # fmt: skip


def test_texts_are_capped_each_in_count_and_in_all(
    workshop: PythonWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cart = "src/shop/cart.py"
    assert cart in workshop.texts()

    with monkeypatch.context() as patch:
        patch.setattr(door, "TEXT_BYTES_MAX", 20)
        assert set(workshop.texts()) == {"README.md", "src/shop/__init__.py"}
    with monkeypatch.context() as patch:
        patch.setattr(door, "TEXTS_BYTES_MAX", 10)
        assert set(workshop.texts()) == {"README.md", "src/shop/__init__.py"}
    with monkeypatch.context() as patch:
        patch.setattr(door, "TEXTS_MAX", 1)
        assert set(workshop.texts()) == {"README.md"}


def test_a_worker_looks_at_the_subject_of_the_copy(workshop: PythonWorkshop) -> None:
    worker = workshop.worker("src/shop/cart.py", Conditions())

    try:
        facts = worker.facts()
    finally:
        worker.close()

    assert (facts.module, [one.qualname for one in facts.classes]) == ("shop.cart", ["Cart"])


def test_no_worker_is_started_for_what_no_test_could_import(workshop: PythonWorkshop) -> None:
    (workshop.tree.root / "src/shop/my-tool.py").write_text("x = 1\n")

    with pytest.raises(NothingRuns, match=r"src/shop/my-tool\.py: tests cannot import it, "):
        workshop.worker("src/shop/my-tool.py", Conditions())


def test_the_interpreters_world_is_made_from_nothing(
    workshop: PythonWorkshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    conditions = Conditions(hash_seed=7, timezone="Asia/Tokyo", locale="C")

    request = python_request(
        PYTHON, workshop.tree, ("x.py",), conditions=conditions, limits=Limits(), wall_s=9
    )

    private = private_dir(workshop.tree)
    env = request.confinement.env
    assert request.argv == (sys.executable, "x.py")
    assert request.cwd == workshop.tree.root
    assert request.confinement.writable == (workshop.tree.root, private)
    assert set(PYTHON.readable) | {OVERLAY} < set(request.confinement.readable)
    assert (env["PYTHONHASHSEED"], env["TZ"], env["LC_ALL"]) == ("7", "Asia/Tokyo", "C")
    assert all(Path(env[name]).parent == private for name in ("HOME", "TMPDIR"))
    assert not private.is_relative_to(workshop.tree.root)
    assert "secret" not in env.values()
    assert not {"PYTHONPATH", "PYTHONHOME"} & set(env)
