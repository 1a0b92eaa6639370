"""A bare git repository, asked with plumbing: the truth about refs, commits and files."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

ENVIRONMENT = {
    "PATH": os.defpath,
    "HOME": "/nonexistent",
    "LC_ALL": "C.UTF-8",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
}
GIT_SECONDS_MAX = 30
NOWHERE = "0" * 40


class GitRefused(Exception):
    """Git said no; the message is what it said."""


@dataclass(frozen=True)
class Person:
    """Who made a commit, and when, in seconds since 1970."""

    name: str
    email: str
    at: int


@dataclass(frozen=True)
class CommitFacts:
    """One commit as git keeps it."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: Person
    committer: Person
    message: str


@dataclass(frozen=True)
class Entry:
    """One line of a tree."""

    mode: str
    kind: str
    sha: str
    path: str
    size: int | None = None


@dataclass(frozen=True)
class Changed:
    """One file that differs between two commits."""

    path: str
    status: str
    sha: str
    additions: int
    deletions: int
    patch: str


class BareGit:
    """One repository on the double's disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def start(self, branch: str) -> None:
        """Make it, with nothing in it."""
        self.root.mkdir(parents=True)
        self.ask("init", "--quiet", "--bare", "--template=", f"--initial-branch={branch}")

    def ask(self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> str:
        """Return what git prints.

        Raises:
            GitRefused: it failed.
        """
        return self.ask_bytes(*args, stdin=stdin, env=env).decode(errors="replace")

    def ask_bytes(
        self, *args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> bytes:
        """Return the bytes that git prints.

        Raises:
            GitRefused: it failed.
        """
        ran = subprocess.run(
            ["git", *args],
            cwd=self.root,
            env=ENVIRONMENT | dict(env or {}),
            input=stdin,
            capture_output=True,
            timeout=GIT_SECONDS_MAX,
            check=False,
        )
        if ran.returncode != 0:
            raise GitRefused(ran.stderr.decode(errors="replace").strip())
        return ran.stdout

    def commit_of(self, revision: str) -> str | None:
        """Return the commit that a name stands for, or None."""
        try:
            wanted = f"{revision}^{{commit}}"
            return self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", wanted).strip()
        except GitRefused:
            return None

    def kind_of(self, sha: str) -> str | None:
        """Return "commit", "tree", "blob" or "tag", or None for an unknown object."""
        try:
            return self.ask("cat-file", "-t", sha).strip()
        except GitRefused:
            return None

    def refs(self, prefix: str = "refs/") -> dict[str, tuple[str, str]]:
        """Return names under a prefix, each with its object's id and kind, in order of names."""
        form = "%(refname) %(objectname) %(objecttype)"
        lines = self.ask("for-each-ref", f"--format={form}").splitlines()
        split = (line.split(" ") for line in lines)
        return {name: (sha, kind) for name, sha, kind in split if name.startswith(prefix)}

    def branches(self) -> dict[str, str]:
        """Return each branch with its commit, in order of names."""
        found = self.refs("refs/heads/").items()
        return {name.removeprefix("refs/heads/"): sha for name, (sha, _) in found}

    def set_ref(self, name: str, new: str, old: str | None = None) -> None:
        """Point a ref to an object; `old` is what it must be before, None is anything.

        Raises:
            GitRefused: the name is none, or the ref is elsewhere.
        """
        self.ask("update-ref", name, new, *([old] if old is not None else []))

    def drop_ref(self, name: str) -> None:
        """Delete a ref."""
        self.ask("update-ref", "-d", name)

    def is_ancestor(self, old: str, new: str) -> bool:
        """Tell whether `new` holds `old`."""
        return self.merge_base(old, new) == old

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best common ancestor, or None where histories have none."""
        try:
            return self.ask("merge-base", one, other).strip()
        except GitRefused:
            return None

    def merged_tree(self, base: str, head: str) -> str | None:
        """Return the tree of a merge, or None where it conflicts."""
        try:
            return self.ask("merge-tree", "--write-tree", base, head).split("\n")[0]
        except GitRefused:
            return None

    def log(self, *what: str, most: int = 250) -> list[CommitFacts]:
        """Return commits, newest first."""
        form = "%H%x00%T%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B%x01"
        printed = self.ask("log", f"--max-count={most}", f"--format={form}", *what, "--")
        return [_facts(part.strip("\n").split("\0")) for part in printed.split("\x01\n")[:-1]]

    def commit(self, sha: str) -> CommitFacts:
        """Return one commit."""
        (facts,) = self.log(sha, most=1)
        return facts

    def changed(self, base: str, head: str) -> list[Changed]:
        """Return the files in which two commits or trees differ, by path."""
        raw = self.ask("diff-tree", "-r", "-z", "--no-renames", base, head).split("\0")[:-1]
        counts = self.ask("diff-tree", "-r", "-z", "--no-renames", "--numstat", base, head)
        numbers = [line.split("\t") for line in counts.split("\0")[:-1]]
        patches = _patches(self.ask("diff-tree", "-r", "-p", "--no-renames", base, head))
        return [
            _changed(what, path, number, patches.get(path, ""))
            for what, path, number in zip(raw[::2], raw[1::2], numbers, strict=True)
        ]

    def entries(self, tree: str, *, recursive: bool = False) -> list[Entry]:
        """Return what a tree holds."""
        deep = ["-r", "-t"] if recursive else []
        printed = self.ask("ls-tree", "-z", "--long", *deep, tree).split("\0")[:-1]
        return [_entry(line) for line in printed]

    def blob(self, sha: str) -> bytes:
        """Return a blob's bytes."""
        return self.ask_bytes("cat-file", "blob", sha)

    def write_blob(self, content: bytes) -> str:
        """Keep bytes, and return their id."""
        return self.ask("hash-object", "-w", "--stdin", stdin=content).strip()

    def write_tree(self, base: str | None, entries: Iterable[tuple[str, str, str]]) -> str:
        """Keep a tree made of another one and of (mode, id, path); an id of zeros removes."""
        index = {"GIT_INDEX_FILE": str(self.root / "double.index")}
        self.ask("read-tree", base or "--empty", env=index)
        lines = "".join(f"{mode} {sha}\t{path}\0" for mode, sha, path in entries)
        self.ask("update-index", "-z", "--index-info", stdin=lines.encode(), env=index)
        return self.ask("write-tree", env=index).strip()

    def write_commit(
        self, tree: str, parents: Sequence[str], message: str, *, author: Person, committer: Person
    ) -> str:
        """Keep a commit, and return its id; no ref moves."""
        asked = [part for parent in parents for part in ("-p", parent)]
        env = {
            **_person("AUTHOR", author),
            **_person("COMMITTER", committer),
        }
        return self.ask("commit-tree", tree, *asked, stdin=message.encode(), env=env).strip()


