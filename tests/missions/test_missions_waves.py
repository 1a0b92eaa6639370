"""Entries of a master campaign that nobody edited are read without YAML, and no others."""

from __future__ import annotations

import pytest

from bot.domain.coverage import Tally
from bot.domain.mission import Campaign, CampaignEntry, Priority
from bot.errors import MissionFileError
from bot.mission.file.format import dump_campaign, parse_campaign
from bot.mission.file.wave_lines import START, as_written

MASTER = "missions/coverage/000_master_campaign.yaml"


def entry(number: int, subject: str = "src/a.py", category: str = "a") -> CampaignEntry:
    return CampaignEntry(
        f"m-{number:08x}",
        f"missions/coverage/{number:03}_a.yaml",
        subject,
        Priority.HIGH,
        category,
        Tally(1, 4),
        3,
        "0123456789abcdef",
    )


def campaign(*entries: CampaignEntry) -> Campaign:
    return Campaign(85, Tally(1, 4), entries, (), (), ())


def waves_of(text: str) -> str:
    return text.partition(START)[2]


def test_what_was_written_is_read_as_it_was() -> None:
    planned = campaign(*(entry(number) for number in range(1, 600)))
    text = dump_campaign(planned)

    assert as_written(waves_of(text)) == planned.entries
    assert parse_campaign(text, path=MASTER) == planned


@pytest.mark.parametrize("subject", ["src/a b.py", "src/a,b.py", 'src/a"b.py', "src/é.py"])
def test_odd_names_are_read_by_either_way(subject: str) -> None:
    planned = campaign(entry(1, subject), entry(2))

    assert parse_campaign(dump_campaign(planned), path=MASTER) == planned


@pytest.mark.parametrize(
    ("written", "edited"),
    [
        ("covered: 1", "covered:  1"),
        ("covered: 1", "covered: 01"),
        ("- wave: 1", "- wave: 2"),
        ("file: missions", "file: ../missions"),
        ("covered: 1", "covered: 9"),
        ("total: 4", "total: 400000000"),
        ("priority: high", "priority: low"),
        ("m-00000001", "m-1"),
        ("lines_needed: 3", "lines_needed: 3 # for now"),
        ("category: a", f"category: {'a' * 256}"),
        ("m-00000002", "m-00000002, id: m-00000002"),
    ],
)
def test_what_was_edited_is_left_to_yaml(written: str, edited: str) -> None:
    text = waves_of(dump_campaign(campaign(entry(1), entry(2))))

    assert as_written(text.replace(written, edited)) is None


def test_a_mistake_is_told_with_its_place_in_the_whole_file() -> None:
    text = dump_campaign(campaign(entry(1), entry(2)))
    line = 1 + next(at for at, one in enumerate(text.splitlines()) if "m-00000002" in one)

    with pytest.raises(MissionFileError) as caught:
        parse_campaign(text.replace("m-00000002", "m-2"), path=MASTER)

    assert caught.value.line == line


def test_a_mistake_above_untouched_waves_is_still_told() -> None:
    text = dump_campaign(campaign(entry(1)))

    with pytest.raises(MissionFileError, match="target_pct must be 0 to 100"):
        parse_campaign(text.replace("target_pct: 85", "target_pct: 850"), path=MASTER)


def test_a_damaged_head_is_told_as_of_the_whole_file() -> None:
    text = dump_campaign(campaign(entry(1), entry(2)))
    damaged = text.replace("name: Coverage campaign", 'name: "Coverage campaign')

    with pytest.raises(MissionFileError) as caught:
        parse_campaign(damaged, path=MASTER)

    assert caught.value.line > text[: text.index("waves:")].count("\n") + 1
