"""demo: run a whole campaign on the bundled example, with no model and no token."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.campaign import run_campaign
from bot.doors import open_doors
from bot.errors import InputError
from bot.forges import open_git
from bot.settings import ForgeKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.campaign import Finished
    from bot.doors import World
    from bot.settings import Settings

# Beside the package in a checkout; the image puts it there too.
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "shop"
# Eight missions, two at a time: 93 s with 10 on two cores that others kept busy as well.
MISSION_SECONDS = 12
NEXT = """\

Where to look now:
  {out}/report/index.html   the campaign in pictures
  {out}/missions/*/pull.md  what each reviewer would read
  git -C {root} branch --all   one branch a mission
  git -C {root} show BRANCH    its tests"""


def demo(settings: Settings, world: World) -> int:
    """Copy the example into a repository of its own and run a campaign there.

    The subject is ours, so a machine without any sandbox may run it unconfined,
    loudly.

    Raises:
        InputError: this installation came without the example.
    """
    if not EXAMPLE.is_dir():
        raise InputError("the example is not installed; run the demo from a checkout")
    root = settings.out / "demo" / "shop"
    if root.exists():
        shutil.rmtree(root)
    shutil.copytree(EXAMPLE, root)
    open_git(root, world).start("main", "shop: as it is today")
    out = root / ".coverage-missions"
    wanted = replace(
        settings,
        root=root,
        out=out,
        forge=ForgeKind.LOCAL,
        mission_seconds=MISSION_SECONDS,
        unsafe_no_sandbox=True,
    )
    ended = run_campaign(wanted, world)
    console = open_doors(settings, world).console
    console.show(table(ended.finished))
    console.show(NEXT.format(out=out, root=root))
    return ended.exit_code


def table(finished: Sequence[Finished]) -> str:
    """Write one line a file: coverage before and after, tests, and how its mission ended."""
    rows = [("file", "before", "after", "tests", "outcome")]
    for one in finished:
        record, evidence = one.record, one.record.evidence
        before = f"{evidence.before.lines.pct_text} %" if evidence else "n/a"
        after = f"{evidence.after.lines.pct_text} %" if evidence and evidence.after else before
        tests = len(evidence.tests) if evidence else 0
        rows.append((record.subject, before, after, str(tests), record.status.value))
    width = max(len(row[0]) for row in rows)
    return "\n".join(
        f"{file:<{width}}  {before:>7}  {after:>7}  {tests:>5}  {outcome}"
        for file, before, after, tests, outcome in rows
    )
