"""Know a repository's layout: where packages start, where tests live, what can be a subject.

Reads the file system and configuration; never imports or runs anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from coverage.files import GlobMatcher

from bot.languages.python.hints import PYTEST_NAMES, project_hints, pytest_hints
from bot.languages.python.scratch import copy_tree, files_below, is_ignored
from bot.languages.python.suite.coverage_settings import CONFIG_NAMES, coverage_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bot.languages.python.suite.coverage_settings import CoverageSettings

__all__ = ["Tree", "copy_tree", "find_tree", "import_names", "module_file", "sources"]

HERE = "."
_ENDS = ("", ".py")
SETTINGS_BYTES_MAX = 1024**2
_SETTINGS = (*CONFIG_NAMES, *PYTEST_NAMES, "setup.py")
_TESTS_NAMES = ("tests", "test")
_BUILD_SCRIPTS = frozenset({
    "setup.py", "noxfile.py", "conf.py", "tasks.py", "fabfile.py", "versioneer.py", "toxfile.py",
    "dodo.py", "build.py", "ez_setup.py", "distribute_setup.py", "hatch_build.py",
})  # fmt: skip


@dataclass(frozen=True)
class Tree:
    """One checkout: `source_roots` and `tests_dir` are relative to `root`, "/" always.

    A source root is a folder that `sys.path` holds; "." where packages stand at the top.
    """

    root: Path
    source_roots: tuple[str, ...]
    tests_dir: str


def find_tree(root: Path, tests_dir: str | None) -> Tree:
    """Find out a checkout's layout, from its settings first and its folders second.

    `tests_dir` overrides where tests live; else a folder named so that pytest
    is told to look in, whether it exists or not, or one of these that holds
    tests; else tests/, test/, a tests folder inside a package, else "tests".
    """
    root = root.resolve()
    roots = _source_roots(root)
    chosen = PurePosixPath(tests_dir).as_posix() if tests_dir else _tests_dir(root, roots)
    return Tree(root, roots, chosen)


def settings_files(root: Path) -> dict[str, str]:
    """Return the text of the settings files at the top, by name; unreadable ones are left out."""
    found = {}
    for name in _SETTINGS:
        path = root / name
        if path.is_file() and path.stat().st_size <= SETTINGS_BYTES_MAX:
            found[name] = path.read_text(encoding="utf-8", errors="replace")
    return found


def _source_roots(root: Path) -> tuple[str, ...]:
    hinted = project_hints(settings_files(root)).source_roots
    inside = tuple(hint for hint in hinted if _is_folder_inside(root, hint))
    if inside:
        return inside
    in_src = (root / "src").is_dir() and not (root / "src" / "__init__.py").exists()
    if in_src and _top_packages(root / "src"):
        return ("src", HERE) if _top_packages(root) else ("src",)
    if not _top_packages(root) and (root / "lib").is_dir() and _top_packages(root / "lib"):
        return ("lib",)
    return (HERE,)


def _is_folder_inside(root: Path, folder: str) -> bool:
    path = (root / folder).resolve()
    return path.is_dir() and path.is_relative_to(root)


def _top_packages(folder: Path) -> tuple[str, ...]:
    """Name the importable packages and modules directly in a folder."""
    return tuple(
        sorted(
            entry.name.removesuffix(".py")
            for entry in folder.iterdir()
            if _is_package(entry) or _is_module(entry)
        )
    )


def _is_package(entry: Path) -> bool:
    return (
        entry.is_dir()
        and not is_ignored(entry, at_top=True)
        and entry.name not in _TESTS_NAMES
        and (entry / "__init__.py").exists()
    )


def _is_module(entry: Path) -> bool:
    return entry.is_file() and entry.suffix == ".py" and not _is_no_subject(entry.name)


def _tests_dir(root: Path, roots: Sequence[str]) -> str:
    hints = pytest_hints(settings_files(root))
    told = [PurePosixPath(path).as_posix() for path in hints.testpaths]
    usable = [path for path in told if path not in {HERE, *roots} and "*" not in path]
    inside = [path for path in usable if (root / path).resolve().is_relative_to(root)]
    named = [path for path in inside if PurePosixPath(path).name in _TESTS_NAMES]
    if named:
        return next((path for path in named if (root / path).is_dir()), named[0])
    # pytest may be told to collect documents or examples, too: no place for a test file.
    holding = (path for path in inside if _holds_tests(root, path, hints.python_files))
    usual = (name for name in _TESTS_NAMES if (root / name).is_dir())
    return next(holding, None) or next(usual, None) or _tests_in_package(root, roots) or "tests"


def _holds_tests(root: Path, folder: str, python_files: Sequence[str]) -> bool:
    """Tell whether pytest finds a test file of the project's in a folder."""
    names = (PurePosixPath(path).name for path in files_below(root, folder))
    return any(fnmatchcase(name, pattern) for name in names for pattern in python_files)


