"""The JSON contract: what scripts rely on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from claudecost.renderers import FORMATS, RenderOptions
from claudecost.reports.shape import Column, Report

TINY = r"""{
  "schema_version": 1,
  "report": "report",
  "dimensions": [
    "project",
    "model"
  ],
  "ledger": "requests",
  "period": {
    "since": "2026-10-31T23:00:00Z",
    "until": "2026-11-19T23:00:00Z",
    "timezone": "Europe/Berlin"
  },
  "price_book": {
    "version": "2026.11.20",
    "sha256": "ab12",
    "as_of": "2026-11-20"
  },
  "currency": "USD",
  "rows": [
    {
      "project": "=cmd|\u001b[2J",
      "model": "claude-zeta-9",
      "responses": 3,
      "cache_read_tokens": 1904,
      "cost_usd": "0",
      "unpriced_tokens": 1904
    },
    {
      "project": null,
      "model": "claude-sonnet-5",
      "responses": 2,
      "cache_read_tokens": 1234567,
      "cost_usd": "1234.004",
      "unpriced_tokens": 5
    }
  ],
  "totals": {
    "responses": 57,
    "cache_read_tokens": 4047671,
    "cost_usd": "1236.1051234",
    "unpriced_tokens": 1909
  },
  "unpriced": [
    {
      "model": "claude-zeta-9",
      "responses": 3,
      "tokens": 1909,
      "first_seen": "2026-11-02T08:00:00Z",
      "reason": "no price"
    }
  ],
  "coverage": {
    "files": 2,
    "machines": [
      "laptop"
    ]
  },
  "warnings": [
    "one line was cut short"
  ]
}
"""


def test_a_tiny_report_to_the_letter(tiny: Report) -> None:
    assert FORMATS["json"](replace(tiny, rows=tiny.rows[1:3]), RenderOptions()) == TINY


def test_every_key_is_there_even_when_nothing_is_known() -> None:
    document = json.loads(FORMATS["json"](Report("r", "R", (), []), RenderOptions()))
    assert list(document) == [
        *("schema_version", "report", "dimensions", "ledger", "period", "price_book", "currency"),
        *("rows", "totals", "unpriced", "coverage", "warnings"),
    ]
    assert document["totals"] is None


def test_amounts_and_instants_are_text_wherever_they_stand() -> None:
    report = Report(
        name="r",
        title="R",
        columns=(Column("at", "At", "instant"), Column("cost_usd", "Cost", "money")),
        rows=[{"at": datetime(2026, 11, 1, tzinfo=UTC), "cost_usd": Decimal("1E-7"), "not_a_column": 1}],
        coverage={"largest_usd": Decimal("2.50")},
    )
    document = json.loads(FORMATS["json"](report, RenderOptions()))
    assert document["rows"] == [{"at": "2026-11-01T00:00:00Z", "cost_usd": "0.0000001"}]
    assert document["coverage"] == {"largest_usd": "2.5"}


@pytest.mark.parametrize("amount", [0.1, float("nan"), Decimal("NaN")])
def test_a_binary_float_or_nan_is_refused_not_written(amount: object) -> None:
    report = Report("r", "R", (Column("cost_usd", "Cost", "money"),), [{"cost_usd": amount}])
    with pytest.raises(TypeError):
        FORMATS["json"](report, RenderOptions())


def test_names_are_escaped_so_that_printing_them_is_harmless() -> None:
    report = Report("r", "R", (Column("p", "P", "text"),), [{"p": "\x9b\u202e\ud800é"}])
    text = FORMATS["json"](report, RenderOptions())
    assert text.isascii()
    assert json.loads(text)["rows"] == [{"p": "\x9b\u202e\ud800é"}]
