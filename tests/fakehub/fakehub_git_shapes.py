"""JSON of commits, files and trees, as GitHub shapes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_http import escaped
from fakehub.fakehub_state import moment

if TYPE_CHECKING:
    from fakehub.fakehub_git import Changed, CommitFacts, Entry, Person
    from fakehub.fakehub_http import Shape
    from fakehub.fakehub_shapes import Shapes
    from fakehub.fakehub_state import Repo, World


def git_commit(shapes: Shapes, repo: Repo, facts: CommitFacts) -> Shape:
    """Return "git-commit", what the Git Data API calls a commit."""
    url = f"{shapes.repo_url(repo)}/git"
    page = f"{shapes.page(repo)}/commit"
    return {
        "sha": facts.sha,
        "node_id": f"C_{facts.sha}",
        "url": f"{url}/commits/{facts.sha}",
        "html_url": f"{page}/{facts.sha}",
        "author": _person(facts.author),
        "committer": _person(facts.committer),
        "tree": {"sha": facts.tree, "url": f"{url}/trees/{facts.tree}"},
        "message": facts.message,
        "parents": [
            {"sha": sha, "url": f"{url}/commits/{sha}", "html_url": f"{page}/{sha}"}
            for sha in facts.parents
        ],
        "verification": _verification(repo, facts),
    }


def commit_shape(shapes: Shapes, repo: Repo, facts: CommitFacts, world: World) -> Shape:
    """Return "commit", with the accounts that its e-mail addresses belong to."""
    url = f"{shapes.repo_url(repo)}/commits"
    page = f"{shapes.page(repo)}/commit"
    author = world.account_of(facts.author.email)
    committer = world.account_of(facts.committer.email)
    return {
        "url": f"{url}/{facts.sha}",
        "sha": facts.sha,
        "node_id": f"C_{facts.sha}",
        "html_url": f"{page}/{facts.sha}",
        "comments_url": f"{url}/{facts.sha}/comments",
        "commit": {
            "url": f"{shapes.repo_url(repo)}/git/commits/{facts.sha}",
            "author": _person(facts.author),
            "committer": _person(facts.committer),
            "message": facts.message,
            "comment_count": 0,
            "tree": {
                "sha": facts.tree,
                "url": f"{shapes.repo_url(repo)}/git/trees/{facts.tree}",
            },
            "verification": _verification(repo, facts),
        },
        "author": shapes.user(author) if author else None,
        "committer": shapes.user(committer) if committer else None,
        "parents": [
            {"sha": sha, "url": f"{url}/{sha}", "html_url": f"{page}/{sha}"}
            for sha in facts.parents
        ],
    }


def file_shape(shapes: Shapes, repo: Repo, file: Changed, commit: str) -> Shape:
    """Return "diff-entry"."""
    path = escaped(file.path)
    shape: Shape = {
        "sha": file.sha,
        "filename": file.path,
        "status": file.status,
        "additions": file.additions,
        "deletions": file.deletions,
        "changes": file.additions + file.deletions,
        "blob_url": f"{shapes.page(repo)}/blob/{commit}/{path}",
        "raw_url": f"{shapes.page(repo)}/raw/{commit}/{path}",
        "contents_url": f"{shapes.repo_url(repo)}/contents/{path}?ref={commit}",
    }
    return shape | ({"patch": file.patch} if file.patch else {})


def tree_entry(shapes: Shapes, repo: Repo, entry: Entry) -> Shape:
    """Return one item of "git-tree"."""
    kind = {"blob": "blobs", "tree": "trees", "commit": "commits"}[entry.kind]
    shape: Shape = {
        "path": entry.path,
        "mode": entry.mode,
        "type": entry.kind,
        "sha": entry.sha,
        "url": f"{shapes.repo_url(repo)}/git/{kind}/{entry.sha}",
    }
    return shape if entry.size is None else shape | {"size": entry.size}


def content_shape(shapes: Shapes, repo: Repo, entry: Entry, ref: str) -> Shape:
    """Return what a folder's listing and a file have in common."""
    path = escaped(entry.path).replace("%2F", "/")
    kind = "tree" if entry.kind == "tree" else "blob"
    url = f"{shapes.repo_url(repo)}/contents/{path}?ref={escaped(ref)}"
    git_url = f"{shapes.repo_url(repo)}/git/{kind}s/{entry.sha}"
    page = f"{shapes.page(repo)}/{kind}/{escaped(ref)}/{path}"
    raw = f"{shapes.page(repo)}/raw/{escaped(ref)}/{path}"
    return {
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.sha,
        "size": entry.size or 0,
        "type": "dir" if entry.kind == "tree" else "file",
        "url": url,
        "git_url": git_url,
        "html_url": page,
        "download_url": None if entry.kind == "tree" else raw,
        "_links": {"self": url, "git": git_url, "html": page},
    }


def _person(person: Person) -> Shape:
    return {"name": person.name, "email": person.email, "date": moment(person.at)}


def _verification(repo: Repo, facts: CommitFacts) -> Shape:
    verified = facts.sha in repo.verified
    return {
        "verified": verified,
        "reason": "valid" if verified else "unsigned",
        "signature": "-----BEGIN PGP SIGNATURE-----" if verified else None,
        "payload": f"tree {facts.tree}" if verified else None,
        "verified_at": moment(facts.committer.at) if verified else None,
    }
