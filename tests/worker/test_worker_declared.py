"""What the types of a running module rule out: in doubt nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.judging import returned
from fakes.worker_project import MODULE, SUBJECT, Project, situation

from bot.languages.python.craft.craft import PythonCraft

if TYPE_CHECKING:
    from bot.domain.facts import ModuleFacts

TYPES = """
from typing import Annotated, Any, Callable, Literal, NewType, Optional, Protocol, TypedDict
from typing import Dict, List, TypeVar, Union

class Movie(TypedDict):
    title: str

class Sequel(Movie, total=False):
    number: int

class Sized(Protocol):
    def size(self) -> int: ...

class Plain:
    pass

Key = NewType("Key", int)
T = TypeVar("T")
Alias = "Union[int, Plain]"
Rows = List["Movie"]
Deep = Dict[str, "Alias"]

def movie(one: Movie): ...
def sequel(one: Optional[Sequel]): ...
def sized(one: Sized): ...
def plain(one: Plain): ...
def key(one: Key): ...
def noted(one: Annotated[int, "more than 0"]): ...
def mode(one: Literal["r", None]): ...
def maker(one: Callable[..., int]): ...
def alias(one: Alias): ...
def rows(one: Rows): ...
def deep(one: Deep): ...
def any_of(one: T) -> T: ...
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> ModuleFacts:
    with Project(tmp_path_factory.mktemp("declared"), TYPES).worker() as worker:
        return worker.facts()


@pytest.mark.parametrize(
    ("call", "is_out"),
    [
        ("movie({'title': 'a'})", False),
        ("movie(['a'])", True),
        ("sequel({'title': 'a'})", False),
        ("sequel(None)", False),
        ("sequel(1)", True),
        ("sized('a')", False),
        ("plain({})", True),
        ("key(1)", False),
        ("key('a')", True),
        ("noted(1)", False),
        ("noted('a')", True),
        ("mode('r')", False),
        ("mode(None)", False),
        ("mode('q')", True),
        ("maker(lambda: 1)", False),
        ("maker(1)", True),
        ("alias(1)", False),
        ("alias('a')", True),
        ("rows([{'title': 'a'}])", False),
        ("rows(1)", True),
        ("deep({'a': 1})", False),
        ("deep({'a': 'b'})", True),
        ("any_of('a')", False),
    ],
)
def test_only_what_is_plainly_of_another_type_is_ruled_out(
    facts: ModuleFacts, call: str, *, is_out: bool
) -> None:
    craft = PythonCraft(module=MODULE, subject=SUBJECT, source=TYPES).knowing(facts)

    assert craft.rules_out(situation(call), returned()) is is_out
