"""What mails, budgets, unusual days and the page say of a closed month stays, whatever is learnt afterwards.

October is closed; then its prices move, its files are read again with other figures, more of its usage turns
up on another machine, and another team bears it. November is open and follows all of that.
"""

from __future__ import annotations

import copy
import re
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from events import take_in
from mail.figures import digest_of, gathered
from transcripts import response, write

from claudecost.reports.digest.shape import Digest, Freshness
from claudecost.reports.digest.stretch import Kind
from claudecost.store import Store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MODEL, SHOP = "claude-opus-5", "/home/ann/shop"

#: A dollar of output at the price of October and November; one day cost eight times the others.
A_DOLLAR, DEAR = 40_000, date(2026, 10, 13)

TEAMS = """\
version: 1
teams: {shop: {budget_usd: 20}, docs: {}}
rules:
  - {team: shop, match: {project: "*/shop"}, to: 2026-09-30}
  - {team: shop, match: {project: "*/shop"}, from: 2026-10-01}
"""

SETTINGS = """\
timezone: UTC
teams: teams.yaml
budgets:
  - {total: true, usd: 30}
  - {project: "*/shop", usd: 25}
"""

#: Twice as dear from October on, which nobody knew when October was closed.
DEARER = (
    f"prices:\n- {{model: {MODEL}, from: 2026-10-01, known_since: 2026-11-19, confidence: A, source: OWN,"
    ' input: "10", cache_write_5m: "12.5", cache_write_1h: "20", cache_read: "1", output: "50"}\n'
)


#: Stands for what a mail says of the store as it is now.
AS_OF_TODAY = Freshness(None, None, 0)


@dataclass(frozen=True)
class Shop:
    """A store, its settings, and what it is asked."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "claudecost.yaml"

    def say(self, *words: object) -> Any:
        return claudecost(*words, "--no-ingest", "--db", self.folder / "store.db", "--config", self.config)

    def json(self, *words: object) -> Any:
        said = self.say(*words, "--json")
        assert said.code == 0, said.err
        return said.json

    def digest(self, kind: Kind, period: str, team: str | None = None) -> Digest:
        """A mail's figures, without how complete everything is today and what prices are."""
        with gathered(self.folder / "store.db", kind, period, now=NOW, config=self.config) as found:
            told = digest_of(found, team)
        return replace(told, freshness=AS_OF_TODAY, price_book="")

    def unusual(self, kind: Kind, period: str) -> list[str]:
        """What a mail says of unusual days."""
        return [one.sentence for one in self.digest(kind, period).anomalies]

    def page(self, period: str) -> list[str]:
        """Every exact figure of the page, in order."""
        said = self.say("page", "--period", period, "-o", "-")
        assert said.code == 0, said.err
        return re.findall(r'<data value="([^"]*)"', said.out)


