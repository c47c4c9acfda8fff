"""The downloads say what the API says, to the cent they are rounded to."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from decimal import Decimal

from . import FakeApi, scenario
from .client import COST, OCTOBER, USAGE, rows
from .console_csv import COST_COLUMNS, Download, costs, spend_report, tokens_of_day, tokens_of_month
from .facts import charges

ZERO = Decimal(0)
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
COUNTS = {
    "usage_input_tokens_no_cache": "uncached_input_tokens",
    "usage_input_tokens_cache_read": "cache_read_input_tokens",
    "usage_output_tokens": "output_tokens",
}


def read(download: Download) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(download.text)))


def test_the_tokens_file_sums_to_the_usage_report(october: FakeApi) -> None:
    found = read(tokens_of_month(october.company, FIRST))
    reported = rows(october, USAGE, **OCTOBER, group_by=["model"], limit=31)
    for column, field in COUNTS.items():
        for model in {row["model"] for row in reported}:
            listed = sum(int(row[column]) for row in found if row["model_version"] == model)
            assert listed == sum(row[field] for row in reported if row["model"] == model)


def test_the_file_of_a_day_sums_to_the_months_rows_of_that_day() -> None:
    company, day = scenario.month(), date(2026, 10, 7)
    month = [row for row in read(tokens_of_month(company, day)) if row["usage_date_utc"] == "2026-10-07"]
    hours = read(tokens_of_day(company, day))
    assert len(hours) > len(month)
    for column in [*COUNTS, "web_search_count"]:
        assert sum(int(row[column]) for row in hours) == sum(int(row[column]) for row in month)


def test_the_cost_file_sums_to_the_cost_report_but_for_the_rounding_of_rows(october: FakeApi) -> None:
    found = read(costs(october.company, FIRST, LAST))
    exact = sum((Decimal(row["amount"]) for row in rows(october, COST, **OCTOBER)), ZERO) / 100
    listed = sum((Decimal(row["cost_usd"]) for row in found), ZERO)
    assert listed != exact
    assert abs(listed - exact) <= Decimal("0.005") * len(found)


def test_two_cost_rows_may_look_alike_and_both_count() -> None:
    found = read(costs(scenario.month(), FIRST, LAST))
    seen = Counter(
        tuple(value for name, value in row.items() if name not in ("cost_usd", "list_price_usd"))
        for row in found
    )
    assert max(seen.values()) == 2


def test_rows_without_tokens_have_dashes_and_no_model() -> None:
    found = read(costs(scenario.small(), FIRST, LAST))
    tools = {row["cost_type"]: row for row in found if row["model"] == "--"}
    assert tools.keys() == {"web_search", "code_execution"}
    search = tools["web_search"]
    assert tuple(search.values()) == (
        *("2026-10-05", "--", "Platform", "ci-runner", "--", "--", "--", "0.03", "0.03"),
        *("web_search", "--", "--", "apikey_01CI", "active"),
    )
    assert tuple(search) == COST_COLUMNS


def test_names_stand_for_ids_in_the_files() -> None:
    found = read(costs(scenario.small(), FIRST, LAST))
    by_model = {row["model"] for row in found}
    assert by_model == {"Claude Opus 5.5", "Claude Sonnet 5.5", "--"}
    assert {row["workspace"] for row in found} == {"Default", "Platform"}
    playground = next(row for row in found if row["workspace"] == "Default")
    assert (playground["api_key"], playground["api_key_id"], playground["api_key_status"]) == ("", "", "")


def test_a_workspace_with_a_comma_is_quoted() -> None:
    assert ',"Data, Science",' in tokens_of_month(scenario.month(), FIRST).text


def test_the_names_of_files_say_the_period() -> None:
    company = scenario.small()
    assert tokens_of_month(company, LAST).name == "claude_api_tokens_2026_10.csv"
    assert tokens_of_day(company, date(2026, 10, 7)).name == "claude_api_tokens_2026_10_07.csv"
    assert costs(company, FIRST, LAST).name == "claude_api_cost_2026_10_01_to_2026_10_31.csv"


def test_the_spend_report_sums_to_the_facts() -> None:
    company = scenario.enterprise()
    found = read(spend_report(company, date(2026, 10, 5), date(2026, 10, 11)))
    net = sum((Decimal(row["total_net_spend_usd"]) for row in found), ZERO)
    exact = sum((charge.cents for fact in company.facts for charge in charges(fact)), ZERO) / 100
    assert abs(net - exact) <= Decimal("0.005") * len(found)
    assert sum(int(row["total_completion_tokens"]) for row in found) == sum(f.output for f in company.facts)
    assert "(org service usage)" in {row["user_email"] for row in found}
    for row in found:
        kinds = (
            "uncached_input_tokens",
            "cache_read_tokens",
            "cache_write_5m_tokens",
            "cache_write_1h_tokens",
        )
        assert int(row["total_prompt_tokens"]) == sum(int(row[f"total_{kind}"]) for kind in kinds)
