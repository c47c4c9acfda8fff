"""Which modifiers a request takes: those whose every condition it meets.

Of several rows of one modifier one speaks: the one for the longest prompts,
then the highest in rank (own rows, rows that name the model, later known ones).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from claudecost.money import plain
from claudecost.pricing.rows import Modifier
from claudecost.pricing.timeline import Span

CLOUDS = ("bedrock", "google")


@dataclass(frozen=True, slots=True)
class Request:
    """What a request was, as far as modifiers ask; `platform` is where it ran."""

    model: str
    platform: str
    speed: str
    service_tier: str
    geo: str | None
    endpoint: str | None
    refused: bool


def meeting(rows: Iterable[Modifier], request: Request) -> list[Modifier]:
    """The rows whose conditions a request meets, days and prompt size apart, each narrowed to its model."""
    model = (request.model,)
    return [replace(row, models=model) if row.models else row for row in rows if _meets(request, row)]


def _meets(request: Request, row: Modifier) -> bool:
    if row.modifier == "unbilled_refusal" and not request.refused:
        return False
    if row.modifier == "us_geography" and request.platform in CLOUDS:
        return False
    return (
        (row.models is None or request.model in row.models)
        and (row.service_tier is None or row.service_tier == request.service_tier)
        and (row.geo is None or row.geo == request.geo)
        and (row.endpoint is None or row.endpoint == request.endpoint)
        and (row.platforms is None or request.platform in row.platforms)
        and (row.speeds is None or request.speed in row.speeds)
    )


def tier_has_a_price(request: Request, taken: Iterable[Modifier]) -> bool:
    """Whether the service tier is the standard one, or one of the modifiers taken answers for it."""
    tier = request.service_tier
    return tier == "standard" or any(row.service_tier == tier for row in taken)


def taken(of: Iterable[Span[Modifier]], day: date, prompt_over: int) -> list[Modifier]:
    """The rows that speak on a day for prompts of more than so many tokens: one for each modifier."""
    by_name: dict[str, Modifier] = {}
    for span in of:
        row = span.row
        if span.covers(day) and row.prompt_over <= prompt_over:
            other = by_name.get(row.modifier, row)
            by_name[row.modifier] = max(other, row, key=lambda row: (row.prompt_over, row.rank))
    return list(by_name.values())


def described(row: Modifier) -> str:
    """The modifier for a person: `batch x0.5 (modifiers.yaml:12)`."""
    factor = f"x{plain(row.input_factor)}"
    if row.output_factor != row.input_factor:
        factor = f"{factor} input, x{plain(row.output_factor)} output"
    return f"{row.modifier} {factor} ({row.at})"
