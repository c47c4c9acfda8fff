"""Top movers, not top spenders: whose cost rose and whose fell most against the week or month before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ...money import exactly, rounded
from .shape import Mover, Movers

#: So many rises and so many falls; a long list buries what matters.
MOST = 3

#: What moved less than this part of the largest change, in percent, is only counted.
LEAST_PERCENT = 1


def movers(by: str, rows: Iterable[Mapping[str, Any]], bucket: str, now: str, command: str) -> Movers:
    """Compare rows whose `bucket` is `now` with all others, along the dimension `by`.

    What changed by less than half a cent has not moved.
    """
    amounts: dict[str | None, list[Decimal]] = {}
    unpriced: set[tuple[str | None, bool]] = set()
    with exactly():
        for row in rows:
            both, is_now = amounts.setdefault(row[by], [Decimal(0), Decimal(0)]), row[bucket] == now
            both[is_now] += row["cost_usd"]
            if row["unpriced_tokens"] or row["unpriced_responses"]:
                unpriced.add((row[by], is_now))
    found = [
        Mover(name, amount, before, (name, True) in unpriced, (name, False) in unpriced)
        for name, (before, amount) in amounts.items()
    ]
    moved = sorted(
        (one for one in found if rounded(one.change_usd)),
        key=lambda one: (-abs(one.change_usd), one.name or ""),
    )
    least = abs(moved[0].change_usd) * LEAST_PERCENT / 100 if moved else Decimal(0)
    told = [one for one in moved if abs(one.change_usd) >= least]
    rises = tuple(one for one in told if one.change_usd > 0)[:MOST]
    falls = tuple(one for one in told if one.change_usd < 0)[:MOST]
    return Movers(by, rises, falls, len(moved) - len(rises) - len(falls), command)
