"""A digest put into words: the sheet both parts of the mail are laid out from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from ..money import dollars, rounded, share
from ..renderers.changes import change_in_percent, signed
from ..reports.anomalies.shape import told_once
from ..reports.digest.shape import Digest, MonthToDate, Mover, Movers
from .budgets import bars, named_first, tone_of, width
from .late import fresh, late, late_subject, zone_words
from .names import command, setup, short_name, short_projects, with_short_projects
from .phrases import brief, change_words, day_words, days_words, many, percent
from .sheet import Bar, Column, Move, Moves, Remark, Sheet, Tone
from .subject import subject

#: So many unusual days and models without a price are told; the rest is only counted.
MOST_ANOMALIES, MOST_UNPRICED = 3, 3

LONGEST_SENTENCE = 400

#: What marks in tables and in the subject mean.
MARKED = (
    "A +? marks at least so much, since some of that usage has no price;"
    " a ? marks a change that is not certain for the same reason."
)

#: Said once where somebody who adds or subtracts the cents shown comes to others.
ROUNDED = "Every amount is rounded once, from the exact sum: cents added or subtracted by hand may differ."

TITLES = {"team": "Teams", "model": "Models", "project": "Projects"}


def sheet(digest: Digest) -> Sheet:
    """The mail in words: figures, or where data is missing what is and since when, and no figure at all."""
    stretch = digest.stretch
    whose = _whose(digest)
    title, days = stretch.name[:1].upper() + stretch.name[1:], days_words(stretch.first, stretch.last)
    days += f" ({zone_words(digest)})"
    basis = f"List prices {digest.price_book}, in US dollars."
    if _cents_differ(digest):
        basis += f" {ROUNDED}"
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
            setup=_setup(digest),
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
        setup=_setup(digest),
        status=named_first(digest.budgets),
        month=month,
        trend_title=f"The last {len(digest.trend)} {stretch.kind}s" if len(digest.trend) > 1 else "",
        trend=_trend(digest) if len(digest.trend) > 1 else (),
        trend_command=command(digest.trend_command),
        moves=_all_moves(digest),
        budgets=bars(digest.budgets, stretch.last, digest.budget_command),
        anomalies=_anomalies(digest),
        notes=_notes(digest),
        freshness=fresh(digest),
        basis=basis,
    )


def _setup(digest: Digest) -> Remark | None:
    return Remark("Run this once before the commands below:", setup(digest.setup)) if digest.setup else None


def _whose(digest: Digest) -> str:
    if digest.scope.team is not None:
        return f"team {short_name(digest.scope.team)}"
    return "all usage" if digest.unallocated_usd is None else "all teams"


def _cents_differ(digest: Digest) -> bool:
    """Whether the cents of any change are not those of the amounts beside it."""
    moved = [one for found in digest.movers for one in (*found.rises, *found.falls)]
    both = [(one.amount_usd, one.before_usd) for one in moved]
    if digest.before_usd is not None:
        both.append((digest.amount_usd, digest.before_usd))
    return any(rounded(now - before) != rounded(now) - rounded(before) for now, before in both)


def _change(digest: Digest) -> tuple[str, Tone]:
    if digest.before_usd is None or digest.change_usd is None:
        return f"nothing to compare with: the store begins in {digest.stretch.name}", "quiet"
    before = digest.stretch.before().name
    words = change_words(digest.change_usd, digest.change_percent)
    if not digest.is_change_certain:
        words += " as far as there are prices,"
    least = "at least " if digest.was_lower_bound else ""
    return f"{words} against {least}{dollars(digest.before_usd)} in {before}", _tone(digest.change_usd)


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
    tone = tone_of(month.percent, is_certain=not month.unpriced_tokens)
    return Bar(name, words, width(month.percent), tone, command=command(month.command))


def _next(month: MonthToDate) -> datetime:
    from datetime import timedelta

    return datetime.combine(month.through + timedelta(days=1), datetime.min.time(), UTC)


def _trend(digest: Digest) -> tuple[Column, ...]:
    tallest = max(point.amount_usd for point in digest.trend)
    return tuple(
        Column(
            _column_name(point.stretch.label),
            _least(brief(point.amount_usd), point.unpriced_tokens),
            width(share(point.amount_usd, tallest) or Decimal(0)),
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
    is_certain = not one.is_lower_bound and not one.was_lower_bound
    words = signed(one.change_usd) + ("" if is_certain else "?")
    if not one.before_usd and not one.was_lower_bound:
        words += " (new)"
    elif not one.amount_usd and not one.is_lower_bound:
        words += " (gone)"
    elif in_percent is not None:
        words += f" ({_brief_percent(in_percent)})"
    now = _least(dollars(one.amount_usd), one.is_lower_bound)
    return Move(
        short_name(name),
        words,
        f"{now}, before {_least(dollars(one.before_usd), one.was_lower_bound)}",
        max(1, width(share(abs(one.change_usd), largest) or Decimal(0))),
        _tone(one.change_usd),
    )


def _least(amount: str, unpriced: int) -> str:
    """An amount in a table; `+?` behind it where some of its usage has no price."""
    return amount + ("+?" if unpriced else "")


def _brief_percent(value: Decimal) -> str:
    """`+12.3 %`, or how many times as much."""
    if value >= 1000:
        return f"{share(value + 100, 10_000):,} times".replace(".0 ", " ")
    return f"{'+' if value > 0 else ''}{value:,} %"


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
    if digest.unallocated_usd:
        of_all = share(digest.unallocated_usd, digest.amount_usd)
        part = f" ({percent(of_all)})" if of_all else ""
        notes.append(
            Remark(
                f"Borne by no team: {dollars(digest.unallocated_usd)}{part}.",
                command(digest.unallocated_command),
                "doubt",
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
    if not digest.is_change_certain or any(point.unpriced_tokens for point in digest.trend):
        notes.append(Remark(MARKED))
    return tuple(notes)
