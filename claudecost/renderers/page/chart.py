"""The trend as bars: where each one stands, in percent of the width and in units of the height.

Only positions are computed here, by decimals; the figures themselves are written exactly beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from claudecost.money import dollars
from claudecost.renderers.cells import PARTLY, UNPRICED, exact
from claudecost.reports.page.shape import Bar, Trend

#: Height of the bars, room above for the topmost label, room below for the dates; in CSS pixels.
HEIGHT, TOP, BOTTOM = 200, 14, 34

#: At most so many lines across, nothing included.
MOST_LINES = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar: what it says, its place, and whether it is dearest, not over yet, unpriced, closed."""

    label: str
    words: str
    value: str
    x: str
    width: str
    slot_x: str
    slot_width: str
    y: str
    height: str
    is_open: bool
    is_unpriced: bool
    dot_x: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line across with its amount, or a tick with its date; `at` is its place."""

    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of closed days under the axis."""

    x: str
    width: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything the template draws; `size` says how many bars there are: `few`, `some` or `many`."""

    marks: tuple[Mark, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Line, ...]
    closed: tuple[Stretch, ...]
    today: str | None
    height: int
    floor: int
    size: str
    words: str


def chart_of(trend: Trend) -> Chart | None:
    """The chart of a trend; None where there is nothing to draw."""
    bars = trend.bars
    dearest = max((bar.cost_usd for bar in bars), default=Decimal(0))
    if not dearest and not any(bar.unpriced_tokens for bar in bars):
        return None
    steps = _steps(dearest)
    top = steps[-1]
    slot = Decimal(100) / len(bars)
    marks = tuple(_mark(bar, place, slot, top) for place, bar in enumerate(bars))
    open_at = [place for place, bar in enumerate(bars) if bar.is_open]
    return Chart(
        marks=marks,
        lines=tuple(Line(_axis(step, steps), f"{_y(step, top):.1f}") for step in steps),
        ticks=tuple(_ticks(trend, slot)),
        closed=tuple(_closed(bars, slot)),
        today=f"{(open_at[0] + Decimal('0.5')) * slot:.3f}" if open_at else None,
        height=TOP + HEIGHT + BOTTOM,
        floor=TOP + HEIGHT,
        size="few" if len(bars) <= 45 else "some" if len(bars) <= 140 else "many",
        words=_summary(trend),
    )


def _mark(bar: Bar, place: int, slot: Decimal, top: Decimal) -> Mark:
    y = _y(bar.cost_usd, top)
    floor = Decimal(TOP + HEIGHT)
    if bar.cost_usd > 0:
        y = min(y, floor - 1)
    return Mark(
        label=bar.label,
        words=_words(bar),
        value=exact(bar.cost_usd),
        x=f"{(place + Decimal('0.14')) * slot:.3f}",
        width=f"{slot * Decimal('0.72'):.3f}",
        slot_x=f"{place * slot:.3f}",
        slot_width=f"{slot:.3f}",
        y=f"{y:.1f}",
        height=f"{max(floor - y, Decimal(0)):.1f}",
        is_open=bar.is_open,
        is_unpriced=bar.unpriced_tokens > 0,
        dot_x=f"{(place + Decimal('0.5')) * slot:.3f}",
    )


def _words(bar: Bar) -> str:
    if not bar.tokens and not bar.responses:
        return f"{bar.label}: nothing" + (" yet" if bar.is_open else "")
    cost = dollars(bar.cost_usd)
    if bar.unpriced_tokens:
        cost = cost + PARTLY if bar.cost_usd else UNPRICED
    said = f"{bar.label}: {cost}, {_many(bar.responses, 'response')}, {_many(bar.tokens, 'token')}"
    if bar.unpriced_tokens:
        said += f", {_many(bar.unpriced_tokens, 'token')} without a price"
    return said + (", not over yet" if bar.is_open else "") + (", closed" if bar.is_closed else "")


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}" + ("" if count == 1 else "s")


def _summary(trend: Trend) -> str:
    """What the chart shows, for who cannot see it."""
    dearest = max(trend.bars, key=lambda bar: bar.cost_usd)
    return (
        f"{len(trend.bars)} bars, one for each {trend.grain}, from {trend.bars[0].label} to "
        f"{trend.bars[-1].label}. The dearest is {dearest.label} with {dollars(dearest.cost_usd)}. "
        "The arrow keys go from bar to bar; the table below has the same figures."
    )


def _y(amount: Decimal, top: Decimal) -> Decimal:
    return TOP + HEIGHT - amount * HEIGHT / top


def _steps(dearest: Decimal) -> list[Decimal]:
    """Round amounts from nothing to above the dearest: by 1, 2 or 5 times a power of ten."""
    if dearest <= 0:
        return [Decimal(0), Decimal(1)]
    power = Decimal(1).scaleb(dearest.adjusted() - 1)
    step = next(
        size * power
        for size in map(Decimal, (1, 2, 5, 10, 20, 50, 100))
        if size * power * (MOST_LINES - 1) >= dearest
    )
    steps = [Decimal(0)]
    while steps[-1] < dearest:
        steps.append(steps[-1] + step)
    return steps


def _axis(step: Decimal, steps: list[Decimal]) -> str:
    """An amount beside the axis: with cents only where all of them need cents."""
    if not step:
        return "$0"
    if steps[1] >= 1:
        return f"${step:,.0f}"
    return f"${step:,.2f}" if steps[1] >= Decimal("0.01") else f"${step.normalize():,f}"


def _ticks(trend: Trend, slot: Decimal) -> list[Line]:
    """Dates under the axis, far enough apart to be read."""
    labels = [bar.label for bar in trend.bars]
    if trend.grain == "month":
        every = max(len(labels) // 8, 1)
        return [
            Line(label, f"{place * slot:.3f}") for place, label in enumerate(labels) if place % every == 0
        ]
    days = [date.fromisoformat(label) for label in labels]
    if len(days) > 62:
        firsts = [(place, day) for place, day in enumerate(days) if day.day == 1]
        return [
            Line(f"{day:%b %Y}" if number == 0 or day.month == 1 else f"{day:%b}", f"{place * slot:.3f}")
            for number, (place, day) in enumerate(firsts)
        ]
    every = 7 if len(days) > 10 else 1
    return [
        Line(f"{day.day} {day:%b}", f"{place * slot:.3f}")
        for place, day in enumerate(days)
        if place % every == 0
    ]


def _closed(bars: list[Bar], slot: Decimal) -> list[Stretch]:
    """The runs of bars whose month is closed, month by month."""
    found: list[Stretch] = []
    start = 0
    for place in range(1, len(bars) + 1):
        same = place < len(bars) and (bars[place].label[:7], bars[place].is_closed) == (
            bars[start].label[:7],
            bars[start].is_closed,
        )
        if same:
            continue
        if bars[start].is_closed:
            width = f"{(place - start) * slot:.3f}"
            found.append(Stretch(f"{start * slot:.3f}", width, f"{bars[start].label[:7]} is closed"))
        start = place
    return found
