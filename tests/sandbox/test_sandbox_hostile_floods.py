"""Output and memory without end are cut, and output means nothing to us."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fakes.confinement import WORKING, request, run, tier_name

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.world import Sandbox

pytestmark = pytest.mark.parametrize("sandbox", WORKING, ids=tier_name)


def test_ten_megabytes_of_output_are_cut_and_block_nobody(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
import sys
for _ in range(10):
    sys.stdout.write("x" * 1024 * 1024)
    sys.stderr.write("y" * 1024 * 1024)
open("finished", "w").close()
"""

    ran = sandbox.run(request(tmp_path / "scratch", attack, output_bytes=100_000))

    assert (ran.exit_code, ran.truncated) == (0, True)
    assert (len(ran.stdout), len(ran.stderr)) == (100_000, 100_000)
    assert (tmp_path / "scratch" / "finished").exists()


def test_a_flood_of_output_ends_the_program(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = "import os\nwhile True: os.write(1, bytes(65536))"

    ran = sandbox.run(request(tmp_path / "scratch", attack, output_bytes=1000, wall_s=60))

    assert (ran.exit_code, ran.truncated, ran.timed_out) == (None, True, False)


def test_workflow_commands_stay_text(
    sandbox: Sandbox, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    attack = "print('::set-env name=PATH::/evil'); print('::stop-commands::x')"

    ran = run(sandbox, tmp_path / "scratch", attack)

    assert ran.stdout == "::set-env name=PATH::/evil\n::stop-commands::x\n"
    assert capfd.readouterr() == ("", "")


def test_eight_gigabytes_are_not_to_be_had(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
try:
    block = bytearray(8 * 1024**3)
except MemoryError:
    print("refused")
"""

    ran = run(sandbox, tmp_path / "scratch", attack)

    assert ran.stdout == "refused\n"
