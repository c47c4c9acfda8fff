"""Reading `billing:`; a section that is wrong anywhere is refused whole, with file and line.

Nothing in it may mean two things: two rules of one plan at a time are either one subscription or two,
and the file has to say which.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import BadConfig, Place
from ..yamlfile import Items, Node, Row, Scalar, Wanted, amount, choice, day, rows, shown, text, texts, whole
from .months import first_day
from .offers import NoSuchOffer, Offers
from .rules import Billing, BillingRule, ExtraUsage, Paid, Subscription

#: What a rule can ask of usage.
ATTRIBUTES = ("account", "machine", "project", "entrypoint", "source")

HOW = (
    "write it like `- {machine: ci, paid: api}` or `- {account: ann@example.com, plan: Pro}`;\n"
    "the first rule that hits decides; `from` and `until` are days, `until` the first it no longer holds on"
)


def read_billing(section: Node | None, offers: Offers) -> Billing:
    """The section; None and an empty one have no rules. Raises BadConfig."""
    if section is None or (isinstance(section, Scalar) and section.value is None):
        return Billing()
    if isinstance(section, Scalar):
        raise BadConfig(
            "`billing` should be a list of rules", where=Place(section.path, section.line), hint=HOW
        )
    if isinstance(section, Items):
        top = Row(section.path, section.line, {"billing": section})
        return Billing(_rules(top.need("billing", rows), offers))
    rules = _rules(section.maybe("rules", rows, []), offers)
    extra = tuple(_extra(entry, rules, offers) for entry in section.maybe("extra_usage", rows, []))
    section.finish()
    return Billing(rules, extra)


def _rules(entries: Sequence[Row], offers: Offers) -> tuple[BillingRule, ...]:
    found = tuple(_rule(entry, offers) for entry in entries)
    _refuse_unclear(found)
    return found


def _rule(entry: Row, offers: Offers) -> BillingRule:
    if ("plan" in entry) == ("paid" in entry):
        which = "both" if "plan" in entry else "neither"
        raise BadConfig(
            f"a rule says either `plan` or `paid`, and this one says {which}", where=entry.place, hint=HOW
        )
    paid: Paid = "subscription"
    if "paid" in entry:
        paid = "api" if entry.need("paid", choice("api", "cloud")) == "api" else "cloud"
    subscription = _subscription(entry, offers) if paid == "subscription" else None
    match = {name: _patterns(entry, name) for name in ATTRIBUTES if name in entry}
    since, until = entry.maybe("from", day), entry.maybe("until", day)
    if since and until and until <= since:
        raise BadConfig(
            f"this rule ends before it begins: from {since} until {until}",
            where=entry.at("until"),
            hint="`until` is the first day it no longer holds",
        )
    entry.finish()
    return BillingRule(paid, subscription, match, since, until, entry.place)


def _subscription(entry: Row, offers: Offers) -> Subscription:
    plan, seat = _offer(entry, offers)
    seats = entry.maybe("seats", whole, 1)
    if seats < 1 or (seats > 1 and seat is None):
        what = "at least one" if seats < 1 else "1: this plan is for one person"
        raise BadConfig(
            f"`seats` should be {what}",
            where=entry.at("seats"),
            hint="one rule each, with a `name` of its own",
        )
    per = entry.maybe("per", choice("month", "year"), "month")
    return Subscription(plan, seat, entry.maybe("name", text), per, seats)


def _offer(entry: Row, offers: Offers) -> tuple[str, str | None]:
    plan, seat = entry.need("plan", text), entry.maybe("seat", text)
    try:
        return offers.find(plan, seat)
    except NoSuchOffer as error:
        raise BadConfig(error.what, where=entry.at(error.key), hint=error.hint) from None


def _patterns(entry: Row, name: str) -> tuple[str, ...]:
    """One pattern or a list of alternatives; `~` begins a project in this user's home."""

    def one_or_more(node: Node) -> tuple[str, ...]:
        found = tuple(texts(node)) if isinstance(node, Items) else (text(node),)
        if not found:
            raise Wanted(node, "a pattern or a list of them")
        return found

    given = entry.need(name, one_or_more)
    if name != "project":
        return given
    try:
        return tuple(str(Path(one).expanduser()) if one.startswith("~") else one for one in given)
    except RuntimeError:
        raise BadConfig("there is no such home directory", where=entry.at(name)) from None


def _extra(entry: Row, rules: Sequence[BillingRule], offers: Offers) -> ExtraUsage:
    plan, seat = _offer(entry, offers)
    identity = (plan, seat, entry.maybe("name", text))
    month, usd = entry.need("month", first_day), entry.need("usd", amount)
    entry.finish()
    if not any(rule.subscription and rule.subscription.identity == identity for rule in rules):
        title = Subscription(*identity).title
        raise BadConfig(
            f"no rule is about the subscription {shown(title)}",
            where=entry.place,
            hint="extra usage is paid beside a plan: name it as its rule does",
        )
    return ExtraUsage(identity, month, usd)


def _refuse_unclear(rules: Sequence[BillingRule]) -> None:
    """Refuse two rules of one plan at a time that could be one subscription or two; raises BadConfig."""
    for number, rule in enumerate(rules):
        for other in rules[:number]:
            one, two = rule.subscription, other.subscription
            if one is None or two is None or one.identity != two.identity or not _overlap(rule, other):
                continue
            if one.name is None:
                raise BadConfig(
                    f"two rules are about {one.title}: is it paid once or twice?",
                    where=rule.place,
                    impact=f"the other one is at {other.place}",
                    hint="give both the same `name` if it is one subscription, different ones if it is two",
                )
            if (one.per, one.seats) != (two.per, two.seats):
                raise BadConfig(
                    f"two rules about {shown(one.title)} disagree on `seats` or `per`",
                    where=rule.place,
                    impact=f"the other one is at {other.place}",
                    hint="let them follow each other by `from` and `until`",
                )


def _overlap(one: BillingRule, other: BillingRule) -> bool:
    return not (
        (one.until and other.since and one.until <= other.since)
        or (other.until and one.since and other.until <= one.since)
    )
