"""A root of our own in new namespaces: the second tier, built with system calls alone.

It follows bubblewrap's order of steps: a private tmpfs becomes the root, the
old root moves below it, the view is bound from there, and the old root goes.
"""

# Here os.path does pathlib's work: importing pathlib would cost every program 8 ms.
# /tmp is the new root's own.
# ruff: noqa: PTH102, PTH103, PTH112, PTH120, PTH123, PTH211, S108

from __future__ import annotations

import fcntl
import os
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.adapters.sandbox import kernel, view
from bot.adapters.sandbox.spec import NOBODY, PRIVATE_TMP_BYTES

if TYPE_CHECKING:
    from bot.adapters.sandbox.spec import Spec

# Not yet the mount namespace: changing the root moves everyone in it, and the
# guard must keep seeing the host's /proc.
_SHARED_WITH_GUARD = (
    kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWCGROUP
)

# Any folder that exists everywhere will do: it is covered in our namespace only.
_STAGE = "/tmp"
_OLD, _NEW = "/old", "/new"
_TMPFS_FLAGS = kernel.MS_NOSUID | kernel.MS_NODEV

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1


def enter(spec: Spec) -> None:
    """Leave the host's namespaces; the next child is process 1 of the new ones.

    Raises:
        OSError: the kernel or the container around us forbids it.
    """
    if spec.drop_uid:
        kernel.unshare(_SHARED_WITH_GUARD)
        return
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(_SHARED_WITH_GUARD | kernel.CLONE_NEWUSER)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")


def build_root(spec: Spec) -> None:
    """Replace the root by the view of this spec; to be called by process 1.

    Raises:
        OSError: a mount was refused; the message names it.
    """
    shown, links = view.binds(spec.readable, spec.writable, (spec.argv[0],))
    sources = {path: os.path.realpath(path) for path, _ in shown}
    _stage()
    _furnish(spec)
    for path, writable in shown:
        _bind(sources[path], path, read_only=not writable)
    for place, text in links:
        _link(text, _NEW + place)
    # A container that hides parts of its /proc forbids new ones, and one that
    # withholds CAP_NET_ADMIN leaves the loopback down. Programs can do without:
    # below Landlock they have neither, too.
    with suppress(PermissionError):
        kernel.mount("proc", f"{_NEW}/proc", "proc", _TMPFS_FLAGS | kernel.MS_NOEXEC)
    _leave_old_root()
    with suppress(PermissionError):
        loopback_up()


def _stage() -> None:
    kernel.unshare(kernel.CLONE_NEWNS)
    kernel.mount("", "/", flags=kernel.MS_SLAVE | kernel.MS_REC)
    kernel.mount("tmpfs", _STAGE, "tmpfs", _TMPFS_FLAGS, "mode=0755")
    os.mkdir(_STAGE + _OLD)
    os.mkdir(_STAGE + _NEW)
    kernel.pivot_root(_STAGE, _STAGE + _OLD)
    os.chdir("/")
    kernel.mount("tmpfs", _NEW, "tmpfs", _TMPFS_FLAGS, "mode=0755")


def _furnish(spec: Spec) -> None:
    """Make what is ours and not the host's: /etc, /dev, /proc, /tmp."""
    uid, gid = (NOBODY, NOBODY) if spec.drop_uid else (os.getuid(), os.getgid())
    for folder in ("/etc", "/dev", "/dev/shm", "/proc", "/tmp", "/var"):
        os.mkdir(_NEW + folder, 0o755)
    size = f"mode=1777,size={PRIVATE_TMP_BYTES}"
    kernel.mount("tmpfs", f"{_NEW}/tmp", "tmpfs", _TMPFS_FLAGS, size)
    kernel.mount("tmpfs", f"{_NEW}/dev/shm", "tmpfs", _TMPFS_FLAGS, size)
    os.symlink("/tmp", f"{_NEW}/var/tmp")
    for path, text in view.own_etc(uid, gid).items():
        _write(_NEW + path, text)
    for device in view.DEVICES:
        _write(_NEW + device, "")
        kernel.mount(_OLD + device, _NEW + device, flags=kernel.MS_BIND)
    for name, place in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink(f"/proc/self/fd{place}", f"{_NEW}/dev/{name}")


def _bind(source: str, path: str, *, read_only: bool) -> None:
    target = _NEW + path
    if not os.path.lexists(target):
        os.makedirs(os.path.dirname(target), 0o755, exist_ok=True)
        if os.path.isdir(_OLD + source):
            os.mkdir(target, 0o755)
        else:
            _write(target, "")
    kernel.mount(_OLD + source, target, flags=kernel.MS_BIND | kernel.MS_REC)
    kernel.restrict_mounts(target, read_only=read_only)


def _link(text: str, place: str) -> None:
    os.makedirs(os.path.dirname(place), 0o755, exist_ok=True)
    if not os.path.lexists(place):
        os.symlink(text, place)


def _leave_old_root() -> None:
    kernel.mount("", _OLD, flags=kernel.MS_SLAVE | kernel.MS_REC)
    kernel.detach(_OLD)
    os.chdir(_NEW)
    kernel.pivot_root(".", ".")
    kernel.detach(".")
    os.chdir("/")
    flags = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | _TMPFS_FLAGS
    kernel.mount("", "/", flags=flags)


def loopback_up() -> None:
    """Switch on 127.0.0.1 of this network namespace: tests may talk to their own servers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        name = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, name))[1]
        raised = struct.pack("16sH14x", b"lo", flags | _IFF_UP)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, raised)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
