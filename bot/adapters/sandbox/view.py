"""Which part of the file system a confined program sees, whatever enforces it."""

# Here os.path does pathlib's work: importing pathlib would cost every program 8 ms.
# ruff: noqa: PTH114, PTH115

from __future__ import annotations

import os

# What any program needs: code, libraries and time zones of the system. /usr
# holds no secrets and no state of users.
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")

# Names, loader and clock settings; /etc as a whole is never shown.
ETC = (
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/os-release",
    "/etc/protocols",
    "/etc/services",
    "/etc/timezone",
)

# These differ from the host's where we can mount our own.
ETC_OWN = ("/etc/passwd", "/etc/group", "/etc/hosts")

DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")

# Of the host's /proc, what tells nothing about processes.
PROC_FACTS = ("/proc/cpuinfo", "/proc/meminfo", "/proc/filesystems", "/proc/version")

# Links of links of links: more than the kernel follows is an error there too.
_LINKS_MAX = 40


def own_etc(uid: int, gid: int) -> dict[str, str]:
    """Write the files of ETC_OWN: root, and the program's user."""
    return {
        "/etc/passwd": "root:x:0:0:root:/root:/usr/sbin/nologin\n"
        + (f"user:x:{uid}:{gid}:user:/tmp:/bin/sh\n" if uid else ""),
        "/etc/group": "root:x:0:\n" + (f"user:x:{gid}:\n" if gid else ""),
        "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    }


def split_links(path: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Follow a path as the kernel does: where it ends, and the links on the way.

    The links are (place, text), outermost first; a path without links ends in
    itself. A path that does not exist ends where it would be.
    """
    links: list[tuple[str, str]] = []
    todo = [part for part in path.split("/") if part][::-1]
    done = ""
    while todo:
        part = todo.pop()
        if part in {".", ".."}:
            done = done.rpartition("/")[0] if part == ".." else done
            continue
        here = f"{done}/{part}"
        if not os.path.islink(here) or len(links) >= _LINKS_MAX:
            done = here
            continue
        text = os.readlink(here)
        links.append((here, text))
        done = "" if text.startswith("/") else done
        todo += [step for step in text.split("/") if step][::-1]
    return done or "/", tuple(links)


def inside(path: str, roots: list[str]) -> bool:
    """Say whether a path is one of the roots or lies below one."""
    return any(path == root or path.startswith(root.rstrip("/") + "/") for root in roots)


def binds(
    readable: tuple[str, ...], writable: tuple[str, ...], programs: tuple[str, ...]
) -> tuple[list[tuple[str, bool]], list[tuple[str, str]]]:
    """Plan the view: real paths to bind (path, writable), outermost first, and links to make.

    `programs` are paths whose links must lead somewhere, such as the python of
    a virtual environment; they add no files to the view.
    """
    real: dict[str, bool] = {}
    links: dict[str, str] = {}
    for path in (*SYSTEM, *ETC, *readable, *writable):
        if not os.path.lexists(path):
            continue
        end, on_the_way = split_links(path)
        if path in ETC:
            # Bound by content: the link's target may lie where nothing else is shown.
            real[path] = False
            continue
        links.update(on_the_way)
        real[end] = real.get(end, False) or path in writable
    for path in programs:
        links.update(split_links(path)[1])
    kept: dict[str, bool] = {}
    for path in sorted(real, key=lambda path: (path.count("/"), path)):
        if kept.get(_nearest(path, kept)) != real[path]:
            kept[path] = real[path]
    missing = [(place, text) for place, text in links.items() if not inside(place, list(kept))]
    return list(kept.items()), missing


def folders_on_the_way(shown: list[str]) -> list[str]:
    """Name the folders above the shown paths that are not shown themselves, outermost first."""
    folders: list[str] = []
    for path in shown:
        steps = path.split("/")
        for count in range(2, len(steps)):
            folder = "/".join(steps[:count])
            if folder not in folders and not inside(folder, shown):
                folders.append(folder)
    return folders


def _nearest(path: str, shown: dict[str, bool]) -> str:
    """Return the innermost shown path that holds this one, "" for none."""
    around = [root for root in shown if inside(path, [root])]
    return max(around, key=len, default="")
