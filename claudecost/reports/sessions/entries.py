"""The single responses behind a question, and the first one of each of its groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files

from ..parts import Closed, closings_of, parts_of
from ..usage import Answers, Basis, Laid, Question, lay_out

Labels = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One response, or a part of one that another model served; `cost_usd` is exact."""

    at: datetime
    labels: dict[str, str | None]
    input_tokens: int
    cache_write_tokens: int
    cache_read_tokens: int
    output_tokens: int
    cost_usd: Decimal


def entries(store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed]) -> list[Entry]:
    """Everything a question (of no dimension of time) is about, in the order it happened."""
    found = []
    for laid in _parts(store, asked, basis, closed):
        for at, origin, profile, *counted in store.rows(_statement("entries.sql"), laid.bounds):
            labels = {**laid.origins[origin], **laid.profiles[profile]}
            found.append(Entry(at.replace(tzinfo=UTC), labels, *counted))
    return sorted(found, key=lambda entry: entry.at)


def first_activity(
    store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed], names: Sequence[str]
) -> dict[Labels, datetime]:
    """When each of the question's origins, told apart by these dimensions of it, was first active."""
    found: dict[Labels, datetime] = {}
    for laid in _parts(store, asked, basis, closed):
        for origin, first_at in store.rows(_statement("first_activity.sql"), laid.bounds):
            labels = tuple(laid.origins[origin][name] for name in names)
            at = first_at.replace(tzinfo=UTC)
            found[labels] = min(found.get(labels, at), at)
    return found


def _parts(store: Answers, asked: Question, basis: Basis, closed: Sequence[Closed]) -> Iterator[Laid]:
    """The question laid out for every part of its period, one after another."""
    today = replace(basis, outside=closings_of(closed))
    is_undated = asked.period.since is None
    for period, month in parts_of(asked.period, closed):
        yield lay_out(
            store, replace(asked, period=period), month.basis if month else today, undated=is_undated
        )


def _statement(name: str) -> str:
    """The text of one of this room's SQL files."""
    return (files(__package__) / name).read_text(encoding="utf-8")
