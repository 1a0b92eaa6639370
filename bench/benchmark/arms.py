"""What can be measured: importing alone, our engines, and the peers."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from benchmark.coverup import CoverUp
from benchmark.crosshair import CrossHair
from benchmark.ghostwriter import Ghostwriter
from benchmark.pynguin import Pynguin

if TYPE_CHECKING:
    from benchmark.peers import Peer


class Arm(StrEnum):
    """One way to get tests; the value is its name on the command line and in tables."""

    IMPORT = "import"
    SEARCH = "search"
    SEARCH_SOLVER = "search+solver"
    MODEL = "model"
    ALL = "search+solver+model"
    PYNGUIN = "pynguin"
    CROSSHAIR = "crosshair"
    GHOSTWRITER = "ghostwriter"
    COVERUP = "coverup"

    @property
    def asks(self) -> bool:
        """Say whether it asks a model, and needs a server for that."""
        return self in ASKING

    @property
    def engines(self) -> str:
        """Return our engines as `--engines` takes them; "" for everything that is not ours."""
        return OURS.get(self, "")

    @property
    def ours(self) -> bool:
        """Say whether a campaign writes the tests."""
        return self in OURS


OURS = {
    Arm.SEARCH: "search",
    Arm.SEARCH_SOLVER: "search,solver",
    Arm.MODEL: "model",
    Arm.ALL: "search,solver,model",
}
ASKING = frozenset({Arm.MODEL, Arm.ALL, Arm.COVERUP})
OFFLINE = tuple(arm for arm in Arm if arm not in ASKING)
PEERS: dict[Arm, Peer] = {
    Arm.PYNGUIN: Pynguin(),
    Arm.CROSSHAIR: CrossHair(),
    Arm.GHOSTWRITER: Ghostwriter(),
    Arm.COVERUP: CoverUp(),
}
