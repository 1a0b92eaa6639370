"""Which files an import statement can name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.languages.python.module_names import module_name, why_no_import

PARTS = st.from_regex(r"[a-z_][a-z0-9_.-]{0,4}|class|async|match", fullmatch=True)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("shop/my-tool.py", "'my-tool' is no Python name"),
        ("my scripts/run.py", "'my scripts' is no Python name"),
        ("shop/2fast.py", "'2fast' is no Python name"),
        ("shop/a.b.py", "'a.b' is no Python name"),
        ("shop/lambda.py", "'lambda' is a keyword of Python"),
        ("class/__init__.py", "'class' is a keyword of Python"),
        ("shop/ﬁle.py", "'ﬁle' is looked for as 'file'"),
        ("__main__.py", "'__main__' at the top is the running program itself"),
    ],
)
def test_a_file_that_no_import_can_name_is_told_with_what_to_do(path: str, why: str) -> None:
    told = why_no_import(path, f"src/{path}")

    assert told.startswith(f"src/{path}: tests cannot import it, {why}; ")
    assert "rename it" in told
    assert "`omit`" in told


@pytest.mark.parametrize("path", ["shop/cart.py", "shop/__main__.py", "match.py", "élan.py"])
def test_a_file_with_a_name_of_python_can_be_imported(path: str) -> None:
    assert why_no_import(path, path) == ""


@given(st.lists(PARTS, min_size=1, max_size=3))
def test_what_is_let_through_is_an_import_that_compiles(parts: list[str]) -> None:
    path = "/".join(parts) + ".py"

    if not why_no_import(path, path):
        compile(f"import {module_name(path)}", "test", "exec")
