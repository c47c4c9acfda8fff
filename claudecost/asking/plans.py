"""What a plan is worth: usage by how it is paid, and what the plans cost meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ..billing import Billing, BillingRule, NoSuchOffer, Offers, Subscription, read_billing
from ..config import Settings
from ..errors import Misuse
from ..money import total
from ..periods import Period, label_month
from ..pricing.plans import Plans
from ..reports.closed.shown import with_closed
from ..reports.dimensions import parse_dimensions
from ..reports.matching import matches
from ..reports.overview import next_month
from ..reports.plans.holding import DayPrice, days_of, price_of
from ..reports.plans.lines import Key, lines
from ..reports.plans.report import Stands, plan_report
from ..reports.plans.shape import Held, Way
from ..reports.shape import Report
from ..reports.usage import Question, question
from ..reports.usage_report import coverage_of
from ..zones import Zone
from .desk import Desk

#: Providers that betray a cloud: by the spelling of the model's id, or by that of the message's.
CLOUDS = ("bedrock", "google")

#: Sources there is nothing of but by API key.
BY_KEY = ("batch", "response-log")

#: What tells how usage is paid, and on which day.
LABELS = ("account", "user", "machine", "project", "entrypoint", "source", "provider")


@dataclass(frozen=True)
class Configured:
    """The plans of the book, and the rules of the configuration."""

    plans: Plans
    billing: Billing


def configured(settings: Settings, as_of: date, plan: tuple[str, str | None] | None = None) -> Configured:
    """The rules, and one more at their end for `plan` (name, seat): all else is on it.

    Raises BadConfig for the one, Misuse for the other.
    """
    from ..pricing import load_book

    plans = Plans(load_book(settings.pricing), as_of)
    offers = Offers(plans.seats, plans.newest)
    billing = read_billing(settings.sections.get("billing"), offers)
    if plan is not None:
        try:
            rest = BillingRule("subscription", Subscription(*offers.find(*plan)))
        except NoSuchOffer as error:
            raise Misuse(f"--plan: {error.what}", hint=error.hint) from None
        billing = replace(billing, rules=(*billing.rules, rest))
    return Configured(plans, billing)


def plan_value(
    desk: Desk, by: Configured, period: Period, zone: Zone, today: date, notes: Sequence[str] = ()
) -> Report:
    """Usage of a period by month and by how it is paid; `today` is the last day anything is paid for."""
    asked = Question(parse_dimensions(",".join(("day", *LABELS))), period, zone)
    answer = desk.answer(asked)
    decide = _decider(by.billing.rules)
    decided = [(decide(row), row) for row in answer.rows if row["responses"] or row["total_tokens"]]
    days = [date.fromisoformat(row["day"]) for _, row in decided if row["day"]]
    held = dict(_held(by, _reach(period, zone, days, by.billing, today)))
    stands = Stands(
        period,
        desk.header(),
        coverage_of(desk.reader),
        answer.unpriced,
        [*notes, *_of_the_organisation(desk)],
    )
    return with_closed(plan_report(lines(decided, held), stands), desk.closed_in(period))


def _decider(rules: Sequence[BillingRule]) -> Callable[[Mapping[str, Any]], Way]:
    """How a row is paid: what the data proves, then the first rule that hits, else not known."""
    kept: dict[tuple[str | None, ...], list[BillingRule]] = {}

    def decide(row: Mapping[str, Any]) -> Way:
        if row["provider"] in CLOUDS:
            return Way("cloud", provider=row["provider"])
        if row["source"] in BY_KEY:
            return Way("api")
        labels = tuple(row[name] for name in LABELS)
        if labels not in kept:
            kept[labels] = [rule for rule in rules if _meets(row, rule)]
        day = row["day"] and date.fromisoformat(row["day"])
        for rule in kept[labels]:
            if rule.holds_on(day):
                return _way(rule)
        return Way("unknown")

    return decide


def _meets(row: Mapping[str, Any], rule: BillingRule) -> bool:
    """Whether usage meets all a rule asks; an account is named by its id or by the user's e-mail address."""
    for name, patterns in rule.match.items():
        values = (row["account"], row["user"]) if name == "account" else (row[name],)
        if not any(matches(value, pattern, name) for value in values for pattern in patterns):
            return False
    return True


