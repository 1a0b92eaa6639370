"""Git over HTTP: what `git push` and `git fetch` speak, by git's own http-backend."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fakehub.fakehub_api import repository_named, token_of
from fakehub.fakehub_git import ENVIRONMENT, GIT_SECONDS_MAX
from fakehub.fakehub_http import Asked, Refusal
from fakehub.fakehub_moves import after_move
from fakehub.fakehub_rights import may_read_git, may_write_git
from fakehub.fakehub_state import Repo, Token, TokenKind, World

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

# With and without ".git", as github.com has it; actions/checkout asks without.
ADDRESS = re.compile(r"/([^/]+)/([^/]+?)(?:\.git)?(/info/refs|/git-upload-pack|/git-receive-pack)")
PUSH = "git-receive-pack"

# Git shows people the text of a refusal only when it is called plain.
SAID = {"content-type": "text/plain"}
# Only GitHub moves pull requests' refs.
CONFIG = """[http]
	receivepack = true
[receive]
	hideRefs = refs/pull
[gc]
	auto = 0
"""
# Only commits that the double does not have yet are looked at.
PRE_RECEIVE = """#!/bin/sh
[ "$FAKEHUB_WORKFLOWS" = refuse ] || exit 0
while read -r old new ref; do
  case $new in *[!0]*) ;; *) continue ;; esac
  found=$(git log --format= --name-only "$new" --not --all -- .github/workflows | head -n 1)
  if [ -n "$found" ]; then
    echo "refusing to allow a GitHub App to create or update workflow \\`$found\\`" \\
      "without \\`workflows\\` permission" >&2
    exit 1
  fi
done
"""


@dataclass(frozen=True)
class GitReply:
    """What goes back to git."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def prepare(repo: Repo) -> None:
    """Make a repository ready to be pushed to."""
    with (repo.git.root / "config").open("a", encoding="utf-8") as config:
        config.write(CONFIG)
    hook = repo.git.root / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(PRE_RECEIVE, encoding="utf-8")
    hook.chmod(0o755)


def answer_git(world: World, asked: Asked, lock: AbstractContextManager[object]) -> GitReply | None:
    """Answer git, or return None where the address is none of a repository.

    Only what reads and changes the double's own state holds the lock.
    """
    found = ADDRESS.fullmatch(asked.path)
    if found is None:
        return None
    owner, name, service = found.groups()
    repo = repository_named(world, f"{owner}/{name}")
    try:
        token = token_of(world, asked)
    except Refusal:
        return _unauthorized()
    pushes = PUSH in (asked.query.get("service"), service.removeprefix("/"))
    if repo is None or not may_read_git(repo, token):
        return GitReply(404, SAID, b"Repository not found.") if token else _unauthorized()
    if pushes and not may_write_git(repo, token):
        denied = b"Write access to repository not granted."
        return GitReply(403, SAID, denied) if token else _unauthorized()
    if repo.full_name.lower() != f"{owner}/{name}".lower():
        query = "?" + "&".join(f"{key}={value}" for key, value in asked.query.items())
        return GitReply(301, {"location": f"/{repo.full_name}.git{service}{query}".rstrip("?")})
    return _served(world, repo, token, asked, service, lock)


def _unauthorized() -> GitReply:
    return GitReply(
        401, {**SAID, "www-authenticate": 'Basic realm="GitHub"'}, b"Repository not found."
    )


def _served(
    world: World,
    repo: Repo,
    token: Token | None,
    asked: Asked,
    service: str,
    lock: AbstractContextManager[object],
) -> GitReply:
    with lock:
        before = repo.git.branches()
    reply = _backend(repo, token, asked, service)
    with lock:
        if before != repo.git.branches():
            after_move(world, repo, before)
    return reply


def _backend(repo: Repo, token: Token | None, asked: Asked, service: str) -> GitReply:
    bot = token is not None and token.kind is not TokenKind.PERSON
    allowed = not bot or (token is not None and token.permissions.get("workflows") == "write")
    ran = subprocess.run(
        ["git", "http-backend"],
        env={
            **ENVIRONMENT,
            "GIT_PROJECT_ROOT": str(repo.git.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": asked.header("git-protocol"),
            "REQUEST_METHOD": asked.method,
            "PATH_INFO": service,
            "QUERY_STRING": "&".join(f"{key}={value}" for key, value in asked.query.items()),
            "CONTENT_TYPE": asked.header("content-type"),
            "CONTENT_LENGTH": str(len(asked.body)),
            "HTTP_CONTENT_ENCODING": asked.header("content-encoding"),
            "REMOTE_USER": token.account.login if token else "",
            "REMOTE_ADDR": "127.0.0.1",
            "FAKEHUB_WORKFLOWS": "allow" if allowed else "refuse",
        },
        input=asked.body,
        capture_output=True,
        timeout=GIT_SECONDS_MAX,
        check=False,
    )
    head, _, body = ran.stdout.partition(b"\r\n\r\n")
    lines = [line.partition(": ")[::2] for line in head.decode().split("\r\n") if ": " in line]
    headers = dict(lines)
    status = int(headers.pop("Status", "200").split()[0])
    return GitReply(status, headers, body)