def _tests_in_package(root: Path, roots: Sequence[str]) -> str | None:
    """Find "src/pkg/tests" where one package holds its own tests; None where none does."""
    for source_root in roots:
        for package in _top_packages(root / source_root):
            for name in _TESTS_NAMES:
                if (root / source_root / package / name).is_dir():
                    return PurePosixPath(source_root, package, name).as_posix()
    return None


def import_names(tree: Tree) -> tuple[str, ...]:
    """Name the top-level packages and modules that the checkout offers."""
    tops = {PurePosixPath(module_file(tree, path)).parts[0] for path in sources(tree)}
    return tuple(sorted(top.removesuffix(".py") for top in tops))


def module_file(tree: Tree, subject: str) -> str:
    """Return a subject's path below its source root: "src/shop/cart.py" gives "shop/cart.py"."""
    path = PurePosixPath(subject)
    fitting = [root for root in tree.source_roots if path.is_relative_to(root) or root == HERE]
    nearest = max(fitting, key=lambda root: len(PurePosixPath(root).parts), default=HERE)
    return path.relative_to(nearest).as_posix()


def sources(tree: Tree, settings: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Name the Python files that can be subjects, in order, relative to the root.

    No tests, docs, examples, build scripts, vendored or hidden folders, nor
    what the project's coverage settings leave out. `settings` are the texts of the
    settings files where not all at the top count.
    """
    found = {path for root in tree.source_roots for path in _python_files(tree, root)}
    given = settings_files(tree.root) if settings is None else settings
    counted = _counted(tree, coverage_settings(given))
    return tuple(sorted(path for path in found if counted(path)))


def _python_files(tree: Tree, source_root: str) -> Iterator[str]:
    tests = "" if tree.tests_dir == HERE else f"{tree.tests_dir}/"
    for path in files_below(tree.root, source_root, links=False):
        *folders, name = path.split("/")
        is_test = path.startswith(tests) or any(one in folders for one in _TESTS_NAMES)
        is_ours = name.endswith(".py") and not is_test and not _is_no_subject(name)
        if is_ours:
            yield path


def _is_no_subject(name: str) -> bool:
    return (
        name in _BUILD_SCRIPTS
        or name in {"conftest.py", "tests.py"}
        or name.startswith(("test_", "."))
        or name.endswith("_test.py")
    )


def _counted(tree: Tree, settings: CoverageSettings) -> Callable[[str], bool]:
    """Return the test whether coverage.py would count a file under the project's settings."""
    # Where the checkout lies is no part of the project: a copy lies elsewhere.
    top = f"/{tree.root.name}"
    omitted = _matcher(top, settings.omit)
    included = _matcher(top, settings.include)
    places = _source_folders(tree, settings.source)

    def counts(path: str) -> bool:
        absolute = f"{top}/{path}"
        if places and not any(PurePosixPath(path).is_relative_to(place) for place in places):
            return False
        wanted = bool(places) or not settings.include or included.match(absolute)
        return wanted and not omitted.match(absolute)

    return counts


def _matcher(root: str, patterns: Sequence[str]) -> GlobMatcher:
    """Match absolute paths; a pattern that starts with no wildcard starts at the root."""
    return GlobMatcher([
        pattern if pattern.startswith(("*", "?", "/")) else f"{root}/{pattern.removeprefix('./')}"
        for pattern in patterns
    ])  # fmt: skip


def _source_folders(tree: Tree, source: Sequence[str]) -> tuple[str, ...]:
    """Turn coverage.py's `source`, folders or dotted packages, into paths that exist."""
    found = []
    for name in source:
        dotted = name.replace(".", "/")
        guesses = [name, *(f"{root}/{dotted}{end}" for root in tree.source_roots for end in _ENDS)]
        found += [
            PurePosixPath(guess).as_posix()
            for guess in guesses
            if not guess.startswith("/") and (tree.root / guess).exists()
        ]
    return tuple(found)
