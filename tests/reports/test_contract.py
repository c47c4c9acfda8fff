"""What scripts rely on: every key of the JSON, its type, and the other formats saying the same."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from command_line import Said

from claudecost.renderers.delimited import unguarded

from .asking import BOOK

Report = Callable[..., Any]
Say = Callable[..., Said]

TOP = (
    "schema_version", "report", "dimensions", "ledger", "period", "price_book", "currency", "rows", "totals",
    "unpriced", "coverage", "warnings",
)  # fmt: skip
COUNTS = (
    "responses", "input_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens", "cache_read_tokens",
    "output_tokens", "web_search_requests", "total_tokens",
)  # fmt: skip
DOUBTS = ("unpriced_tokens", "unpriced_responses", "provisional_responses")
FIGURES = (*COUNTS, "cost_usd", *DOUBTS)

#: Each named report with what it groups by.
NAMED = {
    "daily": ["day"],
    "weekly": ["week"],
    "monthly": ["month"],
    "session": ["session", "project"],
    "report": ["day"],
}
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z")
PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?")


@pytest.mark.parametrize("name", NAMED)
def test_a_report_has_exactly_the_keys_of_the_contract(report: Report, name: str) -> None:
    found = report(name)
    assert tuple(found) == TOP
    assert found["report"] == name
    assert found["dimensions"] == NAMED[name]
    own = ["last_activity"] if name == "session" else []
    for row in found["rows"]:
        assert list(row) == [*NAMED[name], *own, *FIGURES]
    assert list(found["totals"]) == list(FIGURES)
    assert list(found["period"]) == ["since", "until", "timezone"]
    assert list(found["price_book"]) == ["version", "sha256", "as_of"]
    assert [list(entry) for entry in found["unpriced"]] == [
        ["model", "responses", "tokens", "first_seen", "reason"]
    ]
    assert list(found["coverage"]) == ["first_event", "last_event", "machines", "files", "quarantined_lines"]


def test_the_header_says_what_the_figures_stand_on(report: Report) -> None:
    found = report("report", "--by", "model", "--period", "2026-11")
    assert (found["schema_version"], found["ledger"], found["currency"]) == (1, "requests", "USD")
    assert found["price_book"] == {"version": BOOK.version, "sha256": BOOK.sha256, "as_of": "2026-11-20"}
    assert found["coverage"] == {
        "first_event": "2026-09-01T07:12:25.639000Z",
        "last_event": "2026-11-18T08:22:13.285000Z",
        "machines": ["laptop"],
        "files": 76,
        "quarantined_lines": 36,
    }
    assert found["unpriced"] == [
        {
            "model": "claude-zeta-9",
            "responses": 4,
            "tokens": 3_001_042,
            "first_seen": "2026-11-12T09:09:31.809000Z",
            "reason": "no price",
        }
    ]


@pytest.mark.parametrize("name", NAMED)
def test_counts_are_integers_and_money_is_a_plain_decimal_as_text(report: Report, name: str) -> None:
    found = report(name)
    for row in [*found["rows"], found["totals"]]:
        assert all(type(row[key]) is int for key in (*COUNTS, *DOUBTS))
        assert PLAIN.fullmatch(row["cost_usd"])
    for text in (row.get("last_activity") for row in found["rows"]):
        assert text is None or INSTANT.fullmatch(text)


@pytest.mark.parametrize("by", ["day", "model", "user,model", "session,agent,speed"])
def test_the_rows_add_up_to_the_totals(report: Report, by: str) -> None:
    found = report("report", "--by", by)
    for key in (*COUNTS, *DOUBTS):
        assert sum(row[key] for row in found["rows"]) == found["totals"][key]
    assert sum(Decimal(row["cost_usd"]) for row in found["rows"]) == Decimal(found["totals"]["cost_usd"])


def test_total_tokens_are_all_tokens(report: Report) -> None:
    for row in report("report", "--by", "model")["rows"]:
        assert row["total_tokens"] == sum(
            row[key] for key in COUNTS if key.endswith("_tokens") and "total" not in key
        )


def test_the_cost_of_what_has_no_price_is_no_number_in_csv(say: Say) -> None:
    """A spreadsheet would take 0 for "nothing to pay"; what is known of the reason goes to stderr."""
    said = say("report", "--by", "model", "--csv")
    rows = {row["model"]: row for row in csv.DictReader(io.StringIO(said.out))}
    assert (rows["claude-zeta-9"]["cost_usd"], rows["claude-zeta-9"]["unpriced_tokens"]) == ("", "3001042")
    assert all(row["cost_usd"] for model, row in rows.items() if model != "claude-zeta-9")
    assert "unpriced: claude-zeta-9: 3,001,042 tokens (no price)" in said.err.splitlines()


def test_a_missing_value_is_null_in_json_none_for_people_and_empty_in_csv(report: Report, say: Say) -> None:
    assert None in [row["user"] for row in report("report", "--by", "user")["rows"]]
    assert "(none)" in say("report", "--by", "user").out
    assert "| (none) |" in say("report", "--by", "user", "--format", "md").out
    assert any(line.startswith(",98,") for line in say("report", "--by", "user", "--csv").out.splitlines())


@pytest.mark.parametrize("name", [*NAMED, "report --by user,model --limit 3"])
@pytest.mark.parametrize(("format", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_delimited_text_says_what_json_says(
    report: Report, say: Say, name: str, format: str, delimiter: str
) -> None:
    found = report(*name.split())
    text = say(*name.split(), "--format", format).out
    header, *lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    assert header == list(found["rows"][0])
    said = [dict(zip(header, map(unguarded, line), strict=True)) for line in lines]
    assert said == [
        {key: "" if value is None else str(value) for key, value in row.items()} for row in found["rows"]
    ]


@pytest.mark.parametrize("name", [*NAMED, "report --by user,model --limit 3"])
def test_markdown_and_tables_show_the_rounded_amounts_of_json(report: Report, say: Say, name: str) -> None:
    found = report(*name.split())
    amounts = [f"${Decimal(row['cost_usd']):,.2f}" for row in [*found["rows"], found["totals"]]]
    table = [line.rpartition("  ")[2] for line in say(*name.split()).out.splitlines()]
    markdown = [
        line.strip("|* ").rpartition("| ")[2].strip("* ")
        for line in say(*name.split(), "-f", "md").out.splitlines()
    ]
    for text in (table, markdown):
        shown = [word.removesuffix(" +?").replace("unpriced", "$0.00") for word in text]
        assert [word for word in shown if re.fullmatch(r"(?:<?\$[\d,]+\.\d\d)", word)] == amounts


def test_output_goes_to_a_file_whole(say: Say, report: Report, empty_home: Any) -> None:
    path = empty_home / "report.json"
    said = say("monthly", "--json", "-o", path)
    assert (said.out, said.err, said.code) == ("", "", 0)
    assert path.read_text(encoding="utf-8") == say("monthly", "--json").out
    assert [entry.name for entry in empty_home.iterdir()] == ["report.json"], "nothing is left beside it"


def test_a_format_is_named_once_or_by_its_short_form(say: Say) -> None:
    assert say("monthly", "--format", "json").out == say("monthly", "-j").out == say("monthly", "--json").out
    assert say("monthly", "-f", "csv").out == say("monthly", "--csv").out


def test_options_for_every_command_stand_before_or_after_its_name(say: Say, sampled: Any) -> None:
    from command_line import claudecost

    before = claudecost("--db", sampled, "--quiet", "monthly", "--no-ingest", "--json")
    assert before == say("monthly", "--json")


def test_talk_goes_to_stderr_and_a_report_has_none(say: Say) -> None:
    assert say("monthly").err == ""


def test_no_number_is_shortened_in_a_pipe_or_on_a_narrow_terminal(say: Say) -> None:
    asked = ("report", "--by", "session,project,branch", "--limit", 3)
    whole = set(re.findall(r"\$?[\d,.]{4,}", say(*asked).out))
    for width in (200, 120, 80, 60, 40, 20):
        shown = re.findall(r"\$?[\d,.]{4,}", say(*asked, width=width).out)
        assert len(shown) > 8
        assert whole.issuperset(shown)


@pytest.mark.parametrize("width", [200, 120, 80, 60, 50, 40])
@pytest.mark.parametrize("name", [*NAMED, "report --by session,project,branch,model", ""])
def test_nothing_is_wider_than_the_terminal(say: Say, name: str, width: int) -> None:
    assert max(len(line) for line in say(*name.split(), width=width).out.splitlines()) <= width


def test_the_overview_in_json_is_the_month_by_day(report: Report) -> None:
    found = report()
    assert (found["report"], found["dimensions"]) == ("overview", ["day"])
    assert found["totals"] == report("daily", "--period", "2026-11")["totals"]