def usage() -> list[dict[str, Any]]:
    """A dollar on every working day from August to the middle of November, eight on one of October."""
    days = [date(2026, 8, 3) + timedelta(days=number) for number in range(103)]
    return [
        response(MODEL, f"{day}T12:00:00Z", {"output": A_DOLLAR * (8 if day == DEAR else 1)}, cwd=SHOP)
        for day in days
        if day.weekday() < 5
    ]


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, Shop]:
    """The shop just after October was closed, and the same one after all that came later."""
    before, after = (Shop(tmp_path_factory.mktemp(name)) for name in ("before", "after"))
    lines = usage()
    take_in(Store(before.folder / "store.db"), write(before.folder / "root", lines), machine="laptop")
    (before.folder / "teams.yaml").write_text(TEAMS)
    before.config.write_text(SETTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAUDECOST_NOW", NOW.isoformat())
        said = before.say("close", "2026-10")
    assert said.code == 0, said.err
    shutil.copytree(before.folder, after.folder, dirs_exist_ok=True)
    _learn(after, lines)
    return before, after


def _learn(shop: Shop, lines: list[dict[str, Any]]) -> None:
    """Other prices, other figures of the same responses, more of them, other teams."""
    (shop.folder / "own").mkdir()
    (shop.folder / "own" / "prices.yaml").write_text(DEARER)
    shop.config.write_text(SETTINGS + "pricing: own\n")
    (shop.folder / "teams.yaml").write_text(
        TEAMS.replace(
            'team: shop, match: {project: "*/shop"}, from', 'team: docs, match: {project: "*/shop"}, from'
        )
    )
    grown = copy.deepcopy([line for line in lines if line["timestamp"] >= "2026-10"])
    for line in grown:
        line["message"]["usage"]["output_tokens"] *= 3
    late = [
        response(MODEL, f"2026-{day}T13:00:00Z", {"output": A_DOLLAR}, cwd=SHOP) for day in ("10-20", "11-10")
    ]
    take_in(Store(shop.folder / "store.db"), write(shop.folder / "grown", grown, "grown"), machine="laptop")
    take_in(Store(shop.folder / "store.db"), write(shop.folder / "late", late, "late"), machine="tower")


@pytest.mark.usefixtures("empty_home")
class TestClosed:
    def test_the_mail_of_the_month_has_the_same_figures(self, shops: tuple[Shop, Shop]) -> None:
        before, after = shops
        for team in (None, "shop"):
            assert after.digest("month", "2026-10", team) == before.digest("month", "2026-10", team)
        assert before.digest("month", "2026-10").amount_usd == 29

    def test_so_has_the_mail_of_a_week_of_it(self, shops: tuple[Shop, Shop]) -> None:
        before, after = shops
        assert after.digest("week", "2026-W42") == before.digest("week", "2026-W42")
        assert before.digest("week", "2026-W42").amount_usd == 12

    def test_its_budgets_stand_as_they_stood(self, shops: tuple[Shop, Shop]) -> None:
        before, after = shops
        rows = before.json("budget", "--month", "2026-10")["rows"]
        assert after.json("budget", "--month", "2026-10")["rows"] == rows
        assert [(row["scope"], row["spent_usd"]) for row in rows] == [
            ("total", "29"), ("project", "29"), ("team", "29"),
        ]  # fmt: skip

    def test_a_check_of_it_says_the_same(self, shops: tuple[Shop, Shop]) -> None:
        before, after = (shop.say("budget", "check", "--month", "2026-10") for shop in shops)
        assert (after.code, after.err) == (before.code, before.err)
        assert before.code == 4

    def test_its_unusual_day_is_explained_in_the_same_words(self, shops: tuple[Shop, Shop]) -> None:
        before, after = shops
        sentences = before.unusual("month", "2026-10")
        assert sentences
        assert sentences[0].startswith("Tuesday 13 October: $8.00")
        assert after.unusual("month", "2026-10") == sentences

    def test_the_page_of_it_has_the_same_figures(self, shops: tuple[Shop, Shop]) -> None:
        before, after = shops
        figures = before.page("2026-10")
        assert "29" in figures
        assert after.page("2026-10") == figures


@pytest.mark.usefixtures("empty_home")
class TestOpen:
    """What is open moves, and what reaches from one into the other is made of both."""

    def test_the_open_month_is_told_anew(self, shops: tuple[Shop, Shop]) -> None:
        before, after = (shop.json("budget")["rows"][0]["spent_usd"] for shop in shops)
        assert (before, after) == ("10", "62"), "three times the tokens at twice the price, and one more"

    def test_a_week_over_the_edge_has_one_part_of_each(self, shops: tuple[Shop, Shop]) -> None:
        """W45 begins on 2 November; the mail compares it with five closed days of October."""
        before, after = (shop.digest("week", "2026-W45") for shop in shops)
        assert [before.amount_usd, before.before_usd] == [5, 5]
        assert [after.amount_usd, after.before_usd] == [30, 5]

    def test_the_pace_of_a_forecast_has_closed_days_as_they_were(self, shops: tuple[Shop, Shop]) -> None:
        """On the first of November all of the pace is October's; what is in the store of later is spent."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CLAUDECOST_NOW", "2026-11-01T12:00:00Z")
            before, after = (shop.json("budget")["rows"][0] for shop in shops)
        ahead = [
            Decimal(row["forecast_likely_usd"]) - sum(map(Decimal, row["days"])) for row in (before, after)
        ]
        assert ahead[0] == ahead[1] > 0

    def test_history_of_an_open_day_is_what_closed_days_were(self, shops: tuple[Shop, Shop]) -> None:
        """A day of November is unusual against October as it was closed, not as it is priced now."""
        before, after = (shop.unusual("week", "2026-W45") for shop in shops)
        assert before == []
        assert after[0].startswith("Monday 2 November: $6.00")
        assert "6.0 times a usual day ($1.00)" in after[0]
