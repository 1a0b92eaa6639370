"""Write action.yml as a release has it: `python released_action.py IMAGE < action.yml`.

On main `uses: ./` builds the Dockerfile; a release names the image that was built from it, so
that pinning the action's commit pins the image, and no job builds one.
"""

from __future__ import annotations

import re
import sys

BUILT = "  image: Dockerfile\n"
# By digest: a tag can be moved. An image of this machine has no registry that could move it.
PINNED = re.compile(r"[\w.-]+(?::\d+)?(?:/[\w.-]+)+@sha256:[0-9a-f]{64}|localhost/[\w.:/-]+")


def released(action: str, image: str) -> str:
    """Return action.yml naming an image instead of the Dockerfile; nothing else changes.

    Raises:
        ValueError: the image is not pinned by its digest, or the file names no Dockerfile.
    """
    if not PINNED.fullmatch(image):
        raise ValueError(f"{image} is not pinned; name it as registry/owner/name@sha256:...")
    if action.count(BUILT) != 1:
        raise ValueError(f"action.yml must hold {BUILT.strip()!r} once")
    return action.replace(BUILT, f"  image: docker://{image}\n")


if __name__ == "__main__":
    sys.stdout.write(released(sys.stdin.read(), sys.argv[1]))
