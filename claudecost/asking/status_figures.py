"""The figures of the small file: what was used, priced by the very code the status line prices with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ..reports.blocks.windows import LENGTH, Hour, cut, number_of
from ..reports.parts import Closed
from ..reports.status.counts import Counts, Item, Lately, Quarter
from ..statusline.rates import Cost, cost
from .status_rates import Table, edges_of, table

#: So far back it looks: two days in any zone, and a silence longer than a window before the open one.
REACH = timedelta(hours=60)

#: Sessions, items, items told with their cost, and files it tells of.
MOST_SESSIONS = 100
MOST_ITEMS = 2000
MOST_TOLD = 500
MOST_FILES = 200

EPOCH = datetime(1970, 1, 1)


class Priced:
    """Rates by closing (None: today's) and profile; closed months keep theirs."""

    def __init__(self, rates: Mapping[str, Any], closed: Sequence[Closed]) -> None:
        self._tables: dict[int | None, dict[int, Table]] = {
            None: {int(name): rates["cards"][number] for name, number in rates["profile_ids"].items()}
        }
        for month in closed:
            cards = month.basis.cards
            self._tables[month.basis.closing] = {card.profile.profile_id: table(card) for card in cards}
        every = [rows for tables in self._tables.values() for rows in tables.values()]
        self.edges = edges_of(every)

    def cost(self, closing: int | None, profile_id: int, day: str, prompt: int, counts: Counts) -> Cost:
        """What tokens cost whose every prompt was of this size."""
        return cost(self._tables[closing].get(profile_id, []), day, counts[:5], counts[5], prompt)

    def size(self, number: int) -> int:
        """A prompt of the `number`-th size: above so many edges."""
        return self.edges[number - 1] + 1 if number else 0


def status_figures(lately: Lately, priced: Priced, now: datetime) -> dict[str, Any]:
    """The parts of the small file about usage, see `statusline/kept.py`."""
    since = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - REACH
    quarters = lately.quarters(since)
    newest = lately.newest(since, MOST_ITEMS)
    names = list(dict.fromkeys(item.session for item in newest if item.session is not None))[:MOST_SESSIONS]
    return {
        "files": lately.files(MOST_FILES),
        "sessions": _sessions(lately, priced, names, newest),
        "known": list(dict.fromkeys(item.key for item in newest)),
        "since": int(since.timestamp()) // 900,
        "told_from": _told_from(newest, since),
        "quarters": _by_quarter(quarters, priced),
        "window": last_window(quarters, since),
        "hours": LENGTH,
    }


def _told_from(newest: Sequence[Item], since: datetime) -> float:
    """From when on every response is among the newest, in seconds since 1970."""
    if len(newest) < MOST_ITEMS:
        return since.timestamp()
    return (newest[-1].at - EPOCH) / timedelta(seconds=1)


def _by_quarter(quarters: Sequence[Quarter], priced: Priced) -> list[list[int]]:
    """Quarter, cost, unpriced tokens, whether partial, input and output, all tokens."""
    sums: dict[int, tuple[Cost, int, int]] = {}
    for one in quarters:
        day = (EPOCH + timedelta(minutes=15 * one.number)).date().isoformat()
        paid = priced.cost(one.closing, one.profile_id, day, priced.size(one.size), one.counts)
        whole, fresh, total = sums.get(one.number, (Cost(), 0, 0))
        fresh += one.counts[0] + one.counts[4]
        sums[one.number] = whole.plus(paid), fresh, total + sum(one.counts[:5])
    return [
        [number, whole.grains, whole.unpriced_tokens, int(whole.is_partial), fresh, total]
        for number, (whole, fresh, total) in sorted(sums.items())
    ]


def _sessions(
    lately: Lately, priced: Priced, names: Sequence[str], newest: Sequence[Item]
) -> dict[str, list[Any]]:
    """By session: cost, unpriced tokens, whether partial, and its newest responses as they were counted."""
    sums = dict.fromkeys(names, Cost())
    for one in lately.sessions(names):
        size = priced.size(one.size)
        paid = priced.cost(one.closing, one.profile_id, one.day.isoformat(), size, one.counts)
        sums[one.session] = sums[one.session].plus(paid)
    last: dict[str, dict[str, list[Any]]] = {name: {} for name in names}
    cut_short = newest[MOST_TOLD].key if len(newest) > MOST_TOLD else None
    for item in newest[:MOST_TOLD]:
        if item.session in last and item.key != cut_short:
            _tell(last[item.session], item, priced)
    return {
        name: [whole.grains, whole.unpriced_tokens, int(whole.is_partial), last[name]]
        for name, whole in sums.items()
    }


def _tell(responses: dict[str, list[Any]], item: Item, priced: Priced) -> None:
    """A response as counted: output, final, second, cost, unpriced, partial, input and output, all tokens."""
    paid = priced.cost(
        item.closing, item.profile_id, item.at.date().isoformat(), item.prompt_tokens, item.counts
    )
    fresh, total = item.counts[0] + item.counts[4], sum(item.counts[:5])
    told = responses.get(item.key)
    if told is None:
        at = (item.at - EPOCH) / timedelta(seconds=1)
        responses[item.key] = [
            item.counts[4], int(item.is_final), at, paid.grains, paid.unpriced_tokens, int(paid.is_partial),
            fresh, total,
        ]  # fmt: skip
        return
    told[1] = told[1] and int(item.is_final)
    for place, more in ((3, paid.grains), (4, paid.unpriced_tokens), (6, fresh), (7, total)):
        told[place] += more
    told[5] = told[5] or int(paid.is_partial)


def last_window(quarters: Sequence[Quarter], since: datetime) -> list[float] | None:
    """The hour the last window opened, its first and its last second; None without any usage.

    Also None where nothing read is sure to have opened a window: no silence as long as one is among it.
    """
    hours: dict[int, Hour] = {}
    for one in quarters:
        number = one.number // 4
        seen = hours.get(number, Hour(number, one.first_at, one.last_at))
        hours[number] = Hour(number, min(seen.first_at, one.first_at), max(seen.last_at, one.last_at))
    numbers = sorted(hours)
    before = [number_of(since), *numbers]
    sure = [now for then, now in zip(before, numbers, strict=False) if now - then >= LENGTH]
    windows = cut([hours[number] for number in numbers if sure and number >= sure[0]], LENGTH)
    if not windows:
        return None
    last = windows[-1]
    return [
        number_of(last.start),
        *((at - EPOCH) / timedelta(seconds=1) for at in (last.first_at, last.last_at)),
    ]
