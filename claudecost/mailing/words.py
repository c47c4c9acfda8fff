"""A digest put into words: the sheet both parts of the mail are laid out from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from ..money import dollars, share
from ..renderers.changes import change_in_percent, signed
from ..reports.anomalies.shape import told_once
from ..reports.budgets.shape import BudgetStatus
from ..reports.digest.shape import Digest, MonthToDate, Mover, Movers
from .late import fresh, late, late_subject
from .names import command, short_name, short_projects, with_short_projects
from .phrases import brief, change_words, day_words, days_words, many, percent
from .sheet import Bar, Column, Move, Moves, Remark, Sheet, Tone
from .subject import subject

#: So many unusual days and models without a price are told; the rest is only counted.
MOST_ANOMALIES, MOST_UNPRICED, MOST_BUDGETS = 3, 3, 8

LONGEST_SENTENCE = 400

#: A budget of which this much is spent is worth a second look before it is exceeded.
CLOSE = Decimal(90)

TITLES = {"team": "Teams", "model": "Models", "project": "Projects"}


def sheet(digest: Digest) -> Sheet:
    """The mail in words: figures, or where data is missing what is and since when, and no figure at all."""
    stretch = digest.stretch
    whose = "everybody" if digest.scope.team is None else f"team {short_name(digest.scope.team)}"
    title, days = stretch.name[:1].upper() + stretch.name[1:], days_words(stretch.first, stretch.last)
    days += f" ({zone_words(digest)})"
    basis = f"List prices {digest.price_book}, in US dollars."
    if digest.is_delayed:
        return Sheet(
            subject=late_subject(digest),
            preheader="Data is missing, so there are no figures yet.",
            whose=whose,
            title=title,
            days=days,
            amount=None,
            at_least="",
            change="",
            change_tone="quiet",
            responses="",
            command="",
            change_command="",
            lead=late(digest),
            freshness=fresh(digest),
        )
    change, tone = _change(digest)
    month = _month(digest.month) if stretch.kind == "week" or digest.month.budget_usd is not None else None
    return Sheet(
        subject=subject(digest),
        preheader=_preheader(digest, change),
        whose=whose,
        title=title,
        days=days,
        amount=dollars(digest.amount_usd),
        at_least="at least: some usage has no price" if digest.is_lower_bound else "",
        change=change,
        change_tone=tone,
        responses=f"{many(digest.responses, 'response')}, {many(digest.tokens, 'token')}",
        command=command(digest.command),
        change_command=command(digest.change_command) if digest.before_usd is not None else "",
        month=month,
        trend_title=f"The last {len(digest.trend)} {stretch.kind}s" if len(digest.trend) > 1 else "",
        trend=_trend(digest) if len(digest.trend) > 1 else (),
        trend_command=command(digest.trend_command),
        moves=_all_moves(digest),
        budgets=_budgets(digest),
        anomalies=_anomalies(digest),
        notes=_notes(digest),
        freshness=fresh(digest),
        basis=basis,
    )


def zone_words(digest: Digest) -> str:
    """The zone days are cut in."""
    return short_name(str(digest.stretch.zone))


def _change(digest: Digest) -> tuple[str, Tone]:
    if digest.before_usd is None or digest.change_usd is None:
        return f"nothing to compare with: the store begins in {digest.stretch.name}", "quiet"
    before = digest.stretch.before().name
    words = change_words(digest.change_usd, digest.change_percent)
    return f"{words} against {dollars(digest.before_usd)} in {before}", _tone(digest.change_usd)


def _tone(change: Decimal) -> Tone:
    return "over" if change > 0 else "good" if change < 0 else "quiet"


def _preheader(digest: Digest, change: str) -> str:
    """What an inbox shows beside the subject."""
    month = digest.month
    words = f"{change}."
    if month.budget_usd is not None and month.percent is not None:
        words += (
            f" {percent(month.percent)} of {month.first:%B}'s budget of {dollars(month.budget_usd)} spent."
        )
    return words


def _month(month: MonthToDate) -> Bar:
    amount = ("at least " if month.unpriced_tokens else "") + dollars(month.amount_usd)
    name = f"{month.first:%B} to {day_words(month.through)}"
    if (month.through.month, month.through.year) != (_next(month).month, _next(month).year):
        name = f"All of {month.first:%B}"
    if month.budget_usd is None or month.percent is None:
        return Bar(name, amount, 0, command=command(month.command), note="no budget")
    words = f"{amount} of {dollars(month.budget_usd)}, {percent(month.percent)}"
    return Bar(
        name, words, _width(month.percent), _budget_tone(month.percent), command=command(month.command)
    )


def _next(month: MonthToDate) -> datetime:
    from datetime import timedelta

    return datetime.combine(month.through + timedelta(days=1), datetime.min.time(), UTC)


def _width(value: Decimal) -> int:
    return max(0, min(100, round(value)))


def _budget_tone(value: Decimal) -> Tone:
    return "over" if value > 100 else "doubt" if value >= CLOSE else "good"


def _trend(digest: Digest) -> tuple[Column, ...]:
    tallest = max(point.amount_usd for point in digest.trend)
    return tuple(
        Column(
            _column_name(point.stretch.label),
            brief(point.amount_usd) + ("+?" if point.unpriced_tokens else ""),
            _width(share(point.amount_usd, tallest) or Decimal(0)),
            point.stretch == digest.stretch,
        )
        for point in digest.trend
    )


def _column_name(label: str) -> str:
    """`W46`, or `Oct`."""
    year, _, rest = label.partition("-")
    return rest if rest.startswith("W") else f"{datetime(int(year), int(rest), 1):%b}"


def _all_moves(digest: Digest) -> tuple[Moves, ...]:
    short = short_projects(digest.projects)
    return tuple(_moves(found, short) for found in digest.movers)


def _moves(found: Movers, short: Mapping[str, str]) -> Moves:
    rows = (*found.rises, *found.falls)
    largest = max((abs(one.change_usd) for one in rows), default=Decimal(1))
    more = f"and {many(found.more, 'smaller change')}" if found.more else ""
    return Moves(
        TITLES[found.by], tuple(_move(one, short, largest) for one in rows), more, command(found.command)
    )


def _move(one: Mover, short: Mapping[str, str], largest: Decimal) -> Move:
    name = one.name if one.name is None else short.get(one.name, one.name)
    in_percent = change_in_percent(one.amount_usd, one.before_usd)
    gone_or_new = "new" if not one.before_usd else "gone" if not one.amount_usd else ""
    words = signed(one.change_usd) + (
        f" ({gone_or_new})"
        if gone_or_new
        else ""
        if in_percent is None
        else f" ({_brief_percent(in_percent)})"
    )
    return Move(
        short_name(name),
        words,
        f"{dollars(one.amount_usd)}, before {dollars(one.before_usd)}",
        max(1, _width(share(abs(one.change_usd), largest) or Decimal(0))),
        _tone(one.change_usd),
    )


def _brief_percent(value: Decimal) -> str:
    """`+12.3 %`, or how many times as much."""
    if value >= 1000:
        return f"{share(value + 100, 10_000):,} times".replace(".0 ", " ")
    return f"{'+' if value > 0 else ''}{value:,} %"


def _budgets(digest: Digest) -> tuple[Bar, ...]:
    ranked = sorted(digest.budgets, key=lambda status: (-status.rank, -(status.percent or Decimal(0))))
    bars = tuple(_budget(status) for status in ranked[:MOST_BUDGETS])
    if len(ranked) > MOST_BUDGETS:
        left = many(len(ranked) - MOST_BUDGETS, "more budget")
        bars += (Bar(f"and {left}", "less of them spent", 0, command="claudecost budget"),)
    return bars


def _budget(status: BudgetStatus) -> Bar:
    amount = ("at least " if status.is_lower_bound else "") + dollars(status.spent_usd)
    words = f"{amount} of {dollars(status.budget_usd)}"
    if status.percent is not None:
        words += f", {percent(status.percent)}"
    spent = status.percent if status.percent is not None else Decimal(101 if status.is_exceeded else 0)
    tone: Tone = "over" if status.is_exceeded else "doubt" if status.is_heading_over else _budget_tone(spent)
    return Bar(_budget_name(status), words, _width(spent), tone, _outlook(status), command(status.command))


def _budget_name(status: BudgetStatus) -> str:
    return "total" if status.name is None else f"{status.scope} {short_name(status.name)}"


def _outlook(status: BudgetStatus) -> str:
    """Where the month is heading."""
    if status.days_left == 0:
        return "exceeded" if status.is_exceeded else "kept"
    words = "exceeded" if status.is_exceeded else "heading over" if status.is_heading_over else "on course"
    if status.forecast is None:
        return "exceeded" if status.is_exceeded else ""
    low, high = dollars(status.forecast.low_usd), dollars(status.forecast.high_usd)
    return f"{words}, month end {low} to {high}"


def _anomalies(digest: Digest) -> tuple[Remark, ...]:
    """Every event once, the dearest first."""
    short = short_projects(digest.projects)
    events = told_once(digest.anomalies, len(digest.anomalies))
    told = [
        Remark(
            short_name(with_short_projects(one.sentence, short), LONGEST_SENTENCE),
            command(one.command),
            "over",
        )
        for one in events[:MOST_ANOMALIES]
    ]
    if more := len(events) - len(told):
        told.append(Remark(f"and {many(more, 'more unusual event')}"))
    return tuple(told)


def _notes(digest: Digest) -> tuple[Remark, ...]:
    """What the amount does not say."""
    notes = [
        Remark(
            f"No price: {short_name(one.model)}, {many(one.responses, 'response')},"
            f" {many(one.tokens, 'token')}, in no amount above.",
            command(digest.unpriced_command) if number == 0 else "",
            "doubt",
        )
        for number, one in enumerate(digest.unpriced[:MOST_UNPRICED])
    ]
    if more := len(digest.unpriced) - len(notes):
        notes.append(Remark(f"No price: {many(more, 'more model')}.", "", "doubt"))
    if digest.unallocated_usd is not None:
        of_all = share(digest.unallocated_usd, digest.amount_usd)
        part = f" ({percent(of_all)})" if of_all else ""
        tone: Tone = "doubt" if digest.unallocated_usd else "quiet"
        notes.append(
            Remark(
                f"Borne by no team: {dollars(digest.unallocated_usd)}{part}.",
                command(digest.unallocated_command),
                tone,
            )
        )
    if digest.provisional:
        notes.append(
            Remark(
                f"Provisional: {many(digest.provisional, 'response')} without a final output count,"
                " counted with what was logged.",
                command(digest.command),
                "doubt",
            )
        )
    return tuple(notes)
