"""Turn what GitHub says into our nouns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.forge import CommentSeen, CommitSeen, IssueSeen, PullSeen, PullState

if TYPE_CHECKING:
    from github.Commit import Commit
    from github.Issue import Issue
    from github.IssueComment import IssueComment
    from github.NamedUser import NamedUser
    from github.Organization import Organization
    from github.PullRequest import PullRequest

_BOT, _APP_TOKEN = "[bot]", "ghs_"


def identity_login(name: str, token: str) -> str:
    """Return who a token is as REST names authors: apps and jobs are "name[bot]".

    GraphQL's viewer leaves "[bot]" out, so a person may have the name of an app; the
    tokens of apps and jobs begin with "ghs_".
    """
    plain = name.removesuffix(_BOT)
    return plain + _BOT if token.startswith(_APP_TOKEN) else plain


def pull_seen(pull: PullRequest) -> PullSeen:
    """Read a pull request as a list or a write shows it."""
    state = PullState.OPEN if pull.state == "open" else PullState.CLOSED
    return PullSeen(
        number=pull.number,
        url=pull.html_url,
        state=PullState.MERGED if pull.merged_at else state,
        title=pull.title,
        body=pull.body or "",
        labels=frozenset(label.name for label in pull.labels),
        is_draft=pull.draft,
        head=pull.head.ref,
        head_id=pull.head.sha,
        ended_s=pull.closed_at.timestamp() if pull.closed_at else None,
        node=pull.node_id,
    )


def issue_seen(issue: Issue) -> IssueSeen:
    """Read an issue."""
    return IssueSeen(
        number=issue.number,
        url=issue.html_url,
        author=_login(issue.user),
        body=issue.body or "",
        labels=frozenset(label.name for label in issue.labels),
        is_open=issue.state == "open",
        association=issue.author_association,
    )


def commit_seen(commit: Commit) -> CommitSeen:
    """Read a commit; an account is only known where GitHub found one for the address."""
    made = commit.commit
    return CommitSeen(
        id=commit.sha,
        author_email=made.author.email or "",
        committer_email=made.committer.email or "",
        message=made.message,
        login=_login(commit.author),
        tree=made.tree.sha,
    )


def comment_seen(comment: IssueComment) -> CommentSeen:
    """Read a comment."""
    return CommentSeen(comment.id, _login(comment.user), comment.body or "")


def _login(account: NamedUser | Organization | None) -> str:
    """Name an account; PyGithub's types do not say that there may be none."""
    return "" if account is None else account.login
