"""Spend reports of Team and Enterprise plans: sums over a range that only the file's name tells."""

from __future__ import annotations

import pytest

from claudecost.errors import BadData
from claudecost.sources.identity import short_digest

from .conftest import ReadCsv, rows_of

UUID = "3f0e8a52-7b0d-4c39-9e6a-1d2f3a4b5c6d"
NAME = f"spend-report-{UUID}-2026-10-01-to-2026-10-31.csv"

OCTOBER = """
    user_email,account_uuid,product,model,total_requests,total_prompt_tokens,total_completion_tokens,total_net_spend_usd,total_gross_spend_usd,user_id,total_uncached_input_tokens,total_cache_read_tokens,total_cache_write_5m_tokens,total_cache_write_1h_tokens,total_web_search_count,slack_channel_id,teams_channel_id
    Ana@example.com,113a8758-3d89-4023-83fe-7090c5c5164e,Claude Code,claude-opus-5-5,610,1100000,20000,128.40,142.67,user_01ANA,100000,900000,90000,10000,2,,
    (org service usage),(org service),Code Review,claude-opus-5-5,9,900,90,500.0,500.0,,900,0,0,0,0,,
"""  # noqa: E501

MID_2026 = """
    user_email,account_uuid,product,model,total_requests,total_prompt_tokens,total_completion_tokens,total_net_spend_usd,total_gross_spend_usd,user_id,total_web_search_count
    ana@example.com,113a8758,Chat,claude-opus-5-5,610,1100000,20000,128.40,142.67,user_01ANA,3
"""

EARLY_2026 = """
    email,account_uuid,product,model,model_family,total_requests,total_prompt_tokens,total_completion_tokens,total_net_spend_usd,total_gross_spend_usd
    ana@example.com,113a8758,Cowork,,opus,610,1100000,20000,"$1,128.40","$1,142.67"
    ana@example.com,113a8758,(other),,opus,610,1100000,20000,"$1,128.40","$1,142.67"
"""


def test_one_file_gives_tokens_and_amounts(read_csv: ReadCsv) -> None:
    export = read_csv(OCTOBER, NAME)

    metered, billed = export.ledgers.snapshots
    opus = short_digest("claude-opus-5-5", None, None, None, None, "False")
    october = {"starts_at": "2026-10-01T00:00:00", "ends_at": "2026-11-01T00:00:00", "profile_id": opus}
    ana = october | {
        "row_no": 2, "actor_type": "user", "actor": "ana@example.com", "product": "claude_code",
        "requests": 610,
    }  # fmt: skip
    ours = october | {
        "row_no": 3, "actor_type": "organization", "actor": "organisation", "product": "code_review",
        "requests": 9,
    }  # fmt: skip
    assert rows_of(export, "metered") == [
        ana
        | {
            "snapshot_id": metered.snapshot_id,
            "input_tokens": 100_000,
            "cache_read_tokens": 900_000,
            "cache_write_5m_tokens": 90_000,
            "cache_write_1h_tokens": 10_000,
            "output_tokens": 20_000,
            "web_search_requests": 2,
        },
        ours | {"snapshot_id": metered.snapshot_id, "input_tokens": 900, "output_tokens": 90},
    ]
    assert rows_of(export, "billed") == [
        ana | {"snapshot_id": billed.snapshot_id, "billed_usd": "128.40", "list_usd": "142.67"},
        ours | {"snapshot_id": billed.snapshot_id, "billed_usd": "500.0", "list_usd": "500.0"},
    ]
    assert (export.usage_lines, export.lines, export.problems) == (2, 3, [])


def test_both_snapshots_cover_the_days_of_the_name(read_csv: ReadCsv) -> None:
    metered, billed = read_csv(OCTOBER, NAME).ledgers.snapshots

    assert metered.pull_id == billed.pull_id
    assert metered.snapshot_id != billed.snapshot_id
    for shot, ledger in ((metered, "metered"), (billed, "billed")):
        assert (shot.ledger, shot.grade, shot.traffic) == (ledger, ledger, "subscription")
        assert (shot.since, shot.until, shot.last_day) == ("2026-10-01", "2026-11-01", "2026-10-31")
        assert (shot.is_daily, shot.is_rounded, shot.organization) == (False, True, UUID)
        assert shot.dimensions == ["actor", "product", "model"]


