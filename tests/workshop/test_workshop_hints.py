import pytest

from bot.languages.python.hints import PytestHints, is_at_hand, project_hints, pytest_hints


@pytest.mark.parametrize(
    ("files", "roots"),
    [
        ({"pyproject.toml": '[tool.setuptools.package-dir]\n"" = "src/"'}, ("src",)),
        ({"pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["a", "b"]'}, ("a", "b")),
        ({"pyproject.toml": '[tool.pdm.build]\npackage-dir = "code"'}, ("code",)),
        ({"pyproject.toml": '[tool.maturin]\npython-source = "python"'}, ("python",)),
        (
            {"pyproject.toml": '[tool.poetry]\npackages = [{include = "a", from = "src"}, "odd"]'},
            ("src",),
        ),
        (
            {"pyproject.toml": '[tool.hatch.build.targets.wheel]\npackages = ["src/a", "b"]'},
            ("src", "."),
        ),
        ({"setup.cfg": "[options]\npackage_dir =\n    = lib\n    x = y\n"}, ("lib",)),
        ({"setup.cfg": "[options.packages.find]\nwhere = src\n"}, ("src",)),
        ({"setup.py": "setup(package_dir={'': 'source'})"}, ("source",)),
        ({"setup.py": "setup()"}, ()),
        ({"pyproject.toml": "not toml ["}, ()),
        ({"setup.cfg": "not ini"}, ()),
        ({"pyproject.toml": "tool = 3"}, ()),
    ],
)
def test_source_roots_are_read_where_projects_write_them(
    files: dict[str, str], roots: tuple[str, ...]
) -> None:
    assert project_hints(files).source_roots == roots


@pytest.mark.parametrize(
    ("files", "needs"),
    [
        ({}, False),
        ({"pyproject.toml": "[project]\ndependencies = []"}, False),
        ({"pyproject.toml": '[project]\ndependencies = ["attrs"]'}, True),
        ({"pyproject.toml": '[project]\ndynamic = ["dependencies"]'}, True),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.9"'}, False),
        ({"pyproject.toml": '[tool.poetry.dependencies]\nattrs = "*"'}, True),
        ({"setup.cfg": "[options]\ninstall_requires = attrs"}, True),
        ({"setup.py": "setup(install_requires=[])"}, False),
        ({"setup.py": "setup(install_requires=read())"}, True),
    ],
)
def test_dependencies_are_seen_where_projects_write_them(
    files: dict[str, str],
    needs: bool,  # noqa: FBT001 - a case of a table
) -> None:
    assert project_hints(files).has_dependencies is needs


EXTRAS = "[project.optional-dependencies]\n"
CFG_EXTRAS = "[options.extras_require]\n"


@pytest.mark.parametrize(
    ("files", "extras", "needs"),
    [
        ({"pyproject.toml": EXTRAS + 'test = ["pytest>=8"]'}, ("test",), False),
        ({"pyproject.toml": EXTRAS + 'docs = ["x"]\ndev = ["Pytest_Cov", "tox"]'}, ("dev",), True),
        ({"pyproject.toml": '[tool.poetry.extras]\ntests = ["pytest"]'}, ("tests",), False),
        ({"setup.cfg": CFG_EXTRAS + "testing =\n    pytest\n    mock"}, ("testing",), True),
        ({"setup.py": "setup(extras_require={'test': reqs, **more})"}, ("test",), True),
        ({"setup.py": "setup(extras_require=extras)"}, (), False),
        ({"setup.py": "not python ("}, (), False),
    ],
)  # fmt: skip
def test_extras_for_tests_are_found(
    files: dict[str, str],
    extras: tuple[str, ...],
    needs: bool,  # noqa: FBT001 - a case of a table
) -> None:
    found = project_hints(files)

    assert (found.extras, found.test_needs) == (extras, needs)


def test_dependency_groups_include_others_and_may_be_a_circle() -> None:
    text = """
    [dependency-groups]
    base = ["attrs", {include-group = "test"}, 3]
    test = ["pytest", {include-group = "base"}, "attrs", {odd = "x"}]
    docs = ["sphinx"]
    """

    assert project_hints({"pyproject.toml": text}).requirements == ("pytest", "attrs")


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.py", "setup.cfg"])
def test_a_project_with_metadata_can_be_installed(name: str) -> None:
    texts = {"pyproject.toml": "[project]\nname = 'a'", "setup.py": "#", "setup.cfg": "[metadata]"}

    assert project_hints({name: texts[name]}).installable
    assert not project_hints({}).installable


@pytest.mark.parametrize(
    ("requirement", "at_hand"),
    [("pytest", True), ("pytest>=7; python_version<'4'", True), ("pytest_cov", True),
     ("coverage[toml]", True), ("pytest-asyncio", False), ("pytest @ x", True), ("", True)],
)  # fmt: skip
def test_what_measuring_brings_is_no_need(requirement: str, at_hand: bool) -> None:  # noqa: FBT001 - a case of a table
    assert is_at_hand(requirement) is at_hand


OPTIONS = "addopts = -ra -m 'not slow'\ntestpaths = a b\npython_files = check_*.py\n"
HINTS = PytestHints(("-ra", "-m", "not slow"), ("a", "b"), ("check_*.py",))


LISTS = "testpaths = ['a', 'b']\npython_files = ['check_*.py']\n"
WORDS = """addopts = '-ra -m "not slow"'\n""" + LISTS
LIST_OPTIONS = "addopts = ['-ra', '-m', 'not slow']\n" + LISTS


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\n" + OPTIONS),
        (".pytest.ini", "[pytest]\n" + OPTIONS),
        ("tox.ini", "[pytest]\n" + OPTIONS),
        ("setup.cfg", "[tool:pytest]\n" + OPTIONS),
        ("pyproject.toml", "[tool.pytest.ini_options]\n" + WORDS),
        ("pyproject.toml", "[tool.pytest]\n" + LIST_OPTIONS),
        ("pytest.toml", "[pytest]\n" + LIST_OPTIONS),
    ],
)
def test_pytest_options_are_read_from_each_of_its_files(name: str, text: str) -> None:
    assert pytest_hints({name: text}) == HINTS


def test_pytests_own_file_hides_the_others_even_when_empty() -> None:
    files = {"pytest.ini": "", "tox.ini": "[pytest]\n" + OPTIONS}

    assert pytest_hints(files) == PytestHints()


def test_without_settings_pytests_defaults_hold() -> None:
    assert pytest_hints({"tox.ini": "[tox]"}) == PytestHints((), (), ("test_*.py", "*_test.py"))


def test_addopts_with_an_open_quote_are_split_at_spaces() -> None:
    assert pytest_hints({"pytest.ini": "[pytest]\naddopts = -k 'a"}).addopts == ("-k", "'a")
