"""Landlock: a process confines itself to a list of paths, with no privilege at all.

Source: linux/landlock.h, Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import os
import stat
import struct

from bot.adapters.sandbox import kernel

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ABI_1 = (1 << 13) - 1
_BIND_TCP, _CONNECT_TCP = 1 << 0, 1 << 1
_SCOPE_ABSTRACT_SOCKETS, _SCOPE_SIGNALS = 1 << 0, 1 << 1

_READ = _EXECUTE | _READ_FILE | _READ_DIR
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
# No device nodes can be made below writable paths.
_MAKE_DEVICES = 1 << 6 | 1 << 11

ABI_REFER, ABI_TRUNCATE, ABI_NET, ABI_IOCTL, ABI_SCOPES = 2, 3, 4, 5, 6


def handled(abi: int) -> tuple[int, int, int]:
    """Return what a kernel of this ABI can deny: rights on files, on TCP, and scopes."""
    files = _ABI_1
    files |= _REFER if abi >= ABI_REFER else 0
    files |= _TRUNCATE if abi >= ABI_TRUNCATE else 0
    files |= _IOCTL_DEV if abi >= ABI_IOCTL else 0
    tcp = _BIND_TCP | _CONNECT_TCP if abi >= ABI_NET else 0
    scopes = _SCOPE_ABSTRACT_SOCKETS | _SCOPE_SIGNALS if abi >= ABI_SCOPES else 0
    return files, tcp, scopes


def ruleset_attributes(abi: int) -> bytes:
    """Return struct landlock_ruleset_attr in the length that this ABI knows."""
    files, tcp, scopes = handled(abi)
    fields = [files]
    if abi >= ABI_NET:
        fields.append(tcp)
    if abi >= ABI_SCOPES:
        fields.append(scopes)
    return struct.pack(f"={len(fields)}Q", *fields)


def confine(readable: list[str], writable: list[str], abi: int) -> None:
    """Deny this process and its children every path but these; missing ones are left out.

    Raises:
        OSError: the kernel refuses.
    """
    files, _, _ = handled(abi)
    ruleset = kernel.landlock_create_ruleset(ruleset_attributes(abi))
    for path in readable:
        _allow(ruleset, path, _READ & files)
    for path in writable:
        _allow(ruleset, path, files & ~_MAKE_DEVICES)
    kernel.landlock_restrict_self(ruleset)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= _OF_FILES
    kernel.landlock_add_rule(ruleset, struct.pack("=Qi", rights, place))
    os.close(place)
