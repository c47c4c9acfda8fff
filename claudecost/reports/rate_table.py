"""Rate cards laid out for SQL: one row for every profile, day and prompt size there can be.

Days and sizes without a price get rows too, marked unpriced, so that every
event meets exactly one row: the question is one plain join, and what has no
price cannot fall out of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from ..money import plain
from ..records import TOKEN_METERS, Rate, RateCard

#: The ends of time and of prompts, as far as SQL is concerned.
FIRST_DAY, LAST_DAY = "1900-01-01", "9999-12-31"

#: From here on lies what has no date; it has a price only where that never changed.
UNDATED_DAY = "9999-01-01"
NO_PROMPT, ANY_PROMPT = -1, 2**62

#: A stretch of days and prompt sizes: from, until (excluded), more than, up to.
Stretch = tuple[str, str, int, int]


def rate_table(cards: Sequence[RateCard], groups: Mapping[int, int]) -> str:
    """JSON rows for rates.sql: every stretch of the profiles that have a group, numbered."""
    rows: list[dict[str, object]] = []
    for card in cards:
        group = groups.get(card.profile.profile_id)
        if group is None:
            continue
        for stretch, rate in _whole(card):
            named = {"rate_no": len(rows), "profile_id": card.profile.profile_id, "profile_group": group}
            rows.append(named | _stretch(stretch) | _price(rate))
    return json.dumps(rows)


def _whole(card: RateCard) -> Iterator[tuple[Stretch, Rate | None]]:
    """All days and sizes of a card, those without a rate as None; no two stretches overlap."""
    spans = [(*_days(rate), rate) for rate in card.rates]
    cuts = {FIRST_DAY, LAST_DAY, *(day for starts, ends, _ in spans for day in (starts, ends))}
    cuts |= {UNDATED_DAY} if spans else set()
    for starts, ends in pairwise(sorted(cuts)):
        in_force = [rate for first, last, rate in spans if first <= starts and ends <= last]
        if starts == UNDATED_DAY:
            in_force = [rate for rate in in_force if _never_changed(rate, card)]
        size = NO_PROMPT
        for rate in sorted(in_force, key=lambda rate: rate.prompt_over):
            over = rate.prompt_over or NO_PROMPT
            if over > size:
                yield (starts, ends, size, over), None
            size = ANY_PROMPT if rate.prompt_upto is None else rate.prompt_upto
            yield (starts, ends, over, size), rate
        if size < ANY_PROMPT:
            yield (starts, ends, size, ANY_PROMPT), None


def _never_changed(rate: Rate, card: RateCard) -> bool:
    """Whether prompts of these sizes have cost the same at all times."""
    sizes = {other.prompt_over for other in card.rates}
    still_in_force = {other.prompt_over for other in card.rates if other.valid_until is None}
    return sizes == still_in_force and all(
        other.usd_per_mtok == rate.usd_per_mtok
        and other.usd_per_thousand_searches == rate.usd_per_thousand_searches
        for other in card.rates
        if other.prompt_over == rate.prompt_over
    )


def _days(rate: Rate) -> tuple[str, str]:
    """First day and the day after the last, as text that sorts."""
    return _day(rate.valid_from), LAST_DAY if rate.valid_until is None else _day(rate.valid_until)


def _day(day: date) -> str:
    return max(day.isoformat(), FIRST_DAY)


def _stretch(stretch: Stretch) -> dict[str, object]:
    starts, ends, over, upto = stretch
    return {
        "valid_from": f"{starts} 00:00:00",
        "valid_until": f"{ends} 00:00:00",
        "prompt_over": over,
        "prompt_upto": upto,
    }


def _price(rate: Rate | None) -> dict[str, object]:
    """Rates per meter; what has no rate at all is unpriced, what lacks some has gaps."""
    if rate is None:
        return {"priced": False, "billed": True, "has_gaps": False}
    searches = rate.usd_per_thousand_searches
    meters = {meter: plain(usd) for meter, usd in rate.usd_per_mtok.items()}
    return {
        "priced": True,
        "billed": rate.billed,
        "has_gaps": searches is None or len(meters) < len(TOKEN_METERS),
        **meters,
        "web_search": None if searches is None else plain(searches),
    }