def _person(role: str, person: Person) -> dict[str, str]:
    return {
        f"GIT_{role}_NAME": person.name,
        f"GIT_{role}_EMAIL": person.email,
        f"GIT_{role}_DATE": f"{person.at} +0000",
    }


def _facts(parts: Sequence[str]) -> CommitFacts:
    sha, tree, parents, name, email, at, c_name, c_email, c_at, message = parts
    return CommitFacts(
        sha=sha,
        tree=tree,
        parents=tuple(parents.split()),
        author=Person(name, email, int(at)),
        committer=Person(c_name, c_email, int(c_at)),
        message=message.rstrip("\n"),
    )


def _entry(line: str) -> Entry:
    described, path = line.split("\t", 1)
    mode, kind, sha, size = described.split()
    return Entry(mode, kind, sha, path, None if size == "-" else int(size))


def _changed(what: str, path: str, numbers: Sequence[str], patch: str) -> Changed:
    _, _, old, new, letter = what.split(" ")
    added, removed, _ = numbers
    return Changed(
        path=path,
        status={"A": "added", "D": "removed"}.get(letter, "modified"),
        sha=old if letter == "D" else new,
        # Git counts no lines of a binary file.
        additions=0 if added == "-" else int(added),
        deletions=0 if removed == "-" else int(removed),
        patch=patch,
    )


def _patches(text: str) -> dict[str, str]:
    """Return each file's hunks by its path; a binary file has none."""
    found: dict[str, str] = {}
    for part in text.split("diff --git ")[1:]:
        head, at, hunks = part.partition("\n@@ ")
        if at:
            named = [
                line[6:] for line in head.splitlines() if line.startswith(("--- a/", "+++ b/"))
            ]
            found[named[-1]] = "@@ " + hunks.rstrip("\n")
    return found
