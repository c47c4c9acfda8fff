"""Tokens CSVs of the Console, every version of their columns, with totals added up by hand."""

from __future__ import annotations

import pytest

from claudecost.errors import BadData
from claudecost.records import Profile
from claudecost.sources.identity import short_digest
from claudecost.sources.ledger import MeteredRow

from .conftest import ReadCsv, rows_of

NEWEST = """
    usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed
    2026-10-05,claude-opus-5-5,ci-runner,Platform,standard,≤ 200k,120000,300000,0,2500000,45000,0,global,
    2026-10-07,claude-opus-5-5,etl,"Data, Science",standard,> 200k,10000,0,600,100000,20000,3,not_available,fast
"""  # noqa: E501

TO_FEBRUARY = """
    usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count
    2026-01-05,claude-sonnet-4-20250514,,default,standard,≤ 200k,100,20,3,4000,500,1
    2026-01-05,claude-sonnet-4-20250514,,default,standard,≤ 200k,100,20,3,4000,500,1
"""

OLDEST = """
    usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write,usage_input_tokens_cache_read,usage_output_tokens
    2025-03-05,claude-3-5-sonnet-20241022,key,Default,standard,≤ 200k,1,20,300,4000
"""


def test_the_newest_version_row_by_row(read_csv: ReadCsv) -> None:
    export = read_csv(NEWEST, "claude_api_tokens_2026_10.csv")

    [shot] = export.ledgers.snapshots
    assert rows_of(export, "metered") == [
        {
            "snapshot_id": shot.snapshot_id,
            "row_no": 2,
            "starts_at": "2026-10-05T00:00:00",
            "ends_at": "2026-10-06T00:00:00",
            "workspace": "Platform",
            "api_key": "ci-runner",
            "profile_id": short_digest("claude-opus-5-5", None, "standard", "standard", "global", "False"),
            "context_window": "0-200k",
            "input_tokens": 120_000,
            "cache_write_5m_tokens": 300_000,
            "cache_read_tokens": 2_500_000,
            "output_tokens": 45_000,
        },
        {
            "snapshot_id": shot.snapshot_id,
            "row_no": 3,
            "starts_at": "2026-10-07T00:00:00",
            "ends_at": "2026-10-08T00:00:00",
            "workspace": "Data, Science",
            "api_key": "etl",
            "profile_id": short_digest("claude-opus-5-5", None, "fast", "standard", None, "False"),
            "context_window": "200k-1M",
            "input_tokens": 10_000,
            "cache_write_1h_tokens": 600,
            "cache_read_tokens": 100_000,
            "output_tokens": 20_000,
            "web_search_requests": 3,
        },
    ]
    assert {(one.speed, one.geo) for one in export.ledgers.profiles} == {
        ("standard", "global"),
        ("fast", None),
    }
    assert (export.lines, export.usage_lines, export.quarantined, export.problems) == (3, 2, [], [])


def test_the_snapshot_says_what_it_covers_and_how_it_is_cut(read_csv: ReadCsv) -> None:
    [shot] = read_csv(NEWEST, "claude_api_tokens_2026_10.csv", organization="acme").ledgers.snapshots

    assert (shot.source, shot.ledger, shot.traffic, shot.grade) == (
        "console-tokens-csv", "metered", "api", "metered",
    )  # fmt: skip
    assert (shot.since, shot.until, shot.last_day) == ("2026-10-01", "2026-11-01", "2026-10-07")
    assert (shot.taken_at, shot.rows, shot.file_id) == ("2026-11-02T08:30:00.000000", 2, 7)
    assert (shot.is_daily, shot.is_rounded, shot.organization) == (True, False, "acme")
    assert shot.dimensions == [
        "workspace", "api_key", "model", "service_tier", "context_window", "geo", "speed",
    ]  # fmt: skip


def test_without_a_name_the_days_with_rows_are_covered(read_csv: ReadCsv) -> None:
    [shot] = read_csv(NEWEST).ledgers.snapshots
    assert (shot.since, shot.until) == ("2026-10-05", "2026-10-08")


def test_before_february_neither_geography_nor_speed_was_told(read_csv: ReadCsv) -> None:
    export = read_csv(TO_FEBRUARY)

    assert export.ledgers.snapshots[0].dimensions == [
        "workspace", "api_key", "model", "service_tier", "context_window",
    ]  # fmt: skip
    [profile] = export.ledgers.profiles
    assert profile == Profile(profile.profile_id, "claude-sonnet-4-20250514", None, None, "standard", None)


def test_two_equal_rows_both_count(read_csv: ReadCsv) -> None:
    """Rows need not differ in anything we see; only the place in the file tells them apart."""
    first, second = rows_of(read_csv(TO_FEBRUARY), "metered")

    assert (first.pop("row_no"), second.pop("row_no")) == (2, 3)
    assert first == second
    assert first["workspace"] == "Default"
    assert "api_key" not in first


def test_cache_writes_of_unknown_time_to_live_stand_apart(read_csv: ReadCsv) -> None:
    export = read_csv(OLDEST)

    [row] = rows_of(export, "metered")
    assert (row["cache_write_unknown_tokens"], row["cache_read_tokens"]) == (20, 300)
    assert "cache_write_5m_tokens" not in row
    [problem] = export.problems
    assert problem.what == "no column web_search_count"


