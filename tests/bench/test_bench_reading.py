"""What counts as an assertion, and as a line of test code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from benchmark.reading import code_lines, digest, read, without_assertion

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "body",
    [
        "assert f() == 1",
        "with pytest.raises(ValueError):\n        f()",
        "with pytest.warns(UserWarning):\n        f()",
        "self.assertEqual(f(), 1)",
        "check(f())",
    ],
)
def test_an_assertion_about_something_counts(body: str) -> None:
    helper = "def check(x):\n    assert x\n\n\n"

    assert without_assertion(f"{helper}def test_a():\n    {body}\n") == []


@pytest.mark.parametrize("body", ["f()", "assert True", "assert 1 == 1", "x = f()", "pass"])
def test_a_test_that_cannot_fail_on_a_value_does_not_count(body: str) -> None:
    assert without_assertion(f"def test_a():\n    {body}\n") == ["test_a"]


def test_a_strict_xfail_counts_only_with_its_exception() -> None:
    text = (
        "@pytest.mark.xfail(strict=True)\ndef test_a():\n    f()\n\n"
        "@pytest.mark.xfail(strict=True, raises=TypeError)\ndef test_b():\n    f()\n"
    )

    assert without_assertion(text) == ["test_a"]


def test_lines_are_neither_blank_nor_comment() -> None:
    assert code_lines("# why\n\nimport x\n\n\ndef test_a():\n    # so\n    assert x  # yes\n") == 3


def test_files_are_summed_up_and_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def test_a():\n    f()\n")
    (tmp_path / "b.py").write_text("def test_b():\n    assert f()\n")

    found = read(tmp_path, ["a.py", "b.py"])

    assert (found.lines, found.without_assertion) == (4, ("a.py::test_a",))
    assert digest(tmp_path, ["a.py"]) != digest(tmp_path, ["b.py"])
