"""From the book to rates: every modifier multiplied out, exactly, for one profile.

The result is a flat list: one rate for each period in which nothing changes and
each prompt band, so that whoever matches usage to rates only multiplies tokens
and adds. Usage that no rate of the card covers has no price; the card says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain

from claudecost.errors import BadConfig
from claudecost.money import plain, product
from claudecost.pricing import factors, timeline
from claudecost.pricing.book import Book
from claudecost.pricing.factors import Request
from claudecost.pricing.models import SYNTHETIC, identify
from claudecost.pricing.rows import Fee, Modifier, Price
from claudecost.pricing.tables import MAX_PLACES, MAX_USD
from claudecost.pricing.timeline import Span
from claudecost.records import TOKEN_METERS, WEB_SEARCH, Identity, Profile, Rate, RateCard
from claudecost.yamlfile import shown

#: What a geography says that changes nothing.
NEUTRAL_GEO = ("", "global", "not_available")

FREE = dict.fromkeys(TOKEN_METERS, Decimal(0))


def rate_card(book: Book, profile: Profile, endpoint: str | None = None) -> RateCard:
    """All rates of a profile, in USD per million tokens, over all days the book has a price for.

    `endpoint` (`regional` or `global`) overrides what the model id says. Raises BadConfig where price and
    factors multiply to more digits than a rate may have.
    """
    identity = identify(book, profile.model_id)
    identity = replace(identity, provider=profile.platform or identity.provider)
    if identity.model == SYNTHETIC:
        free = Rate(profile.profile_id, date.min, None, 0, None, FREE, Decimal(0), billed=False)
        return RateCard(profile, identity, (free,))
    request = request_of(profile, identity, endpoint)
    reason = identity.reason or _no_rule(book, request)
    if reason is not None:
        return RateCard(profile, identity, unpriced_reason=reason)
    rates = tuple(_joined(_elementary(book, profile.profile_id, request)))
    return RateCard(profile, identity, rates, _elsewhere(request), _notes(book, request))


def request_of(profile: Profile, identity: Identity, endpoint: str | None = None) -> Request:
    """What modifiers ask of a profile; what usage reports goes before what the model id hints at.

    A regional endpoint under Anthropic's own spelling can only be Google Cloud, whose ids show no region.
    """
    endpoint = endpoint or identity.endpoint
    platform = identity.provider if identity.provider in factors.CLOUDS else "anthropic"
    return Request(
        model=identity.model or "",
        platform="google" if endpoint == "regional" and platform == "anthropic" else platform,
        speed=profile.speed or identity.speed or "standard",
        service_tier=profile.service_tier or identity.service_tier or "standard",
        geo=None if profile.geo is None or profile.geo in NEUTRAL_GEO else profile.geo,
        endpoint=endpoint,
        refused=profile.refused,
    )


def _no_rule(book: Book, request: Request) -> str | None:
    """Why no day at all has a price for such a request, or None if some day may."""
    if request.speed not in ("standard", "fast"):
        return f"no rule for speed '{shown(request.speed)}'"
    if request.endpoint not in (None, "regional", "global"):
        return f"no rule for endpoint '{shown(request.endpoint)}'"
    if request.geo is not None and not any(row.geo == request.geo for row in book.modifiers):
        return f"no rule for geography '{shown(request.geo)}'"
    tier = request.service_tier
    if tier == "standard" or any(row.service_tier == tier for row in book.modifiers):
        return None
    said = [row for row in book.service_tiers if row.service_tier == tier]
    if said:
        return f"service tier {tier}: {max(said, key=lambda row: row.rank).reason}"
    return f"no rule for service tier '{shown(tier)}'"


def _elsewhere(request: Request) -> str:
    """Why the days that have no rate have none."""
    fast = " for fast mode" if request.speed == "fast" else ""
    tier = f" in service tier {request.service_tier}" if request.service_tier != "standard" else ""
    return f"no price{fast}{tier} on that day"


def _elementary(book: Book, profile_id: int, request: Request) -> Iterator[Rate]:
    """The rates of every period in which no row begins or ends, band by band, oldest first."""
    prices = timeline.spans(
        row for row in book.prices if row.model == request.model and row.speed == request.speed
    )
    modifiers = timeline.spans(factors.meeting(book.modifiers, request))
    searches = timeline.spans(row for row in book.fees if row.fee == WEB_SEARCH)
    for start, until in _periods([*prices, *modifiers, *searches]):
        sold = _sold(prices, start)
        fee = timeline.in_force(searches, start)
        sizes = sorted({0, *sold, *(span.row.prompt_over for span in modifiers if span.covers(start))})
        for over, upto in zip(sizes, [*sizes[1:], None], strict=True):
            price = sold.get(max((size for size in sold if size <= over), default=-1))
            taken = factors.taken(modifiers, start, over)
            if price is not None and factors.tier_has_a_price(request, taken):
                rate = Rate(profile_id, start, until, over, upto, {}, None)
                yield _multiplied(rate, price, taken, fee)


def _periods(of: Iterable[Span[Price] | Span[Modifier] | Span[Fee]]) -> Iterator[tuple[date, date | None]]:
    """From each day on which a row begins or has ended until the next such day."""
    days = sorted({day for span in of for day in (span.start, span.until) if day is not None})
    yield from zip(days, [*days[1:], None], strict=True)


def _sold(prices: Sequence[Span[Price]], day: date) -> dict[int, Price]:
    """The price row in force on a day for each prompt size, without those that say it is no longer sold."""
    sizes = {span.row.prompt_over for span in prices}
    rows = (timeline.in_force((s for s in prices if s.row.prompt_over == size), day) for size in sizes)
    return {row.prompt_over: row for row in rows if row is not None and row.usd_per_mtok}


def _multiplied(bare: Rate, price: Price, taken: list[Modifier], fee: Fee | None) -> Rate:
    """The rate with its amounts: the price times every factor; nothing for a refusal that is not billed."""
    refused = any(row.modifier == "unbilled_refusal" for row in taken)
    rates = {
        meter: product(usd, *(row.factor(meter) for row in taken))
        for meter, usd in price.usd_per_mtok.items()
    }
    for usd in rates.values():
        _refuse_long(usd, price, taken)
    searches = fee.price if fee is not None else None
    return replace(
        bare,
        usd_per_mtok=FREE if refused else rates,
        usd_per_thousand_searches=Decimal(0) if refused else searches,
        billed=not refused,
        rows=(str(price), *([str(fee)] if fee is not None else [])),
        modifiers=tuple(factors.described(row) for row in taken),
    )


def _refuse_long(usd: Decimal, price: Price, taken: list[Modifier]) -> None:
    """Rates are kept as DECIMAL(18,9): refuse one that would be rounded there. Raises BadConfig."""
    units = product(usd, 10**MAX_PLACES)
    if units != int(units) or usd >= MAX_USD:
        by = ", ".join(factors.described(row) for row in taken)
        raise BadConfig(
            f"{price.about[0]} comes to {plain(usd)} USD per million tokens: too many digits",
            where=(taken[-1] if taken else price).place,
            impact=f"{price}\n{by}" if by else str(price),
            hint=f"a rate may have {MAX_PLACES} decimals: use a shorter price or factor",
        )


def _joined(rates: Iterable[Rate]) -> list[Rate]:
    """Successive periods of one prompt band joined where nothing but their days differs."""
    joined: dict[tuple[int, int | None], list[Rate]] = {}
    for rate in rates:
        band = joined.setdefault((rate.prompt_over, rate.prompt_upto), [])
        longer = replace(band[-1], valid_until=rate.valid_until) if band else rate
        touching = bool(band) and band[-1].valid_until == rate.valid_from
        if touching and longer == replace(rate, valid_from=longer.valid_from):
            band[-1] = longer
        else:
            band.append(rate)
    return sorted(chain(*joined.values()), key=lambda rate: (rate.valid_from, rate.prompt_over))


def _notes(book: Book, request: Request) -> tuple[str, ...]:
    """What a reader of these rates should know."""
    notes = []
    model = book.by_id[request.model]
    if model.retired is not None:
        notes.append(
            f"{model.id} is retired on Anthropic's own API from {model.retired} on; its last price stays"
        )
    regional = [
        row for row in book.modifiers if row.endpoint == "regional" and model.id in (row.models or ())
    ]
    if regional and request.platform in factors.CLOUDS and request.endpoint is None:
        notes.append(
            f"whether the endpoint was regional is not recorded; priced without {regional[-1].modifier}"
        )
    return tuple(notes)
