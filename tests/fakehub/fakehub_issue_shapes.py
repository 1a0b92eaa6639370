"""JSON of issues, pull requests, comments and reviews, as GitHub shapes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fakehub.fakehub_state import Account, Comment, Issue, Pull, Repo, Review, ReviewComment, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fakehub.fakehub_http import Json, Shape
    from fakehub.fakehub_shapes import Shapes

REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def issue_shape(shapes: Shapes, repo: Repo, issue: Issue) -> Shape:
    """Return "issue"; a pull request is one, too."""
    url = f"{shapes.repo_url(repo)}/issues/{issue.number}"
    shape = _shared(shapes, repo, issue) | {
        "url": url,
        "repository_url": shapes.repo_url(repo),
        "labels_url": f"{url}/labels{{/name}}",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "comments": len(issue.comments),
        "reactions": _reactions(url),
        "performed_via_github_app": None,
        "state_reason": issue.state_reason,
    }
    if issue.pull is None:
        return shape
    addresses: Shape = {
        "url": f"{shapes.repo_url(repo)}/pulls/{issue.number}",
        "merged_at": _moment(issue.pull.merged_at),
        **_pages(shapes, repo, issue),
    }
    return shape | {"draft": issue.pull.draft, "pull_request": addresses}


def _shared(shapes: Shapes, repo: Repo, issue: Issue) -> Shape:
    return {
        "comments_url": f"{shapes.repo_url(repo)}/issues/{issue.number}/comments",
        "html_url": _page(shapes, repo, issue),
        "id": issue.id,
        "node_id": node_id(issue),
        "number": issue.number,
        "title": issue.title,
        "user": shapes.user(issue.author),
        "labels": shapes.labels(repo, issue),
        "state": issue.state,
        "locked": False,
        "active_lock_reason": None,
        "assignee": shapes.user(issue.assignees[0]) if issue.assignees else None,
        "assignees": [shapes.user(account) for account in issue.assignees],
        "milestone": None,
        "author_association": association(repo, issue.author),
        "body": issue.body,
        "created_at": moment(issue.created_at),
        "updated_at": moment(issue.updated_at),
        "closed_at": _moment(issue.closed_at),
    }


def simple_pull(shapes: Shapes, repo: Repo, issue: Issue) -> Shape:
    """Return "pull-request-simple", as lists have it."""
    pull = issue.pull
    assert pull is not None
    url = f"{shapes.repo_url(repo)}/pulls/{issue.number}"
    addresses = {
        "commits_url": f"{url}/commits",
        "review_comments_url": f"{url}/comments",
        "review_comment_url": f"{shapes.repo_url(repo)}/pulls/comments{{/number}}",
        "comments_url": f"{shapes.repo_url(repo)}/issues/{issue.number}/comments",
        "statuses_url": f"{shapes.repo_url(repo)}/statuses/{pull.head_sha}",
    }
    issue_url = f"{shapes.repo_url(repo)}/issues/{issue.number}"
    links = {name.removesuffix("_url"): {"href": address} for name, address in addresses.items()}
    links |= {"self": {"href": url}, "html": {"href": _page(shapes, repo, issue)}}
    links |= {"issue": {"href": issue_url}}
    shape = _shared(shapes, repo, issue) | _pages(shapes, repo, issue)
    return shape | {
        **addresses,
        "url": url,
        "issue_url": issue_url,
        "_links": links,
        "head": _end(shapes, repo, pull.head, pull.head_sha),
        "base": _end(shapes, repo, pull.base, pull.base_sha),
        "draft": pull.draft,
        "merged_at": _moment(pull.merged_at),
        "merge_commit_sha": pull.merge_sha,
        "auto_merge": None,
        "requested_reviewers": [shapes.user(account) for account in pull.reviewers],
        "requested_teams": [],
    }


def full_pull(shapes: Shapes, repo: Repo, issue: Issue) -> Shape:
    """Return "pull-request"."""
    pull = issue.pull
    assert pull is not None
    start = repo.git.merge_base(pull.base_sha, pull.head_sha) or pull.base_sha
    files = repo.git.changed(start, pull.head_sha)
    commits = repo.git.log(f"{start}..{pull.head_sha}")
    shape = simple_pull(shapes, repo, issue)
    return shape | {
        "merged": pull.merged_at is not None,
        **_mergeable(repo, pull),
        "merged_by": shapes.user(pull.merged_by) if pull.merged_by else None,
        "comments": len(issue.comments),
        "review_comments": len(pull.review_comments),
        "maintainer_can_modify": False,
        "commits": len(commits),
        "additions": sum(file.additions for file in files),
        "deletions": sum(file.deletions for file in files),
        "changed_files": len(files),
    }


def _mergeable(repo: Repo, pull: Pull) -> Shape:
    """Return whether git can merge it; of what is merged GitHub does not know."""
    if pull.merged_at:
        return {"mergeable": None, "mergeable_state": "unknown", "rebaseable": None}
    fits = repo.git.merged_tree(pull.base_sha, pull.head_sha) is not None
    state = "draft" if pull.draft else "clean"
    return {
        "mergeable": fits,
        "mergeable_state": state if fits else "dirty",
        "rebaseable": fits,
    }


def comment_shape(shapes: Shapes, repo: Repo, issue: Issue, comment: Comment) -> Shape:
    """Return "issue-comment"."""
    url = f"{shapes.repo_url(repo)}/issues/comments/{comment.id}"
    return {
        "url": url,
        "html_url": f"{_page(shapes, repo, issue)}#issuecomment-{comment.id}",
        "issue_url": f"{shapes.repo_url(repo)}/issues/{issue.number}",
        "id": comment.id,
        "node_id": f"IC_{comment.id}",
        "user": shapes.user(comment.author),
        "created_at": moment(comment.created_at),
        "updated_at": moment(comment.updated_at),
        "body": comment.body,
        "author_association": association(repo, comment.author),
        "reactions": _reactions(url),
        "performed_via_github_app": None,
    }


def review_shape(shapes: Shapes, repo: Repo, issue: Issue, review: Review) -> Shape:
    """Return "pull-request-review"."""
    page = f"{_page(shapes, repo, issue)}#pullrequestreview-{review.id}"
    pull_url = f"{shapes.repo_url(repo)}/pulls/{issue.number}"
    return {
        "id": review.id,
        "node_id": f"PRR_{review.id}",
        "user": shapes.user(review.author),
        "body": review.body,
        "state": review.state,
        "html_url": page,
        "pull_request_url": pull_url,
        "author_association": association(repo, review.author),
        "_links": {"html": {"href": page}, "pull_request": {"href": pull_url}},
        "submitted_at": moment(review.at),
        "commit_id": review.commit,
    }


def review_comment_shape(shapes: Shapes, repo: Repo, issue: Issue, said: ReviewComment) -> Shape:
    """Return "pull-request-review-comment"."""
    url = f"{shapes.repo_url(repo)}/pulls/comments/{said.id}"
    page = f"{_page(shapes, repo, issue)}#discussion_r{said.id}"
    pull_url = f"{shapes.repo_url(repo)}/pulls/{issue.number}"
    links = {"self": {"href": url}, "html": {"href": page}, "pull_request": {"href": pull_url}}
    return {
        "url": url,
        "id": said.id,
        "node_id": f"PRRC_{said.id}",
        "pull_request_review_id": None,
        "diff_hunk": "@@ -0,0 +1 @@",
        "path": said.path,
        "commit_id": said.commit,
        "original_commit_id": said.commit,
        "user": shapes.user(said.author),
        "body": said.body,
        "created_at": moment(said.at),
        "updated_at": moment(said.at),
        "html_url": page,
        "pull_request_url": pull_url,
        "author_association": association(repo, said.author),
        "_links": links,
        "line": said.line,
        "original_line": said.line,
        "side": "RIGHT",
        "start_line": None,
        "original_start_line": None,
        "start_side": None,
        "subject_type": "line",
        "reactions": _reactions(url),
    }


def node_id(issue: Issue) -> str:
    """Return the name that GraphQL has for it."""
    return f"{'PR' if issue.pull else 'I'}_{issue.id}"


def _page(shapes: Shapes, repo: Repo, issue: Issue) -> str:
    return f"{shapes.page(repo)}/{'pull' if issue.pull else 'issues'}/{issue.number}"


def _pages(shapes: Shapes, repo: Repo, issue: Issue) -> Shape:
    page = _page(shapes, repo, issue)
    return {"html_url": page, "diff_url": f"{page}.diff", "patch_url": f"{page}.patch"}


def _end(shapes: Shapes, repo: Repo, branch: str, sha: str) -> Shape:
    return {
        "label": f"{repo.owner.login}:{branch}",
        "ref": branch,
        "sha": sha,
        "user": shapes.user(repo.owner),
        "repo": shapes.repo(repo),
    }


def association(repo: Repo, account: Account) -> str:
    """Return what an author has to do with a repository."""
    if account == repo.owner:
        return "OWNER"
    if account.login in repo.members:
        return "MEMBER"
    return "COLLABORATOR" if account.login in repo.collaborators else "NONE"


def _reactions(url: str) -> Shape:
    counts: dict[str, Json] = dict.fromkeys(REACTIONS, 0)
    return counts | {"url": f"{url}/reactions", "total_count": 0}


def _moment(at: int | None) -> str | None:
    return None if at is None else moment(at)


def shapes_of(accounts: Sequence[Account], shapes: Shapes) -> list[Shape]:
    """Return several accounts."""
    return [shapes.user(account) for account in accounts]
