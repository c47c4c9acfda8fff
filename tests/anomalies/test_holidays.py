"""The holidays that budgets are told of are days off to page and mail as well."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from events import take_in
from transcripts import response, write

from claudecost.asking import desk
from claudecost.asking.digest import gather
from claudecost.asking.page import Asked, page_of
from claudecost.config import Settings, settle
from claudecost.periods import parse_period
from claudecost.reports.digest.stretch import stretch_of
from claudecost.store import Store

pytestmark = pytest.mark.usefixtures("empty_home")

#: All Saints, a Monday of work in the invented company's year, unless it is told otherwise.
HOLIDAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)

TEN_DOLLARS, ONE_DOLLAR = 400_000, 40_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten dollars on working days, the holiday included, and one on days off, for nine weeks."""
    folder = tmp_path_factory.mktemp("holidays")
    lines = []
    for back in range(64):
        day = date(2026, 11, 8) - timedelta(days=back)
        tokens = {"output": TEN_DOLLARS if day.weekday() < 5 else ONE_DOLLAR}
        lines.append(response("claude-opus-5", f"{day}T12:00:00Z", tokens, cwd="/home/ann/shop"))
    take_in(Store(folder / "store.db"), write(folder / "root", lines))
    return folder / "store.db"


def settings(store: Path, tmp_path: Path, holidays: str) -> Settings:
    config = tmp_path / "claudecost.yaml"
    config.write_text(f"budgets: {{limits: [{{total: true, usd: 500}}], holidays: {holidays}}}\n")
    return settle(db=store, config=config, pricing=None, environ={})


@pytest.mark.parametrize(("holidays", "told"), [("[]", []), (f"[{HOLIDAY}]", [HOLIDAY])])
def test_work_on_a_holiday_is_unusual(store: Path, tmp_path: Path, holidays: str, told: list[date]) -> None:
    given = settings(store, tmp_path, holidays)
    with desk(given, intake=None) as opened:
        week = parse_period("2026-W45", UTC, NOW)
        page = page_of(opened, given, Asked(week, UTC, {}, NOW))
        mail = gather(opened, given, stretch_of("week", "2026-W45", UTC, NOW), NOW)
    assert [one.day for one in page.oddities] == told
    assert sorted({one.day for one in mail.anomalies}) == told
