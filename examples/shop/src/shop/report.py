"""Figures for people: turnover by month, best sellers, taxes."""

from __future__ import annotations

from collections import Counter, defaultdict

from shop.money import EUR, Currency, Money
from shop.store import Order

BAR_WIDTH = 20


def net_of(gross: Money, vat_percent: int) -> Money:
    """Take the tax out of a price that includes it.

    >>> net_of(Money(11900), 19).minor
    10000
    """
    if vat_percent < 0:
        raise ValueError("vat_percent cannot be negative")
    return Money.of(gross.minor * 100 / (100 + vat_percent) / gross.currency.factor, gross.currency)


def turnover_by_month(orders, unit: Currency = EUR):
    """Sum what was paid or shipped, by "YYYY-MM"; orders without a date count as "undated"."""
    months = defaultdict(lambda: Money(0, unit))
    for order in orders:
        if order.state not in ("paid", "shipped"):
            continue
        if order.total.currency != unit:
            continue
        month = order.placed.strftime("%Y-%m") if order.placed else "undated"
        months[month] += order.total
    return dict(sorted(months.items()))


def best_sellers(orders: list[Order], most: int = 5) -> list[tuple[str, int]]:
    """Articles by pieces sold, ties in the order of their names."""
    pieces = Counter()
    for order in orders:
        if order.state != "cancelled":
            for line in order.lines:
                pieces[line.sku] += line.quantity
    return sorted(pieces.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def bar(value: int, largest: int, width: int = BAR_WIDTH) -> str:
    """Draw a bar; anything above zero shows at least one mark."""
    if largest <= 0 or value <= 0:
        return ""
    return "#" * max(1, round(width * value / largest))


def table(rows, headings) -> str:
    """Set rows in columns, numbers to the right."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [
        max(len(row[column]) for row in [list(headings), *cells]) for column in range(len(headings))
    ]
    lines = ["  ".join(h.ljust(w) for h, w in zip(headings, widths)).rstrip()]
    lines.append("  ".join("-" * w for w in widths))
    for row, raw in zip(cells, rows):
        parts = []
        for cell, value, width in zip(row, raw, widths):
            numeric = isinstance(value, (int, float, Money))
            parts.append(cell.rjust(width) if numeric else cell.ljust(width))
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


def summary(orders: list[Order], vat_percent: int = 19, unit: Currency = EUR) -> str:
    """The text that `shop report` prints."""
    if not orders:
        return "no orders yet"
    months = turnover_by_month(orders, unit)
    largest = max((amount.minor for amount in months.values()), default=0)
    rows = [
        (month, amount, net_of(amount, vat_percent), bar(amount.minor, largest))
        for month, amount in months.items()
    ]
    parts = [table(rows, ("month", "gross", "net", ""))] if rows else ["nothing paid yet"]
    sellers = best_sellers(orders)
    if sellers:
        parts.append(table(sellers, ("article", "pieces")))
    return "\n\n".join(parts)
