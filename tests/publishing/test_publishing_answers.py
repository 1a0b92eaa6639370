"""`plan --answers` obeys what was heard, without any token, and writes it into the records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from fakes.answers import CLOSED, MERGED, OPEN, answers
from fakes.records import RECORD
from fakes.tiny import MASTER, MISSION, Ran, command, make, with_report

from bot.adapters.result_dir import ResultDir
from bot.codec import from_json, to_json
from bot.domain.answers import Box
from bot.domain.outcome import MissionRecord
from bot.mission.answered import HANDED, handed
from bot.mission.file.format import parse_campaign
from bot.mission.steps.analyze import digest_of

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.answers import Answers
    from bot.domain.mission import Campaign

ROOMS = "m-ddafbf70"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return with_report(make(tmp_path / "house"))


def plan(root: Path, heard: Answers, words: str = "") -> Ran:
    (root.parent / "answers.json").write_text(to_json(heard), encoding="utf-8")
    environ = {"GITHUB_OUTPUT": str(root.parent / "outputs")}
    return command(
        f"plan --root {root} --report {root}/report.json --answers ../answers.json {words}".strip(),
        root,
        environ,
    )


def source(root: Path) -> str:
    return digest_of((root / "src/house/rooms.py").read_text(encoding="utf-8"))


def campaign(root: Path) -> Campaign:
    return parse_campaign((root / MASTER).read_text(encoding="utf-8"), path=MASTER)


def test_a_closed_file_is_skipped_until_its_source_changes(root: Path) -> None:
    heard = answers(replace(CLOSED, source=source(root)), mission=ROOMS)

    ran = plan(root, heard)

    assert ran.code == 0, ran.err
    assert "| closed: \\#5 was closed for this very source |" in ran.out
    assert (campaign(root).entries, [one.id for one in campaign(root).skipped]) == ((), [ROOMS])
    assert not (root / MISSION).exists()
    with (root / "src/house/rooms.py").open("a") as stream:
        stream.write("\n")
    plan(root, heard)
    assert [one.id for one in campaign(root).entries] == [ROOMS]


def test_a_campaign_obeys_as_a_plan_does(root: Path) -> None:
    heard = answers(replace(CLOSED, source=source(root)), mission=ROOMS)
    (root.parent / "answers.json").write_text(to_json(heard), encoding="utf-8")

    ran = command(f"campaign --root {root} --answers ../answers.json", root)

    assert ran.code == 0, ran.err
    assert (campaign(root).entries, [one.id for one in campaign(root).skipped]) == ((), [ROOMS])
    assert not (root / ".coverage-missions/missions").exists()


def test_a_mission_file_of_a_skipped_file_keeps_its_bytes(root: Path) -> None:
    plan(root, answers(mission=ROOMS))
    before = (root / MISSION).read_bytes()

    plan(root, answers(mission=ROOMS, boxes=(Box.IGNORE,)))
    assert campaign(root).entries == ()
    assert (root / MISSION).read_bytes() == before

    plan(root, answers(mission=ROOMS))
    assert (root / MISSION).read_bytes() == before
    assert len(campaign(root).entries) == 1


def test_with_needs_approval_only_ticked_missions_are_planned(root: Path) -> None:
    plan(root, answers(mission=ROOMS), "--needs-approval")
    assert [one.kind.value for one in campaign(root).skipped] == ["unapproved"]

    plan(root, answers(mission=ROOMS, boxes=(Box.APPROVE,)), "--needs-approval")
    assert len(campaign(root).entries) == 1


def test_an_open_pull_request_for_a_file_that_is_gone_is_obsolete(root: Path) -> None:
    plan(root, answers(OPEN, mission="m-00000009"))

    (skipped,) = campaign(root).skipped
    assert (skipped.id, skipped.kind.value, skipped.subject) == ("m-00000009", "obsolete", "")


def test_a_file_that_reached_its_target_otherwise_is_obsolete_if_it_changed(root: Path) -> None:
    plan(root, answers(OPEN, mission=ROOMS), "--target-pct 10")
    (skipped,) = campaign(root).skipped
    assert (skipped.kind.value, skipped.subject) == ("obsolete", "src/house/rooms.py")

    same = answers(replace(OPEN, source=source(root)), mission=ROOMS)
    plan(root, same, "--target-pct 10")
    assert campaign(root).skipped == ()


def test_what_ended_is_handed_to_the_mission_and_what_is_open_is_not(root: Path) -> None:
    draft = replace(OPEN, is_draft=True)

    plan(root, answers(draft, MERGED, mission=ROOMS))
    assert handed(ResultDir(root), ROOMS) == (MERGED,)

    plan(root, answers(draft, mission=ROOMS))
    assert not (root / HANDED).exists()


def test_records_in_the_repository_are_told(root: Path) -> None:
    store, name = ResultDir(root), "missions/registry/src_shop_cart-3f9a1c22.json"
    store.write(name, to_json(RECORD))
    store.write("missions/registry/odd.json", "[]")

    ran = plan(root, answers(MERGED))

    assert "answers recorded records=1" in ran.err
    assert from_json(MissionRecord, store.read(name) or "").answers == (MERGED,)
    assert "answers recorded records=0" in plan(root, answers(MERGED)).err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[]", "not what `listen` writes"),
        ('{"format": 2, "is_stopped": false, "missions": []}', "not what `listen` writes"),
        ("\udcff", "not what `listen` writes"),
        (None, "cannot be read"),
    ],
)
def test_what_are_no_answers_is_told(root: Path, content: str | None, words: str) -> None:
    path = root.parent / "answers.json"
    if content is not None:
        path.write_text(content, encoding="utf-8", errors="surrogateescape")

    ran = command(f"plan --root {root} --report {root}/report.json --answers {path}", root)

    assert ran.code == 2
    assert words in ran.err
