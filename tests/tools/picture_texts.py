"""Picture what reviewers see, for docs/pictures: `cd tests; python -m tools.picture_texts`.

Needs Debian's packages `chromium` and `pngquant`; no test does. Look at the pictures afterwards:
would a reviewer trust this within a minute?
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fakes.outcomes import OUTCOMES
from fakes.rendered import rendered

if TYPE_CHECKING:
    from fakes.outcomes import Texts

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH_PX = 1480
BYTES_MAX = 150_000
SECONDS_MAX = 60

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 16px; background: #fff; color: #1f2328;
  font: 14px/1.5 "Liberation Sans", Arial, sans-serif;
  display: flex; gap: 16px; align-items: flex-start }}
.column {{ flex: 1; min-width: 0 }}

section {{ border: 1px solid #d1d9e0; border-radius: 6px; padding: 0 16px 12px; margin: 0 0 16px }}
header {{ color: #59636e; background: #f6f8fa; border-bottom: 1px solid #d1d9e0;
  margin: 0 -16px 12px; padding: 6px 16px; border-radius: 6px 6px 0 0 }}
h2, h3 {{ margin: 20px 0 10px; padding-bottom: 4px; line-height: 1.25 }}
h2 {{ font-size: 20px; border-bottom: 1px solid #d1d9e0 }} h3 {{ font-size: 16px }}
p, ul, table, pre {{ margin: 0 0 12px }} ul {{ padding-left: 26px }}
ul:has(> li > input) {{ list-style: none; padding-left: 6px }}
table {{ border-collapse: collapse; display: block; overflow: auto }}
td, th {{ border: 1px solid #d1d9e0; padding: 5px 10px }} th {{ font-weight: 600 }}
tr:nth-child(2n) td {{ background: #f6f8fa }}
code {{ font: 12px "Liberation Mono", monospace; background: #eff1f3; padding: 2px 5px;
  border-radius: 6px; overflow-wrap: anywhere }}
td code {{ overflow-wrap: normal }}
pre {{ background: #f6f8fa; border-radius: 6px; padding: 12px; overflow: hidden }}
pre code {{ background: none; padding: 0 }}
</style><div class="column">{left}</div><div class="column">{right}</div>
<script>document.title = document.documentElement.scrollHeight</script>
"""


def page(one: Texts) -> str:
    """Return a page with the pull request on the left, and what is beside it on the right."""
    sections = [
        f"<section><header>{name}</header>{rendered(text)}</section>"
        for name, text in one.all.items()
    ]
    left, right = (sections[:1], sections[1:]) if len(sections) > 1 else (sections, [])
    return PAGE.format(left="".join(left), right="".join(right))


def photograph(one: Texts, folder: Path) -> Path:
    """Write a picture of one outcome, as high as its page is.

    Raises:
        ValueError: the picture is larger than one in a repository should be.
    """
    source, target = folder / f"{one.name}.html", PICTURES / f"outcome-{one.name}.png"
    source.write_text(page(one), encoding="utf-8")
    found = re.search(r"<title>(\d+)</title>", _chromium("--dump-dom", source, height=300))
    assert found, "the page did not say how high it is"
    _chromium(f"--screenshot={target}", source, height=int(found[1]))
    quantised = ["pngquant", "--force", "--ext", ".png", "--speed", "1", "32", str(target)]
    subprocess.run(quantised, check=True, timeout=SECONDS_MAX)
    if target.stat().st_size > BYTES_MAX:
        raise ValueError(f"{target} has more than {BYTES_MAX} bytes")
    return target


def _chromium(action: str, source: Path, *, height: int) -> str:
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    window = f"--window-size={WIDTH_PX},{height}"
    command = ["chromium", *flags, window, action, source.as_uri()]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS_MAX)
    return done.stdout


def main() -> None:
    """Write all pictures."""
    with TemporaryDirectory() as scratch:
        for one in OUTCOMES:
            sys.stdout.write(f"{photograph(one, Path(scratch))}\n")


if __name__ == "__main__":
    main()
