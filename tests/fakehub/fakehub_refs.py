"""Endpoints of refs and branches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_git import NOWHERE, GitRefused
from fakehub.fakehub_git_shapes import commit_shape
from fakehub.fakehub_http import Refusal, Reply, Shape, not_found
from fakehub.fakehub_moves import after_move, workflows_untouched

if TYPE_CHECKING:
    from fakehub.fakehub_call import Call

NO_REF = "Reference does not exist"


def get_ref(call: Call) -> Reply:
    """GET one ref by its whole name."""
    name = f"refs/{call.variables['ref']}"
    found = call.repo.git.refs(name).get(name)
    if found is None:
        raise not_found()
    return Reply(200, call.shapes.ref(call.repo, name, *found))


def matching_refs(call: Call) -> Reply:
    """GET the refs whose names start so; none is an empty list."""
    found = call.repo.git.refs(f"refs/{call.variables['ref']}")
    shown = [call.shapes.ref(call.repo, name, *what) for name, what in found.items()]
    return Reply(200, shown)


def create_ref(call: Call) -> Reply:
    """POST a ref."""
    name, sha = call.body.text("ref"), call.body.text("sha")
    if not name.startswith("refs/") or name.count("/") < 2:
        message = f'"{name}" is not a valid reference name: it must start with refs/.'
        raise Refusal(422, f"Invalid request.\n\n{message}")
    git = call.repo.git
    if git.refs(name).get(name):
        raise Refusal(422, "Reference already exists")
    kind = git.kind_of(sha)
    if kind is None or (name.startswith("refs/heads/") and kind != "commit"):
        raise Refusal(422, "Object does not exist")
    before = git.branches()
    if kind == "commit":
        workflows_untouched(call.repo, call.caller, old=None, new=sha)
    _set(call, name, sha, NOWHERE)
    after_move(call.world, call.repo, before)
    shape = call.shapes.ref(call.repo, name, sha, kind)
    return Reply(201, shape, {"location": str(shape["url"])})


def change_ref(call: Call) -> Reply:
    """PATCH a ref: forward, or anywhere by force."""
    name, sha = f"refs/{call.variables['ref']}", call.body.text("sha")
    git = call.repo.git
    found = git.refs(name).get(name)
    if found is None:
        raise Refusal(422, NO_REF)
    if git.kind_of(sha) != "commit":
        raise Refusal(422, "Object does not exist")
    if not call.body.flag("force") and not git.is_ancestor(found[0], sha):
        raise Refusal(422, "Update is not a fast forward")
    workflows_untouched(call.repo, call.caller, old=found[0], new=sha)
    before = git.branches()
    _set(call, name, sha, None)
    after_move(call.world, call.repo, before)
    return Reply(200, call.shapes.ref(call.repo, name, sha, "commit"))


def delete_ref(call: Call) -> Reply:
    """DELETE a ref."""
    name = f"refs/{call.variables['ref']}"
    git = call.repo.git
    if name not in git.refs(name):
        raise Refusal(422, NO_REF)
    before = git.branches()
    git.drop_ref(name)
    after_move(call.world, call.repo, before)
    return Reply(204)


def _set(call: Call, name: str, sha: str, old: str | None) -> None:
    try:
        call.repo.git.set_ref(name, sha, old)
    except (GitRefused, ValueError) as error:
        message = f'"{name}" is not a valid reference name.'
        raise Refusal(422, f"Invalid request.\n\n{message}") from error


def list_branches(call: Call) -> Reply:
    """GET a repository's branches."""
    found = call.repo.git.branches().items()
    return call.paged([call.shapes.branch(call.repo, name, sha) for name, sha in found])


def get_branch(call: Call) -> Reply:
    """GET one branch."""
    name = call.variables["branch"]
    sha = call.repo.git.branches().get(name)
    if sha is None:
        raise Refusal(404, "Branch not found")
    url = f"{call.shapes.repo_url(call.repo)}/branches/{name}"
    checks: Shape = {"enforcement_level": "off", "contexts": [], "checks": []}
    shape: Shape = {
        "name": name,
        "commit": commit_shape(call.shapes, call.repo, call.repo.git.commit(sha), call.world),
        "_links": {"self": url, "html": f"{call.shapes.page(call.repo)}/tree/{name}"},
        "protected": False,
        "protection": {"enabled": False, "required_status_checks": checks},
        "protection_url": f"{url}/protection",
    }
    return Reply(200, shape)