def test_the_persons_label_for_the_organisation_goes_first(read_csv: ReadCsv) -> None:
    assert read_csv(OCTOBER, NAME, organization="acme").ledgers.snapshots[0].organization == "acme"


def test_a_report_of_one_day_is_daily(read_csv: ReadCsv) -> None:
    """One file per day is how people get days out of these reports."""
    name = f"spend-report-{UUID}-2026-10-05-to-2026-10-05 (2).csv"
    shot = read_csv(OCTOBER, name).ledgers.snapshots[0]
    assert (shot.since, shot.until, shot.is_daily) == ("2026-10-05", "2026-10-06", True)


def test_without_its_name_the_days_must_be_given(read_csv: ReadCsv) -> None:
    with pytest.raises(BadData) as caught:
        read_csv(OCTOBER, "spend.csv")
    assert str(caught.value) == (
        "error: the name of this spend report does not say which days it covers\n"
        "  at spend.csv\n"
        "  hint: give them with `--from` and `--to`, or give the file the name it was downloaded under"
    )
    shot = read_csv(OCTOBER, "spend.csv", since="2026-10-01", until="2026-10-08").ledgers.snapshots[0]
    assert (shot.since, shot.until, shot.organization) == ("2026-10-01", "2026-10-08", "")


def test_older_versions_do_not_split_the_prompt(read_csv: ReadCsv) -> None:
    export = read_csv(MID_2026, NAME)

    [row] = rows_of(export, "metered")
    assert (row["unsplit_prompt_tokens"], row["output_tokens"]) == (1_100_000, 20_000)
    assert (row["web_search_requests"], row["product"]) == (3, "chat")
    assert "input_tokens" not in row


def test_the_oldest_version_calls_the_person_email(read_csv: ReadCsv) -> None:
    export = read_csv(EARLY_2026, NAME)

    assert [row["product"] for row in rows_of(export, "metered")] == ["cowork", "other"]
    assert [row["billed_usd"] for row in rows_of(export, "billed")] == ["1128.40", "1128.40"]
    [profile] = export.ledgers.profiles
    assert profile.model_id is None
    assert export.problems == []


def test_rows_that_differ_by_channel_only_both_count(read_csv: ReadCsv) -> None:
    *_, ana, _service = OCTOBER.rstrip().splitlines()
    export = read_csv(OCTOBER + f"{ana}C012\n".replace(",,C012", ",C012,"), NAME)
    assert [row["actor"] for row in rows_of(export, "billed")].count("ana@example.com") == 2


def test_parts_that_do_not_add_up_to_the_prompt_stand_and_are_warned_of(read_csv: ReadCsv) -> None:
    export = read_csv(OCTOBER.replace(",900,90,", ",901,90,"), NAME)

    assert [row["input_tokens"] for row in rows_of(export, "metered")] == [100_000, 900]
    [problem] = export.problems
    assert str(problem) == (
        "warning: rows whose total_prompt_tokens is not the sum of its parts: 1\n"
        f"  at {NAME}:3\n"
        "  the parts are what counts in every total"
    )


def test_a_row_without_parts_counts_its_prompt_and_one_with_some_is_put_aside(read_csv: ReadCsv) -> None:
    content = OCTOBER.replace(",100000,900000,90000,10000,", ",,,,,").replace(",900,0,0,0,0,", ",900,,0,0,0,")
    export = read_csv(content, NAME)

    [row] = rows_of(export, "metered")
    assert (row["unsplit_prompt_tokens"], row["actor"]) == (1_100_000, "ana@example.com")
    assert len(rows_of(export, "billed")) == 1
    [lost] = export.quarantined
    assert (lost.line, lost.reason) == (3, "not a count")


def test_a_users_id_gets_an_address(read_csv: ReadCsv) -> None:
    [name] = read_csv(OCTOBER, NAME).ledgers.names
    assert (name.kind, name.id, name.email, name.name) == ("user", "user_01ANA", "ana@example.com", None)


def test_days_without_spend_are_different_snapshots(read_csv: ReadCsv) -> None:
    header = OCTOBER.strip().splitlines()[0]
    shots = [
        read_csv(header, f"spend-report-{UUID}-2026-10-0{day}-to-2026-10-0{day}.csv").ledgers.snapshots[0]
        for day in (3, 4)
    ]
    assert [(shot.rows, shot.last_day) for shot in shots] == [(0, None), (0, None)]
    assert len({shot.snapshot_id for shot in shots}) == 2
