"""SQL multiplies the rates Python compiled: the same digits as Python multiplying them itself."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pricing.worked_examples import CASES, Case
from transcripts import response

from claudecost.money import total
from claudecost.pricing import Book, cost_usd, load_book, price_item, rate_card
from claudecost.pricing.price import PricedLine
from claudecost.records import METERS, TOKEN_METERS, WEB_SEARCH, Profile
from claudecost.reports.usage import Answer

from .asking import BOOK, answer, costs, kept, own_tables

# --- the worked examples ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """All worked examples as lines of one transcript, asked for session by session."""
    store = kept(tmp_path_factory.mktemp("examples"), (line for case in CASES for line in lines_of(case)))
    return answer(store, "session")


def lines_of(case: Case) -> Iterator[dict[str, Any]]:
    for tokens in case.requests:
        yield response(
            case.model,
            case.at,
            tokens,
            session=case.name,
            speed=case.speed,
            service_tier=case.service_tier,
            geo=case.geo,
            stop_reason="refusal" if case.refused else "end_turn",
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_worked_example_costs_what_the_documentation_says(examples: Answer, case: Case) -> None:
    assert costs(examples, "session")[case.name] == case.usd


def test_nothing_in_the_worked_examples_is_left_without_a_price(examples: Answer) -> None:
    assert examples.totals["unpriced_tokens"] == examples.totals["unpriced_responses"] == 0
    assert examples.unpriced == []
    assert examples.totals["cost_usd"] == total(case.usd for case in CASES)


# --- any usage at all ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Use:
    """One response somebody might have had."""

    model: str
    at: datetime
    tokens: dict[str, int]
    speed: str | None
    service_tier: str | None
    geo: str | None
    refused: bool

    @property
    def profile(self) -> Profile:
        refused = self.refused and not self.tokens["output"]
        return Profile(1, self.model, None, self.speed, self.service_tier, self.geo, refused)

    def line(self, session: str) -> dict[str, Any]:
        return response(
            self.model,
            self.at,
            self.tokens,
            session=session,
            speed=self.speed,
            service_tier=self.service_tier,
            geo=self.geo,
            stop_reason="refusal" if self.refused else "end_turn",
        )

    def priced(self, book: Book) -> list[PricedLine]:
        return price_item(rate_card(book, self.profile), self.at, self.tokens)


MODELS = (
    *(model.id for model in BOOK.models),
    "us.anthropic.claude-sonnet-4-6",
    "claude-opus-5-5[1m]",
    "anthropic/claude-opus-4.6-fast",
    "claude-zeta-9",
    "opusplan",
    "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0",
)
#: Days on which something begins or ends in the book, and the days beside them; any other day is like one.
DAYS = sorted({row.start + timedelta(days=n) for row in (*BOOK.prices, *BOOK.modifiers) for n in (-1, 0, 1)})
FIRST = datetime(2024, 3, 1, tzinfo=UTC)
#: Prompt sizes around the edges of bands, and every size.
EDGES = (0, 1, 99_999, 100_000, 100_001, 199_999, 200_000, 200_001)
COUNTS = st.one_of(st.just(0), st.sampled_from(EDGES), st.integers(0, 2_000_000))


@st.composite
def uses(draw: st.DrawFn) -> Use:
    instants = st.one_of(
        st.sampled_from(DAYS).map(lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC)),
        st.sampled_from(DAYS).map(
            lambda day: datetime(day.year, day.month, day.day, 23, 59, 59, 999_000, tzinfo=UTC)
        ),
        st.integers(0, 86_000_000_000).map(lambda ms: FIRST + timedelta(milliseconds=ms)),
    )
    tokens = {meter: draw(COUNTS) for meter in TOKEN_METERS}
    tokens["output"] = draw(st.sampled_from([0, tokens["output"], 1]))
    tokens[WEB_SEARCH] = draw(st.sampled_from([0, 0, 0, 1, 7]))
    if not any(tokens.values()):
        tokens["input"] = 1
    return Use(
        model=draw(st.sampled_from(MODELS)),
        at=draw(instants),
        tokens=tokens,
        speed=draw(st.sampled_from([None, "standard", "fast", "warp"])),
        service_tier=draw(st.sampled_from([None, "standard", "standard", "batch", "priority", "flex"])),
        geo=draw(st.sampled_from([None, "not_available", "global", "us", "eu"])),
        refused=draw(st.sampled_from([False, False, False, True])),
    )


SLOWLY = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])


@SLOWLY
@given(st.lists(uses(), min_size=1, max_size=20))
def test_sql_prices_any_usage_as_python_does_digit_for_digit(used: list[Use]) -> None:
    assert_priced_alike(used, BOOK)


def random_prices(dice: random.Random) -> str:
    """Own rows that price only some of the meters, from some day on."""
    rows = []
    for model in dice.sample([model.id for model in BOOK.models], 8):
        start = max(BOOK.by_id[model].released, DAYS[dice.randrange(len(DAYS))])
        meters = dice.sample(TOKEN_METERS, dice.randint(1, len(TOKEN_METERS)))
        usd = ", ".join(f'{meter}: "{dice.randint(0, 10**6)}.{dice.randint(1, 999)}"' for meter in meters)
        rows.append(f"- {{model: {model}, from: {start}, {usd}}}\n")
    return "prices:\n" + "".join(rows)


@settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.lists(uses(), min_size=10, max_size=20))
def test_so_does_it_with_own_tables_that_leave_meters_without_a_price(
    dice: random.Random, used: list[Use]
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        assert_priced_alike(used, load_book(own_tables(Path(directory), prices=random_prices(dice))))


def assert_priced_alike(used: list[Use], book: Book) -> None:
    with tempfile.TemporaryDirectory() as directory:
        store = kept(Path(directory), (use.line(str(number)) for number, use in enumerate(used)))
        found = answer(store, "session", book)
    by_session = {row["session"]: row for row in found.rows}
    priced = [use.priced(book) for use in used]
    for number, (use, lines) in enumerate(zip(used, priced, strict=True)):
        assert measured(by_session[str(number)]) == expected(lines), use
    assert found.totals["cost_usd"] == total(cost_usd(lines) for lines in priced)
    assert found.totals["unpriced_tokens"] == sum(entry.tokens for entry in found.unpriced)
    assert found.totals["unpriced_responses"] == sum(entry.responses for entry in found.unpriced)


def measured(row: dict[str, Any]) -> dict[str, object]:
    names = ("cost_usd", "unpriced_tokens", "unpriced_responses", "responses", "unbilled_responses")
    return {name: row[name] for name in names} | {
        meter: row["web_search_requests" if meter == WEB_SEARCH else f"{meter}_tokens"] for meter in METERS
    }


def expected(lines: Iterable[PricedLine]) -> dict[str, object]:
    """The figures of one response that Python priced line by line."""
    listed = list(lines)
    billed = all(line.billed for line in listed)
    lost = [line for line in listed if line.unpriced_reason is not None]
    return {
        "cost_usd": cost_usd(listed) if billed else Decimal(0),
        "unpriced_tokens": sum(line.quantity for line in lost if line.meter != WEB_SEARCH),
        "unpriced_responses": int(bool(lost)),
        "responses": int(billed),
        "unbilled_responses": int(not billed),
    } | {meter: sum(line.quantity for line in listed if line.meter == meter and billed) for meter in METERS}