def _way(rule: BillingRule) -> Way:
    if rule.subscription is None:
        return Way("cloud" if rule.paid == "cloud" else "api")
    plan, seat, name = rule.subscription.identity
    return Way("subscription", plan, seat, name)


def _reach(
    period: Period, zone: Zone, days: Sequence[date], billing: Billing, today: date
) -> tuple[date, date] | None:
    """The first day plans are looked at, and the day after the last; None where there is nothing to see.

    A period without a beginning begins with the first usage, or with the first rule that has a day.
    """
    end = today + timedelta(days=1)
    if period.until is not None:
        last = (period.until - timedelta(microseconds=1)).astimezone(zone).date()
        end = min(end, last + timedelta(days=1))
    if period.since is not None:
        start = period.since.astimezone(zone).date()
    else:
        begun = [rule.since for rule in billing.rules if rule.subscription and rule.since]
        if not (known := [*days, *begun]):
            return None
        start = min(known)
    return (start, end) if start < end else None


def _held(by: Configured, reach: tuple[date, date] | None) -> Iterator[tuple[Key, Held]]:
    """Every subscription in every month it holds in."""
    if reach is None:
        return
    identities = dict.fromkeys(rule.subscription.identity for rule in by.billing.rules if rule.subscription)
    for identity in identities:
        month = reach[0].replace(day=1)
        while month < reach[1]:
            if (found := _in_month(by, identity, days_of(month, *reach))) is not None:
                yield (label_month(month), Way("subscription", *identity)), found
            month = next_month(month)


def _in_month(by: Configured, identity: tuple[str, str | None, str | None], days: list[date]) -> Held | None:
    """A subscription on days of one month; None where it holds on none and nothing was paid beside it."""
    plan, seat, _ = identity
    rules = [
        rule for rule in by.billing.rules if rule.subscription and rule.subscription.identity == identity
    ]

    def paid(day: date) -> Subscription | None:
        return next((rule.subscription for rule in rules if rule.holds_on(day)), None)

    def priced(day: date) -> DayPrice | None:
        if (one := paid(day)) is None:
            return None
        price = by.plans.price(plan, seat, one.per, day)
        return DayPrice(price.price_usd if price else None, one.per, one.seats)

    month = days[0].replace(day=1)
    extra = total(one.usd for one in by.billing.extra if (one.identity, one.month) == (identity, month))
    count, price, monthly = price_of(days, priced)
    if not count and not extra:
        return None
    on = [day for day in days if paid(day)] or [days[-1]]
    credits = [(day, credit) for day in on if (credit := by.plans.credit(plan, seat, day))]
    paused = by.plans.paused_credit(plan, seat, on[-1])
    return Held(
        called=by.plans.called(plan, on[-1]),
        days=count,
        month_days=(next_month(month) - month).days,
        price_usd=price,
        monthly_usd=monthly,
        extra_usd=extra,
        credit_usd=credits[-1][1].amount_usd if credits else None,
        credit_from=credits[0][0] if credits else None,
        paused_usd=paused.amount_usd if paused else None,
    )


def _of_the_organisation(desk: Desk) -> list[str]:
    """That the organisation's own ledgers are API usage, where there are any; nothing of them is added."""
    [(_, metered, billed)] = desk.reader.rows(question("default_ledger.sql"))
    if not (metered or billed):
        return []
    ledger = "billed" if billed else "metered"
    return [
        f"the organisation's own ledgers are API usage: see `claudecost report --ledger {ledger}`; "
        "none of it is in here"
    ]
