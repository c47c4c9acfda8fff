"""One request's price as it was beside its price on another model, wherever both are known.

Both sides are cut at every day and prompt size at which either changes, so that
what has no price on one side has none on the other: usage that cannot be
compared is left out of both, and shows as unpriced.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from ...records import Rate, RateCard
from .scale import Scales

#: Usage without a date lies beyond this day; it has a price only where that never changed.
UNDATED = date(9999, 1, 1)

#: Beyond every prompt.
_ENDLESS = 2**62

NO_RATIO = "it is not known how the two models' token counts compare"


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of days and prompt sizes (as in `Rate`): the rate as it was, and three on the other model.

    `early`: the other model was not sold yet, its first price stands in. `slowed`: it had no fast mode.
    """

    now: Rate
    moved: tuple[Rate, Rate, Rate]
    early: bool
    slowed: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """The rate cards of one profile: as it was, and low, likely and high on the other model."""

    now: RateCard
    moved: tuple[RateCard, RateCard, RateCard]
    cells: tuple[Cell, ...] = ()

    @property
    def is_one_figure(self) -> bool:
        """Whether low, likely and high are the same."""
        low, likely, high = self.moved
        return low.rates == likely.rates == high.rates


def pair(card: RateCard, target: str, on_target: Sequence[RateCard], scales: Scales | None) -> Pair:
    """A profile's card beside what the model `target` charges for the same requests.

    `on_target` are the cards of moved.py, the best fit first; `scales` is None where no ratio is known.
    """
    cells: tuple[Cell, ...] = ()
    if scales is not None:
        cells = tuple(_dateless(list(_cells(card, on_target, scales))))
    reason = card.unpriced_reason
    if card.rates and not cells:
        reason = NO_RATIO if scales is None else f"{target} has no price for it"

    def with_rates(rates: Iterable[Rate]) -> RateCard:
        return replace(card, rates=_joined(rates), unpriced_reason=reason)

    low, likely, high = (with_rates(cell.moved[number] for cell in cells) for number in range(3))
    return Pair(with_rates(cell.now for cell in cells), (low, likely, high), cells)


def _cells(card: RateCard, on_target: Sequence[RateCard], scales: Scales) -> Iterator[Cell]:
    """Every stretch in which both sides have a price."""
    sold = [rate.valid_from for one in on_target for rate in one.rates]
    if not sold:
        return
    first_sold, sizes = min(sold), _sizes(card, on_target, scales)
    for day, until in pairwise(_days(card, on_target, first_sold)):
        for over, upto in pairwise(sizes):
            now, prompt = _rate(card, day, Fraction(over + 1)), over + 1
            found = [_first(on_target, max(day, first_sold), prompt * scale.factor) for scale in scales.all]
            known = [one for one in found if one is not None]
            if now is None or len(known) < len(found):
                continue
            stretch = replace(
                now,
                valid_from=day,
                valid_until=None if until == date.max else until,
                prompt_over=over,
                prompt_upto=None if upto == _ENDLESS else upto,
            )
            yield _cell(stretch, known, scales, day < first_sold)


def _rate(card: RateCard, day: date, prompt: Fraction) -> Rate | None:
    """The rate of a prompt of some size on a day."""
    for rate in card.rates:
        is_in_force = rate.valid_from <= day and (rate.valid_until is None or day < rate.valid_until)
        is_in_band = rate.prompt_over < prompt and (rate.prompt_upto is None or prompt <= rate.prompt_upto)
        if is_in_force and is_in_band:
            return rate
    return None


def _first(cards: Sequence[RateCard], day: date, prompt: Fraction) -> tuple[int, Rate] | None:
    """The rate of the first card that has one, and which card that is."""
    for number, card in enumerate(cards):
        rate = _rate(card, day, prompt)
        if rate is not None:
            return number, rate
    return None


def _cell(now: Rate, found: Sequence[tuple[int, Rate]], scales: Scales, early: bool) -> Cell:
    """Both sides without the meters that have no price on one of them; what is free is free on both."""
    meters = set(now.usd_per_mtok).intersection(*(rate.usd_per_mtok for _, rate in found))

    def moved(rate: Rate, number: int) -> Rate:
        scale = scales.all[number]
        usd = {name: scale.rate(rate.usd_per_mtok[name]) for name in rate.usd_per_mtok if name in meters}
        return replace(now, usd_per_mtok=usd, rows=rate.rows, modifiers=rate.modifiers)

    kept = {name: usd for name, usd in now.usd_per_mtok.items() if name in meters}
    if now.billed:
        low, likely, high = (moved(rate, number) for number, (_, rate) in enumerate(found))
    else:
        low = likely = high = now
    slowed = any(choice > 0 for choice, _ in found)
    return Cell(replace(now, usd_per_mtok=kept), (low, likely, high), early, slowed)


def _days(card: RateCard, on_target: Sequence[RateCard], first_sold: date) -> list[date]:
    """Every day on which something changes on either side, and the ends of time."""
    days = {date.min, date.max, first_sold}
    for rate in (rate for one in (card, *on_target) for rate in one.rates):
        days |= {rate.valid_from, rate.valid_until or date.max}
    return sorted(days)


def _sizes(card: RateCard, on_target: Sequence[RateCard], scales: Scales) -> list[int]:
    """Every size of a prompt, as recorded, above which something changes on either side."""
    sizes = {0, _ENDLESS} | {rate.prompt_over for rate in card.rates}
    sizes |= {rate.prompt_upto for rate in card.rates if rate.prompt_upto is not None}
    for rate in (rate for one in on_target for rate in one.rates):
        ends = {rate.prompt_over, *(() if rate.prompt_upto is None else (rate.prompt_upto,))}
        sizes |= {scale.longest(end) for scale in scales.all for end in ends}
    return sorted(sizes)


def _dateless(cells: Sequence[Cell]) -> Iterator[Cell]:
    """The cells, those of prompts whose price has changed on either side ending where dates end.

    Usage without a date would otherwise have a price on the side that has not changed, and none on the other.
    """
    prices: dict[int, set[object]] = {}
    for cell in cells:
        prices.setdefault(cell.now.prompt_over, set()).add(tuple(map(_amounts, _sides(cell))))
    for cell in cells:
        if cell.now.valid_until is None and len(prices[cell.now.prompt_over]) > 1:
            now, *moved = (replace(rate, valid_until=UNDATED) for rate in _sides(cell))
            cell = replace(cell, now=now, moved=(moved[0], moved[1], moved[2]))
        yield cell


def _sides(cell: Cell) -> tuple[Rate, Rate, Rate, Rate]:
    return cell.now, *cell.moved


def _amounts(rate: Rate) -> tuple[object, ...]:
    """What two rates must share to be one."""
    return tuple(sorted(rate.usd_per_mtok.items())), rate.usd_per_thousand_searches, rate.billed


def _joined(rates: Iterable[Rate]) -> tuple[Rate, ...]:
    """Successive days of one prompt band joined where the price stays the same."""
    bands: dict[int, list[Rate]] = {}
    for rate in rates:
        band = bands.setdefault(rate.prompt_over, [])
        last = band[-1] if band else None
        if last is not None and last.valid_until == rate.valid_from and _amounts(last) == _amounts(rate):
            band[-1] = replace(last, valid_until=rate.valid_until)
        else:
            band.append(rate)
    return tuple(rate for band in bands.values() for rate in band)
