"""System calls that Python has no function for, as functions that raise OSError."""

from __future__ import annotations

import ctypes
import os

CLONE_NEWNS = 0x0002_0000
CLONE_NEWCGROUP = 0x0200_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000

MS_RDONLY = 1
MS_NOSUID = 2
MS_NODEV = 4
MS_NOEXEC = 8
MS_REMOUNT = 32
MS_BIND = 4096
MS_REC = 16384
MS_SLAVE = 1 << 19

_MNT_DETACH = 2
_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000
_MOUNT_ATTR_RDONLY = 1
_MOUNT_ATTR_NOSUID = 2
_MOUNT_ATTR_NODEV = 4

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_SECCOMP = 22
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_PR_SET_KEEPCAPS = 8
_SECCOMP_MODE_FILTER = 2
_CAPABILITY_VERSION_3 = 0x2008_0522
_SIGKILL = 9

# Numbers that are the same on x86_64 and aarch64.
_NR_MOUNT_SETATTR = 442
_NR_LANDLOCK_CREATE_RULESET = 444
_NR_LANDLOCK_ADD_RULE = 445
_NR_LANDLOCK_RESTRICT_SELF = 446
_NR_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

_LIBC = ctypes.CDLL(None, use_errno=True)


class _MountAttr(ctypes.Structure):
    _fields_ = (
        ("attr_set", ctypes.c_uint64),
        ("attr_clr", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns_fd", ctypes.c_uint64),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _checked(result: int, call: str) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{call}: {os.strerror(code)}")
    return result


def _syscall(number: int, call: str, *arguments: object) -> int:
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(_LIBC.syscall(ctypes.c_long(number), *wide), call)


def _prctl(option: int, *arguments: object) -> int:
    wide = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in arguments]
    wide += [ctypes.c_ulong(0)] * (4 - len(wide))
    return _checked(_LIBC.prctl(ctypes.c_int(option), *wide), f"prctl({option})")


def unshare(flags: int) -> None:
    """Leave the namespaces that `flags` name (CLONE_NEW*) for new ones."""
    _checked(_LIBC.unshare(ctypes.c_int(flags)), "unshare")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Make a mount; the arguments are those of the system call, "" stands for a null pointer."""
    texts = [os.fsencode(text) if text else None for text in (source, target, kind)]
    last = options.encode() if options else None
    _checked(_LIBC.mount(*texts, ctypes.c_ulong(flags), last), f"mount {kind or source} {target}")


def restrict_mounts(target: str, *, read_only: bool) -> None:
    """Make a mount and all mounts below it nosuid, nodev and, if asked, read-only."""
    wanted = _MOUNT_ATTR_NOSUID | _MOUNT_ATTR_NODEV | (_MOUNT_ATTR_RDONLY if read_only else 0)
    attributes = _MountAttr(wanted, 0, 0, 0)
    _syscall(
        _NR_MOUNT_SETATTR,
        f"mount_setattr {target}",
        _AT_FDCWD,
        os.fsencode(target),
        _AT_RECURSIVE,
        ctypes.byref(attributes),
        ctypes.sizeof(attributes),
    )


def pivot_root(new: str, old: str) -> None:
    """Make `new` the root; the old root moves to `old`."""
    number = _NR_PIVOT_ROOT[os.uname().machine]
    _syscall(number, "pivot_root", os.fsencode(new), os.fsencode(old))


def detach(target: str) -> None:
    """Unmount, as soon as nobody uses it any more."""
    _checked(_LIBC.umount2(os.fsencode(target), _MNT_DETACH), f"umount {target}")


def die_with_parent() -> None:
    """Ask for SIGKILL when the parent thread ends; a change of uid undoes it."""
    _prctl(_PR_SET_PDEATHSIG, _SIGKILL)


def become_subreaper() -> None:
    """Become the parent of orphaned descendants."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def hide_memory() -> None:
    """Let nobody of the same uid trace this process or read its memory."""
    _prctl(_PR_SET_DUMPABLE, 0)


def no_new_privileges() -> None:
    """Let no execve gain rights, for this process and all that come of it."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def filter_syscalls(program: bytes) -> None:
    """Install a seccomp filter: an array of struct sock_filter, 8 bytes each."""
    header = _Program(len(program) // 8, program)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(header))


def keep_capabilities() -> None:
    """Keep the permitted capabilities over the next change of uid."""
    _prctl(_PR_SET_KEEPCAPS, 1)


def set_capabilities(mask: int) -> None:
    """Keep these capabilities (bits 0..31) and no other."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    _checked(_LIBC.capset(header, sets), "capset")


def raise_ambient(capability: int) -> None:
    """Keep an inheritable capability over execve."""
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability)


def landlock_abi() -> int:
    """Return the version of Landlock that the kernel offers, 0 for none."""
    try:
        return _syscall(_NR_LANDLOCK_CREATE_RULESET, "landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


def landlock_create_ruleset(attributes: bytes) -> int:
    """Return the descriptor of a new ruleset."""
    return _syscall(
        _NR_LANDLOCK_CREATE_RULESET, "landlock_create_ruleset", attributes, len(attributes), 0
    )


def landlock_add_rule(ruleset: int, attributes: bytes) -> None:
    """Allow what a struct landlock_path_beneath_attr says."""
    _syscall(_NR_LANDLOCK_ADD_RULE, "landlock_add_rule", ruleset, 1, attributes, 0)


def landlock_restrict_self(ruleset: int) -> None:
    """Confine this process and all that come of it to the ruleset."""
    _syscall(_NR_LANDLOCK_RESTRICT_SELF, "landlock_restrict_self", ruleset, 0)
