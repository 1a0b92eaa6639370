"""Draw the README's picture: a mission's pull.md as a reviewer would see it.

    python bench/picture.py RESULT/pull.md docs/pictures/pull-request.png

Needs a Chromium; on Debian: apt install chromium. Nothing is loaded from anywhere.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Sequence

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
DRAW_S_MAX = 60
WIDTH_PX = 940

PAGE = """<!doctype html>
<meta charset="utf-8">
<style>
body {{ margin: 0; padding: 24px 32px; background: #fff; color: #1f2328;
  font: 15px/1.5 "DejaVu Sans", sans-serif; }}
h1 {{ font-size: 24px; font-weight: 500; margin: 0 0 4px; }}
.state {{ display: inline-block; padding: 3px 12px; border-radius: 14px; color: #fff;
  background: #1a7f37; font-size: 13px; margin-bottom: 16px; }}
.body {{ border: 1px solid #d1d9e0; border-radius: 6px; padding: 8px 20px 12px; }}
h2 {{ font-size: 19px; border-bottom: 1px solid #d1d9e0; padding-bottom: 4px;
  margin: 20px 0 12px; }}
code {{ background: #eff1f3; border-radius: 5px; padding: 1px 5px;
  font: 13px "DejaVu Sans Mono", monospace; }}
table {{ border-collapse: collapse; }}
td, th {{ border: 1px solid #d1d9e0; padding: 5px 12px; text-align: left; }}
</style>
<h1>{title}</h1><span class="state">Open</span>
<div class="body">{body}</div>
"""


def main(words: Sequence[str]) -> int:
    """Write the picture; return 2 where no browser is installed."""
    parser = argparse.ArgumentParser(description="Draw a pull request's text.")
    parser.add_argument("pull", type=Path, help="a result directory's pull.md")
    parser.add_argument("picture", type=Path, help="the PNG to write")
    parser.add_argument("--height", type=int, default=900, help="pixels from the top")
    given = parser.parse_args(words)
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.stderr.write("no Chromium is installed; on Debian: apt install chromium\n")
        return 2
    given.picture.parent.mkdir(parents=True, exist_ok=True)
    _draw(browser, page_of(given.pull.read_text(encoding="utf-8")), given.picture, given.height)
    return 0


def page_of(pull: str) -> str:
    """Return the page: the text's first heading is the title, the rest the body."""
    heading, _, text = pull.partition("\n")
    markdown = MarkdownIt("commonmark").enable("table")
    title = markdown.renderInline(heading.removeprefix("# "))
    return PAGE.format(title=title, body=markdown.render(text))


def _draw(browser: str, page: str, picture: Path, height: int) -> None:
    with tempfile.TemporaryDirectory(prefix="picture-") as folder:
        html = Path(folder) / "pull.html"
        html.write_text(page, encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        options += [f"--user-data-dir={folder}/profile", f"--window-size={WIDTH_PX},{height}"]
        command = [browser, *options, f"--screenshot={picture.absolute()}", html.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=DRAW_S_MAX)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
