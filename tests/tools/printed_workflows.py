"""Write the workflows that pages print into files: `python printed_workflows.py FOLDER PAGE...`.

A workflow is a fenced YAML block with `on:` and `jobs:`; README.md's second one becomes
FOLDER/README-2.yml. Ours is called `OWNER/coverage-missions@COMMIT` there, which becomes
`./`, so that linters compare what it is given with action.yml.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

FENCED = re.compile(
    r"^(?P<indent> *)```ya?ml\n(?P<text>.*?)^(?P=indent)```$", re.DOTALL | re.MULTILINE
)
OURS = re.compile(r"uses: OWNER/coverage-missions@COMMIT\b")


def printed_workflows(page: str) -> list[str]:
    """Return the workflows that a page prints, in order, calling ours `./`."""
    blocks = [dedent(found["text"]) for found in FENCED.finditer(page)]
    return [OURS.sub("uses: ./", block) for block in blocks if _is_workflow(block)]


def _is_workflow(block: str) -> bool:
    try:
        value = yaml.safe_load(block)
    except yaml.YAMLError:
        # A broken one is for the linters to complain about; other formats are tested elsewhere.
        return bool(re.search(r"^jobs:", block, re.MULTILINE))
    # YAML 1.1 reads the key `on` as true.
    return isinstance(value, dict) and "jobs" in value and (True in value or "on" in value)


def main(arguments: Sequence[str]) -> int:
    """Write the files and print their paths; exit with 1 if the pages print none."""
    folder, pages = Path(arguments[0]), [Path(name) for name in arguments[1:]]
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.yml"):
        old.unlink()
    count = 0
    for page in pages:
        found = printed_workflows(page.read_text(encoding="utf-8"))
        for number, workflow in enumerate(found, start=1):
            path = folder / f"{page.stem}-{number}.yml"
            path.write_text(workflow, encoding="utf-8")
            sys.stdout.write(f"{path}\n")
        count += len(found)
    return 0 if count else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
