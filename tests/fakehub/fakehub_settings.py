"""Endpoints of the repository itself, of Actions, and of who is asking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fakehub.fakehub_http import Refusal, Reply, Shape, invalid_because, not_found
from fakehub.fakehub_rights import NOT_ACCESSIBLE
from fakehub.fakehub_state import TokenKind, moment

if TYPE_CHECKING:
    from fakehub.fakehub_call import Call

DISPATCH_INPUTS_MAX = 25
LEVELS = ("none", "read", "triage", "write")


def get_repo(call: Call) -> Reply:
    """GET the repository."""
    return Reply(200, call.shapes.full_repo(call.repo, writes=_writes(call)))


def change_repo(call: Call) -> Reply:
    """PATCH the repository: its name, description or default branch."""
    name, body = call.body.optional_text("name"), call.body
    branch = body.optional_text("default_branch")
    if branch is not None and branch not in call.repo.git.branches():
        message = f"The branch {branch} was not found. Please push that ref first."
        raise invalid_because("Repository", message, field="default_branch")
    if name is not None:
        if not name.strip() or "/" in name or len(name) > 100:
            raise invalid_because("Repository", "name is not valid", field="name")
        call.world.renamed[call.repo.full_name.lower()] = call.repo.id
        call.repo.name = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
        call.world.renamed.pop(call.repo.full_name.lower(), None)
    call.repo.default_branch = branch or call.repo.default_branch
    call.repo.description = body.optional_text("description") or call.repo.description
    return Reply(200, call.shapes.full_repo(call.repo, writes=True))


def _writes(call: Call) -> bool:
    if call.token is None:
        return False
    if call.token.kind is TokenKind.PERSON:
        return call.repo.level_of(call.token.account.login) == "write"
    return call.token.permissions.get("contents") == "write"


def workflow_permissions(call: Call) -> Reply:
    """GET whether Actions may make pull requests here."""
    shape: Shape = {
        "default_workflow_permissions": "read",
        "can_approve_pull_request_reviews": call.repo.actions_may_create_pulls,
    }
    return Reply(200, shape)


def permission_of(call: Call) -> Reply:
    """GET what a person may do here, whatever it comes from; a public one everybody may read.

    Source: the description's prose; its limit for people's tokens is told in rultor#1407.
    """
    token, login = call.token, call.variables["username"]
    if token is None or (token.kind is TokenKind.PERSON and not _writes(call)):
        raise Refusal(403, "Must have push access to view collaborator permission.")
    if not call.world.rules.rights_may_be_asked:
        if call.world.rules.rights_refused_status == 404:
            raise not_found()
        raise Refusal(403, NOT_ACCESSIBLE)
    account = call.world.accounts.get(login)
    if account is None or account.kind != "User":
        raise not_found()
    level = call.repo.level_of(login)
    if level == "none" and not call.repo.private:
        level = "read"
    is_owner, rank = account == call.repo.owner, LEVELS.index(level)
    role = call.repo.roles.get(login, "admin" if is_owner else level)
    shape = call.shapes.user(account)
    may = (
        ("pull", rank >= 1),
        ("triage", rank >= 2),
        ("push", rank >= 3),
        ("maintain", is_owner or role == "maintain"),
        ("admin", is_owner),
    )
    legacy = "admin" if is_owner else {"triage": "read"}.get(level, level)
    return Reply(
        200,
        {
            "permission": legacy,
            "role_name": role,
            "user": shape | {"permissions": dict(may), "role_name": role},
        },
    )


def dispatch(call: Call) -> Reply:
    """POST: start a workflow, which here is written down."""
    ref, inputs = call.body.text("ref"), call.body.part("inputs")
    if inputs is not None and len(inputs.fields) > DISPATCH_INPUTS_MAX:
        raise Refusal(422, f"you may only define up to {DISPATCH_INPUTS_MAX} `inputs`")
    if call.repo.git.commit_of(ref) is None:
        raise Refusal(422, f"No ref found for: {ref}")
    fields = dict(inputs.fields) if inputs else {}
    workflow = call.variables["workflow_id"]
    call.repo.dispatches.append({"workflow": workflow, "ref": ref, "inputs": fields})
    if not call.body.flag("return_run_details"):
        return Reply(204)
    run = call.world.new_id()
    shape: Shape = {
        "workflow_run_id": run,
        "run_url": f"{call.shapes.repo_url(call.repo)}/actions/runs/{run}",
        "html_url": f"{call.shapes.page(call.repo)}/actions/runs/{run}",
    }
    return Reply(200, shape)


def get_user(call: Call) -> Reply:
    """GET who a personal token speaks for; tokens of apps have nobody."""
    if call.token is None:
        raise Refusal(401, "Requires authentication")
    if call.token.kind is not TokenKind.PERSON:
        raise Refusal(403, "Resource not accessible by integration")
    born = moment(call.now)
    shape = call.shapes.user(call.token.account)
    unset = ("bio", "blog", "company", "email", "hireable", "location", "name")
    counts = ("followers", "following", "public_gists", "public_repos", "private_gists")
    private = ("collaborators", "disk_usage", "owned_private_repos", "total_private_repos")
    shape |= dict.fromkeys(unset) | dict.fromkeys((*counts, *private), 0)
    shape |= {"two_factor_authentication": True, "created_at": born, "updated_at": born}
    return Reply(200, shape | {"user_view_type": "private"})
