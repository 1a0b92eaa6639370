from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from fakes.confinement import UNCONFINED, WORKING, run, tier_name

from bot.domain.outcome import SandboxTier

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports.world import Sandbox

pytestmark = pytest.mark.parametrize("sandbox", WORKING, ids=tier_name)

TCP = """
import socket, sys
socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)
print("connected")
"""


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_the_hosts_loopback_is_not_reached(sandbox: Sandbox, tmp_path: Path, address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as server:
        port = server.getsockname()[1]
        ran = run(sandbox, tmp_path / "scratch", TCP, address, port)
        unconfined = run(UNCONFINED, tmp_path / "scratch", TCP, address, port)

    assert ran.stdout == ""
    assert unconfined.stdout == "connected\n"


def test_no_datagram_leaves(sandbox: Sandbox, tmp_path: Path) -> None:
    attack = """
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.sendto(b"stolen", ("127.0.0.1", int(sys.argv[1])))
"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        server.settimeout(0)
        run(sandbox, tmp_path / "scratch", attack, server.getsockname()[1])
        with pytest.raises(BlockingIOError):
            server.recv(100)
        run(UNCONFINED, tmp_path / "scratch", attack, server.getsockname()[1])
        received = server.recv(100)

    assert received == b"stolen"


# Documentation addresses: nobody answers there, but only a sandbox says so at once.
@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1"])
def test_there_is_no_way_out(sandbox: Sandbox, tmp_path: Path, address: str) -> None:
    attack = """
import errno, socket, sys
family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
try:
    s = socket.socket(family, socket.SOCK_DGRAM)
    s.connect((sys.argv[1], 53))
    print("a route exists")
except OSError as error:
    print(errno.errorcode[error.errno])
"""

    ran = run(sandbox, tmp_path / "scratch", attack, address)

    assert ran.stdout.strip() in {"ENETUNREACH", "EPERM"}


@pytest.mark.parametrize("family", ["AF_PACKET", "AF_VSOCK", "AF_ALG", "AF_BLUETOOTH", "AF_CAN"])
def test_unusual_socket_families_are_refused(sandbox: Sandbox, tmp_path: Path, family: str) -> None:
    attack = """
import errno, socket, sys
for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
    try:
        socket.socket({names}[sys.argv[1]], kind)
        print("opened")
    except OSError as error:
        print(errno.errorcode[error.errno])
""".replace(
        "{names}",
        str({"AF_PACKET": 17, "AF_VSOCK": 40, "AF_ALG": 38, "AF_BLUETOOTH": 31, "AF_CAN": 29}),
    )

    ran = run(sandbox, tmp_path / "scratch", attack, family)

    assert ran.stdout.split() == ["EPERM"] * 4


def test_a_server_of_ones_own_works_where_there_is_a_private_loopback(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    own = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    with socket.create_connection(server.getsockname(), 5):
        print("served")
"""

    ran = run(sandbox, tmp_path / "scratch", own)

    private = sandbox.tier is not SandboxTier.LANDLOCK
    assert ran.stdout == ("served\n" if private else "")
