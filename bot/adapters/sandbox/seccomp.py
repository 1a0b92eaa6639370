"""Which system calls a confined program may not make, as a classic BPF program.

A deny list: programs under test are arbitrary, and a list of all that Python,
its C extensions and their runtimes need would break with the next libc. What
is denied is what reaches other processes, mounts, keys, kernel interfaces with
a history of holes, and, without a network namespace, the network.

Sources: linux/seccomp.h, linux/filter.h, asm/unistd_64.h (x86_64) and
asm-generic/unistd.h (aarch64).
"""

from __future__ import annotations

import errno
import struct

_AUDIT_ARCH = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_COLUMN = {"x86_64": 0, "aarch64": 1}

# On x86_64, numbers from here on are the x32 ABI: other names for the same calls.
_X32 = 0x4000_0000

_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _JUMP_SET, _AND, _RETURN = (
    0x20,
    0x15,
    0x35,
    0x45,
    0x54,
    0x06,
)
_ALLOW, _ERRNO, _KILL = 0x7FFF_0000, 0x0005_0000, 0x8000_0000
_NR_AT, _ARCH_AT, _ARGS_AT = 0, 4, 16

_NEW_NAMESPACES = 0x7E02_0000  # CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 1, 2, 10, 16
_SOCK_TYPE_MASK, _SOCK_STREAM, _SOCK_SEQPACKET = 0xF, 1, 5

# Denied in every confining tier. Columns: x86_64, aarch64 (-1: it has none).
_DENIED: dict[str, tuple[int, int]] = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "syslog": (103, 116),
    "lookup_dcookie": (212, 18),
    "move_pages": (279, 239),
    "migrate_pages": (256, 238),
    "fanotify_init": (300, 262),
    "vhangup": (153, 58),
    "iopl": (172, -1),
    "ioperm": (173, -1),
}

# These answer "no such call", so that libraries take their older way: clone3
# hides its flags from filters, io_uring makes calls that no filter sees.
_ABSENT: dict[str, tuple[int, int]] = {
    "clone3": (435, 435),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}

# Denied where the program shares process ids, IPC and the network with the host.
_DENIED_SHARED: dict[str, tuple[int, int]] = {
    # A Unix socket's path is not a path that Landlock checks, and a program
    # that may connect could ask a daemon of the host, such as Docker's.
    "connect": (42, 203),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
}

_CLONE = (56, 220)
_SOCKET = (41, 198)
_SOCKETPAIR = (53, 199)
_KILL_CALLS = ((62, 129), (200, 130), (234, 131))  # kill, tkill, tgkill: a pid first
_PRLIMIT = (302, 261)


def filter_program(machine: str, *, shared: bool, protected: tuple[int, ...] = ()) -> bytes:
    """Return the filter for a machine ("x86_64", "aarch64"), as struct sock_filter[].

    `shared` is for programs that live in the host's namespaces: there only
    local stream sockets can be made, and no signal goes to all processes or to
    the `protected` process ids.

    Raises:
        OSError: the machine is another one.
    """
    if machine not in _COLUMN:
        raise OSError(errno.ENOSYS, f"no system call filter is known for {machine}")
    column = _COLUMN[machine]
    code = _check_machine(machine)
    code += _deny(_ABSENT, column, errno.ENOSYS)
    code += _deny({**_DENIED, **(_DENIED_SHARED if shared else {})}, column, errno.EPERM)
    code += _when(_CLONE[column], [_load_argument(0), *_refuse_if(_JUMP_SET, _NEW_NAMESPACES)])
    code += _sockets(column, shared=shared)
    if shared:
        code += _signals(column, protected)
        code += _when(_PRLIMIT[column], [_load_argument(0), *_refuse_unless((0,))])
    code.append(_op(_RETURN, _ALLOW))
    return b"".join(code)


def _check_machine(machine: str) -> list[bytes]:
    code = [
        _op(_LOAD, _ARCH_AT),
        _op(_JUMP_EQUAL, _AUDIT_ARCH[machine], 1, 0),
        _op(_RETURN, _KILL),
        _op(_LOAD, _NR_AT),
    ]
    if machine == "x86_64":
        code += [_op(_JUMP_GREATER_EQUAL, _X32, 0, 1), _op(_RETURN, _ERRNO | errno.ENOSYS)]
    return code


def _deny(calls: dict[str, tuple[int, int]], column: int, code: int) -> list[bytes]:
    program = []
    for numbers in calls.values():
        if numbers[column] >= 0:
            program += [_op(_JUMP_EQUAL, numbers[column], 0, 1), _op(_RETURN, _ERRNO | code)]
    return program


def _sockets(column: int, *, shared: bool) -> list[bytes]:
    families = (_AF_UNIX,) if shared else (_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK)
    body = [_load_argument(0), *_refuse_unless(families)]
    if shared:
        body += [_load_argument(1), _op(_AND, _SOCK_TYPE_MASK)]
        body += _refuse_unless((_SOCK_STREAM, _SOCK_SEQPACKET))
    return _when(_SOCKET[column], body) + _when(_SOCKETPAIR[column], body)


def _signals(column: int, protected: tuple[int, ...]) -> list[bytes]:
    everyone = 0xFFFF_FFFF  # -1
    groups = tuple(2**32 - pid for pid in protected)
    body = [_load_argument(0)]
    for pid in (everyone, *protected, *groups):
        body += _refuse_if(_JUMP_EQUAL, pid)
    return [op for numbers in _KILL_CALLS for op in _when(numbers[column], body)]


def _when(number: int, body: list[bytes]) -> list[bytes]:
    """Run `body` for one call; after it the call is allowed."""
    whole = [*body, _op(_RETURN, _ALLOW)]
    return [_op(_JUMP_EQUAL, number, 0, len(whole)), *whole]


def _load_argument(index: int) -> bytes:
    # The lower half: flags, families and pids are 32 bits wide.
    return _op(_LOAD, _ARGS_AT + 8 * index)


def _refuse_if(jump: int, value: int) -> list[bytes]:
    return [_op(jump, value, 0, 1), _op(_RETURN, _ERRNO | errno.EPERM)]


def _refuse_unless(values: tuple[int, ...]) -> list[bytes]:
    ladder = [_op(_JUMP_EQUAL, value, len(values) - index, 0) for index, value in enumerate(values)]
    return [*ladder, _op(_RETURN, _ERRNO | errno.EPERM)]


def _op(code: int, value: int, when_true: int = 0, when_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, when_true, when_false, value)
