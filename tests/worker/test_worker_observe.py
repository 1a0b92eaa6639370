"""What one situation did: its end, value, changes, files, output and error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.worker_project import Project, situation
from fakes.worker_subjects import DOING

from bot.domain.trial import ObservedEnd, ValueKind
from bot.languages.python import trial

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.trial import Observation
    from bot.languages.python.trial import PythonWorker


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PythonWorker]:
    project = Project(tmp_path_factory.mktemp("observe"), DOING)
    with project.worker() as worker:
        yield worker


def look(
    worker: PythonWorker, call: str, *setup: str, fixtures: tuple[str, ...] = ()
) -> Observation:
    (seen,) = worker.observe([situation(call, *setup, fixtures=fixtures)])
    return seen


def test_a_returned_value_is_described(worker: PythonWorker) -> None:
    seen = look(worker, "Cart().add('a')")

    assert seen.end is ObservedEnd.RETURNED
    assert seen.value is not None
    assert (seen.value.kind, seen.value.source) == (ValueKind.LITERAL, "1")
    assert seen.seconds > 0


def test_names_that_the_call_changed_are_told_with_their_new_value(worker: PythonWorker) -> None:
    seen = look(worker, "cart.add('b')", "cart = Cart('a')", "other = Cart()", "n = 1")

    ((name, value),) = seen.changed
    assert name == "cart"
    assert value.kind is ValueKind.OBJECT
    assert [(field, held.source) for field, held in value.fields] == [
        ("items", "['a', 'b']"),
        ("owner", "None"),
    ]


def test_an_explicit_error_is_told_with_its_line(worker: PythonWorker) -> None:
    seen = look(worker, "Cart().add('')")

    assert seen.end is ObservedEnd.RAISED
    assert seen.error is not None
    assert seen.error.type_name == "shop.subject.ShopError"
    assert seen.error.message == "no item: ''"
    assert seen.error.explicit
    assert DOING.splitlines()[seen.error.line - 1].strip().startswith("raise")
    assert seen.error.mro[1:] == ("builtins.Exception", "builtins.BaseException")


def test_an_error_from_elsewhere_is_not_explicit(worker: PythonWorker) -> None:
    seen = look(worker, "Cart().broken()")

    assert seen.error is not None
    assert not seen.error.explicit
    assert seen.error.line > 0


def test_an_error_that_never_entered_the_subject_has_no_line(worker: PythonWorker) -> None:
    seen = look(worker, "[][0]")

    assert seen.error is not None
    assert (seen.error.line, seen.error.explicit) == (0, False)


@pytest.mark.parametrize(
    ("call", "setup"),
    [
        ("Cart(", ()),
        ("cart.add(1)", ("cart = Nothing()",)),
        ("1", ("x = = 1",)),
        ("", ("x = unknown", "y = 1")),
    ],
)
def test_what_fails_before_the_act_is_broken(
    worker: PythonWorker, call: str, setup: tuple[str, ...]
) -> None:
    seen = look(worker, call, *setup)

    assert seen.end is ObservedEnd.BROKEN
    assert seen.note


def test_without_a_call_the_last_statement_is_the_act(worker: PythonWorker) -> None:
    fine = look(worker, "", "cart = Cart()", "cart.items += ['a']")
    bad = look(worker, "", "cart = Cart()", "cart.add('')")

    assert fine.end is ObservedEnd.RETURNED
    assert [name for name, _ in fine.changed] == ["cart"]
    assert bad.end is ObservedEnd.RAISED


def test_a_generator_is_shown_by_its_items(worker: PythonWorker) -> None:
    seen = look(worker, "countdown(3)")

    assert seen.value is not None
    assert (seen.value.kind, seen.value.source) == (ValueKind.ITERATED, "[3, 2, 1]")
    assert seen.lines


@pytest.mark.parametrize("call", ["forever()", "fails_late()"])
def test_an_iterator_that_is_not_shown_counts_no_lines(worker: PythonWorker, call: str) -> None:
    seen = look(worker, call)

    assert seen.value is not None
    assert seen.value.kind is ValueKind.OPAQUE
    assert seen.lines == frozenset()


def test_output_is_told(worker: PythonWorker) -> None:
    assert look(worker, "greet('you')").stdout == "hello you\n"
    assert look(worker, "talkative()").stdout == "1\n2\n"
    assert look(worker, "greet('closed')", "import sys", "sys.stdout.close()").stdout == ""


def test_text_files_under_tmp_path_are_told(worker: PythonWorker) -> None:
    old = "(tmp_path / 'old.txt').write_text('kept')"
    seen = look(worker, "save(tmp_path, 'hi')", old, fixtures=("tmp_path",))

    assert seen.end is ObservedEnd.RETURNED, seen.note
    assert seen.written == (("deep/a.txt", "hi"),)


def test_monkeypatch_is_at_hand(worker: PythonWorker) -> None:
    seen = look(worker, "where()", "monkeypatch.setenv('SHOP', 'here')", fixtures=("monkeypatch",))

    assert seen.value is not None
    assert seen.value.source == "'here'"


def test_coroutines_run_inside_the_call(worker: PythonWorker) -> None:
    (run, bare) = worker.observe(
        [
            situation("asyncio.run(later(2))", imports=("import asyncio", *IMPORT)),
            situation("later(2)"),
        ]
    )

    assert run.value is not None
    assert run.value.source == "4"
    assert bare.value is not None
    assert bare.value.kind is ValueKind.OPAQUE


IMPORT = ("from shop.subject import *",)


def test_chance_is_the_same_in_each_trial(worker: PythonWorker) -> None:
    first, second = worker.observe([situation("chance()"), situation("chance()")])

    assert first.value == second.value


@pytest.mark.parametrize("call", ["home()", "scratch()", "[str(home())]"])
def test_paths_of_the_trial_are_never_asserted(worker: PythonWorker, call: str) -> None:
    seen = look(worker, call)

    assert seen.value is not None
    assert seen.value.kind is ValueKind.OPAQUE


def test_reading_standard_input_fails_as_it_does_under_pytest(worker: PythonWorker) -> None:
    seen = look(worker, "ask()")

    assert seen.error is not None
    assert seen.error.type_name == "builtins.OSError"


def test_text_that_is_no_utf8_is_replaced(worker: PythonWorker) -> None:
    seen = look(worker, "surrogate()")

    assert seen.error is not None
    assert seen.error.message == "bad ? text"


def test_order_is_kept_over_many_batches(
    worker: PythonWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "BATCH_MAX", 3)

    seen = worker.observe([situation(str(n)) for n in range(8)])

    assert [one.value.source if one.value else "" for one in seen] == [str(n) for n in range(8)]


def test_a_situation_that_is_too_long_is_not_sent(worker: PythonWorker) -> None:
    long = situation(repr("x" * (trial.SITUATION_CHARS_MAX + 1)))

    first, second, third = worker.observe([situation("1"), long, situation("2")])

    assert first.end is third.end is ObservedEnd.RETURNED
    assert second.end is ObservedEnd.BROKEN
    assert "too long" in second.note


def test_variables_that_the_call_leaves_changed_are_named(worker: PythonWorker) -> None:
    setting = "__import__('os').environ.update({'B_LEFT': '1', 'A_LEFT': '2'})"
    restored = "monkeypatch.setenv('B_LEFT', '')"

    assert look(worker, setting).environ == (("A_LEFT", False), ("B_LEFT", False))
    assert look(worker, setting, restored, fixtures=("monkeypatch",)).environ == (
        ("A_LEFT", False),
    )
    assert look(worker, "Cart()").environ == ()
