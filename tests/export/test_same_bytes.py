"""The same usage, prices and rules give the same bytes: whenever, in whatever order it was taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Said, claudecost
from events import SAMPLES, take_in

from claudecost.store import Store

from .conftest import RATES, TEAMS, manifest_of


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_on_another_day(
    sampled: Path, export_of: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_EXCHANGE_RATES", str(RATES))
    options = ("--teams", TEAMS, "--currency", "EUR")
    assert export_of(sampled, tmp_path / "one", *options).code == 0
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-25T18:00:00Z")
    assert export_of(sampled, tmp_path / "two", *options).code == 0
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.parametrize("ledger", ["requests", "metered", "billed"])
def test_from_a_store_that_met_the_files_in_another_order(
    ledger: str, sampled: Path, export_of: Callable[..., Said], tmp_path: Path
) -> None:
    store = tmp_path / "backwards.db"
    for path in sorted(SAMPLES.iterdir(), reverse=True):
        take_in(Store(store), path, machine="laptop")
    options = ("--teams", TEAMS, "--ledger", ledger)
    one, two = (export_of(at, tmp_path / at.stem, *options) for at in (sampled, store))
    assert (one.code, two.code) == (0, 0), one.err + two.err
    assert contents(tmp_path / "samples") == contents(tmp_path / "backwards")


def test_a_closed_month_stays_as_it_was(export_of: Callable[..., Said], tmp_path: Path) -> None:
    """Its files are what it was closed with, whatever rules and usage come later."""
    store = tmp_path / "closed.db"
    take_in(Store(store), SAMPLES / "ann", machine="laptop")
    before = export_of(store, tmp_path / "before", "--teams", TEAMS)
    assert before.code == 0, before.err
    accepted = [word for what in ("unpriced", "quarantined") for word in ("--accept", what)]
    said = claudecost("close", "2026-10", "--db", store, "--teams", TEAMS, "--no-ingest", *accepted)
    assert said.code == 0, said.err
    take_in(Store(store), SAMPLES / "ben", machine="laptop")
    other = tmp_path / "other.yaml"
    other.write_text("version: 1\nteams: {everyone: {}}\nrules: [{team: everyone, match: {source: '*'}}]\n")
    after = export_of(store, tmp_path / "after", "--teams", other)
    assert after.code == 0, after.err
    one, two = contents(tmp_path / "before"), contents(tmp_path / "after")
    for name in ("usage.csv", "usage.parquet", "focus-1.4.csv", "focus-1.2.csv"):
        assert one[name] == two[name], name
    [closed] = manifest_of(tmp_path / "after")["closed"]
    assert closed["month"] == "2026-10"
    assert closed["price_book"] == manifest_of(tmp_path / "before")["price_book"] | {
        "as_of": closed["price_book"]["as_of"]
    }
    assert manifest_of(tmp_path / "after")["price_book"] is None, "no other prices went into it"


def test_a_year_is_its_months_one_after_another_closed_or_not(
    export_of: Callable[..., Said], tmp_path: Path
) -> None:
    store = tmp_path / "year.db"
    take_in(Store(store), SAMPLES / "ann", machine="laptop")
    said = claudecost("close", "2026-10", "--db", store, "--teams", TEAMS, "--no-ingest")
    assert said.code == 0, said.err
    months = ("2026-09", "2026-10", "2026-11")
    for period in (*months, "2026"):
        assert export_of(store, tmp_path / period, "--teams", TEAMS, period=period).code == 0
    for name in ("usage.csv", "focus-1.4.csv"):
        header, *year = (tmp_path / "2026" / name).read_text(encoding="utf-8").splitlines()
        by_month = [(tmp_path / month / name).read_text(encoding="utf-8").splitlines() for month in months]
        assert all(rows[0] == header and len(rows) > 1 for rows in by_month)
        assert year == [row for rows in by_month for row in rows[1:]]
