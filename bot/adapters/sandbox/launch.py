"""The launcher: a process of its own between the bot and one confined program.

It is started with a clean environment, learns from one pipe what to run, builds
the confinement, and stays as the program's guard: when the pipe from the bot
closes, because the bot says so or because it died, everything is killed. A
guard of our own, and not "die with the parent", because the kernel ties that to
the parent *thread*, and the bot starts programs from threads that end.
It answers on the other pipe with one line: "exit N", "stopped", "refused WHY".

Only the standard library is imported here, and little of it.
"""

from __future__ import annotations

import os
import select
import signal
from typing import NoReturn

from bot.adapters.sandbox import kernel, limits, seccomp
from bot.adapters.sandbox.spec import NOBODY, Spec, unpack

_READ_BYTES = 65536
_UMASK = 0o022

# Each sweep kills all descendants it finds; a fork bomb at its limit of
# processes was gone after a few.
_SWEEPS_MAX = 10_000

_NOT_FOUND, _NOT_EXECUTABLE = 127, 126
_SIGNAL_EXIT = 128


def main(control: int, report: int) -> None:
    """Run what the spec on `control` says; answer on `report`."""
    for descriptor in (control, report):
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - takes no keyword
    os.umask(_UMASK)
    kernel.become_subreaper()
    spec = unpack(_read_exactly(control))
    children = os.open(f"/proc/self/task/{os.getpid()}/children", os.O_RDONLY)
    try:
        answer = _guarded(spec, control, children)
    except OSError as error:
        answer = f"refused {error}"
    _sweep(children)
    try:
        os.write(report, answer.encode("utf-8", "replace"))
    except BrokenPipeError:
        return  # the bot is gone


def _guarded(spec: Spec, control: int, children: int) -> str:
    errors, errors_in = os.pipe()
    status, status_in = os.pipe()
    child = _start(spec, errors_in, status_in)
    os.close(errors_in)
    os.close(status_in)
    _let_go_of_streams()
    guard = os.pidfd_open(child)
    asked, _, _ = select.select([control, guard], [], [])
    # No effect on a program that is at its end already: its own end is told then,
    # though the bot, having seen the last of its output, asks to stop it.
    os.kill(child, signal.SIGKILL)
    code = _exit_code(os.waitpid(child, 0)[1])
    _sweep(children)
    if control in asked and code == _SIGNAL_EXIT + signal.SIGKILL:
        return "stopped"
    refused = _read_all(errors).decode("utf-8", "replace")
    if not refused and spec.bwrap and b'"exit-code"' not in _read_all(status):
        refused = "bubblewrap could not build the sandbox"
    return f"refused {refused}" if refused else f"exit {code}"


def _start(spec: Spec, errors: int, status: int) -> int:
    # Whom the program must not signal where process ids are shared.
    bot = os.getppid()
    protected = (os.getpid(), bot, os.getpgid(bot))
    if spec.tier == "namespaces":
        from bot.adapters.sandbox import namespaces  # noqa: PLC0415 - it imports socket: 10 ms

        namespaces.enter(spec)
    child = os.fork()
    if not child:
        _or_report(spec, protected, errors=errors, status=status)
    return child


def _or_report(spec: Spec, protected: tuple[int, ...], *, errors: int, status: int) -> NoReturn:
    """Become the program, or tell the guard what failed."""
    try:
        os.setsid()
        limits.expect_to_die()
        if spec.tier == "bubblewrap":
            _become_bubblewrap(spec, status)
        elif spec.tier == "namespaces":
            _become_init(spec, errors)
        elif spec.tier == "landlock":
            _become_landlocked(spec, protected)
        else:
            limits.set_limits(spec, processes=_processes(spec))
            kernel.die_with_parent()
            _execute(spec)
    except OSError as error:
        os.write(errors, str(error).encode("utf-8", "replace"))
    finally:
        os._exit(_NOT_EXECUTABLE)


def _processes(spec: Spec) -> int:
    """Return the limit that leaves this program as many processes as its spec says."""
    return spec.processes + limits.tasks_of(NOBODY if spec.drop_uid else os.getuid())


def _become_bubblewrap(spec: Spec, status: int) -> None:
    from bot.adapters.sandbox import bubblewrap, view  # noqa: PLC0415 - this tier's alone

    processes = _processes(spec) if spec.drop_uid else spec.processes
    uid, gid = (NOBODY, NOBODY) if spec.drop_uid else (os.getuid(), os.getgid())
    program = seccomp.filter_program(os.uname().machine, shared=False)
    argv = bubblewrap.command(
        spec,
        processes=processes,
        status_fd=status,
        filter_fd=_in_memory(program),
        etc_fds={path: _in_memory(text.encode()) for path, text in view.own_etc(uid, gid).items()},
    )
    os.set_inheritable(status, True)  # noqa: FBT003 - takes no keyword
    limits.set_limits(spec, processes=None)
    kernel.die_with_parent()
    limits.reset_signals()
    os.execve(spec.bwrap, argv, {})  # noqa: S606 - no shell on purpose


