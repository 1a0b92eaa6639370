"""listen: read what people did with the bot's pull requests and dashboard; writes one file.

It needs a token that reads, executes nothing, and changes nothing on the forge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.adapters.github.board import NoBoard
from bot.adapters.github.talks import talks_of
from bot.adapters.result_dir import ResultDir
from bot.codec import to_json
from bot.commands.boarding import tell_doubt
from bot.commands.hearing_people import forbidden, joined
from bot.commands.publishing import tell_cut
from bot.domain.forge import has_label
from bot.doors import open_doors
from bot.forges import base_of, open_board, open_pulls, open_session
from bot.stages.dashboard import BoardRead, heard_on
from bot.stages.drafts import branches_of
from bot.stages.hearing import answers_of, mission_of
from bot.stages.manners import STOP_LABEL

if TYPE_CHECKING:
    from bot.adapters.github.board import Board
    from bot.adapters.github.session import Session
    from bot.domain.answers import Answers
    from bot.doors import Doors, World
    from bot.settings import Settings

ANSWERS = "answers.json"
HEARD_MAX = 500
"""Pull requests whose reviewers are heard, the newest first: twenty questions to GitHub."""


def listen(settings: Settings, world: World) -> int:
    """Write what was heard to the result folder, for `plan --answers`.

    Raises:
        InputError: no token, or no repository.
        ForgeError: GitHub refused.
    """
    doors = open_doors(settings, world)
    session = open_session(world, doors)
    answers = _heard(session, doors, base_of(settings, world))
    ResultDir(settings.out).write(ANSWERS, to_json(answers, indent=2) + "\n")
    pulls = [one for mission in answers.missions for one in mission.pulls]
    doors.console.info(
        "heard",
        missions=len(answers.missions),
        pull_requests=len(pulls),
        remarks=sum(len(one.talk.remarks) for one in pulls),
        boxes=sum(len(mission.boxes) for mission in answers.missions),
        requests=session.requests,
        file=settings.out / ANSWERS,
    )
    tell_cut(doors, session)
    session.close()
    return 0


def _heard(session: Session, doors: Doors, base: str) -> Answers:
    pulls = [
        one
        for one in open_pulls(session).of_prefix(branches_of(base))
        if mission_of(one.head, base)
    ]
    if len(pulls) > HEARD_MAX:
        left = len(pulls) - HEARD_MAX
        doors.console.warning("reviewers of older pull requests are not heard", count=left)
    talks = talks_of(session, [one.number for one in pulls[:HEARD_MAX]])
    board = open_board(session, open_pulls(session).identity(), base)
    read, is_stopped = _board(board, doors)
    people = forbidden(board, session, doors)
    return answers_of(
        pulls,
        talks,
        joined(read, people.read).boxes,
        base=base,
        is_stopped=is_stopped or people.is_stopped,
    )


def _board(board: Board, doors: Doors) -> tuple[BoardRead, bool]:
    """Read the dashboard; where the repository has no issues there is none."""
    try:
        seen = board.read(is_listening=True)
    except NoBoard as error:
        doors.console.warning("the dashboard is not heard", why=str(error))
        return BoardRead(), False
    is_stopped = tell_doubt(board, doors)
    if seen is None:
        return BoardRead(), is_stopped
    return heard_on(seen), is_stopped or has_label(seen.labels, STOP_LABEL)
