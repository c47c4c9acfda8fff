"""Cost CSVs of the Console, every version of their columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from claudecost.sources.identity import short_digest
from claudecost.sources.ledger import BilledRow

from .conftest import ReadCsv, rows_of

AUGUST_2026 = """
    usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed,api_key_id,api_key_status
    2026-10-05,Claude Opus 5.5,Platform,ci-runner,message,≤ 200k,input_cache_write_5m,1.38,1.50,token,global,,apikey_01CI,active
    2026-10-05,--,Platform,ci-runner,--,--,--,0.07,0.07,web_search,--,--,apikey_01CI,active
"""  # noqa: E501

MARCH_2026 = """
    usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed
    2026-03-05,Claude Opus 5.5,Default,,message,≤ 200k,output,1.38,1.50,token,us,fast
"""

FEBRUARY_2026 = """
    usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type,inference_geo,speed
    2026-02-05,Claude Opus 5.5,Default,,message,≤ 200k,input_no_cache,1.38,token,not_available,
"""

DECEMBER_2025 = """
    usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type
    2025-12-05,Claude Haiku 4.5,Default,,message,≤ 200k,input_cache_read,0.00,token
    2025-12-05,--,Default,,--,--,--,12.50,code_execution
"""

DECEMBER_2024 = """
    usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd
    2024-12-05,Claude 3.5 Sonnet 2024-10-22,Default,,message,output,3.05
    2024-12-05,Claude 3.5 Sonnet 2024-10-22,Default,,message,output,3.05
"""


def test_the_newest_version_row_by_row(read_csv: ReadCsv) -> None:
    export = read_csv(AUGUST_2026, "claude_api_cost_2026_10_05_to_2026_10_08.csv")

    [shot] = export.ledgers.snapshots
    common = {
        "snapshot_id": shot.snapshot_id,
        "starts_at": "2026-10-05T00:00:00",
        "ends_at": "2026-10-06T00:00:00",
        "workspace": "Platform",
        "api_key_id": "apikey_01CI",
        "api_key": "ci-runner",
    }
    assert rows_of(export, "billed") == [
        common
        | {
            "row_no": 2,
            "profile_id": short_digest("Claude Opus 5.5", None, "standard", None, "global", "False"),
            "context_window": "0-200k",
            "cost_type": "tokens",
            "token_type": "cache_write_5m",
            "billed_usd": "1.38",
            "list_usd": "1.50",
        },
        common
        | {
            "row_no": 3,
            "profile_id": short_digest(None, None, None, None, None, "False"),
            "cost_type": "web_search",
            "billed_usd": "0.07",
            "list_usd": "0.07",
        },
    ]
    assert (shot.since, shot.until, shot.last_day) == ("2026-10-05", "2026-10-09", "2026-10-05")
    assert (shot.ledger, shot.grade, shot.traffic) == ("billed", "billed", "api")
    assert (shot.is_daily, shot.is_rounded) == (True, True)
    assert shot.dimensions == [
        "workspace", "api_key", "model", "context_window", "geo", "speed", "cost_type", "token_type",
    ]  # fmt: skip


def test_an_api_keys_id_gets_its_name_and_status(read_csv: ReadCsv) -> None:
    [name] = read_csv(AUGUST_2026).ledgers.names

    assert (name.kind, name.id, name.name, name.email) == ("api_key", "apikey_01CI", "ci-runner", None)
    assert (name.attributes, name.seen_at) == ('{"status": "active"}', "2026-11-02T08:30:00.000000")


@pytest.mark.parametrize(
    ("content", "total", "list_total", "lacking"),
    [
        (AUGUST_2026, "1.45", "1.57", set()),
        (MARCH_2026, "1.38", "1.50", set()),
        (FEBRUARY_2026, "1.38", None, set()),
        (DECEMBER_2025, "12.50", None, {"geo", "speed"}),
        (DECEMBER_2024, "6.10", None, {"geo", "speed", "context_window", "cost_type"}),
    ],
    ids=["Aug 2026", "Mar 2026", "Feb 2026", "Dec 2025", "Dec 2024"],
)
def test_every_version_adds_up(
    read_csv: ReadCsv, content: str, total: str, list_total: str | None, lacking: set[str]
) -> None:
    export = read_csv(content)
    rows = rows_of(export, "billed")

    assert (export.quarantined, export.problems) == ([], [])
    assert sum(Decimal(row["billed_usd"]) for row in rows) == Decimal(total)
    assert [row["list_usd"] for row in rows if "list_usd" in row] == [] or list_total is not None
    assert sum(Decimal(row.get("list_usd", "0")) for row in rows) == Decimal(list_total or 0)
    everything = {
        "workspace",
        "api_key",
        "model",
        "context_window",
        "geo",
        "speed",
        "cost_type",
        "token_type",
    }
    assert set(export.ledgers.snapshots[0].dimensions) == everything - lacking


def test_speed_is_told_only_where_there_is_a_column_for_it(read_csv: ReadCsv) -> None:
    speeds = [
        [one.speed for one in read_csv(content).ledgers.profiles]
        for content in (MARCH_2026, FEBRUARY_2026, DECEMBER_2024)
    ]
    assert speeds == [["fast"], ["standard"], [None]]


def test_in_2024_tokens_were_all_that_cost_money(read_csv: ReadCsv) -> None:
    first, second = rows_of(read_csv(DECEMBER_2024), "billed")
    assert (first["cost_type"], first["token_type"]) == ("tokens", "output")
    assert (first.pop("row_no"), second.pop("row_no")) == (2, 3)
    assert first == second


def test_a_month_named_without_days_is_covered_whole(read_csv: ReadCsv) -> None:
    [shot] = read_csv(DECEMBER_2025, "claude_api_cost_2025_12.csv").ledgers.snapshots
    assert (shot.since, shot.until, shot.last_day) == ("2025-12-01", "2026-01-01", "2025-12-05")


def test_an_unknown_token_type_is_kept_in_words_and_warned_of(read_csv: ReadCsv) -> None:
    export = read_csv(MARCH_2026.replace(",output,", ",input_telepathy,"))

    [row] = rows_of(export, "billed")
    assert (row["description"], row["billed_usd"]) == ("input_telepathy", "1.38")
    assert "token_type" not in row
    [problem] = export.problems
    assert str(problem) == (
        "warning: unknown token types: input_telepathy\n"
        "  at download.csv:2\n"
        "  their amounts count in every total, under no meter"
    )


def test_a_row_without_an_amount_is_put_aside_one_without_list_price_is_not(read_csv: ReadCsv) -> None:
    export = read_csv(
        AUGUST_2026.replace("0.07,0.07", ",0.07").replace("1.38,1.50", "-1.38,"),
    )
    [row] = rows_of(export, "billed")
    assert row["billed_usd"] == "-1.38"
    assert "list_usd" not in row
    [lost] = export.quarantined
    assert (lost.line, lost.reason) == (3, "not an amount")


def test_the_frame_has_the_columns_of_a_billed_row(read_csv: ReadCsv) -> None:
    [table] = read_csv(AUGUST_2026).ledgers.tables
    schema = dict(table.frame.schema)  # type: ignore[attr-defined]

    assert tuple(schema) == BilledRow.__struct_fields__
    assert {name for name, kind in schema.items() if str(kind) == "Int64"} == {
        "snapshot_id", "row_no", "profile_id", "requests",
    }  # fmt: skip
