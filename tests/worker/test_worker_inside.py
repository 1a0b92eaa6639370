"""What happens inside a trial's process, looked at from inside: no fork, no coverage.

The other tests of this room see the same code from outside, through the pipe.
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import MODULE, Project, situation
from fakes.worker_subjects import DOING, MONEY, TYPED

from bot import codec
from bot.domain.facts import ModuleFacts
from bot.domain.trial import Observation, ObservedEnd, ValueKind
from bot.languages.python.worker.boot import Stage
from bot.languages.python.worker.facts import describe_module
from bot.languages.python.worker.observe import Observer, Task
from bot.languages.python.worker.protocol import parse_config
from bot.languages.python.worker.suite_run import run_file
from bot.languages.python.worker.tracing import Meter, Ran

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.domain.trial import Situation


class Uncounted(Meter):
    """A meter that counts starts, so that this process's own measurement goes on undisturbed."""

    def __init__(self) -> None:
        self.runs = 0
        self.kept: Ran | None = None

    def start(self) -> None:
        self.runs += 1

    def stop(self) -> None:
        pass

    def ran(self) -> Ran:
        return self.kept or Ran(frozenset({self.runs}))

    def freeze(self, ran: Ran) -> None:
        self.kept = ran


def imported(project: Project) -> Stage:
    config = parse_config(project.config().to_json())
    return Stage(config, Uncounted(), importlib.import_module(MODULE))


@pytest.fixture
def stage(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    files = {"src/shop/money.py": MONEY, "src/shop/only_checked.py": "class Ghost: pass\n"}
    project = Project(tmp_path, request.param, files)
    sys.path.insert(0, str(project.root / "src"))
    try:
        yield imported(project)
    finally:
        sys.path.pop(0)
        for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
            del sys.modules[name]


@pytest.mark.parametrize("stage", [TYPED], indirect=True, ids=["typed"])
def test_facts_can_be_read_as_the_host_reads_them(stage: Stage) -> None:
    facts = codec.from_plain(ModuleFacts, describe_module(stage))

    assert {"typed", "managed"} <= {found.qualname for found in facts.functions}
    assert {"Cart", "Cart.Line", "Item"} <= {found.qualname for found in facts.classes}
    assert "shop.money.Purse" in {found.name for found in facts.known_classes}


def look(stage: Stage, folder: Path, asked: Situation) -> Observation:
    seen = Observer(stage, folder).observe(Task.of(codec.to_plain(asked)))
    return codec.from_plain(Observation, seen.plain())


@pytest.mark.parametrize("stage", [DOING], indirect=True, ids=["doing"])
@pytest.mark.parametrize(
    ("call", "setup", "end"),
    [
        ("Cart().add('a')", (), ObservedEnd.RETURNED),
        ("Cart().add('')", (), ObservedEnd.RAISED),
        ("cart.add('b')", ("cart = Cart()",), ObservedEnd.RETURNED),
        ("", ("cart = Cart()", "cart.add('')"), ObservedEnd.RAISED),
        ("Cart(", (), ObservedEnd.BROKEN),
        ("surrogate()", (), ObservedEnd.RAISED),
        ("greet('you')", ("import sys", "sys.stdout.close()"), ObservedEnd.RAISED),
        ("ask()", (), ObservedEnd.RAISED),
        ("print('x' * 20000)", (), ObservedEnd.RETURNED),
    ],
)
def test_ends_are_told(
    stage: Stage, tmp_path: Path, call: str, setup: tuple[str, ...], end: ObservedEnd
) -> None:
    assert look(stage, tmp_path, situation(call, *setup)).end is end


@pytest.mark.parametrize("stage", [DOING], indirect=True, ids=["doing"])
def test_changes_and_files_are_told(stage: Stage, tmp_path: Path) -> None:
    asked = situation(
        "(save(tmp_path, where()), cart.add(1))[1]",
        "cart = Cart()",
        "monkeypatch.setenv('SHOP', 'here')",
        fixtures=("tmp_path", "monkeypatch"),
    )

    seen = look(stage, tmp_path, asked)

    assert [name for name, _ in seen.changed] == ["cart"]
    assert seen.written == (("deep/a.txt", "here"),)


@pytest.mark.parametrize("stage", [DOING], indirect=True, ids=["doing"])
def test_iterators_count_only_where_they_are_shown(stage: Stage, tmp_path: Path) -> None:
    shown = look(stage, tmp_path, situation("talkative()"))
    endless = look(stage, tmp_path, situation("forever()"))
    late = look(stage, tmp_path, situation("fails_late()"))

    kinds = [one.value.kind for one in (shown, endless, late) if one.value]
    assert kinds == [
        ValueKind.ITERATED if one is shown else ValueKind.OPAQUE for one in (shown, endless, late)
    ]
    assert shown.stdout == "1\n2\n"


@pytest.mark.parametrize("stage", [DOING], indirect=True, ids=["doing"])
def test_without_pytest_a_run_says_why(stage: Stage) -> None:
    told: list[object] = []

    run = run_file(stage, "nowhere.py", told.append)

    assert run["broken"]
    assert run["note"] == "no pytest"
    assert told == []
