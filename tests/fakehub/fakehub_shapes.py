"""JSON of accounts, repositories, labels and refs, as GitHub shapes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakehub.fakehub_http import escaped
from fakehub.fakehub_state import LABELS, Account, Issue, Label, Repo, moment

if TYPE_CHECKING:
    from fakehub.fakehub_http import Shape

# Each "name_url" of a repository ends its API address so; from GitHub's replies.
REPO_ADDRESSES = {
    "archive": "/{archive_format}{/ref}",
    "assignees": "/assignees{/user}",
    "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}",
    "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}",
    "commits": "/commits{/sha}",
    "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}",
    "contributors": "/contributors",
    "deployments": "/deployments",
    "downloads": "/downloads",
    "events": "/events",
    "forks": "/forks",
    "git_commits": "/git/commits{/sha}",
    "git_refs": "/git/refs{/sha}",
    "git_tags": "/git/tags{/sha}",
    "hooks": "/hooks",
    "issue_comment": "/issues/comments{/number}",
    "issue_events": "/issues/events{/number}",
    "issues": "/issues{/number}",
    "keys": "/keys{/key_id}",
    "labels": "/labels{/name}",
    "languages": "/languages",
    "merges": "/merges",
    "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}",
    "pulls": "/pulls{/number}",
    "releases": "/releases{/id}",
    "stargazers": "/stargazers",
    "statuses": "/statuses/{sha}",
    "subscribers": "/subscribers",
    "subscription": "/subscription",
    "tags": "/tags",
    "teams": "/teams",
    "trees": "/git/trees{/sha}",
}
USER_ADDRESSES = {
    "events": "/events{/privacy}",
    "followers": "/followers",
    "following": "/following{/other_user}",
    "gists": "/gists{/gist_id}",
    "organizations": "/orgs",
    "received_events": "/received_events",
    "repos": "/repos",
    "starred": "/starred{/owner}{/repo}",
    "subscriptions": "/subscriptions",
}


@dataclass(frozen=True)
class Shapes:
    """Writes JSON for one host; `api` is the REST API's address, `web` the site's."""

    api: str
    web: str

    def user(self, account: Account) -> Shape:
        """Return "simple-user"."""
        login = escaped(account.login)
        url = f"{self.api}/users/{login}"
        shape: Shape = {f"{name}_url": url + end for name, end in USER_ADDRESSES.items()}
        return shape | {
            "login": account.login,
            "id": account.id,
            "node_id": f"U_{account.id}",
            "avatar_url": f"{self.web}/avatars/{account.id}",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{self.web}/{login}",
            "type": account.kind,
            "user_view_type": "public",
            "site_admin": False,
        }

    def repo_url(self, repo: Repo) -> str:
        """Return a repository's API address."""
        return f"{self.api}/repos/{repo.full_name}"

    def page(self, repo: Repo) -> str:
        """Return the address of a repository's page."""
        return f"{self.web}/{repo.full_name}"

    def repo(self, repo: Repo) -> Shape:
        """Return "repository", which pull requests carry too."""
        url, page = self.repo_url(repo), self.page(repo)
        opened = sum(issue.state == "open" for issue in repo.issues.values())
        shape: Shape = {f"{name}_url": url + end for name, end in REPO_ADDRESSES.items()}
        return shape | {
            "id": repo.id,
            "node_id": f"R_{repo.id}",
            "name": repo.name,
            "full_name": repo.full_name,
            "private": repo.private,
            "visibility": "private" if repo.private else "public",
            "owner": self.user(repo.owner),
            "url": url,
            "html_url": page,
            "description": repo.description,
            "fork": False,
            "homepage": None,
            "language": None,
            "license": None,
            "mirror_url": None,
            "clone_url": f"{page}.git",
            "git_url": f"git:{page.partition(':')[2]}.git",
            "ssh_url": f"git@localhost:{repo.full_name}.git",
            "svn_url": page,
            "default_branch": repo.default_branch,
            "open_issues": opened,
            "open_issues_count": opened,
            **dict.fromkeys(("forks", "forks_count", "size", "stargazers_count"), 0),
            **dict.fromkeys(("watchers", "watchers_count"), 0),
            **dict.fromkeys(("archived", "disabled", "has_pages", "has_discussions"), False),
            **dict.fromkeys(("has_projects", "has_wiki", "has_downloads"), True),
            "has_issues": repo.has_issues,
            "is_template": False,
            "allow_forking": True,
            "topics": [],
            "web_commit_signoff_required": False,
            "created_at": moment(repo.created_at),
            "updated_at": moment(repo.created_at),
            "pushed_at": moment(repo.created_at),
        }

    def full_repo(self, repo: Repo, *, writes: bool) -> Shape:
        """Return "full-repository"."""
        rights = {"pull": True, "triage": writes, "push": writes, "maintain": False, "admin": False}
        shape = self.repo(repo)
        return shape | {
            "permissions": rights,
            "network_count": 0,
            "subscribers_count": 0,
            "allow_squash_merge": True,
            "allow_merge_commit": True,
            "allow_rebase_merge": True,
            "allow_auto_merge": False,
            "allow_update_branch": False,
            "use_squash_pr_title_as_default": False,
            "squash_merge_commit_message": "COMMIT_MESSAGES",
            "squash_merge_commit_title": "COMMIT_OR_PR_TITLE",
            "merge_commit_message": "PR_TITLE",
            "merge_commit_title": "MERGE_MESSAGE",
            "delete_branch_on_merge": False,
            "organization": self.user(repo.owner) if repo.owner.kind == "Organization" else None,
        }

    def label(self, repo: Repo, label: Label) -> Shape:
        """Return "label"."""
        return {
            "id": label.id,
            "node_id": f"LA_{label.id}",
            "url": f"{self.repo_url(repo)}/labels/{escaped(label.name)}",
            "name": label.name,
            "color": label.color,
            "default": label.name in LABELS,
            "description": label.description,
        }

    def labels(self, repo: Repo, issue: Issue) -> list[Shape]:
        """Return an issue's labels, in the order in which they were put there."""
        return [self.label(repo, repo.labels[name.lower()]) for name in issue.labels]

    def ref(self, repo: Repo, name: str, sha: str, kind: str) -> Shape:
        """Return "git-ref"."""
        url = f"{self.repo_url(repo)}/git"
        return {
            "ref": name,
            "node_id": f"REF_{repo.id}_{name}",
            "url": f"{url}/{name}",
            "object": {"sha": sha, "type": kind, "url": f"{url}/{kind}s/{sha}"},
        }

    def branch(self, repo: Repo, name: str, sha: str) -> Shape:
        """Return "short-branch"."""
        commit = {"sha": sha, "url": f"{self.repo_url(repo)}/commits/{sha}"}
        return {"name": name, "commit": commit, "protected": False}
