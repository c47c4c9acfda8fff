"""What has to be said beside the figures: what they are not, and what nobody knows."""

from __future__ import annotations

from collections.abc import Sequence

from ...money import dollars, total
from .lines import Line

TITLES = {"api": "API key", "cloud": "cloud", "unknown": "not known"}


def notes_of(found: Sequence[Line]) -> list[str]:
    """Sentences below the table."""
    plans = [line for line in found if line.held is not None]
    said = []
    if plans:
        said.append(
            "on a plan the list price is an API-equivalent, what the same usage would have cost, and not "
            "an amount owed"
        )
        said.append("plan price: US web, without tax, by the day; the running month up to today")
    said += _without_price(plans)
    said += _credits(plans)
    return [*said, *_unsaid(found)]


def _without_price(plans: Sequence[Line]) -> list[str]:
    lacking: dict[str, list[str]] = {}
    for line in plans:
        if line.held and line.held.days and line.held.price_usd is None:
            seat = f" {line.way.seat}" if line.way.seat else ""
            lacking.setdefault(f"{line.held.called}{seat}", []).append(line.month or "")
    return [
        f"the book has no price of {plan} for {'all of ' if len(set(months)) == 1 else ''}{_span(months)}"
        for plan, months in lacking.items()
    ]


def _span(months: Sequence[str]) -> str:
    first, last = min(months), max(months)
    return first if first == last else f"{first} to {last}"


def _credits(plans: Sequence[Line]) -> list[str]:
    """What is known of credits: when they began, how much programs used, and that it may be the plan's."""
    said = []
    with_credit = [line for line in plans if line.held and line.held.credit_usd]
    used = [line for line in with_credit if line.credited_usd]
    for line in used:
        held = line.held
        assert held is not None
        assert held.credit_usd is not None
        begun = ""
        if held.credit_from and held.credit_from.day != 1 and line.credited_usd != line.programmatic_usd:
            begun = f" since {held.credit_from}"
        said.append(
            f"{held.called}, {line.month}: programs used {dollars(line.credited_usd)}{begun} "
            f"of a credit of {dollars(held.credit_usd)}, if they drew on it"
        )
    if used:
        said.append(
            "the Agent SDK and `claude -p` may run on the plan's limits or on its API credit: transcripts do "
            "not say which"
        )
    paused = [line for line in plans if line.held and line.held.paused_usd and line.programmatic_usd]
    before = [line for line in paused if line.held and not line.held.credit_usd]
    if before:
        said.append(
            f"the Agent SDK credit announced for 2026-06-15 was paused before it began: none is counted for "
            f"{_span([line.month or '' for line in before])}"
        )
    return said


def _unsaid(found: Sequence[Line]) -> list[str]:
    """Usage that does not say whether a program made it, and usage nobody says who pays."""
    said = []
    plans = [line for line in found if line.way.kind in ("subscription", "unknown")]
    if count := sum(line.unsaid for line in plans):
        said.append(
            f"{count:,} {'response does' if count == 1 else 'responses do'} not say whether a person or a "
            "program made them: `Programs` is a lower bound"
        )
    unknown = [line for line in found if line.way.kind == "unknown"]
    if unknown:
        worth = total(line.totals["cost_usd"] for line in unknown)
        said.append(
            f"not known: nothing tells whether {dollars(worth)} at list price was on a plan or paid by "
            "API key; rules in `billing:` of claudecost.yaml do, or --plan NAME"
        )
    return said
