"""What is known before search starts: mined calls, doctests, recipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.coverage import Segment
    from bot.domain.trial import Situation
    from bot.engines.search.code import Code
    from bot.engines.search.pieces import Draft
    from bot.engines.search.pools import Pools
    from bot.engines.search.values import Values
    from bot.ports import Material


class Seeds:
    """Hands each segment its seeds, once."""

    def __init__(self, material: Material, code: Code, values: Values, pools: Pools) -> None:  # noqa: ARG002
        self.material = material

    def drafts(self, segment: Segment) -> list[Draft]:  # noqa: ARG002
        """Return drafts to start a segment's search with."""
        return []

    def situations(self, segment: Segment) -> list[Situation]:  # noqa: ARG002
        """Return the situations of a segment that are left; the caller takes from the list."""
        return []
