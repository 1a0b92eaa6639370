from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import MissionFileError
from bot.mission.file import nodes
from bot.mission.file.nodes import Listing, Scalar, ScalarKind, Table, compose


def read(text: str) -> nodes.Node:
    return compose(text, path="m.yaml", characters_max=10_000)


def refusal(text: str) -> str:
    with pytest.raises(MissionFileError) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "1:1: holds no document"),
        ("# only a comment\n", "1:1: holds no document"),
        ("a: 1\r\nb: 2\r\n", "1:5: has a carriage return (Windows line end); save it with LF"),
        ("\ufeffa: 1", "1:1: starts with a byte order mark"),
        ("a: \x00", "1:4: holds the character U+0000"),
        ("a: 1\nb: \udcff", "2:4: is not UTF-8 text"),
        ("a: 1\na: 2", "2:1: has the key 'a' twice (first on line 1); remove one"),
        ("x: {a: 1, a: 2}", "1:11: has the key 'a' twice"),
        ("a: &b 1", "1:4: uses an anchor or alias"),
        ("a: *b", "1:4: uses an anchor or alias"),
        ("<<: {a: 1}\nb: &x [1]", "2:4: uses an anchor"),
        ("a: !!python/object/apply:os.system [ls]", "1:4: uses a tag"),
        ("a: !x {}", "1:4: uses a tag"),
        ("a: !!str 1", "1:4: uses a tag"),
        ("a: 1\n---\nb: 2", "2:1: holds a second document"),
        ("a:\n\tb: 1", "2:1: is indented with a tab; indent with spaces"),
        ("a: [1, 2", "is not YAML: while parsing a flow sequence"),
        ("a: 'x", "is not YAML: while scanning a quoted scalar"),
        ("a: b: c", "1:5: is not YAML"),
        ("? [a]\n: b", "1:3: has a collection as a key"),
        ("[" * 17 + "]" * 17, "1:17: nests deeper than 16 levels"),
        ("[" * 5000, "nests deeper than 16 levels"),
        ("x" * 10_001, "1:1: is longer than 10000 characters"),
    ],
)
def test_what_no_mission_needs_is_refused_where_it_stands(text: str, message: str) -> None:
    assert message in refusal(text)


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )

    assert "m.yaml:1:4: uses an anchor" in refusal(bomb)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("12", ScalarKind.WHOLE),
        ("-3", ScalarKind.WHOLE),
        ("010", ScalarKind.OTHER),
        ("1_0", ScalarKind.OTHER),
        ("9" * 19, ScalarKind.OTHER),
        ("1.5", ScalarKind.OTHER),
        ("1:30", ScalarKind.OTHER),
        ("2026-01-02", ScalarKind.OTHER),
        ("true", ScalarKind.FLAG),
        ("yes", ScalarKind.OTHER),
        ("~", ScalarKind.NOTHING),
        ("null", ScalarKind.NOTHING),
        ("word", ScalarKind.TEXT),
        ("'12'", ScalarKind.TEXT),
        ('"true"', ScalarKind.TEXT),
    ],
)
def test_a_scalar_is_what_it_looks_like(written: str, kind: ScalarKind) -> None:
    node = read(f"a: {written}")

    assert isinstance(node, Table)
    value = node.get("a")
    assert isinstance(value, Scalar)
    assert value.kind is kind


@pytest.mark.parametrize("loader", [yaml.SafeLoader, nodes._LOADER])
def test_both_parsers_place_nodes_alike(loader: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "_LOADER", loader)

    root = read("a: é x  # why\nb:\n  - {c: 'd'}\n")

    assert root == Table(
        (
            (_text("a", 1, 1, 2), _text("é x", 1, 4, 7)),
            (
                _text("b", 2, 1, 2),
                Listing((Table(((_text("c", 3, 6, 7), _text("d", 3, 9, 12)),), 3, 5),), 3, 3),
            ),
        ),
        1,
        1,
    )


def _text(value: str, line: int, column: int, end_column: int) -> Scalar:
    return Scalar(value, ScalarKind.TEXT, line, column, line, end_column)


@given(st.text(max_size=80) | st.text(alphabet="a:{}[]-,&*!|>'\"\n\t# ", max_size=40))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    place = _refused_at(text)

    assert place is None or (1 <= place[0] <= text.count("\n") + 2 and place[1] >= 1)


def _refused_at(text: str) -> tuple[int, int] | None:
    try:
        read(text)
    except MissionFileError as error:
        return error.line, error.column
    return None
