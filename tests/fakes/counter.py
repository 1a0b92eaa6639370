"""A small shop to repair situations against: its facts, and a run of each situation for real.

The run stands in for the worker: imports, set-up and call by `exec`, no fork and no limits.
"""

from __future__ import annotations

import importlib
import pathlib
import sys
import traceback
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
from fakes.inspected_facts import module_facts
from fakes.shop_texts import CART, TEXTS

from bot.domain.facts import ParameterFacts, ParameterKind, TypeFacts
from bot.domain.mission import EngineName, Limits
from bot.domain.trial import (
    ErrorSeen,
    Expectation,
    Observation,
    ObservedEnd,
    OracleOrigin,
    Situation,
    Value,
    ValueKind,
)
from bot.engines.repair.repair import Repairer
from bot.engines.repair.rule import Filling, Knowledge
from bot.ports.engine import Material

if TYPE_CHECKING:
    from bot.engines.repair.repair import Repair

_FILLINGS = {
    "builtins.str": (Filling('"abc"'), Filling('""')),
    "builtins.int": (Filling("1"), Filling("0")),
    "decimal.Decimal": (Filling('Decimal("1.50")', ("from decimal import Decimal",)),),
}


def make(parameter: ParameterFacts, name: str) -> tuple[Filling, ...]:
    """Return fillings as the factories do, a few types only."""
    kind = parameter.type.name
    if kind.endswith(".Cart"):
        return (Filling('Cart("abc")', ("from shop.cart import Cart",)),)
    if kind.endswith(".Payer"):
        fake = "class FakePayer(Payer):\n    def pay(self, amount):\n        return True"
        return (Filling("FakePayer()", ("from shop.cart import Payer",), (fake,)),)
    if kind == "pathlib.Path":
        return (Filling(name, (), (f'{name} = tmp_path / "a.txt"',), ("tmp_path",)),)
    return _FILLINGS.get(kind, () if parameter.name == "unmakeable" else (Filling("1"),))


@dataclass
class Counter:
    """The shop, and what is tried at it."""

    module: ModuleType
    folder: pathlib.Path
    material: Material
    repairer: Repairer = field(init=False)

    def __post_init__(self) -> None:
        self.knowledge = Knowledge(self.material, make)
        self.repairer = Repairer(self.knowledge)

    def observe(self, situation: Situation) -> Observation:
        """Run a situation as the worker does."""
        patch = pytest.MonkeyPatch()
        scope: dict[str, object] = {"tmp_path": self.folder, "monkeypatch": patch}
        scope = {name: one for name, one in scope.items() if name in situation.fixtures}
        *before, act = (*situation.setup, situation.call) if situation.call else situation.setup
        try:
            exec("\n".join(situation.imports), scope)
            for statement in before:
                exec(statement, scope)
            code = compile(act.strip(), "<act>", "eval" if situation.call else "exec")
        except BaseException as error:  # noqa: BLE001 - whatever it raises is observed
            patch.undo()
            return seen(ObservedEnd.BROKEN, note=f"{type(error).__name__}: {error}")
        try:
            value = eval(code, scope)
        except BaseException as error:  # noqa: BLE001 - as above
            return seen(ObservedEnd.RAISED, error=self._error(error))
        finally:
            patch.undo()
        return seen(ObservedEnd.RETURNED, value=Value(ValueKind.LITERAL, "?", repr(value)))

    def _error(self, error: BaseException) -> ErrorSeen:
        kind = type(error)
        frames = traceback.extract_tb(error.__traceback__)
        own = [one for one in frames if one.filename == self.module.__file__]
        line = own[-1].lineno or 0 if own else 0
        name = f"{kind.__module__}.{kind.__qualname__}"
        raised = bool(own) and (own[-1].line or "").startswith("raise ")
        return ErrorSeen(
            name, str(error), line, raised, tuple(one.__name__ for one in kind.__mro__)
        )

    def chain(self, situation: Situation) -> list[Repair]:
        """Repair until something returns, first answers first; return the repairs that led on."""
        waiting: list[tuple[Situation, list[Repair]]] = [(situation, [])]
        while waiting:
            one, before = waiting.pop(0)
            found = self.observe(one)
            if found.end is ObservedEnd.RETURNED and (before or one.expectation is None):
                return before
            repaired = self.repairer.repair(one, found)
            waiting += [(repair.situation, [*before, repair]) for repair in repaired]
        return []


