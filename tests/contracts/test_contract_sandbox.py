from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from fakes.confinement import UNCONFINED, WORKING, processes_with, request, run, tier_name
from fakes.plain_sandbox import PlainSandbox

from bot.ports.world import Confinement, Request, Sandbox

if TYPE_CHECKING:
    from pathlib import Path

SANDBOXES: list[Sandbox] = [PlainSandbox(), UNCONFINED, *WORKING]

ECHO = """
import sys
for line in sys.stdin:
    print("heard", line.strip(), flush=True)
"""


@pytest.fixture
def marker(tmp_path: Path) -> str:
    """Return a word that no other process has in its command line."""
    return f"marker-{tmp_path.name}-{tmp_path.stat().st_ino}"


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    return tmp_path / "scratch"


@pytest.mark.parametrize("sandbox", SANDBOXES, ids=lambda s: f"{type(s).__name__}-{tier_name(s)}")
class TestSandbox:
    def test_output_and_exit_code_come_back(self, sandbox: Sandbox, scratch: Path) -> None:
        ran = run(
            sandbox, scratch, "import sys; print('out'); print('err', file=sys.stderr); exit(3)"
        )

        assert (ran.exit_code, ran.stdout, ran.stderr) == (3, "out\n", "err\n")
        assert (ran.timed_out, ran.truncated) == (False, False)
        assert ran.seconds > 0

    def test_arguments_arrive_as_they_are(self, sandbox: Sandbox, scratch: Path) -> None:
        odd = ["", "a b", "$HOME", "--flag", "x=y", "ü", "new\nline"]

        ran = run(sandbox, scratch, "import sys; print(ascii(sys.argv[1:]))", *odd)

        assert ran.stdout.strip() == ascii(odd)

    def test_the_environment_is_the_one_given(self, sandbox: Sandbox, scratch: Path) -> None:
        scratch.mkdir()
        confinement = Confinement((), (scratch,), {"PURPOSE": "a=b c"})

        ran = sandbox.run(Request(("/usr/bin/env",), scratch, confinement))

        lines = [line for line in ran.stdout.splitlines() if not line.startswith("TMPDIR=")]
        assert lines == ["PURPOSE=a=b c"]

    def test_a_program_starts_in_its_folder_and_can_write_there(
        self, sandbox: Sandbox, scratch: Path
    ) -> None:
        ran = run(sandbox, scratch, "open('kept.txt', 'w').write('kept'); print('done')")

        assert ran.stdout == "done\n"
        assert (scratch / "kept.txt").read_text() == "kept"

    def test_bytes_that_are_no_text_are_replaced(self, sandbox: Sandbox, scratch: Path) -> None:
        ran = run(sandbox, scratch, "import os; os.write(1, b'\\xff\\xfeok')")

        assert ran.stdout == "\ufffd\ufffdok"

    def test_standard_input_is_empty(self, sandbox: Sandbox, scratch: Path) -> None:
        ran = run(sandbox, scratch, "import sys; print(repr(sys.stdin.read()))")

        assert ran.stdout == "''\n"

    def test_a_program_past_its_time_is_stopped(self, sandbox: Sandbox, scratch: Path) -> None:
        ran = sandbox.run(request(scratch, "print('on', flush=True)\nwhile True: pass", wall_s=1))

        assert (ran.timed_out, ran.exit_code, ran.stdout) == (True, None, "on\n")

    def test_output_past_its_cap_is_cut(self, sandbox: Sandbox, scratch: Path) -> None:
        ran = sandbox.run(request(scratch, "print('x' * 5000)", output_bytes=1000))

        assert (ran.exit_code, ran.truncated, ran.stdout) == (0, True, "x" * 1000)

    def test_one_can_talk_with_a_started_program(
        self, sandbox: Sandbox, scratch: Path, marker: str
    ) -> None:
        program = sandbox.start(request(scratch, ECHO, marker))

        program.stdin.write(b"one\n")
        program.stdin.flush()
        first = program.stdout.readline()
        program.stdin.write(b"two\n")
        program.stdin.flush()
        second = program.stdout.readline()
        tail = program.stop()

        assert (first, second, tail) == (b"heard one\n", b"heard two\n", "")
        assert processes_with(marker) == []

    def test_the_end_of_a_started_program_is_the_end_of_its_output(
        self, sandbox: Sandbox, scratch: Path
    ) -> None:
        program = sandbox.start(
            request(scratch, "import sys; print('bye'); print('why', file=sys.stderr)")
        )

        said = program.stdout.read()

        assert said == b"bye\n"
        assert program.stop().strip() == "why"

    def test_stopping_twice_is_as_good_as_once(self, sandbox: Sandbox, scratch: Path) -> None:
        program = sandbox.start(request(scratch, "import sys; sys.stderr.write('e'); input()"))

        assert program.stop() == program.stop()

    def test_a_program_outlives_the_thread_that_started_it(
        self, sandbox: Sandbox, scratch: Path
    ) -> None:
        started = []
        starter = threading.Thread(
            target=lambda: started.append(sandbox.start(request(scratch, ECHO)))
        )
        starter.start()
        starter.join()

        started[0].stdin.write(b"still there\n")
        started[0].stdin.flush()
        answer = started[0].stdout.readline()
        started[0].stop()

        assert answer == b"heard still there\n"
