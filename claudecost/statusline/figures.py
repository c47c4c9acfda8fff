"""The figures of a moment: this session's cost, today's, the open window's; the small file plus the tails."""

from __future__ import annotations

import time
from datetime import datetime

from .kept import Kept
from .rates import Cost
from .tail import Response
from .unread import Others, Own

TYPE_CHECKING = False  # importing typing costs more than all that is done here
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")

#: Older than this, in seconds, the small file may not know of other sessions.
OLD = 60 * 60

QUARTER = 900
HOUR = 3600


class Added:
    """What a tail adds to what was counted: to a session, at a time."""

    __slots__ = ("at", "cost", "fresh_tokens", "session", "total_tokens")

    def __init__(
        self,
        session: str | None,
        at: float,
        cost: Cost,
        fresh_tokens: int,
        total_tokens: int,
    ) -> None:
        self.session = session
        self.at = at
        self.cost = cost
        self.fresh_tokens = fresh_tokens
        self.total_tokens = total_tokens


class Window:
    """The open window: seconds since 1970, and what is in it."""

    __slots__ = ("cost", "end", "first_at", "fresh_tokens", "last_at", "start", "total_tokens")

    def __init__(
        self,
        start: int,
        end: int,
        first_at: float,
        last_at: float,
        cost: Cost,
        fresh_tokens: int,
        total_tokens: int,
    ) -> None:
        self.start = start
        self.end = end
        self.first_at = first_at
        self.last_at = last_at
        self.cost = cost
        self.fresh_tokens = fresh_tokens
        self.total_tokens = total_tokens


class Figures:
    """All there is to show; None is not known.

    `is_floor`: other sessions may have used more meanwhile; `is_cut`: this one has.
    """

    __slots__ = ("is_cut", "is_floor", "notes", "prompt_tokens", "session", "today", "window")

    def __init__(
        self,
        session: Cost | None,
        today: Cost | None,
        window: Window | None,
        is_floor: bool,
        is_cut: bool,
        prompt_tokens: int | None,
        notes: list[str],
    ) -> None:
        self.session = session
        self.today = today
        self.window = window
        self.is_floor = is_floor
        self.is_cut = is_cut
        self.prompt_tokens = prompt_tokens
        self.notes = notes


def figures(
    kept: Kept, session: str | None, transcript: str | None, now: float, midnights: tuple[float, float]
) -> Figures:
    """Everything at an instant; `midnights` are the instants today begins and ends."""
    notes: list[str] = []
    own = Own(kept, session)
    if transcript:
        _alone(lambda: own.read(transcript), None, notes)
    since = min(midnights[0], now - kept.hours * HOUR)
    others = Others(kept, session, transcript, since)
    _alone(others.read, None, notes)
    nothing: list[Added] = []
    added = _alone(lambda: _added([*own.responses, *others.responses], kept), nothing, notes)
    is_floor = now - kept.written_at > OLD or own.is_cut or others.is_cut
    return Figures(
        _alone(lambda: _session(kept, session, added, own.is_cut), None, notes),
        _alone(lambda: _today(kept, added, *midnights), None, notes),
        _alone(lambda: _window(kept, added, now), None, notes),
        is_floor,
        own.is_cut,
        own.prompt_tokens,
        [*own.notes, *others.notes, *notes],
    )


def _alone(make: Callable[[], T], otherwise: T, notes: list[str]) -> T:
    """What is made, or the other where it cannot be: no figure takes another along."""
    try:
        return make()
    except Exception as error:
        notes.append(f"a bug of claudecost: {type(error).__name__} among the figures")
        return otherwise


def today_in(timezone: str, now: float) -> tuple[float, float]:
    """The instants this day begins and ends in a zone: `local`, `UTC` or a name; raises ValueError."""
    if timezone.lower() == "utc":
        start = now // 86400 * 86400
        return start, start + 86400
    if timezone.lower() == "local":
        year, month, day = time.localtime(now)[:3]
        first, last = ((year, month, day + more, 0, 0, 0, 0, 0, -1) for more in (0, 1))
        return time.mktime(first), time.mktime(last)
    from zoneinfo import ZoneInfo

    try:
        zone = ZoneInfo(timezone)
    except (KeyError, OSError) as error:
        raise ValueError(f"unknown time zone {timezone[:60]!r}") from error
    day_ = datetime.fromtimestamp(now, zone).date().toordinal()
    starts = (datetime.fromordinal(day_ + more).replace(tzinfo=zone).timestamp() for more in (0, 1))
    return next(starts), next(starts)


def _added(found: list[Response], kept: Kept) -> list[Added]:
    """What responses add: nothing where they were counted as well as they are now."""
    added = []
    for one in found:
        counted = kept.counted(one.session, one.key)
        if counted is not None:
            output, final, at, grains, unpriced, partial, fresh, total = counted
            if (one.output_tokens, one.is_final) <= (output, bool(final)):
                continue
            more = one.cost.minus(Cost(grains, unpriced, bool(partial)))
            added.append(Added(one.session, at, more, one.fresh_tokens - fresh, one.total_tokens - total))
        elif one.key not in kept.known:
            added.append(Added(one.session, one.at, one.cost, one.fresh_tokens, one.total_tokens))
    return added


def _session(kept: Kept, session: str | None, added: list[Added], is_cut: bool) -> Cost | None:
    total = kept.session(session)
    of_session = [one.cost for one in added if one.session == session]
    if total is None and kept.is_there and not is_cut and of_session:
        total = Cost()
    if total is not None:
        for cost in of_session:
            total = total.plus(cost)
    return total


def _today(kept: Kept, added: list[Added], start: float, end: float) -> Cost | None:
    if not kept.is_there or not (kept.has_usage or added):
        return None
    quarters = kept.between(int(start // QUARTER), int(-(-end // QUARTER)))
    if quarters is None:
        return None
    whole = Cost()
    for row in quarters:
        whole = whole.plus(Cost(row[1], row[2], bool(row[3])))
    for one in added:
        if start <= one.at < end:
            whole = whole.plus(one.cost)
    return whole


def _window(kept: Kept, added: list[Added], now: float) -> Window | None:
    """The window that is open now: the one the file knows of, or one that has opened since."""
    if not kept.is_there:
        return None
    opened, last = (kept.window[0], kept.window[1:]) if kept.window else (None, None)
    for one in sorted(added, key=lambda one: one.at):
        hour = int(one.at // HOUR)
        if opened is None or hour >= opened + kept.hours:
            opened, last = hour, [one.at, one.at]
        elif last is not None and hour >= opened:
            last = [min(last[0], one.at), max(last[1], one.at)]
    if opened is None or last is None:
        return None
    start, end = int(opened) * HOUR, (int(opened) + kept.hours) * HOUR
    if not start <= now < end:
        return None
    whole, fresh, total = Cost(), 0, 0
    for row in kept.between(start // QUARTER, end // QUARTER) or ():
        whole = whole.plus(Cost(row[1], row[2], bool(row[3])))
        fresh, total = fresh + row[4], total + row[5]
    for one in added:
        if start <= one.at < end:
            whole = whole.plus(one.cost)
            fresh, total = fresh + one.fresh_tokens, total + one.total_tokens
    return Window(start, end, last[0], last[1], whole, fresh, total)
