from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.sandbox.seccomp import filter_program

ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x50001, 0x50026
ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
GUARD, BOT = 4001, 4000


def judge(
    call: int, *arguments: int, machine: str = "x86_64", shared: bool = False, arch: int = 0
) -> int:
    """Run a filter as the kernel would, and return its answer."""
    program = filter_program(machine, shared=shared, protected=(GUARD, BOT) if shared else ())
    padded = (*arguments, *[0] * (6 - len(arguments)))
    seen = struct.pack("=IIQ6Q", call, arch or ARCH[machine], 0, *padded)
    ops = list(struct.iter_unpack("=HBBI", program))
    accumulator, at = 0, 0
    while True:
        code, when_true, when_false, value = ops[at]
        at += 1
        if code == 0x06:
            return int(value)
        if code == 0x20:
            (accumulator,) = struct.unpack_from("=I", seen, value)
        elif code == 0x54:
            accumulator &= value
        else:
            holds = {
                0x15: accumulator == value,
                0x35: accumulator >= value,
                0x45: bool(accumulator & value),
            }[code]
            at += when_true if holds else when_false


READ, KILL_CALL, TGKILL, CLONE, SOCKET, SOCKETPAIR, CONNECT, PRLIMIT = (
    0,
    62,
    234,
    56,
    41,
    53,
    42,
    302,
)
MINUS_ONE = 2**32 - 1


@pytest.mark.parametrize("shared", [False, True])
def test_ordinary_calls_are_allowed(shared: bool) -> None:  # noqa: FBT001 - pytest gives it
    ordinary = (READ, 1, 9, 12, 39, 57, 59, 61, 112, 157, 160, 202, 257, 318, 436)

    assert {judge(call, shared=shared) for call in ordinary} == {ALLOW}


@pytest.mark.parametrize("machine", ARCH)
def test_another_machines_calls_end_the_program(machine: str) -> None:
    i386 = 0x40000003

    assert judge(READ, machine=machine, arch=i386) == KILL


@given(st.integers(0x40000000, 0xFFFFFFFF))
def test_the_other_numbering_of_x86_64_is_absent(call: int) -> None:
    assert judge(call) == ENOSYS


@pytest.mark.parametrize(
    ("machine", "call"),
    [
        *(("x86_64", call) for call in (101, 310, 311, 165, 272, 308, 321, 250, 304, 172, 161)),
        *(("aarch64", call) for call in (117, 270, 271, 40, 97, 268, 280, 219, 265, 51)),
    ],
)
@pytest.mark.parametrize("shared", [False, True])
def test_kernel_doors_are_refused(
    machine: str,
    call: int,
    shared: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    assert judge(call, machine=machine, shared=shared) == EPERM


@pytest.mark.parametrize("machine", ARCH)
@pytest.mark.parametrize("call", [425, 426, 427, 435])
def test_calls_that_filters_cannot_read_are_absent(machine: str, call: int) -> None:
    assert judge(call, machine=machine) == ENOSYS


@given(st.sampled_from([0x20000, 0x2000000, 0x4000000, 0x8000000, 2**28, 2**29, 2**30]))
def test_no_clone_makes_a_namespace(flag: int) -> None:
    thread = 0x3D0F00

    assert judge(CLONE, flag | thread) == EPERM
    assert judge(CLONE, thread) == ALLOW


@given(st.integers(0, 45), st.sampled_from([1, 2, 3, 5, 1 | 0x80000, 2 | 0x800]))
def test_only_local_streams_exist_where_the_network_is_shared(family: int, kind: int) -> None:
    local = family == 1 and kind & 0xF in {1, 5}

    for call in (SOCKET, SOCKETPAIR):
        assert judge(call, family, kind, shared=True) == (ALLOW if local else EPERM)
    assert judge(CONNECT, 3, shared=True) == EPERM


@given(st.integers(0, 45))
def test_a_private_network_has_the_usual_families(family: int) -> None:
    usual = family in {1, 2, 10, 16}

    assert judge(SOCKET, family, 1) == (ALLOW if usual else EPERM)
    assert judge(CONNECT, 3) == ALLOW


@pytest.mark.parametrize("target", [MINUS_ONE, GUARD, BOT, 2**32 - GUARD, 2**32 - BOT])
def test_no_signal_reaches_the_bot_or_everyone(target: int) -> None:
    assert judge(KILL_CALL, target, 9, shared=True) == EPERM
    assert judge(TGKILL, target, target, 9, shared=True) == EPERM


@given(st.integers(2, 2**22).filter(lambda pid: pid not in {GUARD, BOT}))
def test_a_signal_to_others_is_the_kernels_to_judge(pid: int) -> None:
    assert judge(KILL_CALL, pid, 9, shared=True) == ALLOW
    assert judge(KILL_CALL, 2**32 - pid, 9, shared=True) == ALLOW


def test_limits_of_other_processes_stay_as_they_are() -> None:
    assert judge(PRLIMIT, 0, 7, shared=True) == ALLOW
    assert judge(PRLIMIT, BOT, 7, shared=True) == EPERM


def test_an_unknown_machine_is_refused() -> None:
    with pytest.raises(OSError, match="riscv64"):
        filter_program("riscv64", shared=False)
