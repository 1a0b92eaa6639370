"""The parts of the solver's program that need no fork: a puzzle's function, footprints, ends."""

from __future__ import annotations

import asyncio
import dis
import os
from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import z3  # type: ignore[import-untyped]
from crosshair import core, core_and_libs
from crosshair.statespace import StateSpace, make_default_solver
from crosshair.util import PathTimeout

from bot.languages.python.worker.solving import explore, shadow, values
from bot.languages.python.worker.solving.footprints import TELLS_MAX, Footprints, Ground

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SUBJECT = "def f(x):\n    if (x and\n            x > 1):\n        return 1\n    return 2\n"
RETURNS = dis.opmap["RETURN_VALUE"]
OTHER = dis.opmap["NOP"]


def made(call: str, *setup: str, imports: tuple[str, ...] = (), **types: str) -> Callable[..., Any]:
    """Return a puzzle's function."""
    unknowns = [{"name": name, "type": kind} for name, kind in types.items()]
    plain = {"imports": imports, "setup": setup, "call": call, "unknowns": unknowns}
    return shadow.shadow_of(plain)[0]


class TestShadow:
    def test_unknowns_are_its_parameters(self) -> None:
        plain = {
            "imports": ["from decimal import Decimal as List"],
            "setup": ["text = '''a\n  b'''"],
            "call": "text * count",
            "unknowns": [{"name": "count", "type": "List[imported('decimal', 'Decimal')]"}],
        }

        function, signature = shadow.shadow_of(plain)

        assert function(2) == "a\n  ba\n  b"
        assert str(signature) == "(count: List[decimal.Decimal])"

    def test_set_up_alone_is_enough(self) -> None:
        assert made("", "x = [a]", a="int")(1) is None

    def test_iterators_are_run(self) -> None:
        assert made("(one for one in range(a))", a="int")(3) == [0, 1, 2]

    def test_coroutines_are_run_without_a_loop(self) -> None:
        setup = "async def f(x):\n    return x"

        assert made("asyncio.run(f(a))", setup, a="int")(7) == 7

    def test_a_coroutine_that_waits_for_ever_ends(self) -> None:
        imports = ("import asyncio",)
        setup = "async def f(x):\n    while True:\n        await asyncio.sleep(0)"

        with pytest.raises(shadow.Left):
            made("asyncio.run(f(a))", setup, imports=imports, a="int")(7)
        assert asyncio.sleep is not None

    @pytest.mark.parametrize("end", ["SystemExit(3)", "KeyboardInterrupt()", "GeneratorExit()"])
    def test_nothing_ends_the_program(self, end: str) -> None:
        with pytest.raises(shadow.Left):
            made("f()", f"def f():\n    raise {end}", a="int")(1)

    def test_patches_are_taken_back(self) -> None:
        function = made("shadow.FILE", 'monkeypatch.setattr("os.sep", a)', a="str",
                        imports=(f"from {shadow.__package__} import shadow",))  # fmt: skip

        before = os.sep
        assert function("!") == shadow.FILE
        assert os.sep == before


def step(footprints: Footprints, code: object, line: int, number: int = OTHER) -> None:
    frame = SimpleNamespace(f_code=code, f_lineno=line)
    footprints.trace_op(frame, code, number)  # type: ignore[arg-type]  # a frame's two fields


class TestFootprints:
    def test_lines_and_arcs_of_the_subject_are_noted(self, tmp_path: Path) -> None:
        path = str(tmp_path / "a.py")
        code = compile("x = 1", path, "exec")
        seen = Footprints(path, 100)
        frame = SimpleNamespace(f_code=code, f_lineno=3)

        for line, number in ((3, OTHER), (3, OTHER), (5, RETURNS)):
            frame.f_lineno = line
            seen.trace_op(frame, code, number)  # type: ignore[arg-type]  # as above

        assert seen.lines == {3, 5}
        assert seen.arcs == {(-1, 3), (3, 5), (5, -1)}

    def test_other_files_are_not(self, tmp_path: Path) -> None:
        seen = Footprints(str(tmp_path / "a.py"), 100)

        step(seen, compile("x = 1", "b.py", "exec"), 3)

        assert seen.lines == set()

    def test_too_many_steps_end_a_path_once(self, tmp_path: Path) -> None:
        code = compile("x = 1", str(tmp_path / "a.py"), "exec")
        seen = Footprints(str(tmp_path / "a.py"), 2)
        step(seen, code, 1)

        with pytest.raises(PathTimeout):
            step(seen, code, 2)
        step(seen, code, 3)

        assert 3 in seen.lines