def test_a_sum_of_cache_writes_beside_its_parts_is_not_counted_again(read_csv: ReadCsv) -> None:
    export = read_csv(
        """
        usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens,usage_input_tokens_cache_write,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,web_search_count
        2026-10-05,claude-opus-5-5,1,1,30,10,20,0,0
        """
    )
    [row] = rows_of(export, "metered")
    assert (row["cache_write_5m_tokens"], row["cache_write_1h_tokens"]) == (10, 20)
    assert "cache_write_unknown_tokens" not in row


def test_the_file_of_one_day_goes_by_the_hour(read_csv: ReadCsv) -> None:
    content = TO_FEBRUARY.replace("2026-01-05,", "2026-01-05 23:00,", 1)
    export = read_csv(content, "claude_api_tokens_2026_01_05 (1).csv")

    assert [(row["starts_at"], row["ends_at"]) for row in rows_of(export, "metered")] == [
        ("2026-01-05T23:00:00", "2026-01-06T00:00:00"),
        ("2026-01-05T00:00:00", "2026-01-06T00:00:00"),
    ]
    [shot] = export.ledgers.snapshots
    assert (shot.since, shot.until, shot.last_day) == ("2026-01-05", "2026-01-06", "2026-01-05")


def test_a_month_without_usage_is_covered_with_no_rows(read_csv: ReadCsv) -> None:
    header = NEWEST.strip().splitlines()[0]
    export = read_csv(header + "\n", "claude_api_tokens_2026_02.csv")

    [shot] = export.ledgers.snapshots
    assert (shot.since, shot.until, shot.last_day, shot.rows) == ("2026-02-01", "2026-03-01", None, 0)
    assert rows_of(export, "metered") == []
    assert export.problems == []


def test_a_file_without_rows_or_name_covers_what_the_person_says_or_nothing(read_csv: ReadCsv) -> None:
    header = NEWEST.strip().splitlines()[0]

    [shot] = read_csv(header, since="2026-02-01", until="2026-02-03").ledgers.snapshots
    assert (shot.since, shot.until) == ("2026-02-01", "2026-02-03")
    export = read_csv(header)
    assert export.ledgers.snapshots == []
    assert export.problems[0].what == "no rows, and nothing says which days have none"


def test_months_without_usage_are_different_snapshots(read_csv: ReadCsv) -> None:
    """Their content is the same; if their names were, too, the second would replace the first."""
    header = NEWEST.strip().splitlines()[0]
    shots = [
        read_csv(header, name, organization=organization).ledgers.snapshots[0]
        for name in ("claude_api_tokens_2026_02.csv", "claude_api_tokens_2026_03.csv")
        for organization in ("a", "b")
    ]
    assert len({shot.snapshot_id for shot in shots}) == len({shot.pull_id for shot in shots}) == 4


def test_one_file_under_two_names_is_one_snapshot(read_csv: ReadCsv) -> None:
    first = read_csv(NEWEST, "claude_api_tokens_2026_10.csv").ledgers.snapshots[0]
    again = read_csv(NEWEST, "Copy of claude_api_tokens_2026_10 (1).csv").ledgers.snapshots[0]
    assert (first.snapshot_id, first.pull_id) == (again.snapshot_id, again.pull_id)


def test_figures_are_not_older_than_their_newest_day(read_csv: ReadCsv) -> None:
    """Clocks and copies leave files older than what is in them."""
    [shot] = read_csv(NEWEST.replace("2026-10-07", "2026-11-07")).ledgers.snapshots
    assert shot.taken_at == "2026-11-07T00:00:00.000000"


def test_a_day_that_has_not_come_is_set_aside(read_csv: ReadCsv) -> None:
    """It would make every day up to it look covered, and hide what other files say of them."""
    read = read_csv(NEWEST.replace("2026-10-07", "2099-10-07"))
    assert [lost.reason for lost in read.quarantined] == ["not a date"]
    assert [shot.lost_rows for shot in read.ledgers.snapshots] == [1]


@pytest.mark.parametrize(
    ("name", "time"),
    [("claude_api_tokens_2026_10_05_15h_UTC.csv", "2026-10-05"), ("any.csv", "2026-10-05 15:05")],
)
def test_one_hours_figures_are_not_taken_for_a_days(read_csv: ReadCsv, name: str, time: str) -> None:
    with pytest.raises(BadData, match="this file holds one hour's figures, not a day's"):
        read_csv(NEWEST.replace("2026-10-05", time), name)


def test_the_frame_has_the_columns_of_a_metered_row(read_csv: ReadCsv) -> None:
    [table] = read_csv(NEWEST).ledgers.tables
    schema = dict(table.frame.schema)  # type: ignore[attr-defined]

    assert tuple(schema) == MeteredRow.__struct_fields__
    assert {name for name, kind in schema.items() if str(kind) == "Int64"} == {
        "snapshot_id", "row_no", "profile_id", "requests", "web_search_requests",
        *(name for name in schema if name.endswith("_tokens")),
    }  # fmt: skip
    assert {str(kind) for kind in schema.values()} == {"Int64", "String"}
