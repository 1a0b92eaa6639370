"""What can be measured: importing alone, our engines, and the peers."""

from __future__ import annotations

from enum import StrEnum


class Arm(StrEnum):
    """One way to get tests; the value is its name on the command line and in tables."""

    IMPORT = "import"
    SEARCH = "search"
    SEARCH_SOLVER = "search+solver"

    @property
    def engines(self) -> str:
        """Return our engines as `--engines` takes them; "" for everything that is not ours."""
        match self:
            case Arm.SEARCH:
                return "search"
            case Arm.SEARCH_SOLVER:
                return "search,solver"
            case Arm.IMPORT:
                return ""

    @property
    def ours(self) -> bool:
        """Say whether a campaign writes the tests."""
        return bool(self.engines)