class TestGround:
    @pytest.fixture
    def ground(self, tmp_path: Path) -> Ground:
        path = tmp_path / "a.py"
        path.write_text(SUBJECT)
        wanted = {"lines": [4, 5], "arcs": [[2, 4], [2, 5]], "first_line": 4, "last_line": 5}
        return Ground(str(path), wanted)

    def seen(self, ground: Ground, *lines: int) -> Footprints:
        footprints = Footprints(ground.path, 100)
        footprints.lines.update(lines)
        footprints.arcs.update(pairwise(lines))
        return footprints

    def test_a_path_is_wanted_until_enough_is_told(self, ground: Ground) -> None:
        path = self.seen(ground, 2, 3, 4)

        for _ in range(TELLS_MAX):
            assert ground.wants(path)
            ground.take(path)

        assert not ground.wants(path)
        assert not ground.wants(self.seen(ground, 2))

    def test_it_is_done_with_an_input_for_each_goal(self, ground: Ground) -> None:
        ground.take(self.seen(ground, 2, 4))
        assert not ground.is_done

        ground.take(self.seen(ground, 2, 5))
        assert ground.is_done


class TestEnds:
    def test_branches_and_work_are_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(StateSpace, "check_timeout", lambda self: self.asked.append(1))
        limits: Any = SimpleNamespace(choices_max=9, work_max=10**9)
        solver = make_default_solver()
        space: Any = SimpleNamespace(choices_made=[0] * 8, solver=solver, asked=[])
        explore._bound(limits)
        check: Any = StateSpace.check_timeout

        check(space)
        space.choices_made = [0] * 10
        with pytest.raises(PathTimeout):
            check(space)
        limits.work_max, space.choices_made = -1, []
        with pytest.raises(explore._Spent):
            check(space)

        assert space.asked == [1]

    def test_the_provers_work_grows(self) -> None:
        solver = make_default_solver()
        number = z3.Int("number")
        solver.add(number * number == 1521)
        solver.check()

        assert explore.work_of(solver) > 0


class TestTold:
    def test_an_input_is_told_by_name(self) -> None:
        told: list[dict[str, Any]] = []
        text = f"a{explore.WITHIN}1{explore.BETWEEN}b{explore.WITHIN}Box(2)"
        run = explore._Run(print, SimpleNamespace(path="", take=lambda _: None), told.append, 5)  # type: ignore[arg-type]  # what it asks of its ground
        named = SimpleNamespace(modulename="shop", qualname="Box")
        reprs: Any = SimpleNamespace(repr_references=[named])

        run._take(text, reprs)
        run._take("x" * (explore.SOURCE_CHARS_MAX + 1), reprs)
        run.differed()

        assert told == [{"values": [("a", "1"), ("b", "Box(2)")], "classes": [["shop", "Box"]]}]
        assert run.note == "the call is not deterministic"

    def test_arguments_are_written_by_name(self) -> None:
        args: Any = SimpleNamespace(arguments={"a": "x", "b": 2})

        assert explore._written(args) == f"a{explore.WITHIN}'x'{explore.BETWEEN}b{explore.WITHIN}2"


def test_values_are_made_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    assert core_and_libs.__all__  # importing it registers the makers
    makers = dict(core._SIMPLE_PROXIES)
    monkeypatch.setattr(core, "_SIMPLE_PROXIES", makers)
    before = makers[str]

    values.use_readable_values()

    assert makers[str] is not before
