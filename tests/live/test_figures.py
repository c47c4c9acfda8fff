"""The figures of the live view are those of the reports, and stay so while it is kept fresh."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost
from transcripts import response, write

from claudecost.asking.looking import Looking
from claudecost.config import settle
from claudecost.errors import Exit
from claudecost.intake import Intake
from claudecost.reports.live.shape import Used
from claudecost.store import Store
from claudecost.store.lock import waiting
from claudecost.zones import resolve_zone

#: So many output tokens of this model cost a dollar.
MODEL, A_DOLLAR = "claude-opus-5", 40_000


def used(at: str, dollars: int = 1, session: str = "morning", model: str = MODEL) -> dict[str, Any]:
    return response(model, f"2026-{at}Z", {"output": dollars * A_DOLLAR}, session=session)


def looking(home: Path, lines: list[dict[str, Any]]) -> Looking:
    """The view of a user with these lines, after its first look; it is noon of 2026-11-20."""
    write(home / ".claude", lines)
    found = Looking(settle(db=home / "store.db", config=None, pricing=None), resolve_zone("UTC"), Intake())
    found.first()
    return found


def grow(home: Path, *lines: dict[str, Any], name: str = "morning") -> None:
    path = home / ".claude/projects/-home-ann-shop" / f"{name}.jsonl"
    with path.open("a", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(line)}\n" for line in lines)


def costs(found: Looking) -> tuple[Any, ...]:
    assert found.figures is not None
    total = found.figures.total
    return total.window.cost_usd, total.today.cost_usd, total.month.cost_usd


def test_window_today_and_month_are_told_apart(empty_home: Path) -> None:
    lines = [
        used("10-31T23:59:00", 64),
        used("11-01T00:00:00", 32),
        used("11-19T12:00:00", 16, "evening"),
        used("11-20T01:00:00", 8, "night"),
        used("11-20T09:30:00", 4),
        used("11-20T11:00:00", 2),
    ]
    found = looking(empty_home, lines)
    assert costs(found) == (6, 14, 62)
    figures = found.figures
    assert figures is not None
    assert figures.window is not None
    assert (figures.window.start.hour, figures.window.end.hour) == (9, 14)
    assert figures.window.usd_per_hour == 4
    [model] = figures.models
    assert (model.name, model.month) == (MODEL, figures.total.month)
    assert model.month.responses == 5
    shown = {
        row.name: (row.window.cost_usd, row.today.cost_usd, row.month.cost_usd) for row in figures.sessions
    }
    assert list(shown) == ["morning", "night"]
    assert shown == {
        "morning": (Decimal(6), Decimal(6), Decimal(38)),
        "night": (Decimal(0), Decimal(8), Decimal(8)),
    }
    assert figures.sessions[0].place == "/home/ann/shop"


def test_they_are_the_figures_of_the_reports(
    sampled: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-10-22T16:00:00Z")
    settings = settle(db=sampled, config=None, pricing=None)
    found = Looking(settings, resolve_zone("Europe/Berlin"), None)
    found.first()
    assert found.figures is not None
    for period, of in (("2026-10-22", found.figures.total.today), ("2026-10", found.figures.total.month)):
        told = claudecost(
            "report", "--by", "model", "--period", period, "-z", "Europe/Berlin", "--json",
            "--db", sampled, "--no-ingest",
        ).json  # fmt: skip
        totals = told["totals"]
        assert of == Used(
            Decimal(totals["cost_usd"]),
            totals["responses"],
            totals["total_tokens"],
            totals["unpriced_tokens"],
        )
    by_model = {row["model"]: row["cost_usd"] for row in told["rows"]}
    assert {row.name: str(row.month.cost_usd.normalize()) for row in found.figures.models} == {
        name: str(Decimal(cost).normalize()) for name, cost in by_model.items()
    }


def test_what_is_new_is_taken_in_and_shown(empty_home: Path) -> None:
    found = looking(empty_home, [used("11-19T12:00:00", 1), used("11-20T11:00:00", 2)])
    grow(empty_home, used("11-20T11:30:00", 4), used("11-20T11:31:00", 8, model="claude-opus-5"))
    found.look()
    assert costs(found) == (14, 14, 15)
    assert found.state == ""


def test_a_refresh_waits_until_the_last_one_has_been_paid_for(empty_home: Path) -> None:
    """So that all of them together stay below 2 % of a processor, whatever one costs."""
    found = looking(empty_home, [used("11-20T11:00:00", 2)])
    for more in (4, 8):
        grow(empty_home, used("11-20T11:30:00", more))
        found.look()
    assert costs(found)[0] == 6
    found.look(at_once=True)
    assert costs(found)[0] == 14


def test_nothing_new_asks_nothing(empty_home: Path) -> None:
    found = looking(empty_home, [used("11-20T11:00:00", 2)])
    before = found.figures
    found.look()
    assert found.figures is before


def test_a_store_that_is_busy_leaves_the_last_figures(empty_home: Path) -> None:
    found = looking(empty_home, [used("11-20T11:00:00", 2)])
    grow(empty_home, used("11-20T11:30:00", 4))
    with Store(empty_home / "store.db").booking():
        found.look()
    assert (found.state, costs(found)[0]) == ("busy", 2)
    found.look(at_once=True)
    assert (found.state, costs(found)[0]) == ("", 6)


def test_while_another_takes_in_the_store_is_shown_as_it_is(empty_home: Path) -> None:
    found = looking(empty_home, [used("11-20T11:00:00", 2)])
    grow(empty_home, used("11-20T11:30:00", 4))
    with Store(empty_home / "store.db").ingesting():
        found.look()
    assert (found.state, costs(found)[0]) == ("busy", 2)


def test_others_can_use_the_store_between_two_looks(empty_home: Path) -> None:
    found = looking(empty_home, [used("11-20T11:00:00", 2)])
    with waiting(0.0):
        said = claudecost("ingest", "--db", empty_home / "store.db")
    assert said.code == Exit.DONE
    found.look()
    assert costs(found)[0] == 2


def test_midnight_begins_another_day(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = looking(empty_home, [used("11-20T11:00:00", 2)])
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-21T00:00:01Z")
    found.look(at_once=True)
    assert costs(found) == (0, 0, 2)
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-12-01T00:00:01Z")
    found.look(at_once=True)
    assert costs(found) == (0, 0, 0)


def test_a_window_that_opens_later_is_found(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = looking(empty_home, [used("11-20T01:00:00", 2)])
    assert costs(found)[0] == 0
    monkeypatch.setenv("CLAUDECOST_NOW", "2026-11-20T12:30:00Z")
    grow(empty_home, used("11-20T12:20:00", 4))
    found.look()
    assert costs(found)[0] == 4
    assert found.figures is not None
    assert found.figures.window is not None
    assert found.figures.window.start.hour == 12


@pytest.mark.parametrize(
    "zone", ["UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Auckland", "Europe/Berlin"]
)
@pytest.mark.parametrize("at", ["2026-11-20T12:00:00Z", "2026-11-20T19:45:00Z", "2026-11-21T00:15:00Z"])
def test_the_window_is_the_same_on_all_clocks(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch, zone: str, at: str
) -> None:
    """It lies across midnight in some zones, and an hour is not a whole hour of UTC in others."""
    monkeypatch.setenv("CLAUDECOST_NOW", at)
    moments = [f"11-20T{hour:02}:{minute}:00" for hour in range(8, 24) for minute in (10, 40)]
    write(empty_home / ".claude", [used(moment, 1) for moment in moments])
    found = Looking(
        settle(db=empty_home / "store.db", config=None, pricing=None), resolve_zone(zone), Intake()
    )
    found.first()
    grow(empty_home, used(at[5:14] + "14:00", 2))
    found.look()
    assert found.figures is not None
    [told] = claudecost("blocks", "--active", "--json", "--db", empty_home / "store.db").json["rows"]
    day = claudecost(
        "report", "--period", "today", "-z", zone, "--json", "--db", empty_home / "store.db"
    ).json
    total = found.figures.total
    assert (total.window.cost_usd, total.window.responses) == (Decimal(told["cost_usd"]), told["responses"])
    assert total.today.cost_usd == Decimal(day["totals"]["cost_usd"])
    assert total.month.cost_usd == 34
