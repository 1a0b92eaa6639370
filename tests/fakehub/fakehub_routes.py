"""Which path is which endpoint, and what a token must be allowed for it.

The description is not asked here: the gate compares both, so that a path that
GitHub does not have cannot be served unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fakehub import fakehub_comments as comments
from fakehub import fakehub_history as history
from fakehub import fakehub_issues as issues
from fakehub import fakehub_labels as labels
from fakehub import fakehub_objects as objects
from fakehub import fakehub_pulls as pulls
from fakehub import fakehub_refs as refs
from fakehub import fakehub_settings as settings
from fakehub.fakehub_call import Call
from fakehub.fakehub_http import Reply, Template

REPO = "/repos/{owner}/{repo}"


@dataclass(frozen=True)
class Route:
    """One endpoint; one of `needs` suffices, "read" or "write" follows from the method.

    `creates` tells that GitHub counts it as content.
    """

    method: str
    template: Template
    endpoint: Callable[[Call], Reply]
    needs: tuple[str, ...] = ()
    creates: bool = False


def _repo(
    method: str, path: str, endpoint: Callable[[Call], Reply], *needs: str, creates: bool = False
) -> Route:
    return Route(method, Template(REPO + path), endpoint, needs, creates)


ISSUE = "/issues/{issue_number}"
PULL = "/pulls/{pull_number}"
# What is issue and pull request at once opens to either right.
EITHER = ("issues", "pull_requests")

ROUTES = (
    Route("GET", Template("/user"), settings.get_user),
    _repo("GET", "", settings.get_repo, "metadata"),
    _repo("PATCH", "", settings.change_repo, "administration"),
    _repo("GET", "/actions/permissions/workflow", settings.workflow_permissions, "administration"),
    _repo("POST", "/actions/workflows/{workflow_id}/dispatches", settings.dispatch, "actions"),
    _repo("GET", "/assignees", issues.list_assignees, *EITHER),
    _repo("GET", "/branches", refs.list_branches, "contents"),
    _repo("GET", "/branches/{branch}", refs.get_branch, "contents"),
    _repo("GET", "/collaborators/{username}/permission", settings.permission_of, "metadata"),
    _repo("GET", "/commits", history.list_commits, "contents"),
    _repo("GET", "/commits/{ref}", history.get_commit, "contents"),
    _repo("GET", "/compare/{basehead}", history.compare, "contents"),
    _repo("GET", "/contents/{path}", history.get_contents, "contents"),
    _repo("POST", "/git/blobs", objects.create_blob, "contents"),
    _repo("GET", "/git/blobs/{file_sha}", objects.get_blob, "contents"),
    _repo("POST", "/git/commits", objects.create_commit, "contents"),
    _repo("GET", "/git/commits/{commit_sha}", objects.get_commit, "contents"),
    _repo("GET", "/git/matching-refs/{ref}", refs.matching_refs, "contents"),
    _repo("GET", "/git/ref/{ref}", refs.get_ref, "contents"),
    _repo("POST", "/git/refs", refs.create_ref, "contents"),
    _repo("PATCH", "/git/refs/{ref}", refs.change_ref, "contents"),
    _repo("DELETE", "/git/refs/{ref}", refs.delete_ref, "contents"),
    _repo("POST", "/git/trees", objects.create_tree, "contents"),
    _repo("GET", "/git/trees/{tree_sha}", objects.get_tree, "contents"),
    _repo("GET", "/issues", issues.list_issues, "issues"),
    _repo("POST", "/issues", issues.create_issue, "issues", creates=True),
    _repo("GET", "/issues/comments/{comment_id}", comments.get_comment, *EITHER),
    _repo("PATCH", "/issues/comments/{comment_id}", comments.change_comment, *EITHER),
    _repo("DELETE", "/issues/comments/{comment_id}", comments.delete_comment, *EITHER),
    _repo("GET", ISSUE, issues.get_issue, *EITHER),
    _repo("PATCH", ISSUE, issues.change_issue, *EITHER),
    _repo("POST", f"{ISSUE}/assignees", issues.assign, *EITHER),
    _repo("DELETE", f"{ISSUE}/assignees", issues.unassign, *EITHER),
    _repo("GET", f"{ISSUE}/comments", comments.list_comments, *EITHER),
    _repo("POST", f"{ISSUE}/comments", comments.create_comment, *EITHER, creates=True),
    _repo("GET", f"{ISSUE}/labels", labels.list_on_issue, *EITHER),
    _repo("POST", f"{ISSUE}/labels", labels.add, *EITHER),
    _repo("PUT", f"{ISSUE}/labels", labels.replace, *EITHER),
    _repo("DELETE", f"{ISSUE}/labels", labels.remove_all, *EITHER),
    _repo("DELETE", f"{ISSUE}/labels/{{name}}", labels.remove, *EITHER),
    _repo("GET", "/labels", labels.list_labels, *EITHER),
    _repo("POST", "/labels", labels.create_label, *EITHER),
    _repo("GET", "/labels/{name}", labels.get_label, *EITHER),
    _repo("GET", "/pulls", pulls.list_pulls, "pull_requests"),
    _repo("POST", "/pulls", pulls.create_pull, "pull_requests", creates=True),
    _repo("GET", PULL, pulls.get_pull, "pull_requests"),
    _repo("PATCH", PULL, pulls.change_pull, "pull_requests"),
    _repo("GET", f"{PULL}/comments", pulls.list_review_comments, "pull_requests"),
    _repo("GET", f"{PULL}/commits", pulls.list_commits, "pull_requests"),
    _repo("GET", f"{PULL}/files", pulls.list_files, "pull_requests"),
    _repo("GET", f"{PULL}/requested_reviewers", pulls.list_reviewers, "pull_requests"),
    _repo("POST", f"{PULL}/requested_reviewers", pulls.ask_reviewers, "pull_requests"),
    _repo("DELETE", f"{PULL}/requested_reviewers", pulls.drop_reviewers, "pull_requests"),
    _repo("GET", f"{PULL}/reviews", pulls.list_reviews, "pull_requests"),
)


def route_of(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """Return the endpoint of a request with the path's variables, or None."""
    for route in ROUTES:
        variables = route.template.match(path) if route.method == method else None
        if variables is not None:
            return route, variables
    return None
