"""Usage added up by the day answers every question of a mail to the digits that the events give."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import claudecost

from claudecost.asking import Desk, desk
from claudecost.asking.by_day import by_day
from claudecost.periods import Period
from claudecost.reports.dimensions import parse_dimensions
from claudecost.reports.usage import Question
from claudecost.zones import Zone, midnight, resolve_zone

from .figures import SAMPLES, settings_for

FROM = date(2026, 9, 14)

QUESTIONS = (
    "day,machine,team", "week,model,project,team", "day,project,model,speed,service_tier,user",
    "day,model,model_id", "cost_center,session",
)  # fmt: skip


def answers(
    opened: Desk, by: str, since: date, zone: Zone, until: date | None = None
) -> list[dict[str, Any]]:
    end = None if until is None else midnight(until, zone)
    period = Period(midnight(since, zone), end, str(zone))
    rows = opened.answer(Question(parse_dimensions(by), period, zone)).rows
    return sorted(rows, key=lambda row: str([row[name] for name in by.split(",")]))


@pytest.fixture(scope="module")
def closed(sampled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample store with October closed."""
    store = tmp_path_factory.mktemp("closed") / "closed.db"
    shutil.copy(sampled, store)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLAUDECOST_NOW", "2026-11-20T12:00:00Z")
        config = ("--db", store, "--config", SAMPLES / "claudecost.yaml")
        accepted = ("--accept", "quarantined", "--accept", "unpriced")
        assert claudecost("close", "2026-10", *accepted, "--no-ingest", *config).code == 0
    return store


@pytest.mark.parametrize(
    ("zone", "state"), [("UTC", "open"), ("Europe/Berlin", "closed"), ("Asia/Kolkata", "open")]
)
def test_every_question_is_answered_alike(sampled: Path, closed: Path, zone: str, state: str) -> None:
    own = resolve_zone(zone)
    with desk(settings_for(closed if state == "closed" else sampled), intake=None) as opened:
        laid = by_day(opened, midnight(FROM, own), own)
        assert laid.laid_from is not None
        for by in QUESTIONS:
            since, until = date(2026, 9, 20), date(2026, 11, 17)
            assert answers(laid, by, since, own, until) == answers(opened, by, since, own, until), by


def test_what_it_cannot_answer_is_put_to_the_events(sampled: Path) -> None:
    """Hours, another zone, and what was before."""
    with desk(settings_for(sampled), intake=None) as opened:
        laid = by_day(opened, midnight(FROM, UTC), UTC)
        early = FROM - timedelta(days=10)
        kolkata = resolve_zone("Asia/Kolkata")
        assert answers(laid, "hour", FROM, UTC) == answers(opened, "hour", FROM, UTC)
        assert answers(laid, "day,team", FROM, kolkata) == answers(opened, "day,team", FROM, kolkata)
        assert answers(laid, "day,team", early, UTC) == answers(opened, "day,team", early, UTC)


def test_a_store_whose_usage_is_all_older_is_asked_as_it_is(sampled: Path) -> None:
    with desk(settings_for(sampled), intake=None) as opened:
        assert by_day(opened, datetime(2026, 12, 1, tzinfo=UTC), UTC).laid_from is None
