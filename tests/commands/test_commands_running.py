"""What becomes of one mission of a campaign, whatever happens."""

from pathlib import Path

from fakes.missions import mission

from bot.adapters.result_dir import ResultDir
from bot.campaign import Errand, finished_in
from bot.commands.running import REASON_CHARS_MAX, RunOne
from bot.domain.outcome import Status
from bot.doors import World
from bot.failure import Failure
from bot.mission.steps.registry import blocked_record
from bot.settings import Command, Settings

FILE = "missions/coverage/007_src_shop_cart.yaml"


def run_one(root: Path) -> RunOne:
    return RunOne(Settings(Command.CAMPAIGN, root, root / "out"), World(environ={}, here=root))


def test_a_mission_given_up_is_recorded_as_blocked_and_can_be_read_back(tmp_path: Path) -> None:
    failure = Failure(4, "out of memory " * REASON_CHARS_MAX)

    finished = run_one(tmp_path).give_up(Errand(FILE, mission()), failure)

    assert finished.failure == failure
    assert finished.record == blocked_record(mission(), failure.message[:REASON_CHARS_MAX])
    kept = finished_in(ResultDir(tmp_path / "out/missions" / mission().id))
    assert kept is not None
    assert (kept.record, kept.timing) == (finished.record, finished.timing)


def test_equal_failures_leave_equal_records(tmp_path: Path) -> None:
    found = [
        run_one(tmp_path).give_up(Errand(FILE, mission()), Failure(3, f"no {folder}/house/x.py"))
        for folder in ("/tmp/missions-a1", "/tmp/missions-_2")
    ]

    assert [one.record.reason for one in found] == ["no .../house/x.py"] * 2


def test_a_blocked_record_says_whose_it_is_and_why() -> None:
    record = blocked_record(mission(), "no memory")

    assert (record.status, record.reason, record.evidence) == (Status.BLOCKED, "no memory", None)
    for name in ("subject", "subject_digest", "language", "category", "priority", "target_pct"):
        assert getattr(record, name) == getattr(mission(), name)
    assert record.mission_id == mission().id
