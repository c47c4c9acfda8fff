"""A closed month stays what it was: whatever comes in, whatever prices and rules become."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from events import take_in

from claudecost.store import Store

from .books import TEAMS, Shop, usage

#: A price of Opus 5 nobody knew when the month was closed.
CHEAPER = (
    "prices:\n- {model: claude-opus-5, from: 2026-07-24, known_since: 2026-11-19, confidence: A, source: OWN,"
    ' input: "4", cache_write_5m: "5", cache_write_1h: "8", cache_read: "0.4", output: "20"}\n'
)


def test_a_month_is_closed_once_and_listed(shop: Shop) -> None:
    closed = shop.json("close", "2026-10")
    assert closed["totals"]["cost_usd"] == "10"
    assert [row["month"] for row in shop.json("close")["rows"]] == ["2026-10"]
    again = shop.say("close", "2026-10")
    assert again.code == 1
    assert "2026-10 is closed since 2026-11-20, and stays as it is" in again.err


def test_late_data_does_not_move_a_closed_month(shop: Shop) -> None:
    shop.json("close", "2026-10")
    shop.take_in([usage("2026-10-15"), usage("2026-11-02")])
    assert shop.costs("2026-10") == {"a": "10", "unallocated": "0"}
    assert shop.costs("2026-11") == {"a": "10", "unallocated": "0"}, "an open month has all of it"


@pytest.mark.parametrize("by", ["day", "project", "session", "model", "machine", "hour", "model_family"])
def test_every_report_of_the_month_shows_the_closed_figures(shop: Shop, by: str) -> None:
    before = shop.costs("2026-10", by)
    shop.json("close", "2026-10")
    shop.take_in([usage("2026-10-15", model="claude-opus-5-5"), usage("2026-10-01")], machine="tower")
    assert shop.costs("2026-10", by) == before


def test_a_longer_period_has_the_month_as_closed_and_the_rest_as_it_is(shop: Shop) -> None:
    shop.json("close", "2026-10")
    shop.take_in([usage("2026-10-15"), usage("2026-09-15"), usage("2026-11-15")])
    found = shop.json("report", "--by", "month", "--timezone", "UTC")
    assert {row["month"]: row["cost_usd"] for row in found["rows"]} == {
        "2026-09": "5",
        "2026-10": "10",
        "2026-11": "10",
    }
    assert found["totals"]["cost_usd"] == "25"
    assert [one["month"] for one in found["closed"]] == ["2026-10"]


def test_days_of_another_zone_are_cut_from_both(shop: Shop) -> None:
    """The last hours of October in Auckland are November's there, and closed all the same."""
    shop.json("close", "2026-10")
    late = usage("2026-10-31")
    late["timestamp"] = "2026-10-31T20:00:00Z"
    shop.take_in([late])
    found = shop.json("report", "--by", "day", "--timezone", "Pacific/Auckland", "--since", "2026-11-01")
    assert found["totals"]["cost_usd"] == "10", "the response of 31 October, noon UTC, and that of 1 November"


def test_a_later_team_file_does_not_move_a_closed_month(shop: Shop) -> None:
    shop.json("close", "2026-10")
    shop.teams(TEAMS.replace("team: a", "team: b"))
    assert shop.costs("2026-10") == {"a": "10", "unallocated": "0"}
    assert shop.costs("2026-11") == {"b": "5", "unallocated": "0"}


def test_neither_does_a_price_that_becomes_known(shop: Shop) -> None:
    shop.json("close", "2026-10")
    own = shop.directory / "own"
    own.mkdir()
    (own / "prices.yaml").write_text(CHEAPER)
    assert shop.costs("2026-10", "team", "--pricing", own)["a"] == "10"
    assert shop.costs("2026-11", "team", "--pricing", own)["a"] == "4"


