"""What the host tells the launcher: one confined program, in plain values.

The launcher runs with nothing but the standard library, and its start is paid
by every program, so this module imports little: dataclasses would cost 9 ms.
"""

from __future__ import annotations

import marshal
from typing import NamedTuple

# The ids of "nobody" on every common Linux: they own no files.
NOBODY = 65534

# A private /tmp and a private /dev/shm may hold this much each.
PRIVATE_TMP_BYTES = 256 * 1024**2

# Open files of each process.
FILES_MAX = 1024


class Spec(NamedTuple):
    """One program and its confinement. Paths are absolute text, `env` the whole environment.

    `tier` is a SandboxTier's value; `bwrap` is bubblewrap's path, "" in the
    other tiers; `drop_uid` says that the caller is root; `private_tmp` is a
    folder for temporary files where /tmp cannot be private, else "".
    """

    tier: str
    argv: tuple[str, ...]
    cwd: str
    env: tuple[tuple[str, str], ...]
    readable: tuple[str, ...]
    writable: tuple[str, ...]
    memory_bytes: int
    processes: int
    file_bytes: int
    drop_uid: bool
    bwrap: str = ""
    private_tmp: str = ""


def pack(spec: Spec) -> bytes:
    """Write a spec for `unpack` in the same interpreter version."""
    # Both ends are the same executable and the host is trusted, so marshal's
    # limits do not matter; it needs no import, json would cost 6 ms per program.
    return marshal.dumps(tuple(spec))


def unpack(packed: bytes) -> Spec:
    """Read what `pack` wrote."""
    return Spec(*marshal.loads(packed))  # noqa: S302 - only the host writes here
