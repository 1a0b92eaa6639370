"""Take away what is of no use any more: old branches of the bot's, and open pull requests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from bot.errors import ForgeError, GitError
from bot.stages.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.adapters.git import Git
    from bot.adapters.github.session import Session
    from bot.stages.expiry import Closing


class Tidy:
    """Deletes and closes on one repository, each only as it was seen."""

    def __init__(self, session: Session, git: Git) -> None:
        self._session = session
        self._git = git

    def tips(self, prefix: str) -> dict[str, str]:
        """Return the commits of the branches whose names start so, by name.

        Raises:
            ForgeError: GitHub refused.
        """
        path = f"/git/matching-refs/{quote(f'heads/{prefix}', safe='')}"
        found = self._session.fetch("list the bot's branches", path)
        refs = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
        return {
            str(ref["ref"]).removeprefix("refs/heads/"): str(ref["object"]["sha"]) for ref in refs
        }

    def delete(self, branch: str, tips: Mapping[str, str]) -> str:
        """Delete a branch if its tip still is what was seen; return what went wrong, "" if nothing.

        A push with a lease: GitHub's API would delete whatever lies there by now.
        """
        access = self._session.access
        try:
            self._git.push(
                f"{access.server_url}/{access.repository}.git",
                "",
                branch=branch,
                expected=tips[branch],
                token=access.token,
            )
        except GitError as error:
            return str(error)
        return ""

    def close(self, closing: Closing) -> str:
        """Close a pull request and say why below it; return what went wrong, "" for nothing."""
        pull, session = closing.pull, self._session
        try:
            fields = {"state": "closed", "body": closing.body}
            session.send("close a pull request", "PATCH", f"/pulls/{pull.number}", fields)
            # Not repeated where the reply is lost: a second sentence would say nothing new.
            text = {"body": escape(closing.sentence)}
            session.send("say why", "POST", f"/issues/{pull.number}/comments", text)
        except ForgeError as error:
            return str(error)
        return ""
