"""Endpoints of comments on issues and pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_http import Reply, invalid, not_found
from fakehub.fakehub_issue_shapes import comment_shape
from fakehub.fakehub_issues import not_too_quickly
from fakehub.fakehub_rules import fit_for_github
from fakehub.fakehub_state import Comment, Issue

if TYPE_CHECKING:
    from fakehub.fakehub_call import Call


def list_comments(call: Call) -> Reply:
    """GET an issue's comments, oldest first."""
    issue = call.issue()
    shown = []
    for comment in issue.comments:
        if comment.unseen:
            comment.unseen -= 1
        else:
            shown.append(comment_shape(call.shapes, call.repo, issue, comment))
    return call.paged(shown)


def create_comment(call: Call) -> Reply:
    """POST a comment."""
    issue, body = call.issue(), _text(call)
    not_too_quickly(call, "IssueComment")
    made = Comment(call.world.new_id(), call.caller.account, body, call.now, call.now)
    made.unseen = call.world.rules.list_lag
    issue.comments.append(made)
    issue.updated_at = call.now
    shape = comment_shape(call.shapes, call.repo, issue, made)
    return Reply(201, shape, {"location": str(shape["url"])})


def get_comment(call: Call) -> Reply:
    """GET one comment."""
    return Reply(200, comment_shape(call.shapes, call.repo, *_found(call)))


def change_comment(call: Call) -> Reply:
    """PATCH one comment."""
    issue, comment = _found(call)
    comment.body, comment.updated_at = _text(call), call.now
    return Reply(200, comment_shape(call.shapes, call.repo, issue, comment))


def delete_comment(call: Call) -> Reply:
    """DELETE one comment."""
    issue, comment = _found(call)
    issue.comments.remove(comment)
    return Reply(204)


def _text(call: Call) -> str:
    body = call.body.optional_text("body")
    if not body or not body.strip():
        raise invalid("IssueComment", "body", code="missing_field")
    fit_for_github(body, "IssueComment")
    return body


def _found(call: Call) -> tuple[Issue, Comment]:
    for issue in call.repo.issues.values():
        for comment in issue.comments:
            if str(comment.id) == call.variables["comment_id"]:
                return issue, comment
    raise not_found()
