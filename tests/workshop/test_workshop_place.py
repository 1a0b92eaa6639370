from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages.python.place import file_name, path_of_tests

DEFAULT = ("test_*.py", "*_test.py")


def place(subject: str, existing: Sequence[str] = (), tests_dir: str = "tests") -> str:
    return path_of_tests(subject, sources=[subject], tests_dir=tests_dir, existing=existing)


def test_a_project_without_tests_gets_them_at_the_top() -> None:
    assert place("src/shop/cart.py") == "tests/test_cart_missions.py"


@pytest.mark.parametrize("name", ["test_cart.py", "cart_test.py", "testcart.py"])
def test_tests_go_beside_the_subjects_own_tests(name: str) -> None:
    found = place("src/shop/cart.py", ["tests/unit/deep/" + name, "tests/test_a.py"])

    assert found == "tests/unit/deep/test_cart_missions.py"


def test_of_several_own_tests_the_nearest_by_folders_wins() -> None:
    existing = ["tests/other/test_cart.py", "tests/shop/test_cart.py"]

    assert place("src/shop/cart.py", existing) == "tests/shop/test_cart_missions.py"


def test_existing_folders_that_mirror_the_subject_are_followed() -> None:
    existing = ["tests/test_a.py", "tests/shop/pay/test_card.py"]

    assert place("shop/pay/cash.py", existing) == "tests/shop/pay/test_cash_missions.py"
    assert place("shop/other/x.py", existing) == "tests/shop/test_x_missions.py"


def test_a_unit_folder_is_used_where_nothing_stands_above_it() -> None:
    assert place("a.py", ["tests/unit/test_b.py"]) == "tests/unit/test_a_missions.py"
    assert place("a.py", ["tests/unit/test_b.py", "tests/test_c.py"]) == "tests/test_a_missions.py"


def test_a_package_is_called_by_its_own_name() -> None:
    assert place("src/shop/__init__.py") == "tests/test_shop_missions.py"
    assert place("__init__.py") == "tests/test_init_missions.py"
    assert place("shop/_parse.py") == "tests/test_parse_missions.py"


def test_a_shared_stem_is_told_apart_by_its_package() -> None:
    sources = ["src/shop/cart.py", "src/web/cart.py", "src/web/form.py"]

    names = [file_name(source, sources, DEFAULT) for source in sources]

    assert names == [
        "test_shop_cart_missions.py",
        "test_web_cart_missions.py",
        "test_form_missions.py",
    ]


WORDS = st.sampled_from(["a", "b", "a_b", "b_a", "a_b_a", "__init__", "_a"])
PATHS = st.lists(WORDS, min_size=1, max_size=3).map(lambda parts: "/".join(["p", *parts]) + ".py")


@given(st.sets(PATHS, min_size=2, max_size=8))
def test_no_two_sources_get_one_name_unless_their_whole_paths_read_alike(paths: set[str]) -> None:
    sources = sorted(paths)
    names = [file_name(source, sources, DEFAULT) for source in sources]
    whole = ["_".join(w.strip("_") for w in s[:-3].split("/") if w != "__init__") for s in sources]

    for i, one in enumerate(names):
        for j, other in enumerate(names[:i]):
            assert one != other or whole[i] == whole[j] or "init" in sources[i] + sources[j]


@pytest.mark.parametrize(
    ("patterns", "name"),
    [
        (("*_test.py",), "cart_missions_test.py"),
        (("check_*.py",), "check_cart_missions.py"),
        (("*.py",), "test_cart_missions.py"),
        (("tests.py",), "test_cart_missions.py"),
        (("spec/*.py", "spec_*.py"), "spec_cart_missions.py"),
    ],
)
def test_the_name_is_one_that_pytest_collects(patterns: tuple[str, ...], name: str) -> None:
    assert file_name("shop/cart.py", [], patterns) == name
