"""Two periods written for one test: what September and October were, compared on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from command_line import claudecost
from events import take_in
from transcripts import response, write

from claudecost.money import total
from claudecost.reports.comparing.causes import CAUSES
from claudecost.store import Store

#: A day of each month on which none of the prices used here changes.
BEFORE, AFTER = "2026-09-10T12:00:00Z", "2026-10-20T12:00:00Z"

#: One request with something of every meter.
REQUEST: Mapping[str, int] = {
    "input": 1_000,
    "cache_write_5m": 2_000,
    "cache_write_1h": 3_000,
    "cache_read": 40_000,
    "output": 700,
}

OPUS = "claude-opus-5"

Call = tuple[str, Mapping[str, int], Mapping[str, Any]]


def call(model: str = OPUS, tokens: Mapping[str, int] = REQUEST, **how: Any) -> Call:
    """One request of a model; `how` is its speed, tier or geography."""
    return model, tokens, how


def stored(directory: Path, before: Iterable[Call], after: Iterable[Call], days: Sequence[str] = ()) -> Path:
    """A store that has seen these requests in the two months, or on two `days` at noon."""
    moments = [f"{day}T12:00:00Z" for day in days] or [BEFORE, AFTER]
    lines = [
        response(model, at, tokens, **how)
        for at, calls in zip(moments, (before, after), strict=True)
        for model, tokens, how in calls
    ]
    store = directory / "store.db"
    take_in(Store(store), write(directory / "root", lines))
    return store


def compared(store: Path, *arguments: object, periods: Sequence[str] = ("2026-09", "2026-10")) -> Any:
    """The JSON of a comparison, which adds up."""
    said = claudecost("compare", *periods, *arguments, "--db", store, "--no-ingest", "--json", "-z", "UTC")
    assert said.code == 0, said.err
    assert_it_adds_up(said.json)
    return said.json


def changes(found: Any) -> dict[str, Decimal]:
    """The causes that are not nothing, over all rows."""
    causes = {cause: Decimal(amount) for cause, amount in found["totals"]["causes"].items()}
    return {cause: amount for cause, amount in causes.items() if amount}


def assert_it_adds_up(found: Any) -> None:
    """Causes to the change, in every row and in all; rows to the totals."""
    for row in (*found["rows"], found["totals"]):
        before, after = Decimal(row["before_usd"]), Decimal(row["after_usd"])
        assert list(row["causes"]) == list(CAUSES)
        assert total(Decimal(row["causes"][cause]) for cause in CAUSES) == after - before
        assert Decimal(row["change_usd"]) == after - before
    for name in ("before_usd", "after_usd", "change_usd"):
        assert total(Decimal(row[name]) for row in found["rows"]) == Decimal(found["totals"][name])
    for entry in found["causes"]:
        cause = entry["cause"]
        assert entry["change_usd"] == found["totals"]["causes"][cause]
        assert total(Decimal(row["causes"][cause]) for row in found["rows"]) == Decimal(entry["change_usd"])
        assert (entry["sentence"] is None) == (Decimal(entry["change_usd"]) == 0)
