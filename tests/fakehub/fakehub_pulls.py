"""Endpoints of pull requests: list, create, look, change, and what hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_git_shapes import commit_shape, file_shape
from fakehub.fakehub_http import Refusal, Reply, Shape, invalid, invalid_because
from fakehub.fakehub_issue_shapes import (
    full_pull,
    review_comment_shape,
    review_shape,
    shapes_of,
    simple_pull,
)
from fakehub.fakehub_issues import created_issue, listed, sort_issues
from fakehub.fakehub_rules import fit_for_github
from fakehub.fakehub_state import Issue, Pull, Repo, TokenKind

if TYPE_CHECKING:
    from fakehub.fakehub_call import Call

REVIEWERS_MAX = 15
NOT_PERMITTED = "GitHub Actions is not permitted to create or approve pull requests."


def list_pulls(call: Call) -> Reply:
    """GET pulls: open ones, newest first, unless asked otherwise."""
    query = call.asked.query
    pulls = [issue for issue in call.repo.issues.values() if issue.pull]
    state = query.get("state", "open")
    if state != "all":
        pulls = [issue for issue in pulls if issue.state == state]
    # Without an owner GitHub ignores the filter, and lists all.
    owner, colon, branch = query.get("head", "").partition(":")
    if colon:
        mine = owner.lower() == call.repo.owner.login.lower()
        pulls = [issue for issue in pulls if mine and _pull(issue).head == branch]
    if base := query.get("base"):
        pulls = [issue for issue in pulls if _pull(issue).base == base]
    shown = listed(sort_issues(pulls, query))
    return call.paged([simple_pull(call.shapes, call.repo, issue) for issue in shown])


def create_pull(call: Call) -> Reply:
    """POST pulls."""
    body, repo = call.body, call.repo
    if call.caller.kind is TokenKind.ACTIONS and not repo.actions_may_create_pulls:
        raise Refusal(403, NOT_PERMITTED)
    head, base = body.text("head").removeprefix(f"{repo.owner.login}:"), body.text("base")
    title = body.optional_text("title")
    if not title:
        raise invalid("PullRequest", "title", code="missing_field")
    text, draft = body.optional_text("body"), body.flag("draft")
    fit_for_github(text, "PullRequest")
    pull = Pull(head, base, *_ends(repo, head, base), draft)
    _possible(repo, pull)
    pull.unresolved = call.world.rules.unresolved_requests
    issue = created_issue(call, title, text)
    issue.pull = pull
    repo.git.set_ref(f"refs/pull/{issue.number}/head", pull.head_sha)
    shape = full_pull(call.shapes, repo, issue)
    return Reply(201, shape, {"location": str(shape["url"])})


def _ends(repo: Repo, head: str, base: str) -> tuple[str, str]:
    """Return the commits of both branches.

    Raises:
        Refusal: there is no such branch.
    """
    branches = repo.git.branches()
    for field, branch in (("head", head), ("base", base)):
        if branch not in branches:
            raise invalid("PullRequest", field)
    return branches[head], branches[base]


def _possible(repo: Repo, pull: Pull) -> None:
    """Refuse what GitHub refuses of a pull request that is about to be.

    Raises:
        Refusal: nothing to merge, one is open already, or no drafts here.
    """
    if repo.git.is_ancestor(pull.head_sha, pull.base_sha):
        message = f"No commits between {pull.base} and {pull.head}"
        raise invalid_because("PullRequest", message)
    for issue in repo.issues.values():
        same = issue.pull and (issue.pull.head, issue.pull.base) == (pull.head, pull.base)
        if same and issue.state == "open":
            named = f"{repo.owner.login}:{pull.head}"
            message = f"A pull request already exists for {named}."
            raise invalid_because("PullRequest", message)
    if pull.draft and repo.private and repo.plan == "free":
        raise Refusal(422, "Draft pull requests are not supported in this repository.")


def get_pull(call: Call) -> Reply:
    """GET one pull request."""
    issue, _ = call.issue_and_pull()
    return Reply(200, full_pull(call.shapes, call.repo, issue))


def change_pull(call: Call) -> Reply:
    """PATCH one pull request: title, body, state, base."""
    issue, pull = call.issue_and_pull()
    body, repo = call.body, call.repo
    text = body.optional_text("body")
    fit_for_github(text, "PullRequest")
    state, base = body.optional_text("state"), body.optional_text("base")
    if state not in (None, "open", "closed"):
        raise invalid("PullRequest", "state")
    if base is not None and base != pull.base:
        _, pull.base_sha = _ends(repo, pull.head, base)
        pull.base = base
    issue.title = body.optional_text("title") or issue.title
    issue.body = text if "body" in body else issue.body
    issue.updated_at = call.now
    if state == "closed" and issue.state == "open":
        issue.close(call.now, call.caller.account)
    elif state == "open" and issue.state == "closed":
        _reopen(call, issue, pull)
    return Reply(200, full_pull(call.shapes, repo, issue))


def _reopen(call: Call, issue: Issue, pull: Pull) -> None:
    """Open a closed pull request again, at the commit that its branch has now.

    Raises:
        Refusal: it was merged, or its branch is gone.
    """
    tip = call.repo.git.branches().get(pull.head)
    if pull.merged_at is not None or tip is None:
        message = f"state cannot be changed. The {pull.head} branch has been deleted."
        raise invalid_because("PullRequest", message, field="state")
    pull.head_sha = tip
    _possible(call.repo, pull)
    issue.reopen(call.now)


def list_commits(call: Call) -> Reply:
    """GET a pull request's commits, oldest first."""
    _, pull = call.issue_and_pull()
    git = call.repo.git
    start = git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    facts = reversed(git.log(f"{start}..{pull.head_sha}"))
    return call.paged([commit_shape(call.shapes, call.repo, one, call.world) for one in facts])


