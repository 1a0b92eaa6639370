"""Every request that the code can send to GitHub, sent once, each with what it is called.

The code names each of them in a text, for its errors. `wordings` collects these texts out of
the code, `everything` plays through what makes them all: who adds a request to the code adds
it here, or a test fails.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fakehub.fakehub_api import Seen
from fakehub.fakehub_ground import SHOP
from fakes.records import RECORD

import bot
from bot.adapters.github.session import Session
from bot.commands.surroundings import check_switch
from bot.domain.coverage import Tally
from bot.domain.mission import Campaign, SkipKind, SkippedFile
from bot.domain.outcome import Status
from bot.doors import World, open_doors
from bot.settings import Command, Settings
from bot.stages.boards import DASHBOARD_LABEL, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pytest
    from fakes.publish_job import Job

T = TypeVar("T")
CODE = Path(bot.__file__).parent
DOOR = "bot.adapters.github"
WORDING = "what"
"""Name of the parameter that says what is asked for."""

BOT = "github-actions[bot]"
CHANGED = "def test_b():\n    assert 2\n"


@dataclass(frozen=True)
class Made:
    """What was asked for, by the text that the code has for it, and the requests that it took."""

    what: str
    requests: tuple[Seen, ...]


def wordings() -> frozenset[str]:
    """Return the texts of all requests in the code; of one with a name in it, what is before it."""
    trees = [tree for tree in map(_parsed, CODE.rglob("*.py")) if _knows_the_door(tree)]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef)]
    asking = {one.name for one in functions if _is_told(one)}
    return frozenset(
        text
        for function in functions
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and _name(call) in asking
        for text in _texts(call, is_told=_is_told(function))
    )


def unmade(made: Iterable[Made]) -> set[str]:
    """Return the texts of requests in the code that were not made."""
    asked = {one.what for one in made}
    return {text for text in wordings() if not any(what.startswith(text) for what in asked)}


def watched(job: Job, monkeypatch: pytest.MonkeyPatch) -> list[Made]:
    """Return the list that everything asked for from now on is added to."""
    made: list[Made] = []
    ask = Session.ask

    def noted(session: Session, what: str, request: Callable[[], T]) -> T:
        sent = len(job.hub.requests)
        try:
            return ask(session, what, request)
        finally:
            made.append(Made(what, tuple(job.hub.requests[sent:])))

    monkeypatch.setattr(Session, "ask", noted)
    return made


def everything(job: Job) -> None:
    """Play through all that is asked of GitHub; what ends badly fails here."""
    people = job.hub.people
    job.leave(replace(RECORD, status=Status.IMPROVED))
    _publish(job)
    job.leave(RECORD, CHANGED)
    _publish(job)
    # Somebody else was as fast: one comment, and one dashboard, too many.
    people.comment(SHOP, 1, people.issue(SHOP, 1).comments[0].body, by=BOT)
    second = people.open_issue(SHOP, title_of("main"), job.dashboard.body or "", by=BOT)
    people.label(SHOP, second.number, DASHBOARD_LABEL)
    _publish(job)
    people.comment(SHOP, 1, "please shorter")
    assert job.listen().code == 0
    _switch(job)
    gone = SkippedFile(RECORD.mission_id, "", SkipKind.OBSOLETE, "it is gone", Tally(0, 0))
    job.plan(Campaign(85, Tally(1, 4), (), skipped=(gone,)))
    (job.out / "missions" / RECORD.mission_id / "record.json").unlink()
    _publish(job)


def _publish(job: Job) -> None:
    ran = job.publish("--reviewer ada --expire-days 30")
    assert ran.code == 0, ran.out + ran.err


def _switch(job: Job) -> None:
    environ = {
        "GITHUB_TOKEN": job.hub.people.personal_token("octo"),
        "GITHUB_REPOSITORY": SHOP,
        "GITHUB_API_URL": job.hub.api_url,
        "GITHUB_SERVER_URL": job.hub.web_url,
    }
    world = World(environ, job.folder)
    settings = Settings(Command.DOCTOR, job.folder, job.folder)
    assert list(check_switch(world, open_doors(settings, world)))


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _knows_the_door(tree: ast.Module) -> bool:
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    own = any(isinstance(node, ast.ClassDef) and node.name == "Session" for node in tree.body)
    return own or any((node.module or "").startswith(DOOR) for node in imports)


def _is_told(function: ast.FunctionDef) -> bool:
    return WORDING in [one.arg for one in function.args.args]


def _name(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts(call: ast.Call, *, is_told: bool) -> Iterator[str]:
    """Yield what a call says is asked for; a function that is told itself may hand that on."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.JoinedStr):
        first = first.values[0]
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        yield first.value
    elif not (is_told and isinstance(first, ast.Name) and first.id == WORDING):
        raise AssertionError(f"line {call.lineno}: what is asked for must be a text")
