"""Prices have two clocks, and a price book of one's own may lie over the shipped one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import Said, claudecost
from hypothesis import given, settings
from hypothesis import strategies as st
from transcripts import response

from claudecost.pricing import load_book
from claudecost.records import TOKEN_METERS

from .asking import BOOK, answer, costs, kept, own_tables

MILLION = {"input": 1_000_000}


def all_at(usd: str) -> str:
    """The same price for every meter."""
    return ", ".join(f'{meter}: "{usd}"' for meter in TOKEN_METERS)


Report = Callable[..., Any]


@pytest.fixture
def september(tmp_path: Path, empty_home: Path) -> Report:
    """A million input tokens of Sonnet 5 on 2026-09-15, asked about with further options."""
    store = kept(tmp_path, [response("claude-sonnet-5", "2026-09-15T12:00:00Z", MILLION)])
    return lambda *arguments: (
        claudecost("report", "--by", "model", "--db", store, "--no-ingest", "--json", *arguments).json
    )


# --- as of --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "usd"),
    [("2026-06-30", "3"), ("2026-07-15", "3"), ("2026-08-09", "3"), ("2026-08-10", "2"), ("2026-11-20", "2")],
)
def test_an_increase_announced_and_cancelled_is_priced_as_it_was_known(
    september: Report, as_of: str, usd: str
) -> None:
    """In July the September price was going to be 3 USD; on 10 August it became 2 again."""
    found = september("--as-of", as_of)
    assert found["totals"]["cost_usd"] == usd
    assert found["price_book"]["as_of"] == as_of


def test_without_as_of_the_book_is_todays(september: Report) -> None:
    assert september()["price_book"]["as_of"] == "2026-11-20"
    assert september()["totals"] == september("--as-of", "2026-11-20")["totals"]


def test_usage_of_a_model_not_yet_known_is_unpriced_and_shown(september: Report) -> None:
    found = september("--as-of", "2026-06-29")
    [row] = found["rows"]
    assert (row["model"], row["cost_usd"]) == ("claude-sonnet-5", "0")
    assert (row["unpriced_tokens"], row["unpriced_responses"], row["responses"]) == (1_000_000, 1, 1)
    assert [(entry["model"], entry["reason"]) for entry in found["unpriced"]] == [
        ("claude-sonnet-5", "no price")
    ]


def test_the_digest_names_the_book_whatever_day_it_is_read_as_of(september: Report) -> None:
    """The files are the same; `as_of` says how they were read."""
    books = [september("--as-of", day)["price_book"] for day in ("2026-07-15", "2026-11-20")]
    assert books[0] | {"as_of": ""} == books[1] | {"as_of": ""}
    assert books[0]["sha256"] == BOOK.sha256


# --- tables of one's own ------------------------------------------------------------------------


def test_a_contract_discount_is_laid_over_the_list_price(september: Report, tmp_path: Path) -> None:
    own = own_tables(
        tmp_path,
        modifiers='modifiers:\n- {modifier: discount, from: 2026-09-01, models: all, factor: "0.92"}\n',
        book='version: "acme-7"\n',
    )
    found = september("--pricing", own)
    assert found["totals"]["cost_usd"] == "1.84"
    assert found["price_book"]["version"] == f"{BOOK.version}+acme-7"
    assert found["price_book"]["sha256"] != BOOK.sha256


def test_a_discount_leaves_fees_and_earlier_days_as_they_are(sampled: Path, tmp_path: Path) -> None:
    own = own_tables(
        tmp_path,
        modifiers='modifiers:\n- {modifier: discount, from: 2026-10-15, models: all, factor: "0.5"}\n',
    )
    plain, cut = answer(sampled, "day"), answer(sampled, "day", load_book(own))
    searches = {row["day"]: row["web_search_requests"] for row in plain.rows}
    for day, cost in costs(plain, "day").items():
        fees = searches[day] * Decimal("0.01")
        halved = (cost - fees) / 2 + fees
        assert costs(cut, "day")[day] == (cost if day < "2026-10-15" else halved)


def test_a_model_of_a_gateway_gets_a_name_and_a_price(sampled: Path, tmp_path: Path) -> None:
    own = own_tables(
        tmp_path,
        models="models:\n- {id: zeta, from: 2026-01-01, family: zeta,"
        " spellings: {gateway: [claude-zeta-9]}}\n",
        prices=f"prices:\n- {{model: zeta, from: 2026-01-01, {all_at('1')}}}\n",
    )
    found = answer(sampled, "model,model_id,model_family,provider", load_book(own))
    [row] = [row for row in found.rows if row["model"] == "zeta"]
    assert (row["model_id"], row["model_family"], row["provider"]) == ("claude-zeta-9", "zeta", "gateway")
    assert row["cost_usd"] == Decimal("3.001042")
    assert found.unpriced == []


def test_a_price_of_ones_own_wins_on_its_days(september: Report, tmp_path: Path) -> None:
    own = own_tables(
        tmp_path,
        prices='prices:\n- {model: claude-sonnet-5, from: 2026-09-15, to: 2026-09-15, input: "1.5"}\n',
    )
    assert september("--pricing", own)["totals"]["cost_usd"] == "1.5"


def test_the_environment_and_the_settings_can_name_the_tables(
    september: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = own_tables(tmp_path, prices='prices:\n- {model: claude-sonnet-5, from: 2026-09-15, input: "7"}\n')
    (tmp_path / "settings.yaml").write_text("pricing: own\n", encoding="utf-8")
    assert september("--config", tmp_path / "settings.yaml")["totals"]["cost_usd"] == "7"
    monkeypatch.setenv("CLAUDECOST_PRICING", str(own))
    assert september()["totals"]["cost_usd"] == "7"


# --- what is past stays -------------------------------------------------------------------------


def test_a_price_that_begins_tomorrow_changes_no_figure_of_today(sampled: Path, tmp_path: Path) -> None:
    tomorrow = "".join(
        f"- {{model: {model.id}, from: 2026-11-21, {all_at('999')}}}\n" for model in BOOK.models
    )
    book = load_book(own_tables(tmp_path, prices=f"prices:\n{tomorrow}"))
    now, then = answer(sampled, "day,session,model"), answer(sampled, "day,session,model", book)
    names = ("day", "session", "model")
    assert costs(then, *names) == costs(now, *names)
    assert then.totals == now.totals


DAYS = st.integers(0, 78).map(lambda n: date(2026, 9, 1) + timedelta(days=n))
AMOUNTS = st.decimals("0.000001", "999", places=6).map(str)


@settings(deadline=None, max_examples=8)
@given(
    day=DAYS, usd=AMOUNTS, model=st.sampled_from(["claude-opus-5-5", "claude-sonnet-5-5", "claude-opus-5"])
)
def test_a_new_price_moves_no_cost_before_its_day(
    sampled: Path, tmp_path_factory: pytest.TempPathFactory, day: date, usd: str, model: str
) -> None:
    start = max(day, BOOK.by_id[model].released)
    row = f'{{model: {model}, from: {start}, input: "{usd}", output: "{usd}", cache_read: "{usd}"}}'
    book = load_book(own_tables(tmp_path_factory.mktemp("new"), prices=f"prices:\n- {row}\n"))
    before, after = costs(answer(sampled, "day,model"), "day", "model"), answer(sampled, "day,model", book)
    for (used, by), cost in costs(after, "day", "model").items():
        if used < start.isoformat() or by != model:
            assert cost == before[used, by]


def test_the_store_does_not_remember_prices(september: Report, tmp_path: Path) -> None:
    """Costs are derived on asking: another book, another figure, and back."""
    own = own_tables(tmp_path, prices='prices:\n- {model: claude-sonnet-5, from: 2026-09-15, input: "1"}\n')
    said = [september(), september("--pricing", own), september()]
    assert [found["totals"]["cost_usd"] for found in said] == ["2", "1", "2"]


def test_reports_name_the_book_they_stand_on(say: Callable[..., Said]) -> None:
    assert f"prices {BOOK.version}" in say("monthly").out
    assert f"prices {BOOK.version}" in say("monthly", "--format", "md").out
