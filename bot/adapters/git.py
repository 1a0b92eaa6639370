"""Git by its own program, asked in a way that runs nothing of the repository's.

No shell, no hooks, no filters, no prompts, no signing, no user's or system's
configuration; the environment is built here. Commits are made beside the
worktree: neither the files nor the index of the user are ever touched.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

GIT_SECONDS_MAX = 120
STDERR_CHARS_MAX = 500
COMMITS_READ_MAX = 200
BOT_NAME = "coverage-missions[bot]"
BOT_EMAIL = "coverage-missions[bot]@users.noreply.github.com"
FILE_MODE = "100644"
_HEADER = "COVERAGE_MISSIONS_HEADER"

# A repository's own configuration may name programs for git to start.
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "commit.gpgSign=false",
    "log.showSignature=false",
    "core.quotePath=false",
    "gc.auto=0",
)


@dataclass(frozen=True)
class Commit:
    """One commit, and who made it."""

    id: str
    author_email: str
    committer_email: str

    @property
    def is_ours(self) -> bool:
        """Tell whether nobody but the bot had a hand in it."""
        return self.author_email == self.committer_email == BOT_EMAIL


class Git:
    """One repository, seen from `root`: its top folder or a folder inside it.

    `search_path` is where the program `git` is looked for, as in PATH.
    """

    def __init__(self, root: Path, search_path: str = os.defpath) -> None:
        self.root = root
        self._search_path = search_path

    def is_repo(self) -> bool:
        """Tell whether `root` lies in a worktree of git."""
        return self._run(["rev-parse", "--is-inside-work-tree"]).stdout.strip() == b"true"

    def start(self, branch: str, message: str) -> None:
        """Make `root` a repository whose first commit, on `branch`, holds all its files.

        Raises:
            GitError: git refused.
        """
        self._ask("init", "--quiet", f"--initial-branch={branch}")
        self._ask("add", "--all")
        self._ask("commit", "--quiet", "--no-verify", f"--message={message}")

    def head(self) -> str | None:
        """Return the id of the commit that is checked out, or None before the first commit."""
        return self.commit_of("HEAD")

    def changed(self) -> tuple[str, ...]:
        """Name the files below `root` that differ from HEAD, untracked ones included.

        Paths are relative to `root`; ignored files do not count.
        """
        listed = self._ask("status", "--porcelain", "-z", "--no-renames", "-uall", "--", ".")
        prefix = self._ask("rev-parse", "--show-prefix").strip("\n")
        return tuple(entry[3:].removeprefix(prefix) for entry in listed.split("\0") if entry)

    def current_branch(self) -> str | None:
        """Return the name of the branch that is checked out, or None on a detached HEAD.

        What is not UTF-8 of it is escaped with a backslash, which no branch's name has.
        """
        ran = self._run(["symbolic-ref", "--quiet", "--short", "HEAD"])
        return ran.stdout.decode(errors="backslashreplace").strip() or None

    def commit_of(self, revision: str) -> str | None:
        """Return the commit that a branch or other name points to, or None."""
        ran = self._run(["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"])
        return ran.stdout.decode().strip() or None

    def branch_tip(self, branch: str) -> str | None:
        """Return the commit at the tip of a local branch, or None where there is no such branch."""
        return self.commit_of(f"refs/heads/{branch}")

    def is_checked_out(self, branch: str) -> bool:
        """Tell whether some worktree has this branch checked out."""
        listed = self._ask("worktree", "list", "--porcelain").splitlines()
        return f"branch refs/heads/{branch}" in listed

    def tree_and_parents(self, commit: str) -> tuple[str, tuple[str, ...]]:
        """Return the ids of a commit's tree and of its parents."""
        tree, *parents = self._ask("log", "-1", "--format=%T %P", commit).split()
        return tree, tuple(parents)

    def commits(self, *, branch: str, base: str) -> list[Commit]:
        """Return what the branch has and `base` has not, newest first, at most COMMITS_READ_MAX."""
        lines = self._ask(
            "log",
            f"--max-count={COMMITS_READ_MAX}",
            "--format=%H %x00%ae%x00%ce",
            f"{base}..refs/heads/{branch}",
        ).splitlines()
        return [Commit(*(part.strip() for part in line.split("\0"))) for line in lines]

    def commit_files(
        self, base: str, files: Mapping[str, bytes], deleted: Iterable[str], message: str
    ) -> str:
        """Write a commit on top of `base` and return its id; no branch moves.

        Paths are relative to `root`. Its date is its base's: equal work gives an
        equal commit.

        Raises:
            GitError: git refused, for example a path that leaves the repository.
        """
        prefix = self.prefix()
        with tempfile.TemporaryDirectory(prefix="coverage-missions-") as scratch:
            index = {"GIT_INDEX_FILE": str(Path(scratch) / "index")}
            self._ask("read-tree", base, env=index)
            entries = [self._entry(prefix + path, body) for path, body in sorted(files.items())]
            self._update_index("--index-info", entries, index)
            self._update_index("--force-remove --stdin", sorted(deleted), index)
            # A partial clone has not all files of the base, and need not: they stay as they are.
            tree = self._ask("write-tree", "--missing-ok", env=index).strip()
        return self._commit_tree(tree, base, message)

    def move_branch(self, branch: str, *, to: str, expected: str | None) -> None:
        """Point a branch to a commit, if it still is where it was seen (None: nowhere).

        Raises:
            GitError: somebody moved the branch meanwhile.
        """
        self._ask("update-ref", "--no-deref", f"refs/heads/{branch}", to, expected or "")

    def prefix(self) -> str:
        """Return the way from the repository's top to `root`: "pkg/", "" for the top itself."""
        return self._ask("rev-parse", "--show-prefix").strip("\n")

    def file_at(self, commit: str, path: str) -> bytes | None:
        """Return a file's bytes as of a commit, None where it is not; `path` is below root.

        Raises:
            GitError: something of that name is there and cannot be read: a folder, or a file
                that a partial clone left out.
        """
        name = f"{commit}:{self.prefix()}{path}"
        ran = self._run(["cat-file", "blob", name])
        if ran.returncode == 0:
            return ran.stdout
        if self._run(["rev-parse", "--verify", "--quiet", name]).returncode == 0:
            raise GitError(
                f"{path} is there as of {commit} and cannot be read as a file; if this checkout "
                "was cloned in part, leave `filter` and `sparse-checkout` out of actions/checkout"
            )
        return None

    def push(self, url: str, commit: str, *, branch: str, expected: str, token: str) -> None:
        """Point a branch of another repository to a commit, if it still is where it was seen.

        `expected` is the commit seen at its tip, "" for no such branch. The token is in
        the environment of one program alone, never in its arguments or a file.

        Raises:
            GitError: somebody moved the branch meanwhile, or the other side refused.
        """
        basic = b64encode(f"x-access-token:{token}".encode()).decode()
        ref = f"refs/heads/{branch}"
        # The checkout's own settings may send a push elsewhere, or start programs for it.
        with tempfile.TemporaryDirectory(prefix="coverage-missions-") as scratch:
            plain = Git(Path(scratch) / "plain.git", self._search_path)
            plain.root.mkdir()
            plain._ask("init", "--quiet", "--bare")
            self._lend(plain.root)
            plain._ask(
                f"--config-env=http.extraHeader={_HEADER}",
                "push",
                "--quiet",
                f"--force-with-lease={ref}:{expected}",
                url,
                f"{commit}:{ref}",
                env={_HEADER: f"Authorization: Basic {basic}", "GIT_ALLOW_PROTOCOL": "https:http"},
            )

    def _lend(self, other: Path) -> None:
        """Let a bare repository read our objects, and know where our history is cut off."""
        common = Path(self._ask("rev-parse", "--path-format=absolute", "--git-common-dir").strip())
        (other / "objects/info/alternates").write_text(f"{common / 'objects'}\n")
        shallow = common / "shallow"
        if shallow.is_file():
            (other / "shallow").write_bytes(shallow.read_bytes())

    def _update_index(self, how: str, entries: Sequence[str], index: Mapping[str, str]) -> None:
        stdin = b"".join(entry.encode(errors="surrogateescape") + b"\0" for entry in entries)
        ran = self._run(["update-index", "-z", *how.split()], env=index, stdin=stdin)
        # A path that git does not like is only grumbled about, and left out.
        if ran.returncode != 0 or ran.stderr:
            raise self._refused("update-index", ran)

    def _entry(self, path: str, body: bytes) -> str:
        blob = self._ask("hash-object", "-w", "--no-filters", "--stdin", stdin=body).strip()
        return f"{FILE_MODE} {blob}\t{path}"

    def _commit_tree(self, tree: str, base: str, message: str) -> str:
        date = self._ask("log", "-1", "--format=%cd", "--date=raw", base).strip()
        when = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        text = message.encode()
        return self._ask("commit-tree", tree, "-p", base, "-F", "-", env=when, stdin=text).strip()

    def _ask(self, *args: str, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> str:
        ran = self._run(args, env=env, stdin=stdin)
        if ran.returncode != 0:
            raise self._refused(_command(args), ran)
        return ran.stdout.decode(errors="surrogateescape")

    def _refused(self, command: str, ran: subprocess.CompletedProcess[bytes]) -> GitError:
        said = ran.stderr.decode(errors="replace").strip()[-STDERR_CHARS_MAX:]
        return GitError(f"git {command} in {self.root} failed: {said}")

    def _run(
        self, args: Sequence[str], *, env: Mapping[str, str] | None = None, stdin: bytes = b""
    ) -> subprocess.CompletedProcess[bytes]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        # A checkout in a container often belongs to another user; what could
        # start its programs is switched off above.
        settings += ["-c", "safe.directory=*"]
        try:
            return subprocess.run(  # noqa: S603 - a list, no shell; see the module
                ["git", "--no-replace-objects", *settings, *args],  # noqa: S607 - search_path
                cwd=self.root,
                env=self._environment() | dict(env or {}),
                input=stdin,
                capture_output=True,
                timeout=GIT_SECONDS_MAX,
                check=False,
            )
        except FileNotFoundError as error:
            raise GitError(
                f"{error.filename} was not found; is git installed, and the folder there?"
            ) from error
        except subprocess.TimeoutExpired as error:
            raise GitError(
                f"git {_command(args)} in {self.root} took over {GIT_SECONDS_MAX} s"
            ) from error

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": self._search_path,
            "HOME": "/nonexistent",
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_AUTHOR_NAME": BOT_NAME,
            "GIT_AUTHOR_EMAIL": BOT_EMAIL,
            "GIT_COMMITTER_NAME": BOT_NAME,
            "GIT_COMMITTER_EMAIL": BOT_EMAIL,
        }


def _command(args: Sequence[str]) -> str:
    """Return git's command, which its own options may come before."""
    return next((one for one in args if not one.startswith("-")), "")