def test_whoever_asks_for_the_book_of_a_day_is_told_that(shop: Shop) -> None:
    """`--as-of` asks what was known then, not what was closed."""
    shop.json("close", "2026-10")
    shop.take_in([usage("2026-10-15")])
    assert shop.costs("2026-10", "team", "--as-of", "2026-11-20")["a"] == "15"


def test_a_response_told_by_a_copy_of_an_earlier_time_stays_in_its_closed_month(shop: Shop) -> None:
    moved = usage("2026-11-01")
    shop.take_in([moved])
    shop.json("close", "2026-10")
    shop.take_in([{**moved, "timestamp": "2026-10-30T12:00:00Z"}])
    assert shop.costs("2026-10")["a"] == "10", "the closed month has not got it"


@pytest.mark.parametrize(
    ("month", "said", "accept"),
    [
        ("2026-11", "the month is not over: it ends at 2026-12-01T00:00:00Z (not-over)", "not-over"),
        (
            "2026-10",
            "usage without a price: 1,000,000 tokens of claude-zeta-9 in the requests ledger (unpriced)",
            "unpriced",
        ),
    ],
)
def test_what_is_open_is_refused_by_name_unless_accepted_and_then_recorded(
    shop: Shop, month: str, said: str, accept: str
) -> None:
    shop.take_in([usage("2026-10-05", model="claude-zeta-9")])
    refused = shop.say("close", month)
    assert refused.code == 1
    assert said in refused.err
    assert f"--accept {accept}" in refused.err
    assert shop.json("close")["rows"] == [], "nothing was closed"
    assert list(shop.json("close", month, "--accept", accept)["accepted"]) == [accept]
    assert shop.json("close")["rows"][0]["accepted"] == accept


def test_lines_that_could_not_be_read_have_to_be_accepted(shop: Shop) -> None:
    with (shop.directory / "root-0/projects/-home-ann-shop/session-0.jsonl").open("a") as file:
        file.write('{"type": "assistant", "message": {"usage": {\n')
    from events import take_in

    from claudecost.store import Store

    take_in(Store(shop.db), shop.directory / "root-0")
    assert "quarantined" in shop.say("close", "2026-10").err
    assert shop.say("close", "2026-10", "--accept", "quarantined").code == 0


@pytest.mark.parametrize("month", ["2026-13", "October", "2026-10-01", "2026Q4"])
def test_only_a_month_can_be_closed(shop: Shop, month: str) -> None:
    said = shop.say("close", month)
    assert said.code == 2
    assert "is not a month" in said.err


def test_a_word_that_accepts_nothing_is_refused(shop: Shop) -> None:
    assert shop.say("close", "2026-10", "--accept", "everything").code == 2


def test_closing_changes_no_figure(shop: Shop) -> None:
    before = shop.json("report", "--by", "day,team,model", "--timezone", "UTC")
    shop.json("close", "2026-10")
    after = shop.json("report", "--by", "day,team,model", "--timezone", "UTC")
    assert (before["rows"], before["totals"]) == (after["rows"], after["totals"])


def test_the_samples_are_closed_in_every_ledger(tmp_path: Path, sampled: Path, empty_home: Path) -> None:
    """The organisation's figures of the month are those of the exports known then."""
    import shutil

    from events import SAMPLES

    shop = Shop(tmp_path)
    shutil.copy(sampled, shop.db)
    shop.teams((SAMPLES / "teams.yaml").read_text())
    before = {
        ledger: shop.json("report", "--by", "day,team,model", "--ledger", ledger, "--period", "2026-10")[
            "rows"
        ]
        for ledger in ("requests", "metered", "billed")
    }
    shop.json("close", "2026-10", "--accept", "quarantined,unpriced")
    shop.teams("teams: {}\n")
    for ledger, rows in before.items():
        found = shop.json("report", "--by", "day,team,model", "--ledger", ledger, "--period", "2026-10")
        assert found["rows"] == rows


