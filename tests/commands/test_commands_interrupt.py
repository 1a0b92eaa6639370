"""Asked to end, the program is gone in seconds, whatever the code under test is doing."""

import signal
from pathlib import Path

import pytest
from fakes.tiny import LEAVE_S_MAX, command, make, started

MISSION = "missions/coverage/001_src_house_halls.yaml"
# It tells that its import has begun, then never ends it.
ENDLESS = """open("imported", "w").close()
while True:
    pass
"""


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One planned repository with two subjects that loop when they are imported."""
    root = make(tmp_path_factory.mktemp("endless") / "house")
    for name in ("rooms", "halls"):
        (root / f"src/house/{name}.py").write_text(ENDLESS, encoding="utf-8")
    assert command("plan", root).code == 0
    return root


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (f"run {MISSION}", signal.SIGINT),
        (f"run {MISSION}", signal.SIGTERM),
        ("campaign", signal.SIGINT),
        ("campaign --jobs 2", signal.SIGTERM),
    ],
)
def test_a_signal_while_the_subject_loops_at_import_ends_the_program_with_130(
    words: str, number: int, endless: Path, tmp_path: Path
) -> None:
    with started(words, endless, {"TMPDIR": str(tmp_path)}) as running:
        while running.poll() is None and not any(tmp_path.glob("missions-*/house/imported")):
            pass
        running.send_signal(number)
        _, err = running.communicate(timeout=LEAVE_S_MAX)

    assert running.returncode == 130, err
    assert "run the same command to go on" in err
    assert "blocked" not in err
    assert not any((endless / ".coverage-missions").rglob("record.json"))
