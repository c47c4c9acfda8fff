"""A second currency: every day by its own rate, before anything is added; no rate is guessed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from events import SAMPLES
from hypothesis import given
from hypothesis import strategies as st

from claudecost.errors import BadConfig
from claudecost.exchange import read_exchange

RATES = SAMPLES / "exchange_rates.csv"
HEADER = "date,currency,per_usd\n"


@pytest.fixture
def report(sampled: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    def say(*line: object, rates: Path = RATES) -> Any:
        monkeypatch.setenv("CLAUDECOST_EXCHANGE_RATES", str(rates))
        return claudecost("report", *line, "--db", sampled, "--no-ingest", "--timezone", "UTC")

    return say


def test_a_month_is_the_sum_of_its_days_each_at_its_own_rate(report: Any) -> None:
    days = report("--by", "day", "--period", "2026-10", "--json").json["rows"]
    exchange = read_exchange(RATES, "EUR")
    expected = Decimal(0)
    for row in days:
        found = exchange.on(date.fromisoformat(row["day"]))
        assert found is not None
        expected += Decimal(row["cost_usd"]) * found[1]
    month = report("--by", "month", "--period", "2026-10", "--currency", "EUR", "--json").json
    assert Decimal(month["totals"]["cost_eur"]) == expected
    assert month["exchange"]["currency"] == "EUR"


def test_days_of_another_zone_are_converted_by_the_utc_day_of_the_usage(
    sampled: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_EXCHANGE_RATES", str(RATES))
    line = ("report", "--by", "day", "--currency", "GBP", "--json", "--no-ingest", "--db", sampled)
    totals = {
        zone: claudecost(*line, "--timezone", zone).json["totals"]["cost_gbp"]
        for zone in ("UTC", "Pacific/Auckland")
    }
    assert totals["UTC"] == totals["Pacific/Auckland"]


def test_a_weekend_takes_fridays_rate(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(HEADER + "2026-10-02,EUR,0.9\n2026-10-05,EUR,0.8\n")
    exchange = read_exchange(path, "EUR")
    assert exchange.on(date(2026, 10, 4)) == (date(2026, 10, 2), Decimal("0.9"))
    assert exchange.on(date(2026, 10, 5)) == (date(2026, 10, 5), Decimal("0.8"))
    assert exchange.on(date(2026, 10, 1)) is None, "never a rate of a later day"
    assert exchange.on(date(2026, 10, 13)) is None, "never one older than a week"


def test_days_without_a_rate_are_not_converted_and_that_is_said(report: Any, tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(HEADER + "2026-10-01,EUR,0.9\n")
    found = report("--by", "month", "--currency", "EUR", "--json", rates=path).json
    rows = {row["month"]: row["cost_eur"] for row in found["rows"]}
    assert rows["2026-09"] is None
    assert rows["2026-10"] is not None
    assert any("is of days without a rate for EUR" in warning for warning in found["warnings"])
    assert "+?" in report("--by", "month", "--currency", "EUR", rates=path).out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("day,currency,rate\n", "the columns of this file are not those of exchange rates"),
        (HEADER + "1.10.2026,EUR,0.9\n", "has no day"),
        (HEADER + "2026-10-01,Euro,0.9\n", "has no currency"),
        (HEADER + "2026-10-01,EUR,0\n", "has no rate that can be used"),
        (HEADER + "2026-10-01,EUR,\n", "has no rate that can be used"),
        (HEADER + '2026-10-01,EUR,"0,9"\n', "has no rate that can be used"),
        (HEADER + "2026-10-01,EUR,0.1234567\n", "has no rate that can be used"),
        (HEADER + "2026-10-01,EUR,0.9\n2026-10-01,EUR,0.8\n", "two rates for EUR on 2026-10-01"),
        (HEADER + "2026-10-01,GBP,0.9\n", "there is no rate for EUR"),
        ("", "the columns of this file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(report: Any, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(text)
    found = report("--by", "model", "--currency", "EUR", rates=path)
    assert found.code == 78
    assert said in found.err
    assert found.out == ""


@given(data=st.binary(max_size=200))
def test_no_bytes_raise_anything_else(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("rates") / "rates.csv"
    path.write_bytes(HEADER.encode() + data)
    with suppress(BadConfig):
        assert read_exchange(path, "EUR").rates


@pytest.mark.parametrize(("ledger", "amount"), [("metered", "cost"), ("billed", "billed")])
def test_the_organisations_ledgers_are_converted_day_by_day_too(
    report: Any, ledger: str, amount: str
) -> None:
    line = ("--ledger", ledger, "--period", "2026-10", "--json")
    exchange = read_exchange(RATES, "EUR")
    expected = Decimal(0)
    for row in report("--by", "day", *line).json["rows"]:
        found = exchange.on(date.fromisoformat(row["day"]))
        assert found is not None
        expected += Decimal(row[f"{amount}_usd"]) * found[1]
    months = report("--by", "model", "--currency", "EUR", *line).json
    assert Decimal(months["totals"][f"{amount}_eur"]) == expected
    assert sum(Decimal(row[f"{amount}_eur"]) for row in months["rows"]) == expected


def test_without_rates_it_is_refused(sampled: Path, empty_home: Path) -> None:
    said = claudecost("report", "--by", "model", "--currency", "EUR", "--db", sampled, "--no-ingest")
    assert said.code == 78
    assert "there are no exchange rates to show EUR by" in said.err