def test_what_the_meters_counted_has_to_have_a_price_too(
    tmp_path: Path, sampled: Path, empty_home: Path
) -> None:
    import shutil

    shop = Shop(tmp_path)
    shutil.copy(sampled, shop.db)
    shop.teams(TEAMS)
    refused = shop.say("close", "2026-10", "--accept", "quarantined")
    assert refused.code == 1
    assert "1,515,100 tokens of claude-opus-4-8 in the metered ledger (unpriced)" in refused.err


def test_late_data_of_a_closed_month_is_said_when_it_comes_in(shop: Shop) -> None:
    from command_line import claudecost
    from transcripts import write

    shop.json("close", "2026-10")
    late = write(shop.directory / "late", [usage("2026-10-15"), usage("2026-11-15")], name="late")
    said = claudecost("ingest", late, "--db", shop.db)
    assert "2026-10 is closed and stays as it is, but has 1 responses more than then" in said.err


def test_past_usage_on_another_model_is_that_of_the_closed_month(shop: Shop) -> None:
    shop.json("close", "2026-10")
    shop.take_in([usage("2026-10-15")])
    found = shop.json("whatif", "--to", "claude-opus-5", "--period", "2026-10", "--timezone", "UTC")
    assert found["totals"]["cost_usd"] == "10"


