"""The section `billing`: plans by every name they had, lines in complaints, nothing that means two things."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from claudecost.billing import Billing, BillingRule, ExtraUsage, Offers, Subscription, read_billing
from claudecost.errors import BadConfig, Place
from claudecost.yamlfile import parse

SEATS = {"Pro": (), "Max 5x": (), "Max": (), "Team": ("standard", "premium")}
OFFERS = Offers(SEATS, lambda name: {"Max 5x": "Max"}.get(name, name))


def read(text: str) -> Billing:
    return read_billing(parse(text.encode(), "claudecost.yaml").nodes.get("billing"), OFFERS)


def refusal(text: str) -> str:
    with pytest.raises(BadConfig) as caught:
        read(text)
    return str(caught.value)


def test_a_rule_says_a_plan_or_how_else_it_is_paid() -> None:
    found = read(
        "billing:\n"
        "  rules:\n"
        '    - {machine: [ci, "build-*"], entrypoint: "sdk-*", paid: api}\n'
        "    - {account: ann@fernwood.example, plan: max 5x, from: 2026-03-01, until: 2026-10-01}\n"
        "    - {plan: Team, seat: premium, seats: 4, per: year}\n"
        "  extra_usage:\n"
        '    - {plan: Max, month: 2026-09, usd: "12.50"}\n'
    )
    at = [Place("claudecost.yaml", line) for line in (3, 4, 5)]
    assert found.rules == (
        BillingRule("api", None, {"machine": ("ci", "build-*"), "entrypoint": ("sdk-*",)}, place=at[0]),
        BillingRule(
            "subscription",
            Subscription("Max"),
            {"account": ("ann@fernwood.example",)},
            date(2026, 3, 1),
            date(2026, 10, 1),
            at[1],
        ),
        BillingRule("subscription", Subscription("Team", "premium", None, "year", 4), place=at[2]),
    )
    assert found.extra == (ExtraUsage(("Max", None, None), date(2026, 9, 1), Decimal("12.50")),)


@pytest.mark.parametrize("text", ["", "billing:", "billing: []", "billing: {rules: []}"])
def test_no_section_and_an_empty_one_have_no_rules(text: str) -> None:
    assert read(text) == Billing()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{machine: ci}", "says neither"),
        ("{plan: Pro, paid: api}", "says both"),
        ("{paid: card}", "`paid` should be api or cloud, not `card`"),
        ("{plan: Ultra}", "there is no plan `Ultra`"),
        ("{plan: Team}", "Team is sold by the seat"),
        ("{plan: Pro, seat: premium}", "Pro has no `premium` seat"),
        ("{plan: Pro, seats: 2}", "`seats` should be 1: this plan is for one person"),
        ("{plan: Team, seat: premium, seats: 0}", "`seats` should be at least one"),
        ("{plan: Pro, acount: ann}", "the key `acount` means nothing here"),
        ("{plan: Pro, account: []}", "`account` should be a pattern or a list of them"),
        ("{plan: Pro, from: 2026-03}", "`from` should be a day such as 2026-11-20"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line(entry: str, said: str) -> None:
    found = refusal(f"billing:\n  - {entry}\n")
    assert said in found
    assert "at claudecost.yaml:2" in found


def test_two_rules_of_one_plan_at_a_time_say_whether_it_is_paid_once_or_twice() -> None:
    """One person on two machines pays once, two people pay twice: neither may be guessed."""
    assert "is it paid once or twice?" in refusal(
        "billing: [{machine: desk, plan: Max}, {machine: laptop, plan: Max 5x}]"
    )
    once = read("billing: [{machine: desk, plan: Max, name: ann}, {machine: laptop, plan: Max, name: ann}]")
    assert {rule.subscription and rule.subscription.identity for rule in once.rules} == {("Max", None, "ann")}
    assert read("billing: [{plan: Max, until: 2026-05-01}, {plan: Max, from: 2026-05-01}]")
    assert "disagree on `seats` or `per`" in refusal(
        "billing:\n"
        "  - {machine: a, plan: Team, seat: premium, name: x, seats: 2}\n"
        "  - {machine: b, plan: Team, seat: premium, name: x, seats: 3}\n"
    )
