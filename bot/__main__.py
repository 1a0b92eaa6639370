"""The one door to the environment: arguments, action inputs, streams, exit code."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.cli import main as run


def main() -> None:
    """Run the program on this process's own arguments and streams."""
    sys.exit(run(sys.argv[1:], environ=dict(os.environ), here=Path.cwd()))


if __name__ == "__main__":
    main()
