"""What people do on GitHub while the bot is away: set up, push, close, merge, tick, review."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fakehub.fakehub_git import BareGit
from fakehub.fakehub_moves import after_move
from fakehub.fakehub_smart_http import prepare
from fakehub.fakehub_state import (
    LABELS,
    MAIN,
    Account,
    Comment,
    Issue,
    Label,
    Pull,
    Repo,
    Review,
    ReviewComment,
    Token,
    TokenKind,
    World,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTIONS_BOT = Account("github-actions[bot]", 41_898_282, "Bot")
WRITES_ALL = {"contents": "write", "pull_requests": "write", "issues": "write", "actions": "write"}
HOWS = ("merge", "squash")


@dataclass(frozen=True)
class People:
    """Everything that does not go through the API; nothing here meets a limit."""

    world: World

    def user(self, login: str, *, kind: str = "User") -> Account:
        """Return an account, which is made if nobody has the name."""
        if login not in self.world.accounts:
            self.world.accounts[login] = Account(login, self.world.new_id(), kind)
        return self.world.accounts[login]

    def repository(
        self,
        full_name: str,
        *,
        files: Mapping[str, str | bytes] | None = None,
        private: bool = False,
        plan: str = "free",
        collaborators: Mapping[str, str] | None = None,
    ) -> Repo:
        """Make a repository with one commit on main; collaborators "read" or "write"."""
        owner, _, name = full_name.partition("/")
        number = self.world.new_id()
        git = BareGit(self.world.folder / f"{number}.git")
        git.start(MAIN)
        made = Repo(
            number, self.user(owner), name, git, self.world.clock.now, private=private, plan=plan
        )
        for login, level in (collaborators or {}).items():
            made.collaborators[self.user(login).login] = level
        for label, color in LABELS.items():
            made.labels[label] = Label(self.world.new_id(), label, color)
        self.world.repos[made.id] = made
        prepare(made)
        self.push(full_name, MAIN, files or {"README.md": f"# {name}\n"}, by=owner)
        return made

    def repo(self, full_name: str) -> Repo:
        """Return a repository that is there."""
        found = self.world.repo(full_name)
        assert found is not None, f"nobody made {full_name}"
        return found

    def actions_token(self, full_name: str, **permissions: str) -> str:
        """Return a GITHUB_TOKEN of a repository; without permissions it writes everything."""
        bot = self.world.accounts.setdefault(ACTIONS_BOT.login, ACTIONS_BOT)
        repo = self.repo(full_name).id
        return self._token("ghs_", Token(TokenKind.ACTIONS, bot, permissions or WRITES_ALL, repo))

    def app_token(self, full_name: str, app: str = "missions-app", **permissions: str) -> str:
        """Return an installation token of an app; without permissions it writes everything."""
        bot = self.user(f"{app}[bot]", kind="Bot")
        repo = self.repo(full_name).id
        return self._token("ghs_", Token(TokenKind.APP, bot, permissions or WRITES_ALL, repo))

    def personal_token(self, login: str) -> str:
        """Return a person's token, which may do what the person may."""
        return self._token("ghp_", Token(TokenKind.PERSON, self.user(login)))

    def _token(self, prefix: str, token: Token) -> str:
        text = prefix + secrets.token_hex(18)
        self.world.tokens[text] = token
        return text

    def push(
        self,
        full_name: str,
        branch: str,
        files: Mapping[str, str | bytes | None],
        *,
        by: str = "ada",
        message: str = "by hand",
        start: str | None = None,
    ) -> str:
        """Commit files on a branch, None deleting one, and return the commit.

        A new branch starts at `start`, or at the default branch.
        """
        repo = self.repo(full_name)
        git, before = repo.git, repo.git.branches()
        tip = before.get(branch) or before.get(start or repo.default_branch)
        tree = git.write_tree(tip, [_entry(git, path, body) for path, body in files.items()])
        person = self.user(by).as_person(self.world.clock.now)
        parents = [tip] if tip else []
        sha = git.write_commit(tree, parents, message, author=person, committer=person)
        self.move(full_name, branch, sha)
        return sha

    def move(self, full_name: str, branch: str, sha: str | None) -> None:
        """Point a branch anywhere, by force; None deletes it."""
        repo = self.repo(full_name)
        before = repo.git.branches()
        if sha is None:
            repo.git.drop_ref(f"refs/heads/{branch}")
        else:
            repo.git.set_ref(f"refs/heads/{branch}", sha)
        after_move(self.world, repo, before)

    def rename(self, full_name: str, name: str) -> None:
        """Give a repository another name; the old one leads to it."""
        repo = self.repo(full_name)
        self.world.renamed[full_name.lower()] = repo.id
        repo.name = name

    def issue(self, full_name: str, number: int) -> Issue:
        """Return an issue or pull request as it is, to look at it or to change it."""
        return self.repo(full_name).issues[number]

    def pull(self, full_name: str, number: int) -> Pull:
        """Return what a pull request has more than an issue."""
        pull = self.issue(full_name, number).pull
        assert pull is not None, f"{number} is no pull request"
        return pull

    def pulls(self, full_name: str, *, state: str = "open") -> list[Issue]:
        """Return the pull requests in a state, oldest first; "all" is any."""
        found = [issue for issue in self.repo(full_name).issues.values() if issue.pull]
        return [issue for issue in found if state in ("all", issue.state)]

    def open_issue(self, full_name: str, title: str, body: str = "", *, by: str = "ada") -> Issue:
        """Open an issue."""
        repo, now = self.repo(full_name), self.world.clock.now
        number = max(repo.issues, default=0) + 1
        made = Issue(self.world.new_id(), number, title, body, self.user(by), now, now)
        repo.issues[number] = made
        return made

    def open_pull(self, full_name: str, branch: str, body: str, *, by: str) -> Issue:
        """Open a pull request into main: whoever may read may, from any branch that is there."""
        git = self.repo(full_name).git.branches()
        made = self.open_issue(full_name, "By hand", body, by=by)
        made.pull = Pull(branch, MAIN, git[branch], git[MAIN], draft=False)
        return made

    def close(self, full_name: str, number: int, *, by: str = "ada") -> None:
        """Close an issue or pull request."""
        self.issue(full_name, number).close(self.world.clock.now, self.user(by))

    def merge(self, full_name: str, number: int, *, by: str = "ada", how: str = "merge") -> str:
        """Merge a pull request by "merge" or "squash", and return the new commit on its base."""
        assert how in HOWS
        repo, issue, pull = (
            self.repo(full_name),
            self.issue(full_name, number),
            self.pull(full_name, number),
        )
        git, person = repo.git, self.user(by).as_person(self.world.clock.now)
        base = git.branches()[pull.base]
        tree = git.merged_tree(base, pull.head_sha)
        assert tree is not None, f"{number} conflicts with {pull.base}"
        parents = [base, *([pull.head_sha] if how == "merge" else [])]
        message = f"{issue.title} (#{number})"
        sha = git.write_commit(tree, parents, message, author=person, committer=person)
        pull.merged_at, pull.merged_by, pull.merge_sha = person.at, self.user(by), sha
        issue.close(person.at, self.user(by))
        self.move(full_name, pull.base, sha)
        return sha

    def tick(self, full_name: str, number: int, marker: str) -> None:
        """Tick the checkbox whose line has a text in it, in an issue's or pull request's body."""
        issue = self.issue(full_name, number)
        box = re.compile(rf"^(\s*[-*] )\[ \](.*{re.escape(marker)})", re.MULTILINE)
        ticked, found = box.subn(r"\1[x]\2", issue.body or "")
        assert found == 1, f"{found} boxes have {marker!r}"
        issue.body, issue.updated_at = ticked, self.world.clock.now

    def label(self, full_name: str, number: int, name: str) -> None:
        """Label an issue or pull request; a new label is made."""
        labels = self.repo(full_name).labels
        labels.setdefault(name.lower(), Label(self.world.new_id(), name))
        self.issue(full_name, number).labels.append(labels[name.lower()].name)

    def comment(self, full_name: str, number: int, body: str, *, by: str = "ada") -> Comment:
        """Comment on an issue or pull request."""
        now = self.world.clock.now
        made = Comment(self.world.new_id(), self.user(by), body, now, now)
        self.issue(full_name, number).comments.append(made)
        return made

    def review(
        self,
        full_name: str,
        number: int,
        *,
        state: str = "APPROVED",
        body: str = "",
        by: str = "ada",
    ) -> Review:
        """Review a pull request."""
        pull, at = self.pull(full_name, number), self.world.clock.now
        made = Review(self.world.new_id(), self.user(by), body, state, pull.head_sha, at)
        pull.reviews.append(made)
        return made

    def review_comment(
        self, full_name: str, number: int, body: str, *, path: str, line: int, by: str = "ada"
    ) -> ReviewComment:
        """Comment on a line of a pull request."""
        pull, at = self.pull(full_name, number), self.world.clock.now
        author, sha = self.user(by), pull.head_sha
        made = ReviewComment(self.world.new_id(), author, body, path, line, sha, at)
        pull.review_comments.append(made)
        return made


def _entry(git: BareGit, path: str, body: str | bytes | None) -> tuple[str, str, str]:
    if body is None:
        return "0", "0" * 40, path
    content = body.encode() if isinstance(body, str) else body
    return "100644", git.write_blob(content), path
