"""How many pieces are there, and how many are promised to somebody."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass


class OutOfStock(Exception):
    def __init__(self, sku: str, wanted: int, free: int) -> None:
        super().__init__(f"{sku}: {wanted} wanted, {free} left")
        self.sku = sku
        self.wanted = wanted
        self.free = free


@dataclass
class Level:
    on_hand: int = 0
    reserved: int = 0
    reorder_at: int = 0

    @property
    def free(self) -> int:
        return self.on_hand - self.reserved


class Inventory:
    """Stock levels by article."""

    def __init__(self, levels: dict[str, Level] | None = None) -> None:
        self._levels = dict(levels or {})

    def level(self, sku: str) -> Level:
        return self._levels.setdefault(sku, Level())

    def receive(self, sku: str, pieces: int, reorder_at: int | None = None) -> int:
        """Book a delivery and return what is on hand then."""
        if pieces <= 0:
            raise ValueError("a delivery has at least one piece")
        level = self.level(sku)
        level.on_hand += pieces
        if reorder_at is not None:
            level.reorder_at = reorder_at
        return level.on_hand

    def reserve(self, wanted: dict[str, int]) -> None:
        """Promise all of it or nothing."""
        for sku, pieces in wanted.items():
            if pieces > self.level(sku).free:
                raise OutOfStock(sku, pieces, self.level(sku).free)
        for sku, pieces in wanted.items():
            self.level(sku).reserved += pieces

    def release(self, wanted: dict[str, int]) -> None:
        for sku, pieces in wanted.items():
            level = self.level(sku)
            level.reserved = max(0, level.reserved - pieces)

    def ship(self, wanted: dict[str, int]) -> None:
        """Send what was reserved."""
        for sku, pieces in wanted.items():
            level = self.level(sku)
            if pieces > level.reserved:
                raise ValueError(f"{sku}: {pieces} to ship, but {level.reserved} reserved")
            level.reserved -= pieces
            level.on_hand -= pieces

    def to_reorder(self) -> list[str]:
        return sorted(sku for sku, level in self._levels.items() if level.free <= level.reorder_at)

    def count_sheet(self) -> str:
        """Write the levels as CSV, for the yearly count."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["sku", "on_hand", "reserved"])
        for sku in sorted(self._levels):
            level = self._levels[sku]
            writer.writerow([sku, level.on_hand, level.reserved])
        return out.getvalue()

    def apply_count(self, text: str) -> dict[str, int]:
        """Take a counted sheet over and return the differences, found minus expected."""
        differences = {}
        for row in csv.DictReader(io.StringIO(text)):
            sku = (row.get("sku") or "").strip()
            if not sku:
                continue
            try:
                counted = int(row["on_hand"])
            except (KeyError, TypeError, ValueError):
                raise ValueError(f"no count for {sku}") from None
            if counted < 0:
                raise ValueError(f"{sku}: {counted} pieces cannot be")
            level = self.level(sku)
            if counted != level.on_hand:
                differences[sku] = counted - level.on_hand
                level.on_hand = counted
        return differences
