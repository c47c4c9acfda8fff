"""How `explain` says that something is shared: of how many it bears what part, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..money import total
from ..records import WHOLE
from .explain_meters import aligned, many, percent

#: Different shares that are told one by one.
MOST_SHARES = 3

NO_TEAMS = "  no team file: `--teams FILE` or `teams.yaml` says who bears what"


def of_shared(counts: Iterable[tuple[int, int]]) -> str:
    """` (30 % of 18 shared ones)` behind what is dealt out; nothing where all of it is whole.

    `counts` has shares in millionths, and how many whole things each is a share of.
    """
    by_share: dict[int, int] = {}
    for share, count in counts:
        by_share[share] = by_share.get(share, 0) + count
    whole = by_share.pop(WHOLE, 0)
    shared = sorted((share, count) for share, count in by_share.items() if count)
    if not shared:
        return ""
    if len(shared) > MOST_SHARES:
        told = f"{sum(count for _, count in shared):,} shares of shared ones"
    else:
        last = shared[0][1]
        parts = " and ".join(f"{percent(share)} of {count:,}" for share, count in reversed(shared))
        told = f"{parts} shared {'one' if last == 1 else 'ones'}"
    return f" ({whole:,} whole, {told})" if whole else f" ({told})"


def counted(dealt: int, whole: int, thing: str) -> str:
    """`18 responses, counted as 5`: what quantities are of, and what of them is dealt out."""
    return many(whole, thing) + ("" if dealt == whole else f", counted as {dealt:,}")


@dataclass(frozen=True)
class BorneLine:
    """One team under a rule: `dealt` of `whole` things are its own; the same where they are not dealt out."""

    rule: str
    team: str
    share: int
    dealt: int
    whole: int
    amount: Decimal
    unpriced_tokens: int


def bearer_lines(bearers: Sequence[BorneLine], limit: int, thing: str) -> Iterator[str]:
    """Rule by rule, the dearest first: who bears how much by it; so many rules, 0 for all."""
    rules: dict[str, list[BorneLine]] = {}
    for one in bearers:
        rules.setdefault(one.rule, []).append(one)
    told = sorted(rules.values(), key=lambda some: -total(one.amount for one in some))
    listed, left = (told[:limit], told[limit:]) if limit else (told, [])
    rest = [one for some in left for one in some]
    sums = [one.amount for some in listed for one in some]
    amounts = iter(aligned([*sums, total(one.amount for one in rest)]))
    for some in listed:
        yield f"  {some[0].rule}"
        for one in some:
            part = "" if one.share == WHOLE else f" {percent(one.share)}"
            missing = f", {many(one.unpriced_tokens, 'token')} unpriced" if one.unpriced_tokens else ""
            yield f"    {next(amounts)}  {one.team}{part}, {_how_many(one, thing)}{missing}"
    if rest:
        yield f"  and by {many(len(left), 'more rule')}"
        yield f"    {next(amounts)}  {many(sum(one.dealt for one in rest), thing)}"


def _how_many(one: BorneLine, thing: str) -> str:
    """`5 of 18 responses` where they are shared."""
    return many(one.dealt, thing) if one.dealt == one.whole else f"{one.dealt:,} of {many(one.whole, thing)}"
