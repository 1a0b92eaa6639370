"""demo: run a whole campaign on the bundled example, with no model and no token."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.adapters.git import Git
from bot.commands.campaign import campaign
from bot.errors import InputError
from bot.settings import ForgeKind
from bot.wiring import open_doors

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import World

# Beside the package in a checkout; the image puts it there too.
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "shop"
NEXT = """\
Where to look now:
  {out}/report/index.html   the campaign in pictures
  {out}/missions/*/pull.md  what each reviewer would read
  git -C {root} branch      one branch a mission; git -C {root} show BRANCH to read its tests"""


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
    Git(root).start("main", "shop: as it is today")
    out = root / ".coverage-missions"
    wanted = replace(settings, root=root, out=out, forge=ForgeKind.LOCAL, unsafe_no_sandbox=True)
    code = campaign(wanted, world)
    open_doors(settings, world).console.show(NEXT.format(out=out, root=root))
    return code