def test_a_closing_that_is_cut_off_leaves_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it is one transaction: a failure at its last statement keeps no event and no bearer."""
    from claudecost.reports.closed import freezing

    monkeypatch.setattr(freezing, "INSERT_CLOSING", "SELECT error('cut off')")
    assert shop.say("close", "2026-10").code == 1
    with duckdb.connect(str(shop.db), read_only=True) as connection:
        for table in ("closings", "closed_events", "closed_bearers", "closed_figures"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


@pytest.fixture
def metered(tmp_path: Path, empty_home: Path) -> Shop:
    """October by a tokens CSV read twice: a later download says more; then closed."""
    from reconcile.figures import OPUS, Usage, tokens_csv

    shop = Shop(tmp_path)
    shop.teams(TEAMS)
    for name, million, day in (("early.csv", 1, 2), ("late.csv", 3, 5)):
        path = tmp_path / name
        path.write_text(tokens_csv([Usage("2026-10-04", {"input": million * 1_000_000}, OPUS)]))
        moment = datetime(2026, 11, day, tzinfo=UTC).timestamp()
        os.utime(path, (moment, moment))
        take_in(Store(shop.db), path)
    shop.json("close", "2026-10")
    return shop


def test_an_older_download_read_again_does_not_move_a_closed_month(metered: Shop) -> None:
    """Its file is younger now, and stands for open days; what stood when the month was closed stays."""
    path = metered.directory / "early.csv"
    os.utime(path, (datetime(2026, 11, 19, tzinfo=UTC).timestamp(),) * 2)
    take_in(Store(metered.db), path)
    assert metered.costs("2026-10", "model", "--ledger", "metered") == {"claude-opus-5-5": "12"}
    found = metered.json("restate", "2026-10", "--ledger", "metered")
    assert (found["intact"], found["totals"]["closed_usd"], found["totals"]["today_usd"]) == (True, "12", "4")


def test_neither_does_a_name_that_is_learnt_later(tmp_path: Path, empty_home: Path) -> None:
    """Keys, workspaces and the organisation itself are called what they were called then."""
    import json

    from ledgers.lists import keys_page, workspaces_page
    from reconcile.figures import OPUS, Usage, usage_page

    shop = Shop(tmp_path)
    shop.teams(TEAMS)
    pages = {
        "usage.json": usage_page([Usage("2026-10-04", {"input": 1_000_000}, OPUS, key="1")]),
        "keys.json": keys_page(("apikey_1", "web")),
        "workspaces.json": workspaces_page(("wrkspc_Platform", "Platform")),
    }
    for name, text in pages.items():
        (tmp_path / name).write_text(text)
        take_in(Store(shop.db), tmp_path / name)
    shop.json("close", "2026-10")
    line = ("report", "--ledger", "metered", "--by", "workspace,api_key", "--period", "2026-10")
    before = shop.json(*line)["rows"]
    later = {
        "keys-2.json": keys_page(("apikey_1", "shop-web")),
        "workspaces-2.json": workspaces_page(("wrkspc_Platform", "Renamed")),
        "me.json": json.dumps(
            {"id": "12345678-1234-5678-1234-567812345678", "type": "organization", "name": "X"}
        ),
    }
    for name, text in later.items():
        (tmp_path / name).write_text(text)
        moment = datetime(2027, 1, 1, tzinfo=UTC).timestamp()
        os.utime(tmp_path / name, (moment, moment))
        take_in(Store(shop.db), tmp_path / name)
    assert shop.json(*line)["rows"] == before
    assert shop.json(*line, "--workspace", "Platform")["rows"] == before


def test_a_row_over_the_edge_of_a_closed_month_stays_in_longer_reports(
    tmp_path: Path, empty_home: Path
) -> None:
    """A spend report of 15 September to 14 October is in neither month, and in both together."""
    from claudecost.intake import Intake, ingest

    shop = Shop(tmp_path)
    shop.teams(TEAMS)
    path = tmp_path / "spend.csv"
    path.write_text(
        "user_email,product,model,total_prompt_tokens,total_completion_tokens,total_net_spend_usd,"
        "total_gross_spend_usd\nann@x.example,chat,claude-sonnet-5-5,1000000,10000,12.34,13.00\n"
    )
    ingest(Store(shop.db), Intake((path,), "laptop", since="2026-09-15", until="2026-10-15"))
    line = ("report", "--ledger", "billed", "--by", "product")
    before = shop.json(*line)["totals"]["billed_usd"]
    assert before == "12.34"
    shop.json("close", "2026-10")
    assert shop.json(*line)["totals"]["billed_usd"] == before
    shop.json("close", "2026-09")
    assert shop.json(*line)["totals"]["billed_usd"] == before
    assert shop.json(*line, "--period", "2026-10")["totals"]["billed_usd"] == "0"


def test_a_response_of_a_closed_month_is_in_no_other_whatever_turns_up_later(shop: Shop) -> None:
    """A copy says it happened in September: the closed month keeps it, and September has it not."""
    closed = usage("2026-10-20")
    shop.take_in([closed])
    shop.json("close", "2026-10")
    shop.take_in([{**closed, "timestamp": "2026-09-29T12:00:00Z"}])
    found = shop.json("report", "--by", "month", "--timezone", "UTC")
    assert {row["month"]: row["cost_usd"] for row in found["rows"]} == {"2026-10": "15", "2026-11": "5"}


def test_what_one_closing_holds_is_in_no_other_closing(shop: Shop) -> None:
    """October holds it; a copy then dates it in September, which is closed after that."""
    closed = usage("2026-10-20")
    shop.take_in([closed, usage("2026-09-10")])
    shop.json("close", "2026-10")
    shop.take_in([{**closed, "timestamp": "2026-09-29T12:00:00Z"}])
    assert shop.json("close", "2026-09")["totals"]["cost_usd"] == "5"
    found = shop.json("report", "--by", "month", "--timezone", "UTC")
    assert {row["month"]: row["cost_usd"] for row in found["rows"]} == {
        "2026-09": "5",
        "2026-10": "15",
        "2026-11": "5",
    }
    assert shop.json("restate", "2026-09")["intact"] is True


@pytest.mark.parametrize("month", ["2026-12", "2027-01", "9999-12"])
def test_a_month_that_has_not_begun_cannot_be_closed(shop: Shop, month: str) -> None:
    said = shop.say("close", month, "--accept", "not-over")
    assert (said.code, "has not begun" in said.err) == (2, True)