def _become_init(spec: Spec, errors: int) -> None:
    """Be process 1 of the new namespaces: build the root, start the program, reap."""
    from bot.adapters.sandbox import namespaces  # noqa: PLC0415 - this tier's alone

    kernel.die_with_parent()
    # In a user namespace the kernel counts our processes apart from the host's.
    processes = _processes(spec) if spec.drop_uid else spec.processes
    namespaces.build_root(spec)
    program = os.fork()
    if not program:
        _become_program(spec, processes, errors)
    os.close(errors)
    kernel.hide_memory()
    kernel.set_capabilities(0)
    _let_go_of_streams()
    while True:
        ended, status = os.wait()
        if ended == program:
            os._exit(_exit_code(status))


def _become_program(spec: Spec, processes: int, errors: int) -> NoReturn:
    try:
        os.setsid()
        limits.set_limits(spec, processes=processes)
        kernel.no_new_privileges()
        if spec.drop_uid:
            limits.drop_uid()
        kernel.set_capabilities(0)
        kernel.filter_syscalls(seccomp.filter_program(os.uname().machine, shared=False))
        _execute(spec)
    except OSError as error:
        os.write(errors, str(error).encode("utf-8", "replace"))
    finally:
        os._exit(_NOT_EXECUTABLE)


def _become_landlocked(spec: Spec, protected: tuple[int, ...]) -> None:
    from bot.adapters.sandbox import landlock, view  # noqa: PLC0415 - this tier's alone

    limits.set_limits(spec, processes=_processes(spec))
    kernel.no_new_privileges()
    readable = [*view.SYSTEM, *view.ETC, *view.ETC_OWN, *view.PROC_FACTS, *spec.readable]
    writable = [*view.DEVICES, *spec.writable, *filter(None, [spec.private_tmp])]
    # The host's /dev/shm holds what other programs of the same user share.
    writable += ["/dev/shm"] if spec.drop_uid else []  # noqa: S108 - no file is made here
    closed = limits.closed_folder([spec.argv[0], spec.cwd, *spec.readable, *spec.writable])
    landlock.confine(readable, writable, kernel.landlock_abi())
    if spec.drop_uid:
        limits.drop_uid(closed)
    kernel.die_with_parent()
    program = seccomp.filter_program(os.uname().machine, shared=True, protected=protected)
    kernel.filter_syscalls(program)
    _execute(spec)


def _execute(spec: Spec) -> None:
    limits.reset_signals()
    os.chdir(spec.cwd)
    try:
        os.execve(spec.argv[0], spec.argv, dict(spec.env))  # noqa: S606 - no shell on purpose
    except OSError as error:
        os.write(2, f"cannot execute {spec.argv[0]}: {error.strerror}\n".encode())
        os._exit(_NOT_FOUND if isinstance(error, FileNotFoundError) else _NOT_EXECUTABLE)


def _in_memory(content: bytes) -> int:
    """Return an inheritable descriptor that reads this content."""
    descriptor = os.memfd_create("sandbox", 0)
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _let_go_of_streams() -> None:
    """Hold none of the program's streams open, so that its end is their end."""
    nothing = os.open("/dev/null", os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _exit_code(status: int) -> int:
    """Return the exit code as a shell shows it: 128 and the signal for a killed program."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else _SIGNAL_EXIT - code


def _sweep(children: int) -> None:
    """Kill and reap all descendants; orphans of killed ones become our children.

    `children` reads the kernel's list of our children. Only they are killed:
    their ids cannot be taken by others before we reap them. Reading takes
    microseconds, so that this outruns programs that fork to escape.
    """
    for _ in range(_SWEEPS_MAX):
        for pid in os.pread(children, _READ_BYTES, 0).split():
            os.kill(int(pid), signal.SIGKILL)
        try:
            os.wait()
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return


def _read_exactly(control: int) -> bytes:
    """Read a packed spec: 4 bytes of length, big-endian, then the rest."""
    length = int.from_bytes(_read(control, 4), "big")
    return _read(control, length)


def _read(descriptor: int, count: int) -> bytes:
    content = b""
    while len(content) < count:
        chunk = os.read(descriptor, min(count - len(content), _READ_BYTES))
        if not chunk:
            raise SystemExit  # the bot died before it had said what to run
        content += chunk
    return content


def _read_all(descriptor: int) -> bytes:
    """Read what children wrote before they ended."""
    content = b""
    while chunk := os.read(descriptor, _READ_BYTES):
        content += chunk
    return content
