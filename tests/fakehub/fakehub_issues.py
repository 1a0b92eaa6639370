"""Endpoints of issues: list, create, look, change, assign; pull requests are issues, too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fakehub.fakehub_http import Refusal, Reply, Shape, invalid, invalid_because
from fakehub.fakehub_issue_shapes import issue_shape, shapes_of
from fakehub.fakehub_labels import label_names, labels_named
from fakehub.fakehub_rules import fit_for_github
from fakehub.fakehub_state import Account, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fakehub.fakehub_call import Call

TITLE_CHARS_MAX = 256
TOO_QUICKLY = "was submitted too quickly"


def listed(issues: Iterable[Issue]) -> list[Issue]:
    """Return what lists show already; each look brings the others nearer."""
    shown = []
    for issue in issues:
        if issue.unseen:
            issue.unseen -= 1
        else:
            shown.append(issue)
    return shown


def sort_issues(issues: Sequence[Issue], query: Mapping[str, str]) -> list[Issue]:
    """Return issues in the order that a query asks for; newest first by default."""
    sort = query.get("sort", "created")
    # Sorted by anything, pull requests come oldest first unless told otherwise; in the
    # description, "desc" is the default "when sort is created or sort is not specified".
    default = "desc" if sort == "created" or "sort" not in query else "asc"
    newest = query.get("direction", default) == "desc"
    return sorted(issues, key=lambda issue: _key(issue, sort), reverse=newest)


def _key(issue: Issue, sort: str) -> tuple[int, int]:
    if sort == "updated":
        return issue.updated_at, issue.number
    return (len(issue.comments) if sort == "comments" else issue.created_at), issue.number


def created_issue(call: Call, title: str, text: str | None) -> Issue:
    """Keep a new issue; the caller made it.

    Raises:
        Refusal: too long, or GitHub thinks that this went too fast.
    """
    if len(title) > TITLE_CHARS_MAX:
        message = f"title is too long (maximum is {TITLE_CHARS_MAX} characters)"
        raise invalid_because("Issue", message, field="title")
    not_too_quickly(call, "Issue")
    number = max(call.repo.issues, default=0) + 1
    made = Issue(call.world.new_id(), number, title, text, call.caller.account, call.now, call.now)
    made.unseen = call.world.rules.list_lag
    call.repo.issues[number] = made
    return made


def not_too_quickly(call: Call, resource: str) -> None:
    """Refuse a creation while the rule says so.

    Raises:
        Refusal: "was submitted too quickly" (sourcegraph#39773).
    """
    if call.world.rules.too_quickly:
        call.world.rules.too_quickly -= 1
        raise invalid_because(resource, TOO_QUICKLY, field="base")


def list_issues(call: Call) -> Reply:
    """GET issues, pull requests among them: open ones, newest first, unless asked otherwise.

    Raises:
        Refusal: a rule says so.
    """
    if call.world.rules.issues_refused:
        raise Refusal(call.world.rules.issues_refused, "Not Found")
    query = call.asked.query
    state = query.get("state", "open")
    found = [i for i in call.repo.issues.values() if state in ("all", i.state)]
    if creator := query.get("creator"):
        found = [issue for issue in found if issue.author.login.lower() == creator.lower()]
    for label in filter(None, query.get("labels", "").split(",")):
        found = [issue for issue in found if label.lower() in map(str.lower, issue.labels)]
    if since := query.get("since"):
        after = _since(since)
        found = [issue for issue in found if issue.updated_at >= after]
    if "direction" not in query:
        query = {**query, "direction": "desc"}
    shown = listed(sort_issues(found, query))
    return call.paged([issue_shape(call.shapes, call.repo, issue) for issue in shown])


def _since(text: str) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError) as error:
        raise Refusal(422, "The since parameter is not a valid time.") from error


def create_issue(call: Call) -> Reply:
    """POST an issue.

    Raises:
        Refusal: issues are switched off here.
    """
    if not call.repo.has_issues:
        raise Refusal(410, "Issues are disabled for this repo")
    body = call.body
    title = body.optional_text("title")
    if not title:
        raise invalid("Issue", "title", code="missing_field")
    text = body.optional_text("body")
    fit_for_github(text, "Issue")
    names, logins = label_names(body) or [], body.texts("assignees") or []
    made = created_issue(call, title, text)
    made.labels = labels_named(call, names)
    made.assignees = _known(call, logins)
    shape = one_issue(call, made)
    return Reply(201, shape, {"location": str(shape["url"])})


def get_issue(call: Call) -> Reply:
    """GET one issue."""
    return Reply(200, one_issue(call, call.issue()))


def one_issue(call: Call, issue: Issue) -> Shape:
    """Return an issue with what lists leave out."""
    closer = issue.closed_by
    shape = issue_shape(call.shapes, call.repo, issue)
    return shape | {"closed_by": call.shapes.user(closer) if closer else None}


def change_issue(call: Call) -> Reply:
    """PATCH one issue: title, body, state, labels, assignees."""
    issue, body = call.issue(), call.body
    text, state = body.optional_text("body"), body.optional_text("state")
    fit_for_github(text, "Issue")
    if state not in (None, "open", "closed"):
        raise invalid("Issue", "state")
    names, logins = label_names(body), body.texts("assignees")
    issue.title = body.optional_text("title") or issue.title
    issue.body = text if "body" in body else issue.body
    issue.updated_at = call.now
    if state == "closed" and issue.state == "open":
        reason = body.optional_text("state_reason") or "completed"
        issue.close(call.now, call.caller.account, reason)
    elif state == "open" and issue.state == "closed":
        issue.reopen(call.now)
    if names is not None:
        issue.labels = labels_named(call, names)
    if logins is not None:
        issue.assignees = _known(call, logins)
    return Reply(200, one_issue(call, issue))


def list_assignees(call: Call) -> Reply:
    """GET who can be assigned."""
    return call.paged(shapes_of(_assignable(call), call.shapes))


def assign(call: Call) -> Reply:
    """POST assignees; strangers are left out without a word, as GitHub does."""
    issue = call.issue()
    call.resolvable(issue)
    added = _known(call, call.body.texts("assignees") or [])
    issue.assignees += [account for account in added if account not in issue.assignees]
    return Reply(201, one_issue(call, issue))


def unassign(call: Call) -> Reply:
    """DELETE assignees."""
    issue = call.issue()
    logins = call.body.texts("assignees") or []
    issue.assignees = [account for account in issue.assignees if account.login not in logins]
    return Reply(200, one_issue(call, issue))


def _assignable(call: Call) -> list[Account]:
    logins = [call.repo.owner.login, *call.repo.collaborators]
    found = [call.world.accounts[login] for login in logins if login in call.world.accounts]
    return [account for account in found if account.kind == "User"]


def _known(call: Call, logins: Sequence[str]) -> list[Account]:
    return [account for account in _assignable(call) if account.login in logins]