def counter(folder: pathlib.Path) -> Counter:
    """Write the shop into a folder of the path, and import it."""
    for path, text in TEXTS.items():
        place = folder / path
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")
    close()
    module = importlib.import_module("shop.cart")
    facts = module_facts(module, (set(), set()))
    facts = type(facts)(**{**vars(facts), "path": "shop/cart.py"})
    return Counter(module, folder, Material(facts, (), CART, TEXTS, 1, Limits()))


def close() -> None:
    """Forget the shop."""
    for name in [one for one in sys.modules if one.split(".")[0] == "shop"]:
        del sys.modules[name]


def picture(text: str) -> tuple[Situation, str]:
    """Read a situation and what it is to become: lines of `- `, `+ ` or both, and `@fixture`.

    The last line is the call. The indent of the closing quotes is taken away.
    """
    lines = text.strip("\n").split("\n")
    indent = len(lines.pop())
    marked = [(line[indent : indent + 1], line[indent + 2 :]) for line in lines]
    before = [line for mark, line in marked if mark != "+"]
    after = [line for mark, line in marked if mark != "-"]
    return _situation(before), "\n".join(after)


def _situation(lines: list[str]) -> Situation:
    fixtures = tuple(line[1:] for line in lines if line.startswith("@"))
    imports = tuple(line for line in lines if line.startswith(("import", "from ")))
    rest = [line for line in lines if not line.startswith(("@", "import", "from "))]
    setup: list[str] = []
    for line in rest[:-1]:
        if line[:1] in {" ", ""} and setup:
            setup[-1] += f"\n{line}"
        else:
            setup.append(line)
    return situation(rest[-1], setup=tuple(setup), imports=imports, fixtures=fixtures)


def mended(shop: Counter, broken: Situation) -> tuple[list[str], str]:
    """Return the rules that mended a situation, and the picture of what became of it."""
    found = shop.chain(broken)
    if not found:
        return [], ""
    last = found[-1].situation
    return [one.rule for one in found], "\n".join(
        [*(f"@{name}" for name in last.fixtures), last.source]
    )


def situation(  # noqa: PLR0913 - a situation has that many parts
    call: str = "",
    *,
    setup: tuple[str, ...] = (),
    imports: tuple[str, ...] = (),
    fixtures: tuple[str, ...] = (),
    expected: str | None = None,
    raises: str | None = None,
    origin: OracleOrigin = OracleOrigin.EXPECTED,
) -> Situation:
    """Make a situation of the shop."""
    said = Expectation(origin, "the model", expected, raises) if expected or raises else None
    return Situation("", imports, setup, call, EngineName.MODEL, fixtures, said)


def seen(
    end: ObservedEnd, *, error: ErrorSeen | None = None, value: Value | None = None, note: str = ""
) -> Observation:
    """Make an observation."""
    return Observation(end, frozenset(), frozenset(), value, error, note=note)


def raised(kind: str, message: str, line: int = 0) -> Observation:
    """Make the observation of an exception."""
    return seen(ObservedEnd.RAISED, error=ErrorSeen(f"builtins.{kind}", message, line, False))  # noqa: FBT003


def parameter(
    name: str,
    kind: ParameterKind = ParameterKind.POSITIONAL_OR_KEYWORD,
    *,
    type: TypeFacts = TypeFacts(),  # noqa: A002, B008 - as the facts name it; it is frozen
) -> ParameterFacts:
    """Make a parameter."""
    return ParameterFacts(name, kind, type)
