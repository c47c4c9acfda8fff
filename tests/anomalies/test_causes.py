"""From a store to a sentence: which days are told of, and what was different about them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from events import SAMPLES, take_in
from transcripts import response, write

from claudecost.asking import Desk, desk
from claudecost.asking.anomalies import anomalies
from claudecost.config import now, settle
from claudecost.periods import parse_period
from claudecost.records import WorkingDays
from claudecost.reports.anomalies.shape import Anomaly, told_once
from claudecost.store import Store
from claudecost.zones import resolve_zone

pytestmark = pytest.mark.usefixtures("empty_home")

OPUS, HAIKU = "claude-opus-5", "claude-haiku-4-5"

#: A Tuesday; the eight weeks before it are its history.
DAY = date(2026, 11, 3)
SHOP, DOCS = "/home/ann/shop", "/home/ann/docs"

#: Ten dollars at list prices of 2026-11: prompts nine parts in ten from the cache, and output.
TEN_DOLLARS = {"cache_read": 9_000_000, "cache_write_5m": 400_000, "input": 600_000, "output": 0}


def workdays(
    model: str = OPUS, tokens: dict[str, int] = TEN_DOLLARS, cwd: str = SHOP
) -> list[dict[str, Any]]:
    """The same on every working day of the eight weeks before."""
    days = [DAY - timedelta(days=n) for n in range(1, 57)]
    return [response(model, f"{day}T12:00:00Z", tokens, cwd=cwd) for day in days if day.weekday() < 5]


def on_day(tokens: dict[str, int], model: str = OPUS, cwd: str = SHOP, **more: Any) -> dict[str, Any]:
    return response(model, f"{DAY}T12:00:00Z", tokens, cwd=cwd, **more)


@contextmanager
def at(store: Path, **given: Path) -> Iterator[Desk]:
    settings = settle(db=store, config=None, pricing=given.get("pricing"), teams=given.get("teams"))
    with desk(settings, intake=None) as opened:
        yield opened


def told(tmp_path: Path, lines: list[dict[str, Any]], period: str = str(DAY), **given: Path) -> list[Anomaly]:
    store = tmp_path / "store.db"
    take_in(Store(store), write(tmp_path / "root", lines))
    return over(store, period, "UTC", **given)


def over(store: Path, period: str, zone: str = "UTC", /, **given: Path) -> list[Anomaly]:
    with at(store, **given) as opened:
        where = resolve_zone(zone)
        return anomalies(opened, parse_period(period, where, now()), where, WorkingDays())


def of(found: list[Anomaly], scope: str) -> Anomaly:
    [one] = [one for one in found if one.scope == scope]
    return one


def test_days_like_others_are_not_told_of(tmp_path: Path) -> None:
    assert told(tmp_path, [*workdays(), on_day(TEN_DOLLARS)]) == []


def test_plain_volume_is_told_with_how_many_times_the_usual_tokens(tmp_path: Path) -> None:
    found = told(tmp_path, [*workdays(), *[on_day(TEN_DOLLARS) for _ in range(4)]])
    one = of(found, "project")
    assert one.cause == "volume"
    assert [one.amount_usd, one.usual_usd, one.factor] == [40, 10, 4]
    assert one.sentence == (
        "Tuesday 3 November: $40.00 in /home/ann/shop, 4.0 times the project's usual day ($10.00); "
        "mostly claude-opus-5, with 4.0 times the usual tokens"
    )
    assert {one.scope for one in found} == {"total", "project", "model", "user"}


def test_a_cache_read_less_is_told_with_its_shares(tmp_path: Path) -> None:
    """As many tokens as ever, but half of the prompts written anew."""
    cold = {"cache_read": 5_000_000, "cache_write_5m": 5_000_000, "input": 0}
    one = of(told(tmp_path, [*workdays(), on_day(cold)]), "project")
    assert one.cause == "cache"
    assert "whose cache reads fell from 90 % to 50 % of prompts" in one.sentence


def test_fast_mode_is_dearer_by_its_price(tmp_path: Path) -> None:
    fast = [on_day(TEN_DOLLARS, speed="fast"), on_day(TEN_DOLLARS, speed="fast")]
    one = of(told(tmp_path, [*workdays(), *fast]), "project")
    assert one.cause == "price"
    assert "100 % of its tokens in fast mode (usually none)" in one.sentence


def test_a_price_that_changed_is_told_with_its_day(tmp_path: Path) -> None:
    """A book of one's own has the model six times as dear from 1 November on."""
    overlay = tmp_path / "own"
    overlay.mkdir()
    (overlay / "prices.yaml").write_text(
        "prices:\n"
        f"- {{model: {OPUS}, from: 2026-11-01, known_since: 2026-10-20, confidence: A, source: A,\n"
        '    input: "30", cache_write_5m: "37.50", cache_write_1h: "60", cache_read: "3", output: "150"}\n',
        encoding="utf-8",
    )
    one = of(told(tmp_path, [*workdays(), on_day(TEN_DOLLARS)], pricing=overlay), "project")
    assert one.cause == "price"
    assert one.sentence.endswith("mostly claude-opus-5, whose price changed on 2026-11-01")


