"""Every file, read by somebody else's reader and added up anew, comes to what manifest and report say."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from command_line import claudecost

from .conftest import RATES, TEAMS, Export, files_of, manifest_of

LEDGERS = ("requests", "metered", "billed")


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def added(rows: list[dict[str, str]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows if row[name]), Decimal(0))


@pytest.mark.parametrize("ledger", LEDGERS)
def test_the_csv_adds_up_to_the_manifest_and_the_report(ledger: str, exported: Export, sampled: Path) -> None:
    folder = exported("--ledger", ledger)
    rows, entry = read_csv(folder / "usage.csv"), files_of(folder)["usage.csv"]
    assert entry["rows"] == len(rows)
    assert entry["totals"]
    assert {name: added(rows, name) for name in entry["totals"]} == {
        name: Decimal(text) for name, text in entry["totals"].items()
    }
    said = claudecost(
        "report", "--by", "model", "--period", "2026-10", "-z", "UTC", "--ledger", ledger, "--json",
        "--no-ingest", "--db", sampled,
    )  # fmt: skip
    for name, text in entry["totals"].items():
        assert Decimal(text) == Decimal(said.json["totals"][name]), name


@pytest.mark.parametrize("ledger", LEDGERS)
def test_parquet_holds_the_same_values_in_exact_types(ledger: str, exported: Export) -> None:
    folder = exported("--ledger", ledger)
    frame, rows = pl.read_parquet(folder / "usage.parquet"), read_csv(folder / "usage.csv")
    assert frame.columns == list(rows[0])
    assert frame.schema["day"] == pl.Date
    assert not any(kind in (pl.Float32, pl.Float64) for kind in frame.schema.values())
    for values, row in zip(frame.iter_rows(named=True), rows, strict=True):
        assert {name: _same(value, row[name]) for name, value in values.items()} == dict.fromkeys(row, True)


def _same(value: Any, text: str) -> bool:
    if value is None:
        return text == ""
    if isinstance(value, int | Decimal):
        return Decimal(value) == Decimal(text)
    return str(value) == text


@pytest.mark.parametrize("ledger", LEDGERS)
def test_the_spreadsheet_holds_the_same_rows_as_numbers_and_dates(ledger: str, exported: Export) -> None:
    folder = exported("--ledger", ledger)
    book = openpyxl.load_workbook(folder / "usage.xlsx")
    assert book.sheetnames == ["Summary", "By team", "By model", "By cost centre", "By day", "Usage"]
    frame = pl.read_parquet(folder / "usage.parquet")
    cells = list(book["Usage"].iter_rows(min_row=2, values_only=True))
    assert len(cells) == len(frame)
    for found, row in zip(cells, frame.iter_rows(), strict=True):
        assert [_as_a_spreadsheet_has_it(value) for value in row] == list(found)
    for column in book["Usage"].iter_cols(min_row=2):
        assert len({cell.number_format for cell in column if cell.value is not None}) == 1


def _as_a_spreadsheet_has_it(value: Any) -> Any:
    if isinstance(value, Decimal):
        number = float(value)
        return int(number) if number.is_integer() else number
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


@pytest.mark.parametrize("by", ["By team", "By model", "By cost centre", "By day"])
def test_every_sheet_of_sums_comes_to_the_total(by: str, exported: Export) -> None:
    folder = exported()
    totals = files_of(folder)["usage.xlsx"]["totals"]
    sheet = openpyxl.load_workbook(folder / "usage.xlsx")[by]
    header, *rows = sheet.iter_rows(values_only=True)
    costs, tokens = ([row[header.index(name)] for row in rows] for name in ("Cost (USD)", "Total tokens"))
    assert sum(costs) == pytest.approx(float(totals["cost_usd"]), abs=1e-9)
    assert sum(tokens) == int(totals["total_tokens"])
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("version", ["1.4", "1.2"])
def test_focus_comes_to_the_priced_total_and_every_row_is_price_times_quantity(
    version: str, exported: Export
) -> None:
    folder = exported()
    rows, entries = read_csv(folder / f"focus-{version}.csv"), files_of(folder)
    assert added(rows, "BilledCost") == Decimal(entries["usage.csv"]["totals"]["cost_usd"])
    assert entries[f"focus-{version}.csv"]["rows"] == len(rows)
    for row in rows:
        assert Decimal(row["ListUnitPrice"]) * Decimal(row["PricingQuantity"]) == Decimal(row["BilledCost"])
        per_unit = 1_000_000 if row["ConsumedUnit"] == "Tokens" else 1_000
        assert Decimal(row["ConsumedQuantity"]) == Decimal(row["PricingQuantity"]) * per_unit
        assert json.loads(row["Tags"])["team"] == row["x_Team"]
        assert row["BilledCost"] == row["EffectiveCost"] == row["ListCost"] == row["ContractedCost"]
    counted = entries[f"focus-{version}.csv"]["totals"]
    assert sum(
        Decimal(row["ConsumedQuantity"]) for row in rows if row["ConsumedUnit"] == "Tokens"
    ) == Decimal(counted["tokens"])


def test_a_focus_price_has_one_name_and_a_name_one_price(exported: Export) -> None:
    rows = read_csv(exported() / "focus-1.4.csv")
    prices: dict[str, set[str]] = {}
    for row in rows:
        prices.setdefault(row["SkuPriceId"], set()).add(row["ListUnitPrice"])
    assert all(len(found) == 1 for found in prices.values())


def test_usage_without_a_price_is_in_the_manifest_and_in_no_focus_row(exported: Export) -> None:
    """A price of nothing would be a lie: FOCUS leaves it out, the manifest counts it."""
    folder = exported(period="2026-11")
    [unpriced] = [entry for entry in manifest_of(folder)["unpriced"] if entry["model"] == "claude-zeta-9"]
    assert unpriced["tokens"] > 0
    entries = files_of(folder)
    assert not [row for row in read_csv(folder / "focus-1.4.csv") if "zeta" in row["x_Model"]]
    usage = entries["usage.csv"]["totals"]
    assert int(usage["total_tokens"]) - int(usage["unpriced_tokens"]) == Decimal(
        entries["focus-1.4.csv"]["totals"]["tokens"]
    )
    [row] = [row for row in read_csv(folder / "usage.csv") if row["model"] == "claude-zeta-9"][:1]
    assert row["cost_usd"] == "", "what it costs is not known"


def test_files_are_what_the_manifest_says(exported: Export) -> None:
    folder = exported()
    entries = files_of(folder)
    assert {path.name for path in folder.iterdir()} == {*entries, "manifest.json"}
    for name, entry in entries.items():
        content = (folder / name).read_bytes()
        assert (sha256(content).hexdigest(), len(content)) == (entry["sha256"], entry["bytes"])


def test_another_currency_is_the_days_amount_at_the_days_rate(
    exported: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_EXCHANGE_RATES", str(RATES))
    folder = exported("--currency", "EUR")
    exchange = manifest_of(folder)["exchange"]
    assert exchange["sha256"] == sha256(RATES.read_bytes()).hexdigest()
    used = {entry["day"]: entry for entry in exchange["rates"]}
    rows = read_csv(folder / "usage.csv")
    for row in rows:
        if row["day"] in exchange["days_without_rate"]:
            assert {row[name] for name in ("currency", "exchange_rate", "exchange_date", "cost_eur")} == {""}
            continue
        rate = used[row["day"]]
        assert (row["exchange_rate"], row["exchange_date"]) == (rate["per_usd"], rate["published"])
        assert rate["published"] <= row["day"]
        assert Decimal(row["cost_eur"]) == Decimal(row["cost_usd"]) * Decimal(rate["per_usd"])
    assert len({row["exchange_rate"] for row in rows}) > 1, "there is never one rate for a whole month"


def test_days_without_a_rate_are_said_and_not_converted(
    exported: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text("date,currency,per_usd\n2026-10-01,EUR,0.91\n", encoding="utf-8")
    monkeypatch.setenv("CLAUDECOST_EXCHANGE_RATES", str(rates))
    folder = exported("--currency", "EUR")
    without = manifest_of(folder)["exchange"]["days_without_rate"]
    assert without
    assert min(without) > "2026-10-08", "a rate holds for a week"
    book = openpyxl.load_workbook(folder / "usage.xlsx")
    header, *days = book["By day"].iter_rows(values_only=True)
    empty = [str(day[0])[:10] for day in days if day[header.index("Cost (EUR)")] is None]
    assert empty == without, "half a sum would look like a sum"


def test_without_a_team_file_everything_is_unallocated_and_said(
    sampled: Path, export_of: Any, tmp_path: Path
) -> None:
    said = export_of(sampled, tmp_path / "october", "--json")
    assert "there is no team file" in said.err
    assert said.json["teams_sha256"] is None
    assert said.json["unallocated"]["cost_usd"] == said.json["totals"]["cost_usd"]


def test_no_file_knows_where_or_when_it_was_made(exported: Export, tmp_path: Path) -> None:
    folder = exported()
    assert sha256(TEAMS.read_bytes()).hexdigest() == manifest_of(folder)["teams_sha256"]
    for text in everything(folder):
        assert str(tmp_path).encode() not in text
        assert str(TEAMS.parent).encode() not in text
        assert b"2026-11-20T" not in text, "the day of the export"


def everything(folder: Path) -> Iterator[bytes]:
    """The content of every file, and of every file within."""
    for path in folder.iterdir():
        yield path.read_bytes()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as archive:
                yield from (archive.read(name) for name in archive.namelist())


def test_the_columns_are_these_in_this_order(exported: Export) -> None:
    """Whoever loads the file every month relies on it."""
    header = (exported() / "usage.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == (
        "day,team,team_path,cost_center,model,responses,input_tokens,cache_write_5m_tokens,"
        "cache_write_1h_tokens,cache_read_tokens,output_tokens,web_search_requests,total_tokens,cost_usd,"
        "unpriced_tokens,unpriced_responses,provisional_responses"
    )


def test_amounts_are_plain_digits(exported: Export) -> None:
    folder = exported()
    for name in ("usage.csv", "focus-1.4.csv"):
        rows = read_csv(folder / name)
        amounts = {
            row[column] for row in rows for column in row if re.search("Cost$|_usd$|Quantity$", column)
        }
        assert all(re.fullmatch(r"[0-9]+(\.[0-9]+)?|", amount) for amount in amounts)