def list_files(call: Call) -> Reply:
    """GET a pull request's files."""
    _, pull = call.issue_and_pull()
    git = call.repo.git
    start = git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    files = git.changed(start, pull.head_sha)
    return call.paged([file_shape(call.shapes, call.repo, f, pull.head_sha) for f in files])


def list_reviews(call: Call) -> Reply:
    """GET a pull request's reviews."""
    issue, pull = call.issue_and_pull()
    return call.paged([review_shape(call.shapes, call.repo, issue, r) for r in pull.reviews])


def list_review_comments(call: Call) -> Reply:
    """GET the comments on a pull request's lines."""
    issue, pull = call.issue_and_pull()
    said = pull.review_comments
    return call.paged([review_comment_shape(call.shapes, call.repo, issue, c) for c in said])


def list_reviewers(call: Call) -> Reply:
    """GET who was asked for a review."""
    _, pull = call.issue_and_pull()
    shape: Shape = {"users": shapes_of(pull.reviewers, call.shapes), "teams": []}
    return Reply(200, shape)


def ask_reviewers(call: Call) -> Reply:
    """POST who shall review; one stranger among them refuses all."""
    issue, pull = call.issue_and_pull()
    call.resolvable(issue)
    logins = call.body.texts("reviewers") or []
    if call.body.texts("team_reviewers"):
        raise Refusal(422, "Could not resolve to a node with the global id of 'T_0'.")
    if issue.author.login in logins:
        raise Refusal(422, "Review cannot be requested from pull request author.")
    for login in logins:
        known = login in call.repo.collaborators or login == call.repo.owner.login
        if not known or login not in call.world.accounts:
            message = "Reviews may only be requested from collaborators. One or more of the "
            message += "users or teams you specified is not a collaborator of the "
            raise Refusal(422, f"{message}{call.repo.full_name} repository.")
    asked = [call.world.accounts[login] for login in logins]
    pull.reviewers += [account for account in asked if account not in pull.reviewers]
    del pull.reviewers[REVIEWERS_MAX:]
    return Reply(201, simple_pull(call.shapes, call.repo, issue))


def drop_reviewers(call: Call) -> Reply:
    """DELETE who shall not review after all."""
    issue, pull = call.issue_and_pull()
    logins = call.body.texts("reviewers") or []
    pull.reviewers = [account for account in pull.reviewers if account.login not in logins]
    return Reply(200, simple_pull(call.shapes, call.repo, issue))


def _pull(issue: Issue) -> Pull:
    assert issue.pull is not None
    return issue.pull
