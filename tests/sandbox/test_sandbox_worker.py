"""A warm worker works in every tier: what it looks at itself is not out of its reach."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import coverage
import pytest
from fakes.confinement import PYTHON_PATHS, WORKING, tier_name

from bot.domain.mission import EngineName, Limits
from bot.domain.tested import TestEnd
from bot.domain.trial import Look, ObservedEnd, Situation
from bot.languages.python.interpreter.environment import SubjectPython
from bot.languages.python.tree import find_tree
from bot.languages.python.workshop import PythonWorkshop
from bot.ports.worker import Conditions

if TYPE_CHECKING:
    from bot.ports.world import Sandbox

OVERLAY = Path(coverage.__file__).parent.parent
PYTHON = SubjectPython(Path(sys.executable), "3.12.1", "given: x", PYTHON_PATHS, OVERLAY)
SUBJECT = "src/shop/cart.py"
TEST = "from shop.cart import double\n\ndef test_double():\n    assert double(2) == 4\n"


def workshop(root: Path, sandbox: Sandbox) -> PythonWorkshop:
    for path, text in {
        "src/shop/__init__.py": "",
        SUBJECT: "def double(n):\n    return 2 * n\n",
        "tests/test_none.py": "",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return PythonWorkshop(find_tree(root, None), PYTHON, sandbox, Limits())


@pytest.mark.parametrize("sandbox", WORKING, ids=tier_name)
def test_a_worker_describes_observes_and_runs_tests(sandbox: Sandbox, tmp_path: Path) -> None:
    calls = [f"double({n})" for n in range(3)]
    line = ("from shop.cart import double",)
    wanted = [Situation("double", line, (), call, EngineName.SEARCH) for call in calls]
    worker = workshop(tmp_path / "shop", sandbox).worker(SUBJECT, Conditions())

    try:
        facts = worker.facts()
        glances, alone = worker.observe(wanted, look=Look.GLANCE), worker.observe(wanted)
        run = worker.try_tests(TEST, "test_cart_missions.py")
    finally:
        worker.close()

    assert [one.qualname for one in facts.functions] == ["double"]
    for seen in (glances, alone):
        assert [one.note for one in seen] == ["", "", ""]
        assert [one.end for one in seen] == [ObservedEnd.RETURNED] * 3
        assert [one.value and one.value.source for one in seen] == ["0", "2", "4"]
    assert [end for _, end in run.ends] == [TestEnd.PASSED], run.note
