"""The command line that makes bubblewrap build our view: the first tier.

As root no user namespace is used, so that the program's uid is a real one and
its limits bite: bubblewrap keeps only the right to change the uid, and
util-linux' `prlimit` and `setpriv`, which every glibc distribution installs,
take the last steps inside. They, and not the bot's Python, because they start
in a millisecond and need nothing that the view does not show anyway. `env -i`
comes last, so that no variable of the program reaches those tools.
"""

# /tmp and its like are the sandbox's own here.
# ruff: noqa: S108

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from bot.adapters.sandbox import view
from bot.adapters.sandbox.spec import NOBODY, PRIVATE_TMP_BYTES

if TYPE_CHECKING:
    from bot.adapters.sandbox.spec import Spec

TOOLS = ("/usr/bin/prlimit", "/usr/bin/setpriv", "/usr/bin/env")


def command(
    spec: Spec, *, processes: int, status_fd: int, filter_fd: int, etc_fds: dict[str, int]
) -> list[str]:
    """Return bubblewrap's argv. The descriptors are inherited by bubblewrap alone.

    `status_fd` gets its JSON status, `filter_fd` gives the seccomp program,
    `etc_fds` give the texts of the files in /etc that are ours.
    """
    argv = [spec.bwrap, "--die-with-parent", "--new-session", "--clearenv"]
    argv += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    argv += ["--unshare-cgroup-try"]
    if spec.drop_uid:
        argv += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        argv += ["--unshare-user"]
    argv += ["--json-status-fd", str(status_fd), "--seccomp", str(filter_fd)]
    argv += _mounts(spec, etc_fds)
    return [*argv, "--", *_last_steps(spec, processes)]


def _mounts(spec: Spec, etc_fds: dict[str, int]) -> list[str]:
    shown, links = view.binds(spec.readable, spec.writable, (spec.argv[0],))
    private = ["--perms", "1777", "--size", str(PRIVATE_TMP_BYTES), "--tmpfs"]
    argv = ["--proc", "/proc", "--dev", "/dev"]
    argv += [*private, "/dev/shm", *private, "/tmp", "--symlink", "/tmp", "/var/tmp"]
    for path, fd in etc_fds.items():
        argv += ["--perms", "0444", "--ro-bind-data", str(fd), path]
    # Bubblewrap gives the folders that it makes on the way the rights of the
    # bound one's parents, or none for others where it makes a link, and "nobody"
    # must pass through them.
    places = [path for path, _ in (*shown, *links)]
    for folder in view.folders_on_the_way(places):
        argv += ["--perms", "0755", "--dir", folder]
    for path, writable in shown:
        argv += ["--bind" if writable else "--ro-bind", os.path.realpath(path), path]
    for place, text in links:
        argv += ["--symlink", text, place]
    # What bubblewrap made itself is the program's own where it is not root, and has no size.
    return [*argv, "--remount-ro", "/dev", "--remount-ro", "/"]


def _last_steps(spec: Spec, processes: int) -> list[str]:
    prlimit, setpriv, env = TOOLS
    argv = [prlimit, f"--nproc={processes}"]
    if spec.drop_uid:
        argv += [setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    # The folder is entered last, too: it may be open to that uid alone.
    argv += [env, "-i", "-C", spec.cwd]
    # No "=" can be in a program's path here: the caller has refused it.
    return [*argv, *(f"{name}={value}" for name, value in spec.env), *spec.argv]
