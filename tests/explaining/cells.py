"""Cells of the sample company to be explained: its store, its teams with a split, a month that is closed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from claudecost.asking import Desk, desk
from claudecost.config import Settings, settle
from claudecost.periods import parse_range
from claudecost.pricing.compiled import cards_to_json
from claudecost.reports.closed.freezing import Closing, freeze
from claudecost.reports.dimensions import parse_dimensions
from claudecost.reports.usage import Basis, Question
from claudecost.store import Store
from claudecost.zones import resolve_zone

TEAMS = """\
version: 1
teams:
  company: {name: Fernwood, cost_center: CC-1}
  shop: {cost_center: CC-100, parent: company}
  data: {cost_center: CC-200, parent: company}
  warehouse: {parent: company}
rules:
  - team: shop
    match: {api_key: ["shop-assistant"]}
  - split: {shop: 60, data: "33.3333", warehouse: "6.6667"}
    match: {project: "*shop*", machine: laptop}
people:
  ann@fernwood.example: shop
  ben@fernwood.example:
    teams: [{team: warehouse, to: 2026-10-16}, {team: shop, from: 2026-10-16}]
"""

#: Rules that split what the organisation's ledgers know as well, and what ben did.
SHARED = """\
version: 1
teams:
  shop: {cost_center: CC-100}
  logistics: {cost_center: CC-300}
rules:
  - split: {shop: 70, logistics: 30}
    match: {api_key: ci-runner}
  - split: {shop: 70, logistics: 30}
    match: {project: /build/shop}
  - split: {shop: "66.6667", logistics: "33.3333"}
    match: {workspace: "Data*"}
people:
  ann@fernwood.example: logistics
"""

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

#: Dimensions whose values cells are narrowed to, in the spelling of the filters.
NARROWED_BY = ("team", "cost_center", "model", "project", "session", "user", "source")


def books(sampled: Path, directory: Path, *, close: str | None = None, rules: str = TEAMS) -> Settings:
    """The sample store copied, with a team file; with `close` a month of it is closed."""
    store = directory / "store.db"
    shutil.copy(sampled, store)
    teams = directory / "teams.yaml"
    teams.write_text(rules, encoding="utf-8")
    settings = settle(db=store, config=None, pricing=None, teams=teams, quiet=True, verbosity=0, color="auto")
    if close is not None:
        _close(settings, close)
    return settings


def _close(settings: Settings, month: str) -> None:
    period = parse_range(month, month, resolve_zone("UTC"), NOW)
    assert period.since is not None
    assert period.until is not None
    with opened(settings) as at:
        basis, book = Basis(at.book.cards, at.allocation), at.book
    with Store(settings.db).booking() as taken:
        closing = Closing(
            month, period.since, period.until, NOW, "test", book.version, book.sha256, "2026-11-20", basis,
            cards_to_json(basis.cards), {},
        )  # fmt: skip
        freeze(taken, closing)


@contextmanager
def opened(settings: Settings) -> Iterator[Desk]:
    """The desk, with the store as it is."""
    with desk(settings, intake=None) as at:
        yield at


def question(
    by: str = "",
    since: str | None = None,
    until: str | None = None,
    zone: str = "UTC",
    **filters: Any,
) -> Question:
    """A question as `report` and `explain` put it; filters are lists of globs."""
    where = resolve_zone(zone)
    dimensions = parse_dimensions(by) if by else ()
    return Question(dimensions, parse_range(since, until, where, NOW), where, filters)


def some_cells(at: Desk, how_many: int, seed: int) -> list[tuple[Question, Mapping[str, object]]]:
    """Cells of reports, chosen by chance: the question each is the answer to, and its row."""
    chance = random.Random(seed)
    found: list[tuple[Question, Mapping[str, object]]] = []
    for _ in range(how_many):
        names = chance.sample(NARROWED_BY, chance.choice((1, 2)))
        span = chance.choice((None, "day", "month"))
        zone = chance.choice(("UTC", "Europe/Berlin", "America/Los_Angeles"))
        by = ",".join([*([span] if span else []), *names])
        rows = [row for row in at.answer(question(by, zone=zone)).rows if row["total_tokens"]]
        row = chance.choice(rows)
        when = row[span] if span else None
        filters = {name: ["(none)" if row[name] is None else _literal(row[name])] for name in names}
        found.append((question("", when, when, zone, **filters), row))
    return found


def _literal(name: str) -> str:
    """A glob that finds this name only."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)
