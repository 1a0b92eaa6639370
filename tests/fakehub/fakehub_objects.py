"""Endpoints of the Git Data API: commits, trees and blobs, without moving a ref."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import TYPE_CHECKING

from fakehub.fakehub_body import Body
from fakehub.fakehub_git import NOWHERE, GitRefused, Person
from fakehub.fakehub_git_shapes import git_commit, tree_entry
from fakehub.fakehub_http import Refusal, Reply, Shape, not_found

if TYPE_CHECKING:
    from fakehub.fakehub_call import Call

MODES = ("100644", "100755", "040000", "160000", "120000")


def create_blob(call: Call) -> Reply:
    """POST a blob, as text or as base64."""
    content = call.body.text("content")
    encoding = call.body.optional_text("encoding") or "utf-8"
    if encoding not in ("utf-8", "base64"):
        raise Refusal(422, f'Invalid request.\n\n"{encoding}" is not a valid encoding.')
    sha = call.repo.git.write_blob(_decoded(content) if encoding == "base64" else _utf8(content))
    url = f"{call.shapes.repo_url(call.repo)}/git/blobs/{sha}"
    return Reply(201, {"sha": sha, "url": url}, {"location": url})


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=False)
    except binascii.Error as error:
        raise Refusal(422, "content is not valid Base64") from error


def _utf8(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def get_blob(call: Call) -> Reply:
    """GET a blob; its bytes come as base64."""
    sha = call.variables["file_sha"]
    content = call.repo.git.blob(_known(call, sha, "blob"))
    shape: Shape = {
        "sha": sha,
        "node_id": f"B_{sha}",
        "size": len(content),
        "url": f"{call.shapes.repo_url(call.repo)}/git/blobs/{sha}",
        "content": base64.encodebytes(content).decode(),
        "encoding": "base64",
    }
    return Reply(200, shape)


def _known(call: Call, sha: str, kind: str) -> str:
    found = call.repo.git.kind_of(sha)
    if found != kind:
        raise not_found()
    return sha


def create_tree(call: Call) -> Reply:
    """POST a tree: a base's files, with some changed, added or removed."""
    git = call.repo.git
    base = call.body.optional_text("base_tree")
    entries = [_entry(call, Body.of(item)) for item in call.body.items("tree") or ()]
    if not entries:
        raise Refusal(422, "Invalid tree info")
    if base is not None and git.kind_of(base) not in ("tree", "commit"):
        raise Refusal(422, f"base_tree {base} is not a valid tree oid")
    try:
        sha = git.write_tree(base, entries)
    except (GitRefused, ValueError) as error:
        raise Refusal(422, "GitRPC::BadObjectState") from error
    shape = _tree(call, sha, recursive=False)
    return Reply(201, shape, {"location": str(shape["url"])})


def _entry(call: Call, item: Body) -> tuple[str, str, str]:
    """Return mode, id and path; the id of zeros removes the path."""
    path, mode = item.optional_text("path"), item.optional_text("mode") or "100644"
    if not path or mode not in MODES:
        raise Refusal(422, "tree.path and a valid tree.mode must be supplied")
    content = item.optional_text("content")
    if content is not None:
        return mode, call.repo.git.write_blob(_utf8(content)), path
    sha = item.optional_text("sha")
    if sha is None and "sha" not in item:
        raise Refusal(422, "Must supply either tree.sha or tree.content")
    if sha is not None and call.repo.git.kind_of(sha) is None:
        raise Refusal(422, f"tree.sha {sha} is not a valid object")
    return ("0", NOWHERE, path) if sha is None else (mode, sha, path)


def get_tree(call: Call) -> Reply:
    """GET a tree, by its id or a commit's, branch's or tag's."""
    git = call.repo.git
    named = call.variables["tree_sha"]
    commit = git.commit_of(named)
    sha = git.commit(commit).tree if commit else _known(call, named, "tree")
    # Any value of the parameter means yes, "false" included; the description says so.
    return Reply(200, _tree(call, sha, recursive="recursive" in call.asked.query))


def _tree(call: Call, sha: str, *, recursive: bool) -> Shape:
    entries = call.repo.git.entries(sha, recursive=recursive)
    return {
        "sha": sha,
        "url": f"{call.shapes.repo_url(call.repo)}/git/trees/{sha}",
        "tree": [tree_entry(call.shapes, call.repo, entry) for entry in entries],
        "truncated": False,
    }


def create_commit(call: Call) -> Reply:
    """POST a commit; made by a bot without a name of its own, GitHub signs it."""
    body, git = call.body, call.repo.git
    tree, parents = body.text("tree"), body.texts("parents") or []
    if git.kind_of(tree) != "tree":
        raise Refusal(422, "Tree SHA does not exist")
    for parent in parents:
        if git.kind_of(parent) != "commit":
            raise Refusal(422, f"Parent SHA {parent} does not exist or is not a commit object")
    own = call.caller.account.as_person(call.now)
    author = _person(call, body.part("author")) or own
    committer = _person(call, body.part("committer")) or author
    message = body.text("message")
    if "\0" in message or not message:
        raise Refusal(422, "Invalid commit message")
    sha = git.write_commit(tree, parents, message, author=author, committer=committer)
    if author == committer == own and call.caller.account.kind == "Bot":
        call.repo.verified.add(sha)
    shape = git_commit(call.shapes, call.repo, git.commit(sha))
    return Reply(201, shape, {"location": str(shape["url"])})


def _person(call: Call, sent: Body | None) -> Person | None:
    if sent is None:
        return None
    name, email = sent.optional_text("name"), sent.optional_text("email")
    if not (name or "").strip(" .,:;<>\"'") or not (email or "").strip(" .,:;<>\"'"):
        raise Refusal(422, "Invalid request.\n\nname and email must be supplied.")
    date = sent.optional_text("date")
    try:
        at = int(datetime.fromisoformat(date).timestamp()) if date else call.now
    except (ValueError, OverflowError) as error:
        raise Refusal(422, f'Invalid request.\n\n"{date}" is not a date.') from error
    return Person(_line(name), _line(email), max(0, at))


def _line(text: str | None) -> str:
    """Return a text as git keeps it in one line of a commit."""
    return "".join(letter for letter in text or "" if letter.isprintable() and letter not in "<>")


def get_commit(call: Call) -> Reply:
    """GET a commit's git data."""
    sha = _known(call, call.variables["commit_sha"], "commit")
    return Reply(200, git_commit(call.shapes, call.repo, call.repo.git.commit(sha)))
