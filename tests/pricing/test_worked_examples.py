"""W01 to W33 through the Python path; whoever prices in SQL tests the same table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claudecost.money import total
from claudecost.pricing import Book, cost_usd, price_item, rate_card, session_runtime_cost

from .worked_examples import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_worked_example_costs_what_the_documentation_says(book: Book, case: Case) -> None:
    card = rate_card(book, case.profile())
    lines = [line for tokens in case.requests for line in price_item(card, case.at, tokens)]
    assert [line.unpriced_reason for line in lines if line.unpriced_reason] == []
    assert cost_usd(lines) == case.usd
    if case.with_fees_usd is not None:
        session = session_runtime_cost(book, case.day, case.session_ms)
        assert cost_usd([*lines, session]) == case.with_fees_usd


@pytest.mark.parametrize(
    ("prefix", "usd"), [("W23", "0.0577836"), ("W24", "0.00866")], ids=["advisor", "fallback"]
)
def test_the_parts_of_a_response_with_several_models_add_up(prefix: str, usd: str) -> None:
    assert total(case.usd for case in CASES if case.name.startswith(prefix)) == Decimal(usd)


def test_every_free_refusal_says_that_it_is_not_billed(book: Book) -> None:
    for case in (case for case in CASES if case.usd == 0):
        lines = price_item(rate_card(book, case.profile()), case.at, case.requests[0])
        assert [line.billed for line in lines] == [False]