def test_a_model_new_to_a_project_is_its_cause(tmp_path: Path) -> None:
    cheap = {"output": 2_000_000}
    found = told(tmp_path, [*workdays(HAIKU, cheap), on_day({"output": 2_000_000})])
    one = of(found, "project")
    assert (one.cause, one.model) == ("model", OPUS)
    assert one.sentence.endswith("mostly claude-opus-5: $50.00, nothing on usual days")


def test_one_project_of_several_is_the_cause_of_the_total(tmp_path: Path) -> None:
    lines = [*workdays(), *workdays(cwd=DOCS), on_day(TEN_DOLLARS), *[on_day(TEN_DOLLARS, cwd=DOCS)] * 1]
    lines += [on_day(TEN_DOLLARS, cwd=DOCS) for _ in range(5)]
    found = told(tmp_path, lines)
    total = of(found, "total")
    assert (total.cause, total.project) == ("project", DOCS)
    assert "mostly claude-opus-5 in /home/ann/docs" in total.sentence
    assert of(found, "project").name == DOCS


def test_one_event_is_told_once_to_whoever_sees_all(tmp_path: Path) -> None:
    found = told(tmp_path, [*workdays(), *[on_day(TEN_DOLLARS) for _ in range(4)]])
    assert len(found) == 4
    assert [one.scope for one in told_once(found)] == ["project"]


def test_a_team_is_told_what_it_bears(tmp_path: Path) -> None:
    """Sixty in a hundred of the dear day, by the rule, to the cent."""
    teams = tmp_path / "teams.yaml"
    teams.write_text(
        "version: 1\nteams: {shop: {}, data: {}}\n"
        f"rules:\n  - {{split: {{shop: 60, data: 40}}, match: {{project: {SHOP}}}}}\n",
        encoding="utf-8",
    )
    found = told(tmp_path, [*workdays(), *[on_day(TEN_DOLLARS) for _ in range(4)]], teams=teams)
    shares = {one.name: one.amount_usd for one in found if one.scope == "team"}
    assert shares == {"shop": Decimal(24), "data": Decimal(16)}


def test_a_day_is_told_the_same_whatever_period_it_is_asked_in(sampled: Path) -> None:
    teams = SAMPLES / "teams.yaml"
    day, week, month = (over(sampled, text, teams=teams) for text in ("2026-11-16", "2026-W47", "2026-11"))
    assert day
    assert day == [one for one in week if one.day == date(2026, 11, 16)]
    assert day == [one for one in month if one.day == date(2026, 11, 16)]


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles"])
def test_every_anomalys_command_shows_the_same_amount(sampled: Path, zone: str) -> None:
    found = over(sampled, "2026-11", zone, teams=SAMPLES / "teams.yaml")
    assert found
    for one in found:
        _, *arguments = shlex.split(one.command)
        said = claudecost(
            *arguments, "--json", "--no-ingest", "--db", sampled, "--teams", SAMPLES / "teams.yaml"
        )
        assert Decimal(said.json["totals"]["cost_usd"]) == one.amount_usd, one.command


def test_the_samples_have_two_dear_days_in_november(sampled: Path) -> None:
    found = told_once(over(sampled, "2026-11", teams=SAMPLES / "teams.yaml"))
    assert [one.sentence for one in found] == [
        "Monday 2 November: $31.89 in /home/ann/shop, 2.9 times the project's usual day ($10.81); mostly "
        "claude-opus-5-5, whose cache reads fell from 92 % to 84 % of prompts, "
        "38 % of its tokens in fast mode (usually 3 %)",
        "Monday 16 November: $27.61 in all, 3.3 times a usual day ($8.24); mostly claude-fable-5-2 in "
        "/home/ann/shop: $18.64, nothing on usual days",
    ]


def test_a_name_with_globs_in_it_is_asked_for_exactly(tmp_path: Path) -> None:
    odd = "/home/ann/[a]*? it's"
    found = told(
        tmp_path, [*workdays(cwd=odd), *[on_day(TEN_DOLLARS, cwd=odd) for _ in range(4)], on_day(TEN_DOLLARS)]
    )
    one = of(found, "project")
    assert one.name == odd
    said = claudecost(*shlex.split(one.command)[1:], "--json", "--no-ingest", "--db", tmp_path / "store.db")
    assert Decimal(said.json["totals"]["cost_usd"]) == one.amount_usd
