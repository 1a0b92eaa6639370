"""Endpoints that read history and files: commits, comparisons, contents."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from fakehub.fakehub_git_shapes import commit_shape, content_shape, file_shape
from fakehub.fakehub_http import Refusal, Reply, Shape, not_found
from fakehub.fakehub_moves import seen_tip

if TYPE_CHECKING:
    from fakehub.fakehub_call import Call
    from fakehub.fakehub_git import CommitFacts


def list_commits(call: Call) -> Reply:
    """GET commits of a branch, newest first."""
    query, git = call.asked.query, call.repo.git
    start = git.commit_of(query.get("sha") or call.repo.default_branch)
    if start is None:
        raise not_found()
    facts = git.log(start)
    if path := query.get("path"):
        facts = git.log(start, "--", path)
    if author := query.get("author"):
        facts = [one for one in facts if author in _names(call, one)]
    return call.paged([commit_shape(call.shapes, call.repo, one, call.world) for one in facts])


def _names(call: Call, facts: CommitFacts) -> tuple[str, ...]:
    account = call.world.account_of(facts.author.email)
    return (facts.author.email, *([account.login] if account else []))


def get_commit(call: Call) -> Reply:
    """GET one commit, with its files."""
    facts, git = call.commit(call.variables["ref"]), call.repo.git
    start = facts.parents[0] if facts.parents else git.write_tree(None, [])
    files = git.changed(start, facts.sha)
    shape = commit_shape(call.shapes, call.repo, facts, call.world)
    added, gone = sum(f.additions for f in files), sum(f.deletions for f in files)
    shape |= {
        "stats": {"additions": added, "deletions": gone, "total": added + gone},
        "files": [file_shape(call.shapes, call.repo, file, facts.sha) for file in files],
    }
    return Reply(200, shape)


def compare(call: Call) -> Reply:
    """GET what lies between two revisions, written base...head."""
    base, dots, head = call.variables["basehead"].partition("...")
    prefix = f"{call.repo.owner.login}:"
    tips = [seen_tip(call.repo, name.removeprefix(prefix)) for name in (base, head)]
    if not dots or tips[0] is None or tips[1] is None:
        raise not_found()
    git = call.repo.git
    start = git.merge_base(tips[0], tips[1])
    if start is None:
        raise Refusal(404, f"No common ancestor between {base} and {head}.")
    return Reply(200, _comparison(call, tips[0], tips[1], start))


def _comparison(call: Call, base: str, head: str, start: str) -> Shape:
    git = call.repo.git
    ahead, behind = git.log(f"{start}..{head}"), git.log(f"{start}..{base}")
    url = f"{call.shapes.repo_url(call.repo)}/compare/{base}...{head}"
    page = f"{call.shapes.page(call.repo)}/compare/{base}...{head}"
    commits = [commit_shape(call.shapes, call.repo, one, call.world) for one in reversed(ahead)]
    files = git.changed(start, head)
    return {
        "url": url,
        "html_url": page,
        "permalink_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "base_commit": commit_shape(call.shapes, call.repo, git.commit(base), call.world),
        "merge_base_commit": commit_shape(call.shapes, call.repo, git.commit(start), call.world),
        "status": _status(len(ahead), len(behind)),
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": commits,
        "files": [file_shape(call.shapes, call.repo, file, head) for file in files],
    }


def _status(ahead: int, behind: int) -> str:
    if ahead and behind:
        return "diverged"
    if not ahead and not behind:
        return "identical"
    return "ahead" if ahead else "behind"


def get_contents(call: Call) -> Reply:
    """GET a file with its bytes, or what a folder holds."""
    ref = call.asked.query.get("ref") or call.repo.default_branch
    commit = call.repo.git.commit_of(ref)
    if commit is None:
        raise Refusal(404, f"No commit found for the ref {ref}")
    path = call.variables["path"].strip("/")
    entries = call.repo.git.entries(commit, recursive=True)
    if not path:
        top = [entry for entry in entries if "/" not in entry.path]
        return Reply(200, [content_shape(call.shapes, call.repo, entry, ref) for entry in top])
    found = next((entry for entry in entries if entry.path == path), None)
    if found is None:
        raise not_found()
    if found.kind == "tree":
        inside = [entry for entry in entries if entry.path.rpartition("/")[0] == path]
        return Reply(200, [content_shape(call.shapes, call.repo, entry, ref) for entry in inside])
    content = base64.encodebytes(call.repo.git.blob(found.sha)).decode()
    shape = content_shape(call.shapes, call.repo, found, ref)
    return Reply(200, shape | {"content": content, "encoding": "base64"})
