from pathlib import Path

import pytest

from bot.languages.python.tree import Tree, find_tree, import_names, module_file, sources


def make(root: Path, *paths: str, **texts: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("", encoding="utf-8")
    for name, text in texts.items():
        (root / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return root


def test_a_src_layout_starts_at_src(tmp_path: Path) -> None:
    tree = find_tree(make(tmp_path, "src/shop/__init__.py", "tests/test_a.py", "setup.py"), None)

    assert tree == Tree(tmp_path, ("src",), "tests")
    assert sources(tree) == ("src/shop/__init__.py",)
    assert import_names(tree) == ("shop",)


def test_a_flat_layout_starts_at_the_top(tmp_path: Path) -> None:
    root = make(tmp_path, "a/__init__.py", "a/b.py", "c/__init__.py", "d.py", "test/test_a.py")

    tree = find_tree(root, None)

    assert (tree.source_roots, tree.tests_dir) == ((".",), "test")
    assert sources(tree) == ("a/__init__.py", "a/b.py", "c/__init__.py", "d.py")
    assert import_names(tree) == ("a", "c", "d")


def test_packages_beside_src_count_too(tmp_path: Path) -> None:
    tree = find_tree(make(tmp_path, "src/a.py", "b/__init__.py"), None)

    assert tree.source_roots == ("src", ".")
    assert sources(tree) == ("b/__init__.py", "src/a.py")
    assert [module_file(tree, path) for path in sources(tree)] == ["b/__init__.py", "a.py"]


def test_a_src_that_is_a_package_is_no_source_root(tmp_path: Path) -> None:
    assert find_tree(make(tmp_path, "src/__init__.py"), None).source_roots == (".",)


def test_lib_holds_the_packages_where_nothing_else_does(tmp_path: Path) -> None:
    assert find_tree(make(tmp_path, "lib/a/__init__.py"), None).source_roots == ("lib",)


def test_a_hint_wins_where_its_folder_exists(tmp_path: Path) -> None:
    text = '[tool.setuptools.packages.find]\nwhere = ["python"]'
    root = make(tmp_path, "python/a.py", "src/b.py", pyproject__toml=text)

    assert find_tree(root, None).source_roots == ("python",)


@pytest.mark.parametrize("folder", ["../elsewhere", "/", "absent"])
def test_a_hint_that_leads_nowhere_is_ignored(tmp_path: Path, folder: str) -> None:
    text = f'[tool.setuptools.packages.find]\nwhere = ["{folder}"]'

    assert find_tree(make(tmp_path, "a.py", pyproject__toml=text), None).source_roots == (".",)


def test_what_is_no_subject_is_left_out(tmp_path: Path) -> None:
    root = make(
        tmp_path, "a/__init__.py", "a/tests/helper.py", "a/test_b.py", "a/b_test.py",
        "a/conftest.py",
        "a/_vendor/x.py", "a/.hidden/x.py", "setup.py", "noxfile.py", "docs/conf.py",
        "examples/demo.py", "benchmarks/b.py", "missions/m.py", "build/lib/a.py", "env/pyvenv.cfg",
        "env/lib/x.py", "my_env/pyvenv.cfg", "my_env/x.py", "a.egg-info/x.py", "a/docs/kept.py",
        "a/data.txt", "tests/test_a.py", ".venv/x.py",
    )  # fmt: skip

    assert sources(find_tree(root, None)) == ("a/__init__.py", "a/docs/kept.py")


def test_a_link_is_no_subject(tmp_path: Path) -> None:
    root = make(tmp_path / "root", "a.py")
    (root / "link.py").symlink_to("a.py")
    make(tmp_path / "other", "b.py")
    (root / "folder").symlink_to(tmp_path / "other")

    assert sources(find_tree(root, None)) == ("a.py",)


def test_tests_are_where_pytest_is_told(tmp_path: Path) -> None:
    text = "[pytest]\ntestpaths = absent */x src checks\n"
    root = make(tmp_path, "src/a.py", "tests/test_a.py", "checks/test_a.py", pytest__ini=text)

    assert find_tree(root, None).tests_dir == "checks"


@pytest.mark.parametrize(
    ("told", "files", "expected"),
    [
        ("tests docs", ["docs/index.rst"], "tests"),
        ("tests docs", ["docs/test_doc.py"], "tests"),
        ("docs tests", ["docs/test_doc.py", "tests/test_a.py"], "tests"),
        ("docs test", ["docs/index.rst"], "test"),
        ("docs", ["docs/index.rst", "docs/conf.py"], "tests"),
        ("docs checks", ["docs/index.rst", "checks/deep/test_a.py"], "checks"),
        ("docs", ["docs/index.rst", "test/test_a.py"], "test"),
        ("../tests", [], "tests"),
        ("tests pkg/tests", ["pkg/tests/test_a.py"], "pkg/tests"),
    ],
)
def test_new_tests_are_never_put_among_documents(
    told: str, files: list[str], expected: str, tmp_path: Path
) -> None:
    root = make(tmp_path / "r", "pkg/__init__.py", *files)
    (root / ".pytest.ini").write_text(f"[pytest]\ntestpaths = {told}\n", encoding="utf-8")

    assert find_tree(root, None).tests_dir == expected


def test_the_projects_own_pattern_says_what_a_test_file_is(tmp_path: Path) -> None:
    text = "[pytest]\ntestpaths = docs checks\npython_files = check_*.py\n"
    root = make(tmp_path, "a.py", "docs/test_x.py", "checks/check_a.py", pytest__ini=text)

    assert find_tree(root, None).tests_dir == "checks"


def test_tests_inside_a_package_are_found(tmp_path: Path) -> None:
    root = make(tmp_path, "src/a/__init__.py", "src/a/tests/test_a.py")

    assert find_tree(root, None).tests_dir == "src/a/tests"


def test_without_tests_they_go_to_tests(tmp_path: Path) -> None:
    assert find_tree(make(tmp_path, "a.py"), None).tests_dir == "tests"
    assert find_tree(make(tmp_path, "a.py"), "spec/unit/").tests_dir == "spec/unit"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("omit = */b.py", ("p/__init__.py", "p/a.py", "q/__init__.py")),
        ("omit = p/*", ("q/__init__.py",)),
        ("omit = ./p/*", ("q/__init__.py",)),
        ("include = p/a.py", ("p/a.py",)),
        ("source = p", ("p/__init__.py", "p/a.py", "p/b.py")),
        ("source = p.a", ("p/a.py",)),
        ("source = p\ninclude = q/*", ("p/__init__.py", "p/a.py", "p/b.py")),
        ("source = absent\nomit = q/*", ("p/__init__.py", "p/a.py", "p/b.py")),
    ],
)
def test_the_projects_coverage_settings_decide_what_counts(
    tmp_path: Path, settings: str, expected: tuple[str, ...]
) -> None:
    root = make(tmp_path, "p/__init__.py", "p/a.py", "p/b.py", "q/__init__.py")
    (root / ".coveragerc").write_text(f"[run]\n{settings}\n")

    assert sources(find_tree(root, None)) == expected


def test_a_source_outside_the_checkout_counts_for_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, "a.py", __coveragerc=f"[run]\nsource = {tmp_path}\n")

    assert sources(find_tree(root, None)) == ("a.py",)


def test_huge_settings_are_not_read(tmp_path: Path) -> None:
    root = make(tmp_path, "a.py", __coveragerc="[run]\nomit = a.py\n" + "#" * 1024**2)

    assert sources(find_tree(root, None)) == ("a.py",)
