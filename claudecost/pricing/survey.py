"""What the book says, as a person asks it: what holds on a day, and what has held and been believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import TypeVar

from claudecost.money import plain
from claudecost.pricing import timeline
from claudecost.pricing.book import SECTIONS, Book
from claudecost.pricing.rates import rate_card
from claudecost.pricing.rows import Fee, Model, Modifier, Price
from claudecost.records import Profile, Rate

R = TypeVar("R", Price, Modifier)

SPEEDS = ("standard", "fast")


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated row about a model: the first and the last day it is in force, or the rows that replaced it.

    `start` None: never in force. `end` None: until further notice.
    """

    row: Price | Modifier
    start: date | None
    end: date | None
    replaced_by: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """Which price it is, or which modifier."""
        if isinstance(self.row, Modifier):
            return self.row.modifier
        return variant(self.row.speed, self.row.prompt_over, None)


def variant(speed: str, over: int, upto: int | None) -> str:
    """The speed and the prompt sizes a price is for, in words: `fast`, `over 100,000`, `standard`."""
    fast = [speed] if speed != "standard" else []
    if over:
        return " ".join([*fast, f"over {over:,}"])
    return " ".join([*fast, f"up to {upto:,}"]) if upto is not None else speed


def newest_first(book: Book, day: date) -> list[Model]:
    """The models out on a day, the newest first, and after them those that are retired."""
    out = [model for model in reversed(book.models) if model.released <= day]
    return sorted(out, key=lambda model: (retired(model, day), -model.released.toordinal()))


def retired(model: Model, day: date) -> bool:
    """Whether a model has left Anthropic's own API by a day; a cloud may go on offering it."""
    return model.retired is not None and model.retired <= day


def in_force(book: Book, model: Model, day: date) -> Iterator[tuple[str, Rate]]:
    """The rates of plain requests on a day, without any modifier that asks for something: speed and rate."""
    for speed in SPEEDS:
        for rate in rate_card(book, Profile(0, model.id, speed=speed)).rates:
            if rate.valid_from <= day and (rate.valid_until is None or day < rate.valid_until):
                yield speed, rate


def modifiers(book: Book, model: Model, day: date | None = None) -> list[Modifier]:
    """The modifiers that can touch a model's prices, narrowed to it; of one day if `day` is given."""
    rows = [row for row in book.modifiers if row.models is None or model.id in row.models]
    narrowed = [replace(row, models=(model.id,)) if row.models else row for row in rows]
    if day is None:
        return narrowed
    return [span.row for span in timeline.spans(narrowed) if span.covers(day)]


def fees(book: Book, day: date) -> list[Fee]:
    """The fees in force on a day."""
    return [span.row for span in timeline.spans(book.fees) if span.covers(day)]


def asks(row: Modifier) -> str:
    """The conditions of a modifier in words; nothing for none."""
    said = [
        f"service tier {row.service_tier}" if row.service_tier else "",
        f"geography {row.geo}" if row.geo else "",
        f"{row.endpoint} endpoint" if row.endpoint else "",
        f"prompts over {row.prompt_over:,} tokens" if row.prompt_over else "",
        "refused before any output" if row.modifier == "unbilled_refusal" else "",
        f"on {' or '.join(row.platforms)}" if row.platforms else "",
        f"at {' or '.join(row.speeds)} speed" if row.speeds else "",
    ]
    return ", ".join(part for part in said if part)


def factor(row: Modifier) -> str:
    """What a modifier multiplies by: `x0.5`, `x2 input, x1.5 output`."""
    if row.input_factor == row.output_factor:
        return f"x{plain(row.input_factor)}"
    return f"x{plain(row.input_factor)} input, x{plain(row.output_factor)} output"


def history(book: Book, model: Model) -> list[Entry]:
    """Every price of a model and every modifier that can touch it, oldest first, corrected ones included."""
    prices = [row for row in book.prices if row.model == model.id]
    return [*_entries(prices), *_entries(modifiers(book, model))]


def _entries(rows: list[R]) -> list[Entry]:
    spans = {id(span.row): span for span in timeline.spans(rows)}
    found = []
    for row in sorted(rows, key=lambda row: (row.start, row.rank)):
        span = spans.get(id(row))
        end = span.until - timedelta(days=1) if span is not None and span.until is not None else None
        by = tuple(
            other.at
            for other in rows
            if other.replaces == row.start and other.rank > row.rank and set(other.about) & set(row.about)
        )
        found.append(Entry(row, span.start if span is not None else None, end, by))
    return found


def counted(book: Book) -> dict[str, int]:
    """How many rows each table has."""
    return {section: len(getattr(book, field)) for _, section, field, _ in SECTIONS}


def multiplied_out(book: Book) -> int:
    """How many rates all prices and modifiers come to; raises BadConfig where one cannot be kept."""
    tiers = [None, *sorted({row.service_tier for row in book.modifiers if row.service_tier})]
    geos = [None, *sorted({row.geo for row in book.modifiers if row.geo})]
    asked = product([model.id for model in book.models], SPEEDS, tiers, geos, (None, "regional"))
    return sum(
        len(rate_card(book, Profile(0, model, speed=speed, service_tier=tier, geo=geo), endpoint).rates)
        for model, speed, tier, geo, endpoint in asked
    )
