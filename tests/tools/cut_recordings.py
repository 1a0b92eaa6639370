"""Cut recorded replies of github.com: `cd tests; python -m tools.cut_recordings [archive]`.

Writes tests/fakehub/recordings/<scenario>.json from @octokit/fixtures: for each request
its method, path and body; for each reply status, Link, Location and JSON, of which a
list keeps its first item. Requests that the double does not serve are left out.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.npm_package import Package

if TYPE_CHECKING:
    from collections.abc import Sequence

PACKAGE = Package(
    "@octokit/fixtures",
    "23.1.2",
    "9e21be4957df67fc73a234f7084e8cec396a5fb1fd690ef903a5f18ede0de3b0"
    "a4aacb0a5e94b2da4ebe4e3e67b5c239b965b60fd3ceccac702439817d1fac27",
)
SCENARIOS = (
    "add-labels-to-issue",
    "errors",
    "git-refs",
    "labels",
    "paginate-issues",
    "rename-repository",
)
# GitHub describes no list of all refs any more; of a label, our client changes nothing.
SKIPPED = re.compile(r"get .*/git/refs/|(patch|delete) .*/labels/[\w-]+")
# The recorder left its own name for the repository in a few places.
TEMPORARY = re.compile(r"tmp-scenario-([a-z-]+)-\d+-\w+")
FOLDER = Path(__file__).parents[1] / "fakehub" / "recordings"


def cut(text: str) -> str:
    """Return a scenario's recordings with what the replay compares."""
    kept = []
    for entry in json.loads(TEMPORARY.sub(r"\1", text)):
        if SKIPPED.fullmatch(f"{entry['method']} {entry['path']}"):
            continue
        reply, headers = entry["response"], entry["headers"]
        kept.append(
            {
                "method": entry["method"].upper(),
                "path": entry["path"],
                "body": entry["body"] or None,
                "status": entry["status"],
                "link": headers.get("link", ""),
                "location": headers.get("location", ""),
                "reply": reply[:1] if isinstance(reply, list) else reply or None,
            }
        )
    return json.dumps(kept, indent=1, sort_keys=True) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Write all scenarios and the licence."""
    archive = Path(arguments[0]) if arguments else None
    sources = {
        name: f"scenarios/api.github.com/{name}/normalized-fixture.json" for name in SCENARIOS
    }
    read = PACKAGE.read("LICENSE.md", *sources.values(), archive=archive)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, member in sources.items():
        (FOLDER / f"{name}.json").write_text(cut(read[member].decode()), encoding="utf-8")
    (FOLDER / "LICENSE").write_bytes(read["LICENSE.md"].strip() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
